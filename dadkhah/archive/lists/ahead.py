"""Rows made ready by a process of its own while this one writes those before."""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, BinaryIO

from dadkhah.archive.envelopes import envelope_of, opened
from dadkhah.archive.lists.beside import serve
from dadkhah.archive.lists.rows import Plan, Prepared, prepare
from dadkhah.archive.models import Item
from dadkhah.archive.verify.work import unlocked
from dadkhah.reading.tables import NotATable
from dadkhah.sentences import Sentence

if TYPE_CHECKING:
    from dadkhah.archive.lists.known import Known

SMALL = 2_000_000
"""Bytes up to which starting a process would take longer than the work."""
PIECE = 1 << 18
WIDE = 1 << 20
"""Bytes that a pipe may hold."""


class CutOff(ValueError):
    """The process that read the file ended before it was done."""


def size_of(item: Item) -> int:
    """Bytes of the file as it came, also of an encrypted one."""
    envelope = envelope_of(item)
    return envelope.size if envelope else item.size


@contextmanager
def prepared(item: Item, plan: Plan, known: Known | None = None) -> Iterator[Iterator[Prepared]]:
    """The rows of an item, made ready for writing. Raises NotATable, CutOff, NotHeld."""
    with opened(item) as file:
        if size_of(item) <= SMALL:
            yield prepare(file, plan, known)
        else:
            with _beside(file, plan, known) as batches:
                yield batches


@contextmanager
def _beside(file: BinaryIO, plan: Plan, known: Known | None) -> Iterator[Iterator[Prepared]]:
    context = get_context("spawn")
    theirs_in, ours_in = context.Pipe(duplex=False)
    ours_out, theirs_out = context.Pipe(duplex=False)
    _widen(theirs_out)
    process = context.Process(target=serve, args=(theirs_in, theirs_out, unlocked()), daemon=True)
    process.start()
    theirs_in.close()
    theirs_out.close()
    feeder = threading.Thread(target=_feed, args=(file, ours_in, (plan, known)), daemon=True)
    feeder.start()
    try:
        yield _received(ours_out)
    finally:
        ours_out.close()
        process.terminate()
        process.join()
        feeder.join()


def _widen(pipe: Connection) -> None:
    """Let the other process send ahead while this one writes. Only Linux can, and only as far as its administrator lets it."""
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with suppress(OSError):
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, WIDE)


def _feed(file: BinaryIO, pipe: Connection, first: tuple[Plan, Known | None]) -> None:
    """What to do with them, then the bytes: what decrypts them, where they are encrypted, is here."""
    with suppress(BrokenPipeError, ConnectionResetError), pipe:
        pipe.send(first)
        while piece := file.read(PIECE):
            pipe.send_bytes(piece)


def _received(pipe: Connection) -> Iterator[Prepared]:
    while True:
        try:
            found = pipe.recv()
        except EOFError:
            ended = Sentence("The process that read the file was ended, perhaps for want of memory. Import it again.")
            raise CutOff(ended) from None
        if found is None:
            return
        if isinstance(found, list):
            raise NotATable(found)
        yield found
