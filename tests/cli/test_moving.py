"""`export` and `import` between real archives: new folders, new archives, both databases, and sheets."""

from __future__ import annotations

import json
import shutil
import stat
import subprocess
import sys

import pytest

from tests.conftest import REPOSITORY


@pytest.fixture
def exported(dadkhah):
    """An export with its bytes, and a checkpoint kept outside, in the working folder."""
    (dadkhah.work / "letter.txt").write_text("a letter")
    dadkhah.ok("add", "letter.txt", "--compartment", "main")
    dadkhah.ok("checkpoint", "--out", "kept.txt")
    dadkhah.ok("export", "--out", "archive.jsonl", "--bytes", "bytes")
    return dadkhah


def test_an_archive_moves_into_a_new_folder_with_its_key(exported):
    moved, key = exported.work / "moved", exported.folder / "keys/checkpoint.key"
    exported.ok("import", "archive.jsonl", "--bytes", "bytes", "--signing-key", key, folder=moved)
    report = exported.ok("verify", "--checkpoint", "kept.txt", "--json", folder=moved).json
    assert report["level"] == "agrees with an outside checkpoint"
    assert exported.ok("show", "P1", folder=moved, login="shirin").out == exported.ok("show", "P1").out
    for part in ("", "keys", "keys/checkpoint.key", "config.toml"):
        assert stat.S_IMODE((moved / part).stat().st_mode) & 0o077 == 0, part
    with pytest.raises(AssertionError, match="in use"):
        exported.ok("import", "archive.jsonl", folder=moved)


@pytest.mark.parametrize("way", ["import", "unpack"])
def test_an_archive_that_moved_twice_still_knows_its_first_key(exported, way):
    """A checkpoint that was kept outside before the first move agrees after the second one too."""
    first, second = exported.work / "first", exported.work / "second"
    exported.ok("import", "archive.jsonl", "--bytes", "bytes", folder=first)
    if way == "import":
        exported.ok("export", "--out", "again.jsonl", folder=first, login="shirin")
        exported.ok("import", "again.jsonl", "--bytes", "bytes", folder=second)
    else:
        exported.ok("pack", "package", folder=first, login="shirin")
        exported.ok("unpack", "package", folder=second)
    keys = [(folder / "ledger/vkey").read_text().strip() for folder in (first, exported.folder)]
    assert (second / "ledger/earlier-vkeys").read_text().split() == keys
    report = exported.ok("verify", "--checkpoint", "kept.txt", "--json", folder=second).json
    assert report["level"] == "agrees with an outside checkpoint"
    exported.ok("export", "--out", "last.jsonl", folder=second, login="shirin")
    command = [sys.executable, REPOSITORY / "verifier/dadkhah_verify.py", "archive", exported.work / "last.jsonl"]
    for more in ([], ["--key", second / "ledger/vkey", "--key", exported.folder / "ledger/vkey"]):
        done = subprocess.run(
            [*command, "--checkpoint", exported.work / "kept.txt", *more], capture_output=True, text=True, check=False
        )
        assert "agrees with a checkpoint kept outside" in done.stdout, done.stdout


def test_an_earlier_key_of_another_archive_is_refused(exported):
    lines = (exported.work / "archive.jsonl").read_bytes().splitlines(keepends=True)
    header = json.loads(lines[0])
    header["earlier"] = [header["vkey"].replace("dadkhah.local", "elsewhere.local")]
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    (exported.work / "bad.jsonl").write_bytes(text.encode() + b"\n" + b"".join(lines[1:]))
    done = exported("import", "bad.jsonl", folder=exported.work / "no")
    assert (done.code, "not a header" in done.err) == (2, True)


def test_an_archive_moves_into_a_new_archive_and_takes_a_new_key(exported, fresh):
    moved = exported.work / "moved"
    shutil.copytree(fresh.run.folder, moved)
    done = exported.ok("import", "archive.jsonl", "--bytes", "bytes", folder=moved)
    former = (exported.folder / "ledger/vkey").read_text().strip()
    assert former in done.out
    assert (moved / "ledger/earlier-vkeys").read_text().strip() == former
    assert exported("verify", folder=moved).code == 0
    report = exported.ok("verify", "--checkpoint", "kept.txt", "--json", folder=moved).json
    assert report["level"] == "agrees with an outside checkpoint"
    people = exported.ok("user", "list", "--json", folder=moved, login="shirin").json
    assert {"amina", "omar", "reza", "shirin"} == {person["login"] for person in people}
    exported.ok("compartment", "add", "more", "--level", "team", folder=moved, login="shirin")
    assert exported("verify", folder=moved).code == 0


def test_an_altered_export_leaves_no_folder_behind(exported):
    export = exported.work / "archive.jsonl"
    export.write_text(export.read_text("utf-8").replace("Firstname", "Lastname"), "utf-8")
    done = exported("import", "archive.jsonl", folder=exported.work / "moved")
    assert done.code == 2
    assert "line " in done.err
    assert "Nothing was imported." in done.err
    assert not (exported.work / "moved").exists()


def test_a_wrong_key_or_no_export_is_refused_at_once(exported, fresh):
    moved, key = exported.work / "moved", fresh.run.folder / "keys/checkpoint.key"
    done = exported("import", "archive.jsonl", "--signing-key", key, folder=moved)
    assert (done.code, "is not the key that signed this export" in done.err) == (2, True)
    assert exported("import", "letter.txt", folder=moved).code == 2
    assert not moved.exists()


def test_without_its_bytes_an_imported_archive_says_what_is_missing(exported, fresh):
    moved = exported.work / "moved"
    shutil.copytree(fresh.run.folder, moved)
    exported.ok("import", "archive.jsonl", folder=moved)
    done = exported("verify", folder=moved)
    assert (done.code, "missing" in done.out) == (1, True)


def test_an_export_is_private_whole_and_for_stewards_of_everything(exported):
    assert stat.S_IMODE((exported.work / "archive.jsonl").stat().st_mode) == 0o600
    assert exported("export", "--out", "other.jsonl", login="amina").code == 2
    assert not (exported.work / "other.jsonl").exists()
    assert list(exported.work.glob("*.new")) == list(exported.work.glob(".*.new")) == []
    assert exported("export").code == 2


def test_an_export_can_be_piped(exported):
    text = exported.ok("export", "--out", "-").out
    assert text.splitlines()[-1].startswith('{"end":')
    assert text.startswith('{"checkpoint":')


def test_a_sheet_comes_back_as_it_is_in_the_archive(dadkhah):
    dadkhah.ok("export", "--sheet", "sheet")
    assert "nothing was written" in dadkhah.ok("load", "sheet", "--compartment", "main").out
    done = dadkhah("export", "--sheet", "sheet")
    assert (done.code, "not empty" in done.err) == (2, True)


def test_a_sheet_that_was_shortened_comes_back_shortened(dadkhah):
    sheet = dadkhah.work / "sheet.yaml"
    lines = [line for line in sheet.read_text("utf-8").splitlines() if "P1-C1" not in line and "claims:" not in line]
    sheet.write_text("\n".join(lines), "utf-8")
    assert "1 retired" in dadkhah.ok("load", "sheet.yaml", "--compartment", "main").out
    dadkhah.ok("export", "--sheet", "sheet")
    assert "at his home" not in "".join(path.read_text("utf-8") for path in (dadkhah.work / "sheet").iterdir())
    assert "nothing was written" in dadkhah.ok("load", "sheet", "--compartment", "main").out


def test_a_sheet_with_something_erased_can_still_be_loaded(dadkhah):
    for name in ("S-PAPER", "ST1"):
        row = dadkhah.ok("show", name, "--json").json
        dadkhah.ok("erase", row["id"], "--reason", "court_order", "--yes")
    dadkhah.ok("export", "--sheet", "sheet")
    summary = dadkhah.ok("load", "sheet", "--compartment", "main", "--dry-run", "--json").json
    assert (summary["added"], summary["changed"]) == (0, 0)


def test_a_sheet_is_given_whole_or_not_at_all(dadkhah):
    assert dadkhah("export", "--sheet", "sheet", login="omar").code == 2
    hidden = dadkhah("export", "--sheet", "sheet", "--key", "sample", login="omar")
    missing = dadkhah("export", "--sheet", "sheet", "--key", "nothing", login="omar")
    assert (hidden.code, hidden.err.replace("sample", "nothing")) == (2, missing.err)
    assert not (dadkhah.work / "sheet").exists()


def test_with_two_sheets_it_asks_which(dadkhah):
    other = dadkhah.work / "other.yaml"
    other.write_text((dadkhah.work / "sheet.yaml").read_text("utf-8").replace("id: sample", "id: second"), "utf-8")
    dadkhah.ok("load", other, "--compartment", "main")
    done = dadkhah("export", "--sheet", "sheet")
    assert (done.code, "--key: sample, second" in done.err) == (2, True)
    dadkhah.ok("export", "--sheet", "sheet", "--key", "second")


def test_the_example_comes_back_without_a_difference(dadkhah):
    dadkhah.ok("load", REPOSITORY / "examples/iran-1988", "--compartment", "main")
    dadkhah.ok("export", "--sheet", "example", "--key", "iran-1988")
    assert "nothing was written" in dadkhah.ok("load", "example", "--compartment", "main").out


@pytest.mark.postgresql
def test_an_archive_moves_to_postgresql_and_back_with_every_digest(exported, postgresql):
    moved, back = exported.work / "moved", exported.work / "back"
    key = ("--signing-key", exported.folder / "keys/checkpoint.key")
    exported.ok("import", "archive.jsonl", "--bytes", "bytes", *key, "--database", postgresql, folder=moved)
    assert exported.ok("verify", "--checkpoint", "kept.txt", "--json", folder=moved).json["holds"]
    exported.ok("export", "--out", "again.jsonl", folder=moved, login="shirin")
    exported.ok("import", "again.jsonl", "--bytes", "bytes", *key, folder=back)
    assert exported("verify", "--checkpoint", "kept.txt", folder=back).code == 0
    first, second = ((exported.work / f"{n}.jsonl").read_bytes().splitlines() for n in ("archive", "again"))
    # Each export of an archive with a sealed compartment leaves one entry; nothing else may differ.
    assert [line for line in first[1:-1] if line not in set(second)] == []
    assert len(second) == len(first) + 1
