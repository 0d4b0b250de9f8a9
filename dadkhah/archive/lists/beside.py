"""The process that makes rows ready. It is begun anew, not copied, so it first makes Django ready, then loads the rest."""

from __future__ import annotations

import gc
import io
from contextlib import suppress
from multiprocessing.connection import Connection

from dadkhah.archive import seal
from dadkhah.archive.place import find
from dadkhah.archive.seal import Seal


class Piped(io.RawIOBase):
    """A file whose bytes come by a pipe."""

    def __init__(self, pipe: Connection) -> None:
        super().__init__()
        self._pipe, self._held = pipe, b""

    def read(self, size: int = -1) -> bytes:
        pieces, count = [self._held], len(self._held)
        while count < size or size < 0:
            try:
                pieces.append(self._pipe.recv_bytes())
            except EOFError:
                break
            count += len(pieces[-1])
        whole = b"".join(pieces)
        self._held = whole[size:] if size >= 0 else b""
        return whole[:size] if size >= 0 else whole


def serve(source: Connection, to: Connection, kept: Seal | None) -> None:
    """Rows out of bytes, until there are no more. First comes the plan, with what the list holds already."""
    import django

    gc.disable()  # nothing here holds itself, and rows by the million would be looked through again and again
    if kept:
        seal.keep(find(), kept)
    django.setup()
    from dadkhah.archive.lists.rows import prepare
    from dadkhah.reading.tables import NotATable

    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        plan, known = source.recv()
        try:
            for each in prepare(Piped(source), plan, known):  # type: ignore[arg-type]
                to.send(each)
        except NotATable as fault:
            to.send(list(fault.faults))
            return
        to.send(None)
