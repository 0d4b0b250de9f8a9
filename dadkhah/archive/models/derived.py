"""Tables that can be rebuilt from the others; verify rebuilds and compares them."""

from __future__ import annotations

from django.db import models


class ZoneSet(models.Model):
    """A set of zones, so that "visible through one visible claim" is one comparison, not a search."""

    id = models.CharField(max_length=32, primary_key=True)
    zones = models.TextField()

    class Meta:
        db_table = "zone_set"


class Sighting(models.Model):
    """In which zones a subject, statement or source is seen: one row each."""

    object_id = models.CharField(max_length=32, primary_key=True)
    kind = models.CharField(max_length=20)
    zone_set = models.ForeignKey(ZoneSet, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        db_table = "sighting"
        indexes = [models.Index(fields=["kind", "zone_set", "object_id"], name="sighting_by_kind")]


class Label(models.Model):
    """What a subject is called by a visible claim: for lists and links, per zone and language."""

    id = models.CharField(max_length=64, primary_key=True)
    subject_id = models.CharField(max_length=32, db_index=True)
    kind = models.CharField(max_length=20)
    zone_id = models.CharField(max_length=32)
    language = models.CharField(max_length=8)
    text = models.TextField()
    sort = models.CharField(max_length=120)

    class Meta:
        db_table = "label"
        indexes = [models.Index(fields=["kind", "language", "sort", "subject_id"], name="label_in_order")]


class SearchDocument(models.Model):
    """One thing that search can find. Its tokens are in the index of the database (FTS5 or GIN).

    `object_id`: of a row, or the name of a place in the text of `reading_id`.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=20)
    object_id = models.CharField(max_length=80, unique=True)
    rank = models.SmallIntegerField()
    tokens = models.TextField()
    reading_id = models.CharField(max_length=32, null=True)

    class Meta:
        db_table = "search_document"
        indexes = [
            models.Index(fields=["reading_id"], name="search_by_reading", condition=models.Q(reading_id__isnull=False)),
        ]


class Member(models.Model):
    """Which person a record belongs to: of records that were joined with something, or that a person was made for."""

    record_id = models.CharField(max_length=32, primary_key=True)
    subject_id = models.CharField(max_length=32, db_index=True)

    class Meta:
        db_table = "member"


class Band(models.Model):
    """A piece of what a file's text or picture resembles; files that are nearly the same share one at the same place."""

    id = models.CharField(max_length=60, primary_key=True)
    item_id = models.CharField(max_length=32, db_index=True)
    kind = models.CharField(max_length=10)
    place = models.SmallIntegerField()
    number = models.BigIntegerField()

    class Meta:
        db_table = "band"
        indexes = [models.Index(fields=["kind", "place", "number"], name="band_by_number")]


class PairGroup(models.Model):
    """All pairs of one run between two lists in two zones: whoever may see one of them may see all."""

    id = models.CharField(max_length=32, primary_key=True)
    run_id = models.CharField(max_length=32, db_index=True)
    list_one = models.CharField(max_length=32)
    list_other = models.CharField(max_length=32)
    zone_one = models.CharField(max_length=32)
    zone_other = models.CharField(max_length=32)

    class Meta:
        db_table = "pair_group"


class Pair(models.Model):
    """Two records as a run compared them. `score`: probability in millionths. `levels`: one sign for each comparison.

    `rank`: the higher, the sooner a person should look at it. `verdict`: what people say of the pair; empty while it waits.
    No model joins two of which `name_alone` was compared, or whose given names disagree (`other_given`).
    """

    id = models.CharField(max_length=32, primary_key=True)
    group = models.ForeignKey(PairGroup, models.PROTECT, related_name="pairs", db_index=False)
    one_id = models.CharField(max_length=32, db_index=True)
    other_id = models.CharField(max_length=32, db_index=True)
    score = models.IntegerField()
    levels = models.CharField(max_length=40)
    rank = models.IntegerField()
    verdict = models.CharField(max_length=12)
    name_alone = models.BooleanField()
    other_given = models.BooleanField(default=False)

    class Meta:
        db_table = "pair"
        indexes = [models.Index(fields=["group", "verdict", "rank", "id"], name="pair_in_order")]

    @property
    def probability(self) -> float:
        return self.score / 1_000_000
