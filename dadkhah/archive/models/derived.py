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
    """One thing that search can find. Its tokens are in the index of the database (FTS5 or GIN)."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=20)
    object_id = models.CharField(max_length=32, unique=True)
    rank = models.SmallIntegerField()
    tokens = models.TextField()

    class Meta:
        db_table = "search_document"
