"""One server, one upgrade, one import at a time on an archive's folder."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from dadkhah.archive.place import Place


class Occupied(ValueError):
    """Another process holds the archive; the message says what to do."""


@contextmanager
def occupied(place: Place) -> Iterator[None]:
    """Hold the archive until the block ends. The system lets go of it even after a crash. Raises Occupied."""
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
