"""Sensitive records were shown: who saw which."""

from __future__ import annotations

from dadkhah.archive.access import Actor
from dadkhah.archive.recording import recording


def record_read(actor: Actor, shown: dict[str, set[str]]) -> None:
    """`shown`: table name -> ids of the sensitive rows of one request. One entry lists them all."""
    with recording(actor, "read") as record:
        record.notes["shown"] = {table: sorted(ids) for table, ids in sorted(shown.items())}
