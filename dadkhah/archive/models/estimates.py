"""Estimates of how many were never listed, each made from lists as they were at one moment, and kept with all that it said."""

from __future__ import annotations

from django.db import models

from dadkhah.archive.fields import IdField, Instant, Words
from dadkhah.archive.models.accounts import Account
from dadkhah.archive.models.evidence import Item


class EstimateRun(models.Model):
    """One estimate. Its study, with every method, all draws and all sentences, is the item (see `estimate.kept_study`).

    `lists`: their ids, ascending, with spaces between. `strata`: what parted the persons, with spaces between. `settings`: JSON, as
    `archive.estimating.Asked` has them. `position`: size of the ledger at which the lists were counted. `digest`: SHA-256 of the
    counts. `answer`: JSON, what the method shown first says, its numbers as decimals. `versions`: JSON, of what computed it.
    `state`: kept, withdrawn; `reason`, `withdrawn` (when) and `withdrawn_by` are of a withdrawal.
    """

    id = IdField()
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    lists = models.TextField()
    strata = Words()
    settings = models.TextField()
    position = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    answer = models.TextField()
    versions = models.TextField()
    state = models.CharField(max_length=20, default="kept")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = Instant()
    reason = Words()
    withdrawn = Words()
    withdrawn_by = models.ForeignKey(Account, models.PROTECT, related_name="+", null=True)

    class Meta:
        db_table = "estimate_run"
