"""A report on who was taken for one person: lists, runs, decisions, persons, and what is unsure; as a page and as a table.

Everything is counted over what the reader may see. A number of persons here is a number of records put together, never of
victims.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery

from dadkhah.archive.access import Visible
from dadkhah.archive.models import Judgement, Member, Pair, Record, RecordList
from dadkhah.archive.queries.conflicts import conflicts
from dadkhah.archive.queries.pairs import QUEUES, groups
from dadkhah.archive.queries.runs import Told, runs
from dadkhah.sentences import unpacked

COLUMNS = (
    *("what", "person", "list", "line", "name", "other_list", "other_line", "other_name"),
    *("verdict", "reason", "by", "at", "score", "model"),
)
UNSURE = 50


@dataclass(frozen=True)
class ListCount:
    """One list: its records as they stand, and how many of them are joined with another record or a claim."""

    listed: RecordList
    records: int
    joined: int


@dataclass(frozen=True)
class Report:
    """`sizes`: how many persons have so many visible records. `decisions`: standing judgements by verdict. `pairs`: those that
    models proposed, by verdict, the empty one for those that wait; of two lists that were compared twice the newest alone.
    """

    lists: list[ListCount]
    runs: list[Told]
    pairs: dict[str, int]
    decisions: dict[str, int]
    undone: int
    second: int
    sizes: list[tuple[int, int]]
    unsure: list[Judgement]
    conflicts: int


def report(visible: Visible) -> Report:
    rows = visible.judgements()
    standing = rows.filter(undone_by__isnull=True, blind=False).exclude(verdict="undone")
    decisions = dict(standing.values_list("verdict").annotate(n=Count("id")).order_by())
    unsure = standing.filter(verdict="unsure", one_record__isnull=False, other_record__isnull=False)
    return Report(
        lists=_lists(visible),
        runs=runs(visible),
        pairs=_pairs(visible),
        decisions={verdict: decisions.get(verdict, 0) for verdict in ("same", "different", "unsure")},
        undone=rows.filter(verdict="undone").count(),
        second=rows.filter(blind=True, undone_by__isnull=True).exclude(verdict="undone").count(),
        sizes=_sizes(visible),
        unsure=list(unsure.select_related("account").order_by("-at", "-id")[:UNSURE]),
        conflicts=len(conflicts(visible)),
    )


def _pairs(visible: Visible) -> dict[str, int]:
    among = [each.pk for each in groups(visible.pair_groups())]
    rows = Pair.objects.filter(group__in=among)
    counted = dict(rows.values_list("verdict").annotate(n=Count("id")).order_by())
    return {verdict: counted.get(verdict, 0) for verdict in QUEUES.values()}


def _lists(visible: Visible) -> list[ListCount]:
    records = dict(visible.records().values_list("list").annotate(n=Count("id")).order_by())
    joined = dict(_with_person(visible).filter(person__isnull=False).values_list("list").annotate(n=Count("id")).order_by())
    rows = visible.lists().filter(pk__in=list(records)).select_related("source").order_by("id")
    return [ListCount(each, records[each.pk], joined.get(each.pk, 0)) for each in rows]


def _with_person(visible: Visible) -> QuerySet[Any]:
    """Visible records, each with the id of its `person`, where it has one."""
    person = Member.objects.filter(record_id=OuterRef("pk")).values("subject_id")[:1]
    return visible.records().annotate(person=Subquery(person))


def _sizes(visible: Visible) -> list[tuple[int, int]]:
    counted = _with_person(visible).filter(person__isnull=False).values_list("person").annotate(n=Count("id")).order_by()
    return sorted(Counter(n for _, n in counted.iterator()).items())


def table(visible: Visible) -> Iterator[list[str]]:
    """The rows of the table: every record of a person, then every standing judgement; COLUMNS first."""
    yield list(COLUMNS)
    joined = _with_person(visible).filter(person__isnull=False).select_related("list__source").order_by("person", "id")
    for record in joined.iterator():
        yield ["record", record.person, *_told(record), *[""] * (len(COLUMNS) - 5)]
    standing = visible.judgements().filter(undone_by__isnull=True, one_record__isnull=False, other_record__isnull=False)
    related = ("one_record__list__source", "other_record__list__source", "account", "run__model")
    for each in standing.exclude(verdict="undone").select_related(*related).order_by("id").iterator():
        what = "second judgement" if each.blind else "judgement"
        ends = [*_told(each.one_record), *_told(each.other_record)]
        model = str(each.run.model) if each.run else ""
        yield [what, "", *ends, each.verdict, str(unpacked(each.reason)), str(each.account), each.at, each.score, model]


def told_of(visible: Visible) -> Iterator[Record]:
    """The sensitive records that the table names."""
    joined = Member.objects.filter(record_id=OuterRef("pk"))
    judged = [Exists(visible.judgements().filter(**{end: OuterRef("pk")})) for end in ("one_record", "other_record")]
    yield from visible.sensitive_records().filter(Exists(joined) | judged[0] | judged[1])


def _told(record: Record | None) -> list[str]:
    return [record.list.source.title, str(record.number), record.name] if record else ["", "", ""]
