"""`merge` and `merged`: another group's package or export, checked before anything comes in, and out again."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.cli.conftest import PASSWORD, SHEET
from tests.cli.test_serve import served


@pytest.fixture
def theirs(dadkhah) -> SimpleNamespace:
    """Another group's archive with the same sheet, a file of its own and a secret one, packed and exported."""
    work = dadkhah.work
    for name, text in {"password": PASSWORD, "sheet.yaml": SHEET, "own.txt": "theirs", "secret.txt": "a secret"}.items():
        (work / name).write_text(text, "utf-8")
    folder = work / "theirs"
    dadkhah.ok("init", folder, "--steward", "roya", "--password-file", "password", folder=folder)
    dadkhah.ok("load", "sheet.yaml", folder=folder)
    dadkhah.ok("add", "own.txt", folder=folder)
    dadkhah.ok("compartment", "add", "closed", "--level", "sealed", folder=folder)
    dadkhah.ok("add", "secret.txt", "--compartment", "closed", folder=folder)
    dadkhah.ok("pack", "package", folder=folder)
    origin = next(line.split('"')[1] for line in (folder / "config.toml").read_text().splitlines() if "origin" in line)
    return SimpleNamespace(folder=folder, origin=origin, key=(folder / "ledger/vkey").read_text().strip())


def test_a_package_comes_in_and_goes_out_again(dadkhah, theirs):
    before = dadkhah.ok("show", "P1").out
    done = dadkhah.ok("merge", "package", "--key", theirs.key)
    assert f"Merged {theirs.origin} as of its checkpoint of" in done.out
    assert "1 encrypted files open for their custodians alone" in done.out
    assert dadkhah.ok("verify", "--json").json["faults"] == []
    [known] = dadkhah.ok("merged", "list", "--json").json
    assert (known["origin"], known["vkey"], known["undone"]) == (theirs.origin, theirs.key, "")
    [found] = dadkhah.ok("merged", "proposals", theirs.origin, "--json").json
    assert found["name"] == "Firstname Example"
    assert dadkhah.ok("show", "P1").out == before
    assert dadkhah.ok("show", f"{theirs.origin}/P1").code == 0
    dadkhah.ok("merged", "undo", theirs.origin, "--yes")
    assert dadkhah.ok("verify", "--json").json["faults"] == []
    assert "undone" in dadkhah.ok("merged", "list").out
    done = dadkhah("merged", "undo", theirs.origin, "--yes")
    assert (done.code, "is merged into this one" in done.err) == (2, True)


def test_with_a_key_of_their_custodians_encrypted_files_open_here(dadkhah, theirs):
    done = dadkhah.ok("merge", "package", "--identity", theirs.folder / "keys/custodian.key")
    assert "their custodians alone" not in done.out
    assert dadkhah.ok("custodian", "check").code == 0


@pytest.mark.parametrize("damage", ["line", "file", "key"])
def test_what_is_not_good_changes_nothing(dadkhah, theirs, damage):
    package = dadkhah.work / "package"
    before = sorted((dadkhah.folder / "store").rglob("*")), dadkhah.ok("verify", "--json").json["counts"]
    key, other = theirs.key, package
    if damage == "key":
        key = (dadkhah.folder / "ledger/vkey").read_text().strip()
    elif damage == "line":
        other = package / "data/archive.jsonl"
        other.write_bytes(other.read_bytes().replace(b"News of Nowhere", b"News of Somewhere"))
    else:
        [file] = [path for path in (package / "data/store").rglob("*") if path.is_file() and path.read_bytes() == b"theirs"]
        file.write_bytes(b"thcirs")
    done = dadkhah("merge", other, "--bytes", package / "data/store", "--key", key)
    named = {"key": "signed with another key", "line": "Nothing was merged", "file": "It was altered"}[damage]
    assert (done.code, named in done.err) == (2, True), done.err
    assert (sorted((dadkhah.folder / "store").rglob("*")), dadkhah.ok("verify", "--json").json["counts"]) == before
    assert dadkhah.ok("merged", "list", "--json").json == []


def test_a_merge_that_was_killed_left_nothing_and_goes_on(dadkhah, theirs):
    """While the export is checked aside, while files come in, while rows are written: all of it or nothing."""
    before = dadkhah.ok("verify", "--json").json["counts"]
    command = [Path(sys.executable).with_name("dadkhah"), "-C", dadkhah.folder, "merge", dadkhah.work / "package"]
    for number in range(5):
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
            time.sleep(0.8 + number * 0.8)
            running.send_signal(signal.SIGKILL)
        if dadkhah.ok("merged", "list", "--json").json:
            break
        told = dadkhah.ok("verify", "--json").json
        assert told["holds"]
        assert {name: told["counts"][name] for name in before if name.startswith("rows")} == {
            name: count for name, count in before.items() if name.startswith("rows")
        }
    if not dadkhah.ok("merged", "list", "--json").json:
        dadkhah.ok("merge", "package")
    with served(dadkhah.folder):
        assert list((dadkhah.folder / "store/tmp").iterdir()) == []
    assert dadkhah.ok("verify", "--json").json["holds"]


def test_an_export_needs_its_files(dadkhah, theirs):
    shutil.copy(dadkhah.work / "package/data/archive.jsonl", dadkhah.work / "theirs.jsonl")
    done = dadkhah("merge", "theirs.jsonl")
    assert (done.code, "is missing" in done.err) == (2, True)
    assert dadkhah.ok("merge", "theirs.jsonl", "--bytes", "package/data/store").code == 0


def test_our_own_export_is_no_other_archive(dadkhah):
    dadkhah.ok("export", "--out", "own.jsonl")
    done = dadkhah("merge", "own.jsonl")
    assert (done.code, "of this archive itself" in done.err) == (2, True)
