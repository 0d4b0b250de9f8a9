"""`pack`, `unpack`, `check-package` between real archives, and what a stranger's tools say of a package."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import stat
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import bagit
import pytest

from tests.conftest import REPOSITORY


@pytest.fixture
def packed(dadkhah):
    """A package of an archive with two files, and a checkpoint kept outside."""
    (dadkhah.work / "letter.txt").write_text("a letter")
    (dadkhah.work / "secret.txt").write_text("for nobody to read")
    dadkhah.ok("add", "letter.txt", "--compartment", "main")
    dadkhah.ok("add", "secret.txt", "--compartment", "witnesses")
    dadkhah.ok("checkpoint", "--out", "kept.txt")
    dadkhah.ok("pack", "package")
    return dadkhah


def killed_while_packing(shell):
    """The folder that a `pack` left which was killed as soon as it had begun one."""
    program = [Path(sys.executable).with_name("dadkhah"), "-C", shell.folder, "--as", "shirin", "pack", shell.work / "whole"]
    for _ in range(20):
        with subprocess.Popen(program, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as packing:
            while packing.poll() is None and not (left := list(shell.work.glob(".bag-*.new"))):
                time.sleep(0.001)
            packing.kill()
        if left:
            return left[0]
        shutil.rmtree(shell.work / "whole")
    raise AssertionError("It was always faster.")


def test_what_a_killed_pack_left_is_removed_by_the_next_one_which_says_so(packed):
    left = killed_while_packing(packed)
    assert left.is_dir()
    assert not (packed.work / "whole").exists()
    done = packed.ok("pack", "whole")
    assert left.name in done.err
    assert not left.exists()
    packed.ok("check-package", "whole")
    assert packed.ok("pack", "again").err == ""


def item_id(shell, name):
    lines = map(json.loads, (shell.work / "package/data/archive.jsonl").read_text("utf-8").splitlines())
    rows = [line["row"] for line in lines if line.get("table") == "item"]
    return next(row["id"] for row in rows if row.get("original_name") == name)


def alter(shell, pattern):
    [path] = (shell.work / "package/data").glob(pattern)
    held = path.read_bytes()
    path.write_bytes(held[:-1] + bytes([held[-1] ^ 1]))
    return path.relative_to(shell.work / "package").as_posix()


def test_a_package_moves_an_archive_whole(packed):
    moved, key = packed.work / "moved", packed.folder / "keys/checkpoint.key"
    packed.ok("unpack", "package", "--signing-key", key, folder=moved)
    report = packed.ok("verify", "--checkpoint", "kept.txt", "--json", folder=moved).json
    assert report["level"] == "agrees with an outside checkpoint"
    assert packed.ok("show", "P1", folder=moved, login="shirin").out == packed.ok("show", "P1").out
    with pytest.raises(AssertionError, match="in use"):
        packed.ok("unpack", "package", folder=moved)
    packed.ok("verify", folder=moved)


def test_a_package_moves_into_a_new_archive_with_a_new_key(packed, fresh):
    moved = packed.work / "moved"
    shutil.copytree(fresh.run.folder, moved)
    assert "signs with a new key" in packed.ok("unpack", "package", folder=moved).out
    assert packed.ok("verify", "--checkpoint", "kept.txt", "--json", folder=moved).json["holds"]


def test_a_wrong_key_takes_nothing_over(packed, fresh):
    moved, key = packed.work / "moved", fresh.run.folder / "keys/checkpoint.key"
    done = packed("unpack", "package", "--signing-key", key, folder=moved)
    assert (done.code, "is not the key that signed this package" in done.err) == (2, True)
    assert not moved.exists()


def test_strangers_tools_find_it_good(packed):
    package = packed.work / "package"
    assert bagit.Bag(str(package)).validate()
    assert stat.S_IMODE(package.stat().st_mode) == 0o700
    program = [sys.executable, REPOSITORY / "verifier/dadkhah_verify.py", "archive", package / "data/archive.jsonl"]
    key = (packed.folder / "ledger/vkey").read_text().strip()
    parts = ["--files", package / "data/store", "--ledger", package / "data/ledger", "--key", key]
    done = subprocess.run([*program, *parts, "--checkpoint", packed.work / "kept.txt"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_check_package_needs_no_archive(packed):
    key = (packed.folder / "ledger/vkey").read_text().strip()
    done = packed.bare("check-package", "package", "--json", "--key", key)
    assert done.code == 0, done
    assert (done.json["holds"], done.json["kind"], done.json["faults"]) == (True, "whole", [])
    assert "its rows are checked when it is unpacked" in packed.bare("check-package", "package").out
    assert packed.bare("check-package", "package", "--key", key.replace("+", "+0", 1)).code == 1
    assert packed.bare("check-package", "nowhere").code == 2
    assert packed.bare("check-package", ".").code == 1


@pytest.mark.parametrize("pattern", ["store/*/*/*", "archive.jsonl", "ledger/tile/0/*/*", "ledger/checkpoint"])
def test_a_damaged_byte_is_named_and_nothing_is_taken_over(packed, pattern):
    if pattern.startswith("store"):
        # One of the two files, so that the pattern means a single one.
        pattern = next((packed.work / "package/data/store").glob("*/*/*")).relative_to(packed.work / "package/data").as_posix()
    name = alter(packed, pattern)
    done = packed("unpack", "package", folder=packed.work / "moved")
    assert (done.code, f"{name}: It was altered" in done.err) == (2, True)
    assert not (packed.work / "moved").exists()
    checked = packed.bare("check-package", "package", "--json")
    assert (checked.code, len(checked.json["faults"])) == (1, 1)


def test_the_whole_is_for_stewards_of_everything_and_leaves_an_entry(packed):
    for login in ("amina", "reza", "omar"):
        assert packed("pack", "other", login=login).code == 2
    assert not (packed.work / "other").exists()
    assert '"action":"export"' in (packed.work / "package/data/archive.jsonl").read_text("utf-8").replace("\\", "")
    assert list(packed.work.glob(".bag-*")) == []


def test_a_package_is_never_made_in_place(packed):
    assert "there already" in packed("pack", "package").err
    assert "in the archive itself" in packed("pack", packed.folder / "store/package").err


def test_a_reader_packs_a_selection_that_proves_itself(packed):
    item, hidden = item_id(packed, "letter.txt"), item_id(packed, "secret.txt")
    claim = packed.ok("show", "P1-C1/S-LIST", "--json").json
    packed.ok("pack", "chosen", "--item", item, "--claim", claim["id"], login="reza")
    data = packed.work / "chosen/data"
    assert sorted(path.name for path in (data / "proofs").iterdir()) == [f"claim-{claim['id']}.json", f"item-{item}.json"]
    [stored] = (path for path in (data / "store").rglob("*") if path.is_file())
    assert stored.read_text() == "a letter"
    assert bagit.Bag(str(packed.work / "chosen")).validate()
    done = packed.bare("check-package", "chosen")
    assert (done.code, "nothing can be concluded from what is absent" in done.out) == (0, True)
    program = [sys.executable, REPOSITORY / "verifier/dadkhah_verify.py", "proof", data / f"proofs/item-{item}.json"]
    key = (packed.folder / "ledger/vkey").read_text().strip()
    assert subprocess.run([*program, "--key", key, "--file", stored], check=False, capture_output=True).returncode == 0
    missing = packed("pack", "more", "--item", "0" * 32, login="reza").err
    assert packed("pack", "more", "--item", hidden, login="reza").err == missing.replace("0" * 32, hidden)
    assert packed("unpack", "chosen", folder=packed.work / "moved").code == 2
    assert not (packed.work / "more").exists()
    assert not (packed.work / "moved").exists()


def test_a_steward_who_packs_what_is_sealed_leaves_an_entry(packed):
    hidden = item_id(packed, "secret.txt")
    packed.ok("pack", "chosen", "--item", hidden)
    entry = json.loads((packed.work / f"chosen/data/proofs/item-{hidden}.json").read_text("utf-8"))["proof"]
    assert entry
    packed.ok("export", "--out", "after.jsonl")
    read = [line for line in (packed.work / "after.jsonl").read_text("utf-8").splitlines() if r"\"action\":\"read\"" in line]
    assert hidden in read[-1]


@pytest.fixture
def receiving(packed, fresh):
    """A selection of the archive with both files and a claim, and the new archive of another group."""
    items = [item_id(packed, name) for name in ("letter.txt", "secret.txt")]
    claim = packed.ok("show", "P1-C1/S-LIST", "--json").json["id"]
    packed.ok("pack", "chosen", "--item", items[0], "--claim", claim)
    packed.ok("pack", "both", "--item", items[0], "--item", items[1])
    shutil.copytree(fresh.run.folder, packed.work / "ours")
    return packed


def listed(folder):
    """Names and provenance of what an archive took in."""
    with closing(sqlite3.connect(folder / "archive.sqlite3")) as database:
        return database.execute("SELECT original_name, received_from, note, digest FROM item ORDER BY id").fetchall()


def test_a_selection_is_taken_in_with_its_proofs_and_where_it_came_from(receiving):
    ours, key = receiving.work / "ours", (receiving.folder / "ledger/vkey").read_text().strip()
    done = receiving.ok("unpack", "chosen", "--key", key, folder=ours)
    assert "Taken in from dadkhah.local/" in done.out
    assert "with the key that came with it" not in done.out
    taken = listed(ours)
    assert [name.partition("-")[0] for name, *_ in taken] == ["letter.txt", "claim", "item"]
    origin = key.partition("+")[0]
    assert {received_from for _, received_from, *_ in taken} == {f"the archive {origin}"}
    assert all(f"{origin} signed at" in note for _, _, note, _ in taken)
    assert taken[0][3] == hashlib.sha256(b"a letter").hexdigest()
    assert receiving.ok("verify", "--json", folder=ours).json["holds"]
    [proof] = [path for path in (ours / "store").glob("*/*/*") if b'"table": "item"' in path.read_bytes()]
    program = [sys.executable, REPOSITORY / "verifier/dadkhah_verify.py", "proof", proof, "--key", key]
    given = ["--file", ours / f"store/{taken[0][3][:2]}/{taken[0][3][2:4]}/{taken[0][3]}"]
    assert subprocess.run([*program, *given], check=False, capture_output=True).returncode == 0


def test_what_was_encrypted_there_is_encrypted_here(receiving):
    ours = receiving.work / "ours"
    before = listed(ours)
    done = receiving("unpack", "both", folder=ours)
    assert (done.code, "Choose a sealed or restricted compartment" in done.err) == (2, True)
    assert listed(ours) == before
    assert [path for path in (ours / "store").rglob("*") if path.is_file()] == []
    receiving.ok("compartment", "add", "closed", "--level", "sealed", folder=ours)
    done = receiving.ok("unpack", "both", "--compartment", "closed", folder=ours)
    assert "with the key that came with it" in done.out
    assert not [path for path in ours.rglob("*") if path.is_file() and b"for nobody to read" in path.read_bytes()]
    pk = next(line.split()[0] for line in done.out.splitlines() if line.endswith("secret.txt"))
    receiving.ok("open", pk, "--out", "opened", folder=ours)
    assert (receiving.work / "opened").read_text() == "for nobody to read"


@pytest.mark.parametrize("damage", ["a file", "a proof", "another key"])
def test_a_hostile_selection_changes_nothing(receiving, damage):
    ours, data = receiving.work / "ours", receiving.work / "chosen/data"
    before = listed(ours), receiving.ok("verify", "--json", folder=ours).json["counts"]
    more = []
    if damage == "a file":
        (receiving.work / "outside").write_text("a letter")
        [path] = (data / "store").glob("*/*/*")
        path.unlink()
        path.symlink_to(receiving.work / "outside")
    elif damage == "a proof":
        path = next((data / "proofs").glob("item-*"))
        path.write_text(path.read_text().replace("letter.txt", "lettre.txt"))
    else:
        more = ["--key", (ours / "ledger/vkey").read_text().strip()]
    done = receiving("unpack", "chosen", *more, folder=ours)
    assert (done.code, "Nothing was taken in" in done.err) == (2, True), done
    assert (listed(ours), receiving.ok("verify", "--json", folder=ours).json["counts"]) == before
    assert list((ours / "store/tmp").iterdir()) == []


def test_a_whole_package_of_another_key_is_refused(packed, fresh):
    key = (fresh.run.folder / "ledger/vkey").read_text().strip()
    done = packed("unpack", "package", "--key", key, folder=packed.work / "moved")
    assert (done.code, "another key than the one you gave" in done.err) == (2, True)
    assert not (packed.work / "moved").exists()


def test_help_has_an_example(nowhere):
    for command in ("pack", "unpack", "check-package"):
        assert "Example:" in nowhere.bare(command, "--help").out
