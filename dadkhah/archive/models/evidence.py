"""Items as received, and what happened to them."""

from __future__ import annotations

from django.db import models

from dadkhah.archive.fields import IdField, Instant, Words
from dadkhah.archive.models.accounts import Compartment, Zone


class Item(models.Model):
    """One receipt of one file. The same bytes received twice are two items over one stored file.

    `acquired` is when (EDTF), `acquired_by` by whom, `received_from` from whom, `method` how it was obtained;
    `given_with` is the item with the words of the testimony that brought this file. It is seen in its zone: `hold`
    says why nobody reads it but those who work on it.
    """

    id = IdField()
    digest = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    compartment = models.ForeignKey(Compartment, models.PROTECT, related_name="+")
    original_name = Words()
    original_path = Words()
    url = Words()
    device = Words()
    acquired = Words()
    acquired_by = Words()
    received_from = Words()
    method = Words()
    note = Words()
    hold = Words()
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    derived_from = models.ForeignKey("self", models.PROTECT, related_name="derived_items", null=True)
    given_with = models.ForeignKey("self", models.PROTECT, related_name="given_items", null=True)
    received = Instant()
    erased = Words()

    class Meta:
        db_table = "item"

    def __str__(self) -> str:
        return self.original_name or self.digest[:12]


class CustodyEvent(models.Model):
    """Something that happened to an item. `event` is a code of the vocabulary list `custody_events` (PREMIS)."""

    id = IdField()
    item = models.ForeignKey(Item, models.PROTECT, related_name="custody")
    event = models.CharField(max_length=40)
    at = Instant()
    account = models.ForeignKey("archive.Account", models.PROTECT, related_name="+", null=True)
    tool = Words()
    detail = Words()

    class Meta:
        db_table = "custody_event"
