"""Lists of victims: a list is a source, a record is one row of it, kept as given. Two records of one person stay two."""

from __future__ import annotations

from django.db import models

from dadkhah.archive.fields import IdField, Instant, Words
from dadkhah.archive.models.accounts import Account, Zone
from dadkhah.archive.models.claims import Source
from dadkhah.archive.models.evidence import Item


class RecordList(models.Model):
    """What a source that is a list says of itself; what it derives from stands with the source.

    `rule`: whom it takes in, in words; `period`: EDTF; `duplicate_free`: "yes", "no", or nothing where nobody knows.
    """

    id = IdField()
    source = models.OneToOneField(Source, models.PROTECT, related_name="record_list")
    rule = Words()
    period = Words()
    place = Words()
    duplicate_free = Words()
    retired = Words()

    class Meta:
        db_table = "record_list"

    def __str__(self) -> str:
        return self.source.title


class ColumnMapping(models.Model):
    """Which column of a list holds what, kept under a name. `columns` is JSON: field -> names of columns.

    One that was kept with a `list` is seen by whoever sees the list, any other by whoever made it alone.
    """

    id = IdField()
    name = models.CharField(max_length=200)
    list = models.ForeignKey(RecordList, models.PROTECT, related_name="mappings", null=True)
    columns = models.TextField()
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = Instant()
    retired = Words()

    class Meta:
        db_table = "column_mapping"

    def __str__(self) -> str:
        return self.name


class ListImport(models.Model):
    """One reading of a file as rows of a list. Its records count while it is in force, and not before or after.

    `state`: "staged" while rows are written, then "in_force", or "undone". `columns` is the mapping that was used and
    `header` the names of the columns in their order, both JSON. `encoding`, `delimiter` and `sheet` are how the file was read.
    `counts` is JSON: rows, new, changed, same, bad, gone. `faults` is a file derived from `item`: the rows that could not be
    read, with the reason, and those that a former file had and this one has no more.
    """

    id = IdField()
    list = models.ForeignKey(RecordList, models.PROTECT, related_name="imports")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    faults = models.ForeignKey(Item, models.PROTECT, related_name="+", null=True)
    sheet = Words()
    encoding = Words()
    delimiter = Words()
    header = models.TextField()
    columns = models.TextField()
    counts = Words()
    state = models.CharField(max_length=20, default="staged")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = Instant()
    undone = Words()

    class Meta:
        db_table = "list_import"


class Record(models.Model):
    """One row of a list, as given: `given` is JSON, the cells in the order of the import's header.

    `number` is its line in the file, `key` the list's own number for it. `previous` is the record that this one takes the
    place of, from an earlier import. The columns from `name` on repeat, in the list's own letters, what the mapping says the
    cells hold; `event_first` is the first day on which the event may have been (EDTF).
    """

    id = IdField()
    list = models.ForeignKey(RecordList, models.PROTECT, related_name="records", db_index=False)
    batch = models.ForeignKey(ListImport, models.PROTECT, related_name="records")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+", db_index=False)
    number = models.BigIntegerField()
    key = Words()
    previous = models.ForeignKey("self", models.PROTECT, related_name="replaced_by", null=True, db_index=False)
    given = models.TextField()
    name = Words()
    father = Words()
    sex = Words()
    birth = Words()
    age = Words()
    event = Words()
    event_first = Words()
    place = Words()

    class Meta:
        db_table = "record"
        indexes = [
            models.Index(fields=["list", "number"], name="record_of_list"),
            models.Index(fields=["previous"], name="record_replaced", condition=models.Q(previous__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name
