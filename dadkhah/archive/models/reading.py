"""What the reader found in a file, and what people made of each suggestion."""

from __future__ import annotations

from django.db import models

from dadkhah.archive.fields import IdField, Instant, Words
from dadkhah.archive.models.accounts import Account
from dadkhah.archive.models.claims import Claim
from dadkhah.archive.models.evidence import Item


class DocumentReading(models.Model):
    """One reading of one file. No word of it is here: they are in files, which can be erased.

    `text`: the item whose text the places count in, which is `item` itself where that is a text. `found`: the item with pages,
    tools and suggestions (see `archive.reading`). `version`: of the rules.
    """

    id = IdField()
    item = models.ForeignKey(Item, models.PROTECT, related_name="document_readings")
    text = models.ForeignKey(Item, models.PROTECT, related_name="+")
    found = models.ForeignKey(Item, models.PROTECT, related_name="+")
    version = models.CharField(max_length=40)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = Instant()

    class Meta:
        db_table = "document_reading"


class SuggestionVerdict(models.Model):
    """Somebody's answer to one suggestion of a reading: accepted, corrected or rejected. It is named by kind and place.

    `claim`: what was recorded of it.
    """

    id = IdField()
    reading = models.ForeignKey(DocumentReading, models.PROTECT, related_name="verdicts")
    kind = models.CharField(max_length=20)
    start = models.BigIntegerField()
    end = models.BigIntegerField()
    rule = Words()
    verdict = models.CharField(max_length=20)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="+", null=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = Instant()

    class Meta:
        db_table = "suggestion_verdict"
