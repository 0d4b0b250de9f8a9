"""A real archive made by the real command, and the real server over it: what the browser looks at."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
EXAMPLE = REPOSITORY / "examples" / "iran-1988"
DOCUMENT = REPOSITORY.parent / "shared" / "documents" / "irannewsupdate-1988-massacre.txt"
COMMAND = str(Path(sys.executable).with_name("dadkhah"))
PASSWORD = "a long password for tests"
NOTE = "A made-up note, for trying pages.\nیادداشتی ساختگی، برای آزمودن صفحه‌ها.\n"


def _environment() -> dict[str, str]:
    kept = {name: held for name, held in os.environ.items() if not name.startswith(("DADKHAH_", "DJANGO_"))}
    return {**kept, "LANG": "C.UTF-8", "PYTHONUTF8": "1"}


def dadkhah(*arguments: object) -> str:
    """The command, as a person calls it. Raises RuntimeError with what it printed if it fails."""
    call = [COMMAND, *map(str, arguments)]
    done = subprocess.run(call, env=_environment(), cwd=REPOSITORY, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(call)}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def make(folder: Path, *, documents: bool = True) -> Path:
    """An archive with the example, an item of each kind of custody, a sealed compartment, a steward and a reader."""
    folder.mkdir(parents=True, exist_ok=True)
    archive, password, note = folder / "archive", folder / "password", folder / "note.txt"
    password.write_text(f"{PASSWORD}\n")
    note.write_text(NOTE, "utf-8")
    dadkhah("init", archive, "--steward", "steward", "--password-file", password)
    for login, role in (("reader", "reader"), ("second", "documenter")):
        call = ("user", "add", login, "--role", role, "--compartment", "main", "--password-file", password)
        dadkhah("-C", archive, *call)
    dadkhah("-C", archive, "compartment", "add", "witnesses", "--level", "sealed")
    dadkhah("-C", archive, "load", EXAMPLE, "--compartment", "main")
    held = [note, *([DOCUMENT] if documents and DOCUMENT.is_file() else [])]
    given = ("--from", "Somebody of Nowhere", "--how", "handed over", "--acquired", "2024-05", "--compartment", "main")
    dadkhah("-C", archive, "add", *held, *given)
    listed = [sys.executable, "-m", "tests.browser.listed", str(archive)]
    subprocess.run(listed, env=_environment(), cwd=REPOSITORY, check=True)
    _read_list(archive, folder)
    return archive


def _read_list(archive: Path, folder: Path) -> None:
    """A list that was read in twice: the second time one row had changed, one was gone, and one could not be read."""
    first = "No,Name,Age,Date\n1,امید ساختگی,24,1367/5/8\n"
    named = (f"{first}2,Laleh Invented,31,1988\n", first.replace(",24,", ",25,"))
    dadkhah("-C", archive, "list", "describe", "S-MADE", "--title", "Made-up list", "--kind", "ngo", "--compartment", "main",
            "--rule", "Everybody who is made up", "--period", "1988-07/1988-09")  # fmt: skip
    for number, text in enumerate((named[0], named[1] + "3,Too,long,a,row\n")):
        file = folder / f"made-up-{number}.csv"
        file.write_text(text, "utf-8")
        call = [COMMAND, "-C", str(archive), "list", "import", str(file), "--list", "S-MADE"]
        subprocess.run(call, env=_environment(), cwd=REPOSITORY, check=False, capture_output=True)


@contextmanager
def served(archive: Path) -> Iterator[str]:
    """The origin at which the archive's own server answers, on a port the system chose."""
    call = [COMMAND, "-C", str(archive), "serve", "--port", "0"]
    log = archive.with_name("server.log")
    with log.open("w") as errors, subprocess.Popen(
        call, env=_environment(), cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=errors, text=True,
    ) as server:
        try:
            yield _origin(server, log)
        finally:
            server.terminate()


def _origin(server: subprocess.Popen[str], log: Path) -> str:
    for line in server.stdout or ():
        if found := re.search(r"http://[\d.:]+", line):
            return found.group()
    raise RuntimeError(f"The server ended before it answered: {log.read_text()}")
