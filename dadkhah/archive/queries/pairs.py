"""Pairs that wait for a person, in order, and all that one pair's page shows. Nothing here reads all pairs of an archive."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from dadkhah.archive.access import Visible
from dadkhah.archive.matching import rows_of_days
from dadkhah.archive.models import Judgement, LinkageRun, Member, Pair, PairGroup, Record, RecordList
from dadkhah.linkage.scored import NOTHING_SAID, Compared, Evidence, Level, evidence

PER_PAGE = 25
MOST_PAGES = 40
"""Beyond so many pages one narrows the queue."""
COUNTED = 10_000
"""Beyond so many, pairs are not counted: the page says more."""
NEIGHBOURS = 8
MOST_NEIGHBOURS = 200
FIELDS = ("name", "father", "sex", "birth", "age", "event", "place")
QUEUES = {"waiting": "", "unsure": "unsure", "same": "same", "different": "different"}
"""What one may look at -> the verdict of such pairs."""
TOGETHER = 100
"""Groups that one question asks for."""
Place = tuple[int, str]
"""Where in the order a pair stands: rank and id, the highest first."""


@dataclass(frozen=True)
class Line:
    """One pair in the queue, with its two records and what was compared."""

    pair: Pair
    one: Record
    other: Record

    @property
    def address(self) -> str:
        return f"{self.one.pk}-{self.other.pk}"


@dataclass(frozen=True)
class Queue:
    lines: list[Line]
    page: int
    has_more: bool
    count: int
    is_more: bool
    lists: list[RecordList] = field(default_factory=list)


def groups(every: Iterable[PairGroup], *, run: str = "", listed: str = "") -> list[PairGroup]:
    """Of these groups of pairs those of a run and a list; of two lists that several runs compared those of the newest one."""
    found = [each for each in every if not run or each.run_id == run]
    found = [each for each in found if not listed or listed in (each.list_one, each.list_other)]
    newest: dict[tuple[str, ...], str] = {}
    for each in found:
        lists = tuple(sorted((each.list_one, each.list_other)))
        newest[lists] = max(newest.get(lists, ""), each.run_id)
    return [each for each in found if newest[tuple(sorted((each.list_one, each.list_other)))] == each.run_id]


def queue(visible: Visible, which: str, page: int = 1, *, listed: str = "", run: str = "") -> Queue:
    """One page of pairs, of QUEUES, narrowed to a list and a run; the highest rank first. With all lists that were compared."""
    every = list(visible.pair_groups())
    among, verdict, lists = groups(every, run=run, listed=listed), QUEUES[which], _lists(visible, every)
    page = min(page, MOST_PAGES)
    first = (page - 1) * PER_PAGE
    places = _in_order(among, verdict, first + PER_PAGE + 1)
    ids = [pk for _, pk in places[first : first + PER_PAGE]]
    count = _counted(among, verdict)
    more = len(places) > first + PER_PAGE
    return Queue(_lines(visible, ids, lists), page, more, min(count, COUNTED), count > COUNTED, lists)


def _in_order(among: Sequence[PairGroup], verdict: str, count: int, after: Place | None = None) -> list[Place]:
    """The first places over all groups: of each the index gives the first few, and these are put in order."""
    beyond = "" if after is None else "AND (rank < %s OR (rank = %s AND id < %s)) "
    behind = () if after is None else (after[0], *after)
    found: list[Place] = []
    for first in range(0, len(among), TOGETHER):
        some = among[first : first + TOGETHER]
        one = f"SELECT rank, id FROM pair WHERE group_id = %s AND verdict = %s {beyond}ORDER BY rank DESC, id DESC LIMIT %s"  # noqa: S608
        sql = " UNION ALL ".join(f"SELECT * FROM ({one}) AS g{number}" for number in range(len(some)))  # noqa: S608 - no value is in it
        first_of_all = f"SELECT rank, id FROM ({sql}) AS g ORDER BY rank DESC, id DESC LIMIT %s"  # noqa: S608 - as before
        values = [value for group in some for value in (group.pk, verdict, *behind, count)]
        with connection.cursor() as cursor:
            cursor.execute(first_of_all, [*values, count])
            found += cursor.fetchall()
    return sorted(found, reverse=True)[:count]


def _counted(among: Sequence[PairGroup], verdict: str) -> int:
    """How many there are, up to one more than COUNTED."""
    rows = Pair.objects.filter(group__in=[each.pk for each in among], verdict=verdict)
    return rows.order_by()[: COUNTED + 1].count() if among else 0


def next_pair(visible: Visible, pair: Pair, *, listed: str = "", run: str = "") -> Pair | None:
    """The next that waits after this one, in the order of the queue; else the first."""
    among = groups(visible.pair_groups(), run=run, listed=listed)
    found = _in_order(among, "", 1, (pair.rank, pair.pk)) or [each for each in _in_order(among, "", 2) if each[1] != pair.pk]
    return visible.pairs().filter(pk=found[0][1]).first() if found else None


def _lists(visible: Visible, every: Iterable[PairGroup]) -> list[RecordList]:
    found = {pk for group in every for pk in (group.list_one, group.list_other)}
    return list(visible.lists().filter(pk__in=found).select_related("source").order_by("id"))


def _lines(visible: Visible, ids: Sequence[str], lists: Iterable[RecordList]) -> list[Line]:
    pairs = Pair.objects.in_bulk(ids)  # of visible groups
    keys = {key for pair in pairs.values() for key in (pair.one_id, pair.other_id)}
    rows = visible.records_ever().filter(pk__in=keys).only("name", "number", "list_id", "zone_id")
    records, known = {row.pk: row for row in rows}, {each.pk: each for each in lists}
    for row in records.values():
        row.list = known[row.list_id]  # each list once, not with every row
    found = (pairs[pk] for pk in ids if pk in pairs)
    return [Line(p, records[p.one_id], records[p.other_id]) for p in found if p.one_id in records and p.other_id in records]


def records_of(visible: Visible, ids: Iterable[str]) -> dict[str, Record]:
    rows = visible.records_ever().filter(pk__in=set(ids)).select_related("list__source", "batch", "zone")
    return {row.pk: row for row in rows}


@dataclass(frozen=True)
class Score:
    """What one run says of a pair. `evidence`: for and against, in the order of the comparisons; bits add up from `prior`."""

    run: LinkageRun
    pair: Pair
    prior: float
    evidence: list[Evidence]

    @property
    def address(self) -> str:
        return f"{self.pair.one_id}-{self.pair.other_id}"


def scores(visible: Visible, one: str, other: str) -> list[Score]:
    """What every run says of two records, the newest first."""
    pairs = visible.pairs().filter(one_id=one, other_id=other).select_related("group")
    rows = LinkageRun.objects.filter(pk__in=[pair.group.run_id for pair in pairs]).select_related("model")
    runs = {run.pk: run for run in rows}
    return [score_of(runs[p.group.run_id], p) for p in sorted(pairs, key=lambda pair: pair.group.run_id, reverse=True)]


def score_of(run: LinkageRun, pair: Pair) -> Score:
    prior, compared = comparisons(run.comparisons)
    levels = (NOTHING_SAID if sign == "-" else int(sign, 36) for sign in pair.levels)
    found = [evidence(each, level) for each, level in zip(compared, levels, strict=True)]
    return Score(run, pair, prior, found)


@lru_cache(maxsize=32)
def comparisons(text: str) -> tuple[float, tuple[Compared, ...]]:
    """The prior and the comparisons of a run, as they are kept with it."""
    value = json.loads(text)
    found = (
        Compared(each["name"], tuple(Level(level["words"], float(level["bits"])) for level in each["levels"]))
        for each in value["comparisons"]
    )
    return float(value["prior"]), tuple(found)


def beside(one: Record, other: Record) -> list[tuple[str, str, str]]:
    """(field, value of one, value of the other) of what the mappings say the cells hold."""
    return [(name, getattr(one, name), getattr(other, name)) for name in FIELDS if getattr(one, name) or getattr(other, name)]


def cells(record: Record) -> list[tuple[str, str]]:
    """(column, cell) of a row as it was given."""
    header, given = json.loads(record.batch.header), json.loads(record.given or "[]")
    return [(str(column), str(cell)) for column, cell in zip(header, given, strict=False) if cell not in ("", None)]


@dataclass(frozen=True)
class Neighbours:
    """Who stands in one list for the same day and place as a record."""

    listed: RecordList
    day: str
    place: str
    records: list[Record]
    has_more: bool


def neighbours(visible: Visible, one: Record, other: Record) -> list[Neighbours]:
    """In the lists of both records, those with the first day and place that a record of the two gives."""
    told = list(dict.fromkeys((each.event_first, each.place) for each in (one, other) if each.event_first and each.place))
    lists = {each.list_id: each.list for each in (one, other)}
    if not told:
        return []
    rows = visible.records().filter(pk__in=rows_of_days(told), list__in=list(lists)).exclude(pk__in=[one.pk, other.pk])
    around: dict[tuple[str, str, str], list[Record]] = defaultdict(list)
    for row in rows.order_by("number")[:MOST_NEIGHBOURS]:
        around[row.event_first, row.place, row.list_id].append(row)
    wanted = ((day, place, pk) for day, place in told for pk in lists)
    return [
        Neighbours(lists[key[2]], key[0], key[1], around[key][:NEIGHBOURS], len(around[key]) > NEIGHBOURS)
        for key in wanted if key in around
    ]  # fmt: skip


def judgements_on(visible: Visible, one: str, other: str) -> list[Judgement]:
    """Every judgement on two records, the newest first, with who gave it."""
    rows = visible.judgements().filter(one_record=one, other_record=other).select_related("account", "undoes__account")
    return list(rows.order_by("-at", "-id").prefetch_related("undone_by"))


def persons_of(records: Iterable[Record]) -> list[str]:
    """The persons of visible records: whoever sees a record sees its person."""
    rows = Member.objects.filter(record_id__in=[each.pk for each in records])
    return list(dict.fromkeys(rows.order_by("record_id").values_list("subject_id", flat=True)))


SHARE = 10
"""One judged pair in so many is judged a second time, unseen."""
SEED = 1988


def is_sampled(one: str, other: str) -> bool:
    """Whether the pair belongs to the sample that is judged twice: by its ids and the seed, so that nobody chooses it."""
    return int(sha256(f"{SEED} {one} {other}".encode()).hexdigest()[:8], 16) % SHARE == 0


def second_waiting(visible: Visible, limit: int = 1) -> list[Judgement]:
    """Judgements of others in the sample that nobody judged a second time; the oldest first."""
    rows = _standing(visible).filter(blind=False).exclude(account=visible.actor.id)
    done = set(_standing(visible).filter(blind=True).values_list("one_record", "other_record"))
    own = set(_standing(visible).filter(account=visible.actor.id).values_list("one_record", "other_record"))
    found: dict[tuple[Any, Any], Judgement] = {}
    for row in rows.order_by("id").iterator():
        edge = (row.one_record_id, row.other_record_id)
        if edge not in done and edge not in own and edge not in found and is_sampled(row.one, row.other):
            found[edge] = row
            if len(found) == limit:
                break
    return list(found.values())


def _standing(visible: Visible) -> QuerySet[Judgement]:
    rows = visible.judgements().filter(one_record__isnull=False, other_record__isnull=False, undone_by__isnull=True)
    return rows.filter(verdict__in=("same", "different", "unsure"))


def twice_judged(visible: Visible) -> list[tuple[Judgement, Judgement]]:
    """(first, second) of every pair that two people judged, the second without sight of the first; in the order of the second."""
    seconds = list(_standing(visible).filter(blind=True).select_related("account").order_by("at", "id"))
    firsts: dict[tuple[Any, Any], Judgement] = {}
    keys = [each.one_record_id for each in seconds]
    for row in _standing(visible).filter(blind=False, one_record__in=keys).select_related("account").order_by("at", "id"):
        firsts[row.one_record_id, row.other_record_id] = row
    found = ((firsts.get((each.one_record_id, each.other_record_id)), each) for each in seconds)
    return [(first, second) for first, second in found if first]
