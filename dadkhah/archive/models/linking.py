"""Who is one person: what models proposed, what people decided. Clusters follow from these rows and are never kept as truth."""

from __future__ import annotations

from django.db import models

from dadkhah.archive.fields import IdField, Instant, Words
from dadkhah.archive.models.accounts import Account
from dadkhah.archive.models.claims import Subject
from dadkhah.archive.models.evidence import Item
from dadkhah.archive.models.lists import Record


class LinkageModel(models.Model):
    """What compares records, under a name and a version. Its saved form is the item."""

    id = IdField()
    name = models.CharField(max_length=100)
    version = models.CharField(max_length=40)
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = Instant()

    class Meta:
        db_table = "linkage_model"

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class LinkageRun(models.Model):
    """One comparison of lists by a model. Its pairs are the item (see `archive.pairs`), of which `count` were kept.

    `lists`: their ids, ascending, with spaces between. `comparisons`: JSON, what was compared and what each outcome is worth.
    `threshold`: decimal; pairs at or above it hold while the run is in force. `position`: size of the ledger that was read.
    `state`: proposed, in_force, withdrawn. `acts`: ids, with spaces between, of what brought persons in with it (see `settling`).
    """

    followed: set[str] | None = None
    """Of a run that an action is changing, once it has brought members up to date itself: the persons who are left to follow."""

    id = IdField()
    model = models.ForeignKey(LinkageModel, models.PROTECT, related_name="runs")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    lists = models.TextField()
    count = models.BigIntegerField()
    comparisons = models.TextField()
    threshold = Words()
    position = models.BigIntegerField()
    state = models.CharField(max_length=20, default="proposed")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = Instant()
    acts = Words()

    class Meta:
        db_table = "linkage_run"


def _exactly_one(first: str, second: str) -> models.Q:
    """Of two columns one is empty and one is not."""
    only = models.Q(**{f"{first}__isnull": True, f"{second}__isnull": False})
    return only | models.Q(**{f"{first}__isnull": False, f"{second}__isnull": True})


class Judgement(models.Model):
    """A person's word on two records, or on persons: same, different, unsure. Undo is a further row, that `undoes` one.

    The smaller id is `one`. `act` is the same for judgements that were given together, by a merge or a split, and are undone
    together. `blind`: given without sight of the score and of what others said; it is compared, and joins nobody. `score`:
    what the `run` that proposed the pair gave it.
    """

    id = IdField()
    one_record = models.ForeignKey(Record, models.PROTECT, related_name="+", null=True)
    one_person = models.ForeignKey(Subject, models.PROTECT, related_name="+", null=True)
    other_record = models.ForeignKey(Record, models.PROTECT, related_name="+", null=True)
    other_person = models.ForeignKey(Subject, models.PROTECT, related_name="+", null=True)
    verdict = models.CharField(max_length=12)
    reason = Words()
    blind = models.BooleanField(default=False)
    run = models.ForeignKey(LinkageRun, models.PROTECT, related_name="+", null=True)
    score = Words()
    undoes = models.ForeignKey("self", models.PROTECT, related_name="undone_by", null=True)
    act = models.CharField(max_length=32, db_index=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = Instant()

    class Meta:
        db_table = "judgement"
        constraints = [
            models.CheckConstraint(condition=_exactly_one("one_record", "one_person"), name="judgement_has_one"),
            models.CheckConstraint(condition=_exactly_one("other_record", "other_person"), name="judgement_has_other"),
        ]

    @property
    def one(self) -> str:
        return self.one_record_id or self.one_person_id or ""

    @property
    def other(self) -> str:
        return self.other_record_id or self.other_person_id or ""

    @property
    def address(self) -> str:
        """Both ends, as the page of a pair is found by them."""
        return f"{self.one}-{self.other}"

    @property
    def a_person(self) -> str:
        return self.one_person_id or self.other_person_id or ""


class Anchor(models.Model):
    """Which person was first made for a record: wherever the record goes, this person goes with it.

    One with an `act` that no run names yet was written ahead of a run that comes into force: nobody sees it, and it counts for
    nothing.
    """

    id = IdField()
    subject = models.OneToOneField(Subject, models.PROTECT, related_name="anchor")
    record = models.OneToOneField(Record, models.PROTECT, related_name="anchor")
    act = Words()

    class Meta:
        db_table = "anchor"
