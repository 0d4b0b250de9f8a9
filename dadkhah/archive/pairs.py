"""The pairs of a run: how they are written into its item, and the rows that follow from it, in the order of review.

The item is JSON lines: first what was compared and what each outcome is worth, then the ids of records in lines of
`{"records": […]}`, then a line for each pair: `[place of one, place of other, probability in millionths, "levels"]`. Of
the levels each comparison has one sign: its place in base 36, or - where one of the two says nothing.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import Any

from django.db import models

from dadkhah.archive import bulk
from dadkhah.archive.envelopes import Closed, opened
from dadkhah.archive.graph import Edge
from dadkhah.archive.models import Item, Judgement, LinkageRun, Pair, PairGroup, Record
from dadkhah.evidence.store import NotHeld
from dadkhah.linkage.scored import NOTHING_SAID, OTHER_GIVEN, Scored

FORMAT = "dadkhah-pairs/1"
SIGNS = "0123456789abcdefghijklmnopqrstuvwxyz"
NOTHING = "-"
MILLION = 1_000_000
LINE = 500
"""Ids of records in one line."""
BATCH = 5_000
FINE, MOST_RANK = 10_000, 2**31 - 1
"""The rank of a pair is what a decision settles, in parts of a bit times records, as far as a column holds it."""
Place = tuple[str, str]
"""A list and a zone."""
Told = tuple[str, str, int, str]
"""The two records of a pair, the smaller id first, its score, its levels."""
Row = tuple[str, str, str, str, int, str, int, str, bool, bool]
"""The columns of `pair` in their order: id, group, one, other, score, levels, rank, verdict, name_alone, other_given."""


def comparisons_of(scored: Scored) -> dict[str, Any]:
    """What was compared, as it is kept with the run: floats as decimals, since the ledger knows none."""
    named = [
        {"name": each.name, "levels": [{"words": level.words, "bits": f"{level.bits:.4f}"} for level in each.levels]}
        for each in scored.comparisons
    ]
    return {"prior": f"{scored.prior:.4f}", "comparisons": named}


def written(scored: Scored, ids: Sequence[str], head: dict[str, Any]) -> Iterator[bytes]:
    """The lines of the item. `ids`: of the records, by their places in `scored`."""
    yield _line({"format": FORMAT, **head, **comparisons_of(scored), "pairs": len(scored.one)})
    for first in range(0, len(ids), LINE):
        yield _line({"records": list(ids[first : first + LINE])})
    signs = [*SIGNS, NOTHING]  # the place -1, nothing said, is the last one
    rows = zip(scored.one.tolist(), scored.other.tolist(), scored.probability.tolist(), scored.levels.tolist(), strict=True)
    for one, other, probability, levels in rows:
        said = "".join(NOTHING if level == NOTHING_SAID else signs[level] for level in levels)
        yield f'[{one},{other},{round(probability * MILLION)},"{said}"]\n'.encode()


def _line(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"


def read(run: LinkageRun) -> Iterator[Told]:
    """Every pair; none where the item's bytes are not to be read here."""
    if run.item.erased:
        return
    try:
        with opened(run.item) as file:
            yield from _read(file)
    except (NotHeld, Closed):
        return  # `is_readable` tells: the page of the run says so


def is_readable(run: LinkageRun) -> bool:
    """Whether the pairs of the run are here."""
    try:
        with opened(run.item) as file:
            return not run.item.erased and bool(file.read(1))
    except (NotHeld, Closed):
        return False


def _read(file: Iterable[bytes]) -> Iterator[Told]:
    ids: list[str] = []
    for raw in file:
        value = json.loads(raw)
        if isinstance(value, list):
            one, other = sorted((ids[value[0]], ids[value[1]]))
            yield one, other, value[2], value[3]
        else:
            ids += value.get("records", ())


def rows_of(run: LinkageRun) -> tuple[dict[str, PairGroup], Iterator[Row]]:
    """What `pair_group` and `pair` hold of this run. The groups are whole when all rows were asked for."""
    groups: dict[str, PairGroup] = {}
    return groups, _rows(run, groups)


@dataclass(frozen=True)
class Held:
    """Which of a run's pairs no model joins, told by the signs of their levels."""

    name: int
    """The place of the name among the comparisons; -1 where it was not compared."""
    others: frozenset[str]
    """Signs of levels at which given names disagree."""

    def name_alone(self, levels: str) -> bool:
        return all(sign == NOTHING for place, sign in enumerate(levels) if place != self.name)

    def other_given(self, levels: str) -> bool:
        return self.name >= 0 and levels[self.name] in self.others


def held(run: LinkageRun) -> Held:
    compared = json.loads(run.comparisons)["comparisons"]
    for place, each in enumerate(compared):
        if each["name"] == "name":
            found = (SIGNS[at] for at, level in enumerate(each["levels"]) if level["words"] in OTHER_GIVEN)
            return Held(place, frozenset(found))
    return Held(-1, frozenset())


def _rows(run: LinkageRun, groups: dict[str, PairGroup]) -> Iterator[Row]:
    places, judged = _places(run), verdicts(None)
    known: dict[tuple[Place, Place], str] = {}
    for (one, other, score, levels), rank, alone, given in _ranked(run):
        if one not in places or other not in places:
            continue  # a record that was taken out with a merge
        between = (places[one], places[other])
        if between not in known:
            group = _group(run, *between)
            known[between] = group.pk
            groups[group.pk] = group
        verdict = judged.get((one, other), "")
        yield pair_id(run.pk, one, other), known[between], one, other, score, levels, rank, verdict, alone, given


def _ranked(run: LinkageRun) -> Iterator[tuple[Told, int, bool, bool]]:
    """Every pair with its rank, and with why only people join it. The rank follows from the file alone: from all of its pairs."""
    number: dict[str, int] = {}
    ends, scores, codes = array("q"), array("q"), array("q")
    kinds: dict[str, int] = {}
    for one, other, score, levels in read(run):
        ends.extend((number.setdefault(one, len(number)), number.setdefault(other, len(number))))
        scores.append(score)
        codes.append(kinds.setdefault(levels, len(kinds)))
    rule, signs, ids = held(run), list(kinds), list(number)
    alone, given = [rule.name_alone(each) for each in signs], [rule.other_given(each) for each in signs]
    for_people = [one or other for one, other in zip(alone, given, strict=True)]
    rank = _rank(ends, scores, len(ids), [for_people[code] for code in codes])
    for at, (code, score) in enumerate(zip(codes, scores, strict=True)):
        yield (ids[ends[2 * at]], ids[ends[2 * at + 1]], score, signs[code]), rank[at], alone[code], given[code]


def _rank(ends: Any, scores: Any, nodes: int, for_people: list[bool]) -> list[int]:
    """Whole numbers, as the same order is to come from every database."""
    import numpy as np

    from dadkhah.linkage.queue import worth

    both = np.array(ends, np.int64).reshape(-1, 2)
    found = worth(both[:, 0], both[:, 1], np.array(scores, np.float64) / MILLION, nodes, for_people=np.array(for_people, bool))
    return np.minimum(np.rint(found * FINE), MOST_RANK).astype(np.int64).tolist()


def _places(run: LinkageRun) -> dict[str, Place]:
    """Record -> its list and zone, of all records of the run's lists. The few places there are are kept once."""
    kept: dict[Place, Place] = {}
    rows = Record.objects.filter(list__in=run.lists.split()).values_list("id", "list", "zone")
    return {pk: kept.setdefault((of, zone), (of, zone)) for pk, of, zone in rows.iterator(chunk_size=BATCH)}


def _group(run: LinkageRun, one: Place, other: Place) -> PairGroup:
    key = sha256(" ".join((run.pk, *one, *other)).encode()).hexdigest()[:32]
    lists = {"list_one": one[0], "list_other": other[0]}
    return PairGroup(id=key, run_id=run.pk, **lists, zone_one=one[1], zone_other=other[1])


def pair_id(run: str, one: str, other: str) -> str:
    return sha256(f"{run} {one} {other}".encode()).hexdigest()[:32]


def verdicts(keys: Iterable[str] | None) -> dict[Edge, str]:
    """What people say of pairs of these records, or of all: of the newest judgement that stands and was not blind."""
    judged = Judgement.objects.filter(blind=False, verdict__in=("same", "different", "unsure"), undone_by__isnull=True)
    judged = judged.filter(one_record__isnull=False, other_record__isnull=False).order_by("at", "id")
    judged = judged if keys is None else judged.filter(one_record__among=list(keys))
    return {(one, other): verdict for one, other, verdict in judged.values_list("one_record", "other_record", "verdict")}


def follow(rows: Sequence[models.Model]) -> None:
    """Bring the pairs of all that an action wrote up to date."""
    runs = {row.pk: row for row in rows if isinstance(row, LinkageRun)}
    erased = [row.pk for row in rows if isinstance(row, Item) and row.erased]
    runs |= {run.pk: run for run in LinkageRun.objects.filter(item__in=erased)} if erased else {}
    for run in runs.values():
        _follow_run(run)
    judged = [row for row in rows if isinstance(row, Judgement) and not row.blind]
    for some in _batches(judged):
        told = verdicts({row.one for row in some})
        for row in some:
            edge = (row.one, row.other)
            Pair.objects.filter(one_id=row.one, other_id=row.other).update(verdict=told.get(edge, ""))


def _follow_run(run: LinkageRun) -> None:
    is_here = LinkageRun.objects.filter(pk=run.pk).exists()
    held = PairGroup.objects.filter(run_id=run.pk)
    if run.state == "withdrawn" or run.item.erased or not is_here:
        remove(run.pk)
    elif not held.exists():
        insert(run)


def remove(run: str) -> None:
    held = PairGroup.objects.filter(run_id=run)
    rows = Pair.objects.filter(group__in=held.values("id"))
    rows._raw_delete(rows.db)  # type: ignore[attr-defined]  # noqa: SLF001 - in one statement, as there may be millions
    held.delete()


def insert(run: LinkageRun) -> None:
    groups, rows = rows_of(run)
    columns = [field.column for field in Pair._meta.concrete_fields if field.column]
    known: set[str] = set()
    for some in _batches(rows):
        PairGroup.objects.bulk_create([group for key, group in groups.items() if key not in known])
        known |= groups.keys()
        bulk.insert("pair", columns, some)


def rebuild() -> None:
    pairs = Pair.objects.all()
    pairs._raw_delete(pairs.db)  # type: ignore[attr-defined]  # noqa: SLF001 - as in `remove`
    PairGroup.objects.all().delete()
    for run in LinkageRun.objects.exclude(state="withdrawn").select_related("item"):
        insert(run)


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    left = iter(rows)
    while some := list(islice(left, BATCH)):
        yield some
