"""What a stranger is handed of a small archive, made with the command as anyone makes it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tests.cli.conftest import SHEET
from tests.verifier.conftest import Taken


def taken(folder: Path) -> Taken:
    """A sheet loaded and changed, files taken in, one claim erased, some reads: an archive with every kind of line."""
    folder.mkdir(parents=True)
    archive, sheet, kept = folder / "archive", folder / "sheet.yaml", folder / "kept.txt"
    dadkhah("init", archive, "--steward", "steward")
    for number in range(4):
        (folder / f"file-{number}").write_bytes(f"Made-up bytes number {number}".encode() * (900 * number + 1))
    for low in (11, 12, 13):
        sheet.write_text(SHEET.replace("low: 11", f"low: {low}"), "utf-8")
        dadkhah("-C", archive, "load", sheet)
    dadkhah("-C", archive, "checkpoint", "--out", kept)
    dadkhah("-C", archive, "add", *(folder / f"file-{number}" for number in range(4)))
    dadkhah("-C", archive, "export", "--out", folder / "archive.jsonl", "--bytes", folder / "files")
    shutil.copytree(archive / "ledger", folder / "ledger")
    key = (folder / "ledger" / "vkey").read_text("utf-8").strip()
    return Taken(folder / "archive.jsonl", folder / "files", folder / "ledger", key, kept.read_text("utf-8"))


def dadkhah(*words: str | Path) -> None:
    command = Path(sys.executable).with_name("dadkhah")
    subprocess.run([command, *words], check=True, stdout=sys.stderr)
