"""`backup-key`, `backup`, `restore`: what is encrypted, what comes back, and what is told where it cannot."""

from __future__ import annotations

import hashlib
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from dadkhah.cli.folder import new_folder

WORDS = "Planted words that no thief may read"


@pytest.fixture
def saved(dadkhah):
    """An archive with files of many sizes, a sealed compartment, a key for backups, and one backup."""
    for number, size in enumerate((0, 1, 70_000, 3_000_000)):
        (dadkhah.work / f"letter-{number}.txt").write_bytes(f"{WORDS} {number}. ".encode() + Random(number).randbytes(size))
    dadkhah.ok("add", *sorted(dadkhah.work.glob("letter-*.txt")), "--compartment", "main")
    dadkhah.ok("checkpoint", "--out", "kept.txt")
    dadkhah.ok("backup-key", "--out", "backup.key")
    dadkhah.ok("backup", "backup")
    return dadkhah


def restore(shell, *more: object, folder: str = "restored"):
    return shell("restore", "backup", "--identity", "backup.key", *more, folder=shell.work / folder)


def states(shell) -> list[str]:
    return sorted(path.stem for path in (shell.work / "backup/states").glob("*.age"))


def stored(shell) -> list[Path]:
    return sorted((shell.work / "backup/files").rglob("*.age"))


def test_everything_comes_back_and_is_proved(saved):
    done = restore(saved, "--checkpoint", "kept.txt")
    assert (done.code, "Everything holds" in done.out) == (0, True), done
    moved = saved.work / "restored"
    told = saved.ok("verify", "--checkpoint", "kept.txt", "--json", folder=moved).json
    assert told["level"] == "agrees with an outside checkpoint"
    for name in ("checkpoint", "vkey"):
        assert (moved / "ledger" / name).read_bytes() == (saved.folder / "ledger" / name).read_bytes()
    for name in ("checkpoint.key", "session.key", "backup.key"):
        assert (moved / "keys" / name).read_bytes() == (saved.folder / "keys" / name).read_bytes()
        assert (moved / "keys" / name).stat().st_mode & 0o077 == 0
    assert files(moved) == files(saved.folder) != []
    assert passwords(saved.folder) == passwords(moved) != {}
    # The restored archive goes on, with the same key and into the same backup.
    saved.ok("compartment", "add", "later", "--level", "team", folder=moved)
    assert "0 new files" in saved.ok("backup", "backup", folder=moved).out


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in (folder / "store").rglob("*") if path.is_file())


def passwords(folder: Path) -> dict[str, str]:
    with closing(sqlite3.connect(folder / "archive.sqlite3")) as connection:
        return dict(connection.execute("SELECT login, password FROM account ORDER BY login"))


def test_only_what_is_new_is_written_and_an_older_state_comes_back(saved):
    before = {path: path.stat().st_mtime_ns for path in stored(saved)}
    assert "Nothing changed" in saved.ok("backup", "backup").out
    assert len(states(saved)) == 1
    (saved.work / "new.txt").write_text("Something new")
    saved.ok("add", "new.txt", "--compartment", "main")
    time.sleep(1.1)  # states are named by the second
    assert "1 new files" in saved.ok("backup", "backup").out
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert len(stored(saved)) == len(before) + 1
    assert restore(saved, "--state", states(saved)[0], "--checkpoint", "kept.txt").code == 0
    assert restore(saved, folder="newest").code == 0
    sizes = [saved.ok("verify", "--json", folder=saved.work / name).json["counts"]["entries"] for name in ("restored", "newest")]
    assert sizes[0] == sizes[1] - 1


def test_a_thief_of_the_backup_reads_nothing(saved):
    digests = [path.name for path in (saved.folder / "store").rglob("*") if len(path.name) == 64]
    planted = [WORDS, "Nowhere", "letter-2", "steward", *digests]
    names = " ".join(str(path) for path in (saved.work / "backup").rglob("*"))
    for path in (saved.work / "backup").rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        assert not [word for word in planted if word.encode() in content or word in names], path


def test_an_altered_file_is_named_and_an_altered_state_restores_nothing(saved):
    victim = stored(saved)[0]
    data = bytearray(victim.read_bytes())
    data[-1] ^= 1
    victim.write_bytes(data)
    stored(saved)[1].unlink()
    done = restore(saved)
    assert done.code == 1
    assert str(victim.name) in done.err
    assert "The backup lacks" in done.err

    state = saved.work / "backup/states" / f"{states(saved)[0]}.age"
    data = bytearray(state.read_bytes())
    data[len(data) // 2] ^= 1
    state.write_bytes(data)
    done = restore(saved, folder="second")
    assert done.code == 2
    assert "cannot be decrypted" in done.err
    assert not (saved.work / "second").exists()


def test_a_wrong_key_an_unfinished_state_and_no_backup_are_told(saved):
    saved.ok("backup-key", "--out", "other.key")
    done = saved("restore", "backup", "--identity", "other.key", folder=saved.work / "no")
    assert (done.code, "not its key" in done.err) == (2, True)
    assert saved("restore", "backup", "--identity", "kept.txt", folder=saved.work / "no").code == 2
    (saved.work / "backup/states" / f"{states(saved)[0]}.checkpoint").unlink()
    assert "no whole state" in restore(saved, folder="no").err
    (saved.work / "empty").mkdir()
    assert saved("restore", "empty", "--identity", "backup.key", folder=saved.work / "no").code == 2
    assert not (saved.work / "no").exists()


def test_a_second_person_opens_it_too(saved):
    import pyrage

    other = pyrage.x25519.Identity.generate()
    (saved.work / "hers.key").write_text(f"# hers\n{other}\n")
    saved.ok("backup-key", "--to", str(other.to_public()))
    saved.ok("backup", "second")
    assert saved("restore", "second", "--identity", "hers.key", folder=saved.work / "hers").code == 0


def test_a_backup_needs_a_key_and_another_place(dadkhah):
    assert "make a key first" in dadkhah("backup", "backup").err
    assert "on another disk" in dadkhah("backup", dadkhah.folder / "backup").err
    assert dadkhah("backup-key", "--out", dadkhah.folder / "it.key").code == 2
    assert dadkhah("backup-key", "--to", "age1nobody").code == 2
    assert dadkhah("backup-key").code == 2


def test_a_file_that_the_archive_lacks_is_told(saved):
    lost = next(path for path in (saved.folder / "store").rglob("*") if len(path.name) == 64)
    lost.unlink()
    done = saved("backup", "another")
    assert (done.code, lost.name in done.err) == (1, True)


def test_a_backup_that_was_killed_is_ended_by_the_next(saved):
    """Ten kills at different moments: whatever was left, the next backup is whole and comes back."""
    command = [Path(sys.executable).with_name("dadkhah"), "-C", saved.folder, "backup", saved.work / "backup"]
    for number in range(10):
        (saved.work / "more.txt").write_bytes(Random(number).randbytes(400_000))
        saved.ok("add", "more.txt", "--compartment", "main")
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
            time.sleep(0.3 + number * 0.03)
            running.send_signal(signal.SIGKILL)
    time.sleep(1.1)
    saved.ok("backup", "backup")
    assert restore(saved, "--checkpoint", "kept.txt").code == 0
    assert not list((saved.work / "backup").rglob(".*"))


def test_a_restore_that_was_killed_is_no_archive_and_is_begun_anew(saved):
    """Wherever it was cut off, nobody takes what is there for the archive, and the same words bring it back."""
    folder = saved.work / "cut"
    words = ["restore", saved.work / "backup", "--identity", saved.work / "backup.key"]
    cut = 0
    for number in range(8):
        command = [Path(sys.executable).with_name("dadkhah"), "-C", folder, *words]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
            wait_for(folder / ".unfinished", running)
            time.sleep(number * 0.15)
            running.send_signal(signal.SIGKILL)
        if (folder / ".unfinished").exists():
            cut += 1
            for call in (("verify",), ("search", "x"), ("serve", "--port", "0")):
                done = saved(*call, folder=folder)
                assert (done.code, "that was cut off" in done.err) == (2, True), done
        elif folder.exists():
            saved.ok("verify", folder=folder)
            break
    assert cut
    if (folder / ".unfinished").exists():
        assert saved(*words, "--checkpoint", saved.work / "kept.txt", folder=folder).code == 0
    saved.ok("verify", "--checkpoint", "kept.txt", folder=folder)


def wait_for(file: Path, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while not file.exists() and running.poll() is None and time.monotonic() < until:
        time.sleep(0.01)


def test_what_somebody_is_making_is_left_to_them(saved):
    """A second one does not clear away the folder in which the first is at work."""
    folder = saved.work / "made"
    with new_folder(folder) as root:
        (root / "config.toml").write_text('origin = "example.org/made"\n')
        assert "is not empty" in restore(saved, folder="made").err
        assert "being made" in saved("verify", folder=folder).err
        assert (root / "config.toml").exists()
    assert not (folder / ".unfinished").exists()


@pytest.mark.postgresql
def test_it_comes_back_on_postgresql_with_every_digest(saved, postgresql):
    assert restore(saved, "--database", postgresql, "--checkpoint", "kept.txt").code == 0
    assert saved.ok("verify", "--checkpoint", "kept.txt", "--json", folder=saved.work / "restored").json["holds"]


def test_what_was_erased_leaves_the_backup_too(saved):
    before, old = set(stored(saved)), states(saved)
    listed = (saved.work / "letter-2.txt").read_bytes()
    item = saved.ok("show", hashlib.sha256(listed).hexdigest(), "--json").json["id"]
    saved.ok("erase", item, "--reason", "court_order", "--yes")
    assert saved("forget-erased", saved.work / "nothing").code == 2
    assert saved("forget-erased", "backup").code != 0, "it asks first"
    assert set(stored(saved)) == before
    saved.ok("forget-erased", "backup", "--yes")
    assert len(before - set(stored(saved))) == 1
    assert len(states(saved)) == 1
    assert states(saved) != old
    assert restore(saved).code == 0
    assert listed not in [path.read_bytes() for path in (saved.work / "restored/store").rglob("*") if path.is_file()]
