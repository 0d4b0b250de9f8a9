"""One piece of work on a list, or on all persons, at a time, over all threads and processes: whoever holds the lock is alive."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from dadkhah.archive import heads
from dadkhah.sentences import Sentence

READING = Sentence("A file is being read into this list just now. Wait until it is done, or cancel that work.")


class Busy(ValueError):
    """The same is being done already."""


@contextmanager
def alone_with(key: str, told: Sentence = READING) -> Iterator[None]:
    """Keep everybody else away from what has this key, the id of a list, until the block ends. Raises Busy with what is `told`.

    PostgreSQL's lock keeps other computers away, but gives itself twice to one connection; so the one on disk is held too.
    """
    try:
        with _on_disk(key):
            if connection.vendor == "postgresql":
                with _on_database(key):
                    yield
            else:
                yield
    except _Taken:
        raise Busy(told) from None


class _Taken(Exception):
    """Somebody else holds the lock."""


@contextmanager
def _on_disk(key: str) -> Iterator[None]:
    folder = heads.place().scratch / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder / key, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _Taken from None
        yield
    finally:
        os.close(handle)


@contextmanager
def _on_database(key: str) -> Iterator[None]:
    number = int(key[-15:], 16)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        if not cursor.fetchone()[0]:
            raise _Taken
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [number])
