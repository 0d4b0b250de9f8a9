"""Items as received, what happened to them, and who can open those that are kept encrypted."""

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


class Custodian(models.Model):
    """Somebody who can open what is kept encrypted: `recipient` is a public key of age (age1…).

    `name` is as the stewards know the person or body; `retired` when it ceased to be one.
    """

    id = IdField()
    name = Words()
    recipient = models.CharField(max_length=200)
    added = Instant()
    retired = Words()

    class Meta:
        db_table = "custodian"

    def __str__(self) -> str:
        return self.name


class Envelope(models.Model):
    """The key of one encrypted item, sealed for its custodians; emptied when the item is erased.

    `custodians` are their ids, ascending, with spaces between. `sealed` is an age file as base64 (see
    `evidence.envelope`). `commitment` is HMAC-SHA-256, under a salt in the envelope, over the SHA-256 of the file as it
    came; `size` are its bytes as it came. The digest and size of the item are those of the encrypted file.
    """

    id = IdField()
    item = models.OneToOneField(Item, models.PROTECT, related_name="envelope")
    custodians = Words()
    sealed = Words()
    commitment = Words()
    size = models.BigIntegerField()

    class Meta:
        db_table = "envelope"

    def __str__(self) -> str:
        return f"envelope of {self.item_id}"


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
