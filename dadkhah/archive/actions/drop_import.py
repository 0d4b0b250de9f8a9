"""Take away what an import that was broken off has written; nobody ever saw it."""

from __future__ import annotations

from dadkhah import __version__
from dadkhah.archive.access import Actor
from dadkhah.archive.alone import Busy, alone_with
from dadkhah.archive.models import ListImport, Record
from dadkhah.archive.recording import recording

PART = 2_000


def drop_import(left: ListImport) -> int:
    """Remove the rows of a staged import, in parts with an entry each, and then the import. Returns how many rows.

    The ledger lets go of them too: words that nobody ever saw here could not be found again by an erasure.

    Raises ValueError for one that counts, or counted: its rows are kept.
    """
    if left.state != "staged":
        raise ValueError(f"{left.pk} is {left.state}")
    actor, gone = Actor(None, machine=f"machine:sweep/{__version__}"), 0
    while rows := list(Record.objects.filter(batch=left).order_by("id")[:PART]):
        with recording(actor, "drop_import") as record:
            record.notes["import"] = left.pk
            record.discard(rows)
        gone += len(rows)
    with recording(actor, "drop_import") as record:
        record.remove(left)
    return gone


def sweep() -> int:
    """After a crash: take away what imports left that nobody is writing any more. Returns how many rows."""
    gone = 0
    for left in ListImport.objects.filter(state="staged"):
        try:
            with alone_with(left.list_id):
                gone += drop_import(left)
        except Busy:
            continue
    return gone
