"""What is unsafe is found, said in a sentence, and nothing is called safe that cannot be told."""

from __future__ import annotations

import subprocess
from types import SimpleNamespace

import pytest
from django.db import connection
from pyrage.x25519 import Identity

from dadkhah.archive import doctor, heads
from dadkhah.archive.actions.manage_custodians import renew
from dadkhah.archive.actions.take_in import Acquisition, take_in
from dadkhah.archive.doctor import DANGER, OK, WARN, Finding, examine
from dadkhah.archive.envelopes import own_identities
from dadkhah.archive.models import Custodian
from dadkhah.archive.place import Place
from dadkhah.archive.recording import recording


@pytest.fixture
def place(world) -> Place:
    found = heads.place()
    for folder in (found.root, found.keys):
        folder.chmod(0o700)
    return found


@pytest.fixture
def system(monkeypatch) -> dict[str, str]:
    """What the programs of the system answer; nothing where they are absent."""
    answers: dict[str, str] = {}
    monkeypatch.setattr(doctor, "_output", lambda *command: answers.get(command[0], ""))
    return answers


def find(place: Place, name: str) -> Finding:
    return next(finding for finding in examine(place) if finding.name == name)


def configure(place: Place, line: str) -> Place:
    with place.config_file.open("a") as config:
        config.write(line + "\n")
    return Place(place.root)


def test_every_finding_is_a_sentence_with_a_level(place):
    findings = examine(place)
    assert {finding.name for finding in findings} >= {
        "disk", "swap", "clock", "permissions", "space", "database", "checkpoint", "hosts", "demo", "versions",
    }  # fmt: skip
    for finding in findings:
        assert finding.level in (OK, WARN, DANGER)
        assert finding.message.rstrip(")").endswith((".", "FILE", str(place.root))) or "chmod" in finding.message


@pytest.mark.parametrize(
    ("findmnt", "lsblk", "level"),
    [
        ("/dev/mapper/home", "crypt\npart\ndisk", OK),
        ("/dev/sda2[/@home]", "lvm\ncrypt\ndisk", OK),
        ("/dev/sda2", "part\ndisk", DANGER),
        ("overlay", "", WARN),
        ("", "", WARN),
        ("/dev/sda2", "", WARN),
    ],
)
def test_a_disk_is_called_encrypted_only_where_it_is_known_to_be(place, system, findmnt, lsblk, level):
    system.update(findmnt=findmnt, lsblk=lsblk)
    assert find(place, "disk").level == level
    if level == WARN:
        assert "cannot be told" in find(place, "disk").message


@pytest.mark.parametrize(
    ("swaps", "lsblk", "level"),
    [
        ("", "", OK),
        ("/dev/zram0 partition 1 0 100", "", OK),
        ("/dev/dm-1 partition 1 0 1", "crypt\npart", OK),
        ("/dev/sda3 partition 1 0 1", "part\ndisk", WARN),
        ("/swapfile file 1 0 1", "", WARN),
    ],
)
def test_swap(place, system, monkeypatch, swaps, lsblk, level):
    listed = SimpleNamespace(is_file=lambda: True, read_text=lambda: f"Filename Type Size Used Priority\n{swaps}")
    monkeypatch.setattr(doctor, "SWAPS", listed)
    system.update(lsblk=lsblk)
    assert find(place, "swap").level == level


def test_a_clock_behind_the_newest_entry_is_dangerous(place, system, monkeypatch):
    assert find(place, "clock").level == WARN
    system["timedatectl"] = "yes"
    assert find(place, "clock").level == OK
    monkeypatch.setattr(doctor, "now", lambda: "2001-01-01T00:00:00.000000Z")
    assert find(place, "clock").level == DANGER


def test_a_folder_that_others_may_read_is_dangerous(place):
    assert find(place, "permissions").level == OK
    place.root.chmod(0o755)
    found = find(place, "permissions")
    assert (found.level, "chmod go=" in found.message) == (DANGER, True)
    subprocess.run(found.message.partition("Run: ")[2].split(), check=True)
    assert find(place, "permissions").level == OK


def test_a_key_that_others_may_read_is_named(place):
    place.signing_key.chmod(0o644)
    found = find(place, "permissions")
    assert (found.level, str(place.signing_key) in found.message) == (WARN, True)


@pytest.mark.parametrize(("free", "level"), [(50e9, OK), (1e9, WARN), (1e8, DANGER)])
def test_free_space(place, monkeypatch, free, level):
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    assert find(place, "space").level == level


def test_a_database_that_may_lose_what_it_acknowledged(place, monkeypatch):
    assert find(place, "database").level == OK
    unsafe = {"PRAGMA synchronous": 1, "SHOW fsync": "off"}
    ask = doctor._ask
    monkeypatch.setattr(doctor, "_ask", lambda question: unsafe.get(question) or ask(question))
    assert find(place, "database").level == DANGER


@pytest.mark.parametrize(
    ("address", "encrypted", "level"),
    [
        ("postgresql://localhost/a", False, OK),
        ("postgresql:///a", False, OK),
        ("postgresql://db.example.org/a", True, OK),
        ("postgresql://db.example.org/a", False, DANGER),
    ],
)
def test_a_database_elsewhere_needs_tls(place, monkeypatch, address, encrypted, level):
    monkeypatch.setattr(doctor, "_ask", lambda _: encrypted)
    elsewhere = SimpleNamespace(setting=lambda _: address)
    assert [finding.level for finding in doctor._tls(elsewhere)] == [level]


def test_a_checkpoint_kept_outside_is_remembered(place):
    assert find(place, "checkpoint").level == WARN
    (place.root / doctor.GIVEN).write_text("2026-01-01T00:00:00.000000Z 3\n2026-02-01T00:00:00.000000Z 7\n")
    found = find(place, "checkpoint")
    assert (found.level, "7 entries" in found.message) == (OK, True)


@pytest.mark.parametrize(
    ("hosts", "level"), [('["127.0.0.1"]', OK), ('["archive.example.org"]', WARN), ('["localhost", "*"]', DANGER)]
)
def test_host_names(place, hosts, level):
    assert find(configure(place, f"hosts = {hosts}"), "hosts").level == level


def test_a_demonstration_archive_says_so(place):
    assert find(place, "demo").level == OK
    assert find(configure(place, "demo = true"), "demo").level == WARN


def test_the_versions_are_told(place):
    assert "Python" in find(place, "versions").message
    assert connection.vendor in ("sqlite", "postgresql")


def test_encrypted_files_that_one_lost_key_would_lose(committed_world, tmp_path):
    world, place = committed_world, heads.place()
    assert "custodians" not in {finding.name for finding in examine(place)}
    (tmp_path / "letter").write_text("x")
    take_in(world.steward, world.sealed, [tmp_path / "letter"], Acquisition())
    assert "lost with this computer" in find(place, "custodians").message
    recipient = str(Identity.generate().to_public())
    with recording(world.steward, "add_custodian") as record:
        record.add(Custodian(name="lawyer", recipient=recipient))
    assert find(place, "custodians").message.endswith("dadkhah custodian renew")
    renew(world.steward, own_identities(), lambda *_: None)
    assert find(place, "custodians") == Finding("custodians", OK, "Encrypted files can be opened by 2 custodians.")
