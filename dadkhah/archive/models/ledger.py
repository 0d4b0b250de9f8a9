"""The ledger over the database. Triggers let none of these rows be changed or removed."""

from __future__ import annotations

from django.db import models


class LedgerEntry(models.Model):
    """One action: `body` is its canonical JSON (ids and digests only), `leaf` its hash in the tree."""

    seq = models.BigIntegerField(primary_key=True)
    body = models.TextField()
    leaf = models.CharField(max_length=64)

    class Meta:
        db_table = "ledger_entry"


class LedgerRow(models.Model):
    """One line per written row. `digest` = SHA-256(salt || canonical JSON of the row); null: deleted.

    `body` is the row's canonical JSON before the change. Erasure sets `salt` and `body` to null, nothing else.
    """

    id = models.BigAutoField(primary_key=True)
    seq = models.BigIntegerField()
    line = models.IntegerField()
    table = models.CharField(max_length=40, db_column="table_name")
    pk_value = models.CharField(max_length=32, db_column="pk")
    form = models.IntegerField()
    salt = models.CharField(max_length=32, null=True)
    digest = models.CharField(max_length=64, null=True)
    body = models.TextField(null=True)

    class Meta:
        db_table = "ledger_row"
        indexes = [
            models.Index(fields=["table", "pk_value", "seq"], name="ledger_row_of"),
            models.Index(fields=["seq", "line"], name="ledger_row_in_entry"),
            models.Index(
                fields=["table", "seq", "pk_value"], name="ledger_row_changed", condition=models.Q(body__isnull=False)
            ),
        ]


class LedgerHead(models.Model):
    """The single row an action locks last: how many entries there are and the tree's open subtrees."""

    id = models.IntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    root = models.CharField(max_length=64)
    frontier = models.TextField(default="")

    class Meta:
        db_table = "ledger_head"


class Erasure(models.Model):
    """Which ledger line an entry erased; without a row here the triggers refuse the erasure."""

    ledger_row = models.OneToOneField(LedgerRow, models.PROTECT, primary_key=True, related_name="erasure")
    seq = models.BigIntegerField()

    class Meta:
        db_table = "erasure"
