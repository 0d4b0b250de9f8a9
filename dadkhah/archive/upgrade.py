"""After an update of the program: back up, verify, migrate the tables, make anew what follows, and leave one entry for it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from dadkhah import __version__
from dadkhah.archive import derived, lock
from dadkhah.archive.access import Actor
from dadkhah.archive.fields import now
from dadkhah.archive.place import Place
from dadkhah.archive.recording import recording
from dadkhah.archive.tables import FORM, LEDGERED, ledgered

MACHINE = f"machine:upgrade/{__version__}"


class NotUpgraded(ValueError):
    """The tables are as they were; the message says what to do first."""


@dataclass(frozen=True)
class Upgraded:
    """What was done: which migrations were applied, and where the backup is."""

    applied: list[str] = field(default_factory=list)
    backup: Path | None = None


def pending() -> list[str]:
    """Names of the migrations that the program has and the database has not."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def upgrade(place: Place, *, has_backup: bool = False, say: Callable[[str], object]) -> Upgraded:
    """Bring the tables to this program's form. Raises NotUpgraded before anything is changed, or Occupied.

    Where something fails after the backup, the message of the error is followed by the way back.
    """
    with lock.occupied(place):
        waiting = pending()
        if not waiting:
            return Upgraded()
        backup = _back_up(place, has_backup=has_backup)
        if backup:
            say(f"Backed up the database to {backup}.")
        if has_all_columns():
            _verify(place, "before", following=False)  # that follows otherwise by this program, or lies in other tables
        call_command("migrate", verbosity=0)
        with transaction.atomic():
            derived.rebuild()
        _verify(place, "after", following=True)
        with recording(Actor(None, machine=MACHINE), "upgrade") as record:
            record.notes.update(migrations=waiting, form=FORM)
    return Upgraded(waiting, backup)


def _back_up(place: Place, *, has_backup: bool) -> Path | None:
    if connection.vendor != "sqlite":
        if not has_backup:
            raise NotUpgraded(
                "Back the database up first, for instance with pg_dump --format=custom; then run: "
                "dadkhah upgrade --i-have-a-backup.",
            )
        return None
    folder = place.root / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / f"archive-{now()[:19].replace(':', '')}Z.sqlite3"
    copy_database(place.database, target)
    return target


def copy_database(source: Path, target: Path) -> None:
    """A whole copy of an SQLite database, also while others write to it (SQLite's online backup)."""
    target.touch(mode=0o600, exist_ok=False)
    with closing(_opened(source)) as live, closing(_opened(target)) as copy:
        live.backup(copy)


def _opened(file: Path) -> Any:
    if connection.display_name != "SQLCipher":
        return sqlite3.connect(file)
    from dadkhah.archive.sqlcipher.base import connect

    return connect(file)


def has_all_columns() -> bool:
    """Whether the tables can be verified as they are. A new column comes with no value and changes no digest, so that
    the verification after the migration proves as much.
    """
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for name in LEDGERED:
            if name not in there:
                return False
            held = {column.name for column in connection.introspection.get_table_description(cursor, name)}
            if set(ledgered(name).columns) - held:
                return False
    return True


def _verify(place: Place, when: str, *, following: bool) -> None:
    from dadkhah.archive.verify import verify

    found = verify(place, following=following)
    if found.holds:
        return
    way_back = "Nothing was changed." if when == "before" else "Put the backup back in the place of the database."
    raise NotUpgraded(
        f"The archive does not verify {when} the upgrade: {len(found.faults)} faults. {way_back} "
        "Run dadkhah verify to see them, and look into them first.",
    )
