"""What every database connection needs before its first statement."""

from __future__ import annotations

from collections.abc import Iterator
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


AT_ONCE = 20_000
"""Pages that a long writing lets gather before it copies them into the database: fewer copies of one page."""


@contextmanager
def writing_much() -> Iterator[None]:
    """For the length of the block the log of the database may grow; afterwards it is brought in."""
    if database.vendor != "sqlite":
        yield
        return
    with database.cursor() as cursor:
        [usual] = cursor.execute("PRAGMA wal_autocheckpoint").fetchone()
        cursor.execute(f"PRAGMA wal_autocheckpoint={AT_ONCE}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA wal_autocheckpoint={usual}")


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
