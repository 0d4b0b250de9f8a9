"""`verify`, `checkpoint`, `rebuild`, `upgrade`: what they say and how they end."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest


def edit(dadkhah, *commands: str) -> None:
    with closing(sqlite3.connect(dadkhah.folder / "archive.sqlite3")) as database, database:
        for command in commands:
            database.execute(command)


def test_verify_says_what_is_proven_and_what_is_not(dadkhah):
    done = dadkhah.ok("verify")
    assert "Proven:" in done.out
    assert "Not proven:" in done.out
    assert "internally consistent" in done.out
    report = dadkhah.ok("verify", "--json").json
    assert (report["holds"], report["level"], report["faults"]) == (True, "internally consistent", [])


def test_a_checkpoint_kept_elsewhere_raises_what_is_proven(dadkhah):
    assert dadkhah.ok("checkpoint").out == (dadkhah.folder / "ledger/checkpoint").read_text("utf-8")
    dadkhah.ok("checkpoint", "--out", "kept.txt")
    dadkhah.ok("compartment", "add", "later", "--level", "team")
    assert (
        dadkhah.ok("verify", "--checkpoint", "kept.txt", "--json").json["level"] == "agrees with an outside checkpoint"
    )
    inside = dadkhah("checkpoint", "--out", dadkhah.folder / "kept.txt")
    assert (inside.code, "kept elsewhere" in inside.err) == (2, True)


def test_verify_names_an_edited_row_and_ends_with_1(dadkhah):
    edit(dadkhah, "UPDATE claim SET value = 'Somewhere else' WHERE key = 'sample:P1-C1/S-LIST'")
    done = dadkhah("verify")
    assert (done.code, "claim" in done.out, "faults." in done.out) == (1, True, True)
    assert dadkhah("verify", "--json").json["holds"] is False


def test_verify_notices_an_archive_that_was_rolled_back(dadkhah):
    backup = dadkhah.work / "backup"
    shutil.copytree(dadkhah.folder, backup)
    dadkhah.ok("compartment", "add", "later", "--level", "team")
    dadkhah.ok("checkpoint", "--out", "kept.txt")
    assert dadkhah("verify", "--checkpoint", "kept.txt", folder=backup).code == 1


def test_verify_ends_with_2_where_nothing_could_be_verified(dadkhah):
    assert dadkhah("verify", "--checkpoint", "missing.txt").code == 2
    assert dadkhah("verify", folder=dadkhah.work / "elsewhere").code == 2
    (dadkhah.folder / "archive.sqlite3").write_bytes(b"this was a database once, and is not any more" * 100)
    done = dadkhah("verify")
    assert (done.code, done.out) == (2, "")
    assert done.err.strip().endswith(".")


@pytest.mark.parametrize(
    "damage",
    ["DELETE FROM label", "DELETE FROM sighting", "UPDATE search_document SET tokens = 'nothing'"],
    ids=lambda damage: damage.split()[-1 if damage.startswith("DELETE") else 1],
)
def test_rebuild_repairs_what_follows_from_the_rows(dadkhah, damage):
    edit(dadkhah, damage)
    assert dadkhah("verify").code == 1
    dadkhah.ok("rebuild")
    assert dadkhah("verify").code == 0


def test_rebuild_ends_an_erasure_that_was_cut_off(dadkhah, kept):
    assert dadkhah("verify").code == 1
    dadkhah.ok("rebuild")
    assert not kept.exists()
    assert dadkhah("verify").code == 0


def test_rebuild_writes_the_tiles_again(dadkhah):
    shutil.rmtree(dadkhah.folder / "ledger/tile")
    assert dadkhah("verify").code == 1
    dadkhah.ok("rebuild")
    assert dadkhah("verify").code == 0


def test_rebuild_does_not_sign_a_ledger_that_was_changed(dadkhah):
    backup = dadkhah.work / "backup"
    shutil.copytree(dadkhah.folder, backup)
    dadkhah.ok("compartment", "add", "later", "--level", "team")
    for name in ("archive.sqlite3", "archive.sqlite3-wal", "archive.sqlite3-shm"):
        (dadkhah.folder / name).unlink(missing_ok=True)
    shutil.copy(backup / "archive.sqlite3", dadkhah.folder)
    done = dadkhah("rebuild")
    assert (done.code, "--sign-anew" in done.err) == (2, True)
    dadkhah.ok("rebuild", "--sign-anew")
    assert dadkhah("verify").code == 0


def test_upgrade_says_when_nothing_is_to_do(dadkhah):
    assert "Nothing is to do" in dadkhah.ok("upgrade").out
    assert not (dadkhah.folder / "backups").exists()


def wait_for_a_migration(dadkhah) -> None:
    """As after an update of the program: one of its migrations is not in the database yet."""
    edit(
        dadkhah,
        "DELETE FROM django_migrations WHERE app = 'sessions'",
        "DROP TABLE django_session",
    )


def test_upgrade_backs_up_migrates_and_leaves_an_entry(dadkhah):
    wait_for_a_migration(dadkhah)
    done = dadkhah.ok("upgrade")
    assert "sessions.0001_initial" in done.out
    (backup,) = (dadkhah.folder / "backups").iterdir()
    with closing(sqlite3.connect(backup)) as database:
        assert database.execute("SELECT count(*) FROM claim").fetchone()[0] > 0
        before = database.execute("SELECT size FROM ledger_head").fetchone()[0]
    with closing(sqlite3.connect(dadkhah.folder / "archive.sqlite3")) as database:
        (body,) = database.execute("SELECT body FROM ledger_entry WHERE seq = ?", [before]).fetchone()
    assert '"machine":"machine:upgrade/' in body
    assert '"migrations":["sessions.0001_initial"]' in body
    assert dadkhah("verify").code == 0


def take_back(dadkhah, migration: str) -> None:
    back = "from dadkhah.cli.session import django_ready; from dadkhah.archive.place import find; django_ready(find())"
    program = f"{back}; from django.core.management import call_command; call_command('migrate', 'archive', '{migration}')"
    known = {**os.environ, "DADKHAH_ARCHIVE": str(dadkhah.folder)}
    subprocess.run([sys.executable, "-c", program], env=known, check=True, capture_output=True)


def test_upgrade_from_before_texts_were_searched(dadkhah):
    """A column of what follows from the rows is new: before the upgrade the rows are verified, and only they."""
    take_back(dadkhah, "0012")
    edit(dadkhah, "DELETE FROM search_document", "INSERT INTO search_index(search_index) VALUES ('rebuild')")
    assert "archive.0013_texts" in dadkhah.ok("upgrade").out
    assert dadkhah.ok("search", "Firstname", "--json").json["total"] > 0
    assert dadkhah("verify").code == 0


def test_upgrade_from_before_files_were_encrypted(dadkhah):
    """Ledgered tables and a column are new: the archive is verified after they are made, and what follows is made anew."""
    take_back(dadkhah, "0002")
    edit(dadkhah, "DELETE FROM label")
    assert "archive.0003_custodians, archive.0004_other_archives" in dadkhah.ok("upgrade").out
    (dadkhah.work / "letter.txt").write_text("A letter")
    dadkhah.ok("add", "letter.txt", "--compartment", "witnesses")
    assert dadkhah.ok("custodian", "list", "--json").json["envelopes"] == 1
    with closing(sqlite3.connect(dadkhah.folder / "archive.sqlite3")) as database:
        assert database.execute("SELECT count(*) FROM label").fetchone()[0] > 0
    assert dadkhah("verify").code == 0


def test_upgrade_does_not_touch_an_archive_that_does_not_verify(dadkhah):
    wait_for_a_migration(dadkhah)
    edit(dadkhah, "UPDATE claim SET value = 'Somewhere else' WHERE key = 'sample:P1-C1/S-LIST'")
    done = dadkhah("upgrade")
    assert (done.code, "does not verify before" in done.err) == (2, True)
    with closing(sqlite3.connect(dadkhah.folder / "archive.sqlite3")) as database:
        assert database.execute("SELECT count(*) FROM django_migrations WHERE app = 'sessions'").fetchone() == (0,)
