"""One server, one upgrade, one import at a time on an archive: on its folder, and on a PostgreSQL database."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager

from django.db import connection

from dadkhah.archive.place import Place

KEYS = (int.from_bytes(b"dadk"), 1)
"""Of PostgreSQL's lock. Locks of lists have one number, not two, and never meet it."""
HOLDER = """
SELECT coalesce(host(client_addr), 'this computer') FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE locktype = 'advisory' AND granted AND (classid, objid) = (%s, %s) AND datname = current_database()
"""


class Occupied(ValueError):
    """Another process holds the archive; the message says what to do."""


@contextmanager
def occupied(place: Place) -> Iterator[None]:
    """Hold the archive until the block ends. The system lets go of it even after a crash. Raises Occupied."""
    with _folder(place):
        if connection.vendor == "postgresql":
            with _database():
                yield
        else:
            yield


@contextmanager
def _folder(place: Place) -> Iterator[None]:
    handle = os.open(place.root / "server.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(handle, 20, 0).decode().strip()
            raise Occupied(
                f"Process {holder} already serves, upgrades or imports into {place.root}. Stop it first."
            ) from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)


@contextmanager
def _database() -> Iterator[None]:
    """Two folders may name one database. The lock lives as long as a connection of its own, which nothing else uses."""
    with closing(connection.copy()) as held, held.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", KEYS)
        if not cursor.fetchone()[0]:
            cursor.execute(HOLDER, KEYS)
            whose = cursor.fetchone() or ("another computer",)
            raise Occupied(
                f"A process connected from {whose[0]} already serves, upgrades or imports into this archive's database, "
                "with another folder. Stop it first."
            )
        yield
