"""One import of a list at a time, over all threads and processes: whoever holds the lock is alive."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from dadkhah.archive import heads
from dadkhah.sentences import Sentence


class Busy(ValueError):
    """Another import of the same list is running."""


@contextmanager
def alone_with(list_id: str) -> Iterator[None]:
    """Keep every other import away from this list until the block ends. Raises Busy.

    PostgreSQL's lock keeps other computers away, but gives itself twice to one connection; so the one on disk is held too.
    """
    with _on_disk(list_id):
        if connection.vendor == "postgresql":
            with _on_database(list_id):
                yield
        else:
            yield


@contextmanager
def _on_disk(list_id: str) -> Iterator[None]:
    folder = heads.place().scratch / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder / list_id, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise _busy() from None
    finally:
        os.close(handle)


@contextmanager
def _on_database(list_id: str) -> Iterator[None]:
    key = int(list_id[-15:], 16)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        if not cursor.fetchone()[0]:
            raise _busy()
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


def _busy() -> Busy:
    return Busy(Sentence("A file is being read into this list just now. Wait until it is done, or cancel that work."))
