"""A person as records and claims that were joined: who is in it, why, and what a merge or a split would make of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from dadkhah.archive.access import Visible
from dadkhah.archive.arranging import Plan, merging, splitting
from dadkhah.archive.clusters import Cluster
from dadkhah.archive.graph import gather
from dadkhah.archive.models import Judgement, LinkageRun, Record, Subject
from dadkhah.archive.queries.labels import labels
from dadkhah.archive.queries.pairs import Score, score_of

SHOWN = 200


@dataclass(frozen=True)
class Joined:
    """`records` and `persons` of a person; `judgements` on them, undone ones too, and what runs in force say of them."""

    records: list[Record]
    persons: list[Subject]
    judgements: list[Judgement]
    scores: list[Score]

    @property
    def is_alone(self) -> bool:
        return not (self.records or self.judgements or self.persons)


def joined(visible: Visible, person: Subject) -> Joined:
    """All that is visible of why this person is one."""
    graph = gather([person.pk])
    mine = visible.members().filter(subject_id=person.pk).values_list("record_id", flat=True)
    rows = visible.records().filter(pk__in=list(mine)[:SHOWN]).select_related("list__source", "batch")
    records = list(rows.order_by("list", "number"))
    seen = {row.pk for row in records}
    others = list(visible.subjects("person").filter(forwards_to=person).order_by("pk")[:SHOWN])
    keys = list(graph.records | graph.persons)
    ends = Q(one_record__in=keys) | Q(one_person__in=keys)
    judgements = visible.judgements().filter(ends).select_related("account", "run__model", "undoes").prefetch_related("undone_by")
    return Joined(records, others, list(judgements.order_by("-at", "-id")[:SHOWN]), _scores(visible, seen))


def _scores(visible: Visible, records: set[str]) -> list[Score]:
    """What the runs in force say of pairs of these records, the highest first."""
    runs = {run.pk: run for run in LinkageRun.objects.filter(state="in_force").select_related("model")}
    rows = visible.pairs().filter(one_id__in=records, other_id__in=records, group__run_id__in=list(runs))
    return [score_of(runs[pair.group.run_id], pair) for pair in rows.select_related("group").order_by("-score", "id")[:SHOWN]]


@dataclass(frozen=True)
class Part:
    """One person after a merge or a split, as far as it is visible."""

    person: str
    label: str
    records: list[Record]
    persons: list[Subject]
    claims: int


@dataclass(frozen=True)
class Preview:
    """What would be, before it is: `against` are judgements that say otherwise, `faults` why it cannot be done."""

    parts: list[Part]
    against: list[Judgement] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    judgements: int = 0


def split_preview(visible: Visible, person: Subject, moved: Iterable[str], language: str) -> Preview:
    return _preview(visible, splitting(visible, person, list(moved)), language)


def merge_preview(visible: Visible, one: Subject, other: Subject, language: str) -> Preview:
    return _preview(visible, merging(visible, one, other), language)


def _preview(visible: Visible, plan: Plan, language: str) -> Preview:
    parts = [] if plan.faults else [_part(visible, each, language) for each in plan.after.clusters]
    against = [each.pk for each in plan.against]
    seen = list(visible.judgements().filter(pk__in=against).select_related("account"))
    shown = [part for part in parts if part.records or part.persons or part.claims]
    return Preview(shown, seen, list(plan.faults), len(plan.judgements))


def _part(visible: Visible, cluster: Cluster, language: str) -> Part:
    rows = visible.records().filter(pk__in=cluster.records).select_related("list__source", "batch")
    persons = list(visible.subjects("person").filter(pk__in=cluster.persons).order_by("pk"))
    claims = visible.claims().filter(subject__in=cluster.persons).count()
    seen = cluster.person if cluster.person in {each.pk for each in persons} else ""
    label = labels(visible, [seen], language).get(seen, "") if seen else ""
    return Part(seen, label, list(rows.order_by("list", "number")), persons, claims)


def choices(visible: Visible, person: Subject) -> tuple[list[Record], list[Subject]]:
    """The records and the persons of claims that one may take out of a person."""
    found = joined(visible, person)
    claimed = set(visible.claims().filter(subject__in=[person, *found.persons]).values_list("subject", flat=True))
    anchored = set(Subject.objects.filter(pk__in=claimed, anchor__isnull=False).values_list("pk", flat=True))
    return found.records, [each for each in (person, *found.persons) if each.pk in claimed - anchored]
