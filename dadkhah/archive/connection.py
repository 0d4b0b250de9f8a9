"""What every database connection needs before its first statement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import connection as database
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

# secure_delete: what is erased is overwritten. FULL: an acknowledged write outlives a power cut.
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-20000",
    "PRAGMA mmap_size=2147418112",
)


def prepare(connection: BaseDatabaseWrapper, **_: Any) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for pragma in PRAGMAS:
                cursor.execute(pragma)


LOOKED_AT = 100_000
"""So many entries of an index are counted: half a second for the largest tables."""


MUCH = {"wal_autocheckpoint": 20_000, "mmap_size": 0}
"""For a long writing: pages gather before they are copied into the database, fewer copies of one page; and what is written
once and not read again is not mapped into memory, where it would take as much as the database grows."""


@contextmanager
def writing_much() -> Iterator[None]:
    """For the length of the block the log of the database may grow; afterwards it is brought in."""
    if database.vendor != "sqlite":
        yield
        return
    with database.cursor() as cursor:
        usual = {name: cursor.execute(f"PRAGMA {name}").fetchone() for name in MUCH}
        _set(cursor, MUCH)
        try:
            yield
        finally:
            _set(cursor, {name: found[0] for name, found in usual.items() if found})


def _set(cursor: Any, pragmas: Mapping[str, int]) -> None:
    for name, value in pragmas.items():
        cursor.execute(f"PRAGMA {name}={value}")


def gather_statistics() -> None:
    """Count how rows are spread, so that the database chooses the right index: after much was written at once.

    What SQLite may keep beside the counts are samples, with words in them that an erasure would have to find: they go.
    """
    with database.cursor() as cursor:
        if database.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit={LOOKED_AT}")
            cursor.execute("ANALYZE")
            cursor.execute("DROP TABLE IF EXISTS sqlite_stat4")
        else:
            cursor.execute("ANALYZE")


def register() -> None:
    connection_created.connect(prepare, dispatch_uid="dadkhah.archive.connection")
