"""`custodian` and `open`: as a steward with a lawyer's key on a stick, and as the lawyer."""

from __future__ import annotations

import pytest
from pyrage.x25519 import Identity

WORDS = "Zarvandokht was seen alive"


@pytest.fixture
def closed(dadkhah, tmp_path) -> str:
    """An item of a sealed compartment."""
    (tmp_path / "letter.txt").write_text(WORDS)
    level = next(each for each in dadkhah.ok("compartment", "list", "--json").json if each["level"] == "sealed")
    done = dadkhah.ok("add", tmp_path / "letter.txt", "--compartment", level["handle"], "--json", login="shirin")
    return done.json[0]["id"]


@pytest.fixture
def lawyer(tmp_path) -> tuple[str, str]:
    identity = Identity.generate()
    (tmp_path / "lawyer.key").write_text(f"# mine\n{identity}\n")
    return str(tmp_path / "lawyer.key"), str(identity.to_public())


def test_a_second_custodian_opens_what_the_archive_no_longer_can(dadkhah, closed, lawyer, tmp_path) -> None:
    key, recipient = lawyer
    dadkhah.ok("open", closed, "--out", tmp_path / "one.txt")
    assert (tmp_path / "one.txt").read_text() == WORDS
    assert dadkhah("open", closed, "--out", tmp_path / "one.txt").code == 2
    dadkhah.ok("custodian", "add", "the lawyer", recipient)
    assert "the lawyer" in dadkhah.ok("custodian", "list").out
    assert "1 of 1" in dadkhah.ok("custodian", "check", "--identity", key).out

    dadkhah.ok("custodian", "remove", "archive")
    assert not (dadkhah.folder / "keys/custodian.key").exists()
    refused = dadkhah("open", closed, "--out", tmp_path / "two.txt")
    assert (refused.code, "custodians" in refused.err, (tmp_path / "two.txt").exists()) == (2, True, False)
    dadkhah.ok("open", closed, "--out", tmp_path / "two.txt", "--identity", key)
    assert (tmp_path / "two.txt").read_text() == WORDS
    assert dadkhah("custodian", "check").code == 1
    assert dadkhah.ok("verify", "--json").json["holds"]

    listed = dadkhah.ok("custodian", "list", "--json").json
    assert [each["name"] for each in listed["custodians"]] == ["the lawyer"]
    assert (listed["envelopes"], listed["stale"]) == (1, 0)
    dadkhah.ok("custodian", "use", key)
    dadkhah.ok("open", closed, "--out", tmp_path / "three.txt")


def test_only_who_may_see_it_opens_it(dadkhah, closed, tmp_path) -> None:
    listed = dadkhah.ok("user", "list", "--json").json
    other = next(each["login"] for each in listed if each["login"] != "shirin")
    assert dadkhah("open", closed, "--out", tmp_path / "x", login=other).code == 2
    assert dadkhah("custodian", "list", login=other).code == 2
    dadkhah.ok("erase", closed, "--reason", "consent_withdrawn", "--yes")
    assert dadkhah("open", closed, "--out", tmp_path / "x").code == 2
    assert not (tmp_path / "x").exists()


def test_a_package_and_a_restored_backup_hold_it_encrypted(dadkhah, closed, lawyer, tmp_path) -> None:
    key, recipient = lawyer
    dadkhah.ok("custodian", "add", "the lawyer", recipient)
    dadkhah.ok("pack", tmp_path / "package")
    held = b"".join(path.read_bytes() for path in (tmp_path / "package").rglob("*") if path.is_file())
    assert b"Zarvandokht" not in held
    moved = tmp_path / "moved"
    dadkhah.ok("unpack", tmp_path / "package", folder=moved)
    assert dadkhah("open", closed, "--out", tmp_path / "one.txt", folder=moved, login="shirin").code == 2
    dadkhah.ok("custodian", "use", key, folder=moved, login="shirin")
    dadkhah.ok("open", closed, "--out", tmp_path / "one.txt", folder=moved, login="shirin")
    assert (tmp_path / "one.txt").read_text() == WORDS

    dadkhah.ok("backup-key", "--out", tmp_path / "backup.key")
    dadkhah.ok("backup", tmp_path / "backup")
    restored = tmp_path / "restored"
    dadkhah.ok("restore", tmp_path / "backup", "--identity", tmp_path / "backup.key", folder=restored)
    dadkhah.ok("open", closed, "--out", tmp_path / "two.txt", folder=restored, login="shirin")
    assert (tmp_path / "two.txt").read_text() == WORDS


def test_a_chosen_item_is_packed_with_the_key_that_opens_it(dadkhah, closed, tmp_path) -> None:
    dadkhah.ok("pack", tmp_path / "package", "--item", closed)
    [key] = (tmp_path / "package/data/keys").iterdir()
    assert "AGE-SECRET-KEY-1" in key.read_text()
    dadkhah.ok("check-package", tmp_path / "package")
    assert "age -d" in (tmp_path / "package/data/ro-crate-metadata.json").read_text()
