"""Erase for a reason that stays: the entry before the erasure names the row and the code of the reason."""

from __future__ import annotations

from django.db import models, transaction

from dadkhah.archive.access import Actor, require
from dadkhah.archive.actions.erase import compartment_of, erase
from dadkhah.archive.recording import recording


def erase_for(actor: Actor, row: models.Model, reason: str) -> None:
    """`reason` is a short code, never words about a person: an entry is never erased."""
    require(actor, "erase", compartment_of(row))
    with transaction.atomic():
        with recording(actor, "give_reason") as record:
            record.notes.update(row=[row._meta.db_table, row.pk], reason=reason)
        erase(actor, row)
