"""What a disk does to an archive: bits that turn, space that ends. Each is a sentence, and nothing acknowledged is lost."""

from __future__ import annotations

import hashlib
import os
import resource
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from dadkhah.archive.tables import DERIVED, LEDGERED, THE_LEDGER, UNCOVERED
from tests.conftest import REPOSITORY


def content(database: Path) -> str:
    """A digest of what verification covers; empty where SQLite cannot read it."""
    found = hashlib.sha256()
    with closing(sqlite3.connect(database)) as connection:
        connection.text_factory = bytes
        try:
            for table in (*LEDGERED, *THE_LEDGER, *DERIVED):
                names = [row[1].decode() for row in connection.execute(f"PRAGMA table_info({table})")]
                columns = ", ".join(f'"{name}"' for name in names if name not in UNCOVERED.get(table, {}))
                for row in connection.execute(f"SELECT {columns} FROM {table}"):
                    found.update(repr(row).encode())
        except sqlite3.DatabaseError:
            return ""
    return found.hexdigest()


def settled(folder: Path) -> Path:
    """The database with nothing left in its log."""
    database = folder / "archive.sqlite3"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return database


@pytest.mark.parametrize("seed", range(4))
def test_a_bit_that_turns_in_the_database_is_found(dadkhah, seed):
    """Only in places that hold nothing it may go unseen; and it never ends in a traceback or without an answer."""
    random, database = Random(seed), settled(dadkhah.folder)
    whole, before = database.read_bytes(), content(database)
    for _ in range(6):
        data = bytearray(whole)
        data[random.randrange(100, len(data))] ^= 1 << random.randrange(8)
        database.write_bytes(data)
        for log in dadkhah.folder.glob("archive.sqlite3-*"):
            log.unlink(missing_ok=True)
        done = dadkhah("verify")
        assert "Traceback" not in done.err
        if done.code == 2:  # SQLite cannot even open it
            assert "file is damaged" in done.err
        else:
            assert done.code == 1 or content(database) == before, done


def test_a_disk_that_is_full_leaves_the_archive_as_it_was(dadkhah):
    """No file may grow beyond what the database has now: the load ends with a sentence, and what was there holds."""
    before = content(settled(dadkhah.folder))
    most = (dadkhah.folder / "archive.sqlite3").stat().st_size + 200_000
    command = [Path(sys.executable).with_name("dadkhah"), "-C", dadkhah.folder, "load", REPOSITORY / "examples/iran-1988",
               "--compartment", "main"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
    )  # fmt: skip
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert dadkhah.ok("verify", "--json").json["holds"]
    assert content(settled(dadkhah.folder)) == before
    dadkhah.ok("load", REPOSITORY / "examples/iran-1988", "--compartment", "main")
    assert dadkhah.ok("verify", "--json").json["holds"]


def test_a_disk_that_turned_read_only_is_said_and_nothing_is_lost(dadkhah, tmp_path):
    """As Linux does with a failing disk: what was there can be read, and whatever writes is told so."""
    before, letter = content(settled(dadkhah.folder)), dadkhah.work / "letter.txt"
    letter.write_text("a letter")
    done = on_read_only(dadkhah.folder, "add", letter, "--compartment", "main")
    assert (done.returncode, "Read-only file system. Nothing was taken in" in done.stderr) == (1, True), done
    done = on_read_only(dadkhah.folder, "compartment", "add", "later", "--level", "team")
    assert (done.returncode, "read-only disk" in done.stderr) == (2, True), done
    assert content(dadkhah.folder / "archive.sqlite3") == before
    for words in (["verify"], ["figures"], ["show", "P1"]):
        done = on_read_only(dadkhah.folder, *words)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
    dadkhah.ok("add", letter, "--compartment", "main")
    assert dadkhah.ok("verify", "--json").json["holds"]


def on_read_only(folder: Path, *words: object) -> subprocess.CompletedProcess[str]:
    """The command, for which the archive's folder lies on a read-only mount of its own."""
    program = [str(Path(sys.executable).with_name("dadkhah")), "-C", str(folder), *map(str, words)]
    mounted = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
    own = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"]), "sh", "-c", mounted, str(folder)]
    return subprocess.run([*own, *program], capture_output=True, text=True, check=False)
