"""Sensitive records were shown: who saw which."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from dadkhah.archive.access import Actor
from dadkhah.archive.recording import recording

MOST = 1000
"""Ids that one entry lists: well below the 65,535 bytes that the ledger takes (C2SP tlog-tiles)."""


def record_read(actor: Actor, shown: dict[str, set[str]]) -> None:
    """`shown`: table name -> ids of the sensitive rows of one request.

    One entry lists them; of more than MOST as many entries as it takes, all of them or none: who saw a record is
    found by its id, which a count and a root would not tell.
    """
    every = [(table, pk) for table in sorted(shown) for pk in sorted(shown[table])]
    with transaction.atomic():
        for first in range(0, len(every), MOST):
            _record(actor, every[first : first + MOST])


def _record(actor: Actor, rows: Sequence[tuple[str, str]]) -> None:
    listed: dict[str, list[str]] = {}
    for table, pk in rows:
        listed.setdefault(table, []).append(pk)
    with recording(actor, "read") as record:
        record.notes["shown"] = listed
