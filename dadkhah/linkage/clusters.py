"""Which records are of one person: what people judged, and after that what a model scored.

A cluster is never stored as truth: it follows from the judgements in force and the scores, and is made anew from them.

1. What people judged the same is held together in full. Where somebody judged two such records different, that is a conflict:
   it is told with the judgements that lead from the one record to the other, and people must settle it.
2. Then pairs of the model join clusters, from the most probable down to the threshold, but never across what a person judged
   different, never so that a list without duplicates has two records in one cluster, and never for a name alone. Two records
   whose given names disagree are not brought into one cluster by a model, neither by their own pair nor over others: they are
   brothers, sisters or twins until a person says otherwise.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from sys import maxsize
from typing import Any, Final, NamedTuple

import numpy as np

from dadkhah.linkage.joined import Joined, strongest_first
from dadkhah.linkage.scored import Scored

Pair = tuple[int, int]
DIFFERENT: Final = "different"
DOUBLED: Final = "doubled"
NAME_ALONE: Final = "name_alone"
OTHER_GIVEN: Final = "other_given"


class Conflict(NamedTuple):
    """People judged `one` and `other` different, and by `path` the same.

    `judgement`: its place in `different`; `path`: places in `same`, from the one record to the other.
    """

    one: int
    other: int
    judgement: int
    path: tuple[int, ...]


class Doubled(NamedTuple):
    """By `path` (places in `same`) people joined two records of the list numbered `of`, said to be free of duplicates."""

    one: int
    other: int
    of: int
    path: tuple[int, ...]


class HeldBack(NamedTuple):
    """A pair of the model (its place in `scored`) that was not joined.

    `reason`: DIFFERENT with the place of a judgement in `different`; DOUBLED with the number of the list; NAME_ALONE and, where
    given names disagree, OTHER_GIVEN with -1.
    """

    pair: int
    reason: str
    by: int


@dataclass(frozen=True)
class Clusters:
    """`of`: (n,) int64, for each record the first record of its cluster."""

    of: Any
    conflicts: tuple[Conflict, ...]
    doubled: tuple[Doubled, ...]
    held_back: tuple[HeldBack, ...]

    def members(self) -> list[list[int]]:
        """Every cluster of two or more records."""
        order = np.argsort(self.of, kind="stable")
        parts = np.split(order, np.flatnonzero(np.diff(self.of[order])) + 1)
        return [part.tolist() for part in parts if len(part) > 1]


def resolve(
    nodes: int,
    same: Iterable[Pair],
    different: Iterable[Pair],
    scored: Scored | None = None,
    *,
    threshold: float = 1.0,
    list_of: Any = None,
    duplicate_free: Sequence[bool] = (),
) -> Clusters:
    """The clusters of `nodes` records, numbered from 0 in the order of their lists.

    `same`, `different`: the judgements of people that are in force, as pairs of records. `list_of`: the number of each record's
    list; `duplicate_free`: per list, whether nobody stands on it twice. Neither the order of judgements nor that of pairs
    matters. The records of one component, renumbered in their order, give the same clusters as all at once. Raises
    ValueError for records that are not there.
    """
    together, apart = _told(same, nodes), _told(different, nodes)
    sets = Joined(nodes, list_of, duplicate_free)
    paths = _Paths(together)
    doubled = [*_human(sets, together, paths, list_of, duplicate_free)]
    conflicts, foes = _foes(sets, apart, paths)
    held = _model(sets, foes, scored, threshold) if scored is not None else []
    return Clusters(sets.names(), tuple(conflicts), tuple(sorted(doubled)), tuple(sorted(held)))


def _told(given: Iterable[Pair], nodes: int) -> list[tuple[int, int, int]]:
    """Judgements as (smaller record, larger record, place), in the order of records."""
    found = sorted((min(pair), max(pair), place) for place, pair in enumerate(given))
    if any(one < 0 or other >= nodes or one == other for one, other, _ in found):
        raise ValueError(f"A judgement is on two of the {nodes} records, numbered from 0. Give two that are there.")
    return found


class _Paths:
    """The shortest ways from record to record over judgements of people."""

    def __init__(self, together: list[tuple[int, int, int]]) -> None:
        self._beside: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for one, other, place in together:
            self._beside[one].append((other, place))
            self._beside[other].append((one, place))

    def __call__(self, one: int, other: int) -> tuple[int, ...]:
        came: dict[int, Pair] = {one: (one, -1)}
        ahead = deque([one])
        while ahead and other not in came:
            here = ahead.popleft()
            for there, place in sorted(self._beside[here]):
                if there not in came:
                    came[there] = here, place
                    ahead.append(there)
        path = []
        while other != one:
            other, place = came[other]
            path.append(place)
        return tuple(reversed(path))


def _human(
    sets: Joined, together: list[tuple[int, int, int]], paths: _Paths, list_of: Any, duplicate_free: Sequence[bool]
) -> Iterable[Doubled]:
    """Joins what people judged the same; tells where a list without duplicates then has two records in one cluster."""
    for one, other, _ in together:
        a, b = sets.find(one), sets.find(other)
        if a != b:
            sets.join(a, b)
    if not any(duplicate_free):
        return
    by_list: dict[Pair, list[int]] = defaultdict(list)
    for record in sorted({record for one, other, _ in together for record in (one, other)}):
        if duplicate_free[number := int(list_of[record])]:
            by_list[sets.find(record), number].append(record)
    for (_, number), records in by_list.items():
        yield from (Doubled(one, other, number, paths(one, other)) for one, other in pairwise(records))


Foes = dict[int, dict[int, tuple[int, int, int]]]
"""For each set, by name, the sets that are to stay apart from it, and by which judgement; BY_NAMES where given names disagree."""
BY_NAMES: Final = (maxsize, maxsize, -1)
"""A judgement between two sets is told before it: it is smaller."""


def _foes(sets: Joined, apart: list[tuple[int, int, int]], paths: _Paths) -> tuple[list[Conflict], Foes]:
    conflicts, foes = [], defaultdict[int, dict[int, tuple[int, int, int]]](dict)
    for told in apart:
        one, other, place = told
        a, b = sets.find(one), sets.find(other)
        if a == b:
            conflicts.append(Conflict(one, other, place, paths(one, other)))
        else:
            foes[a].setdefault(b, told)
            foes[b].setdefault(a, told)
    return conflicts, foes


def _model(sets: Joined, foes: Foes, scored: Scored, threshold: float) -> list[HeldBack]:
    if not len(scored.probability):
        return []
    likely, alone, others = np.asarray(scored.probability) >= threshold, scored.name_alone(), scored.other_given()
    held = [HeldBack(pair, NAME_ALONE, -1) for pair in np.flatnonzero(likely & alone).tolist()]
    held += [HeldBack(pair, OTHER_GIVEN, -1) for pair in np.flatnonzero(likely & others & ~alone).tolist()]
    _keep_apart(sets, foes, np.asarray(scored.one)[others], np.asarray(scored.other)[others])
    left = np.flatnonzero(likely & ~alone & ~others)
    one, other = np.asarray(scored.one)[left], np.asarray(scored.other)[left]
    order = strongest_first(one, other, np.asarray(scored.probability)[left])
    for pair, left_one, right_one in zip(left[order].tolist(), one[order].tolist(), other[order].tolist(), strict=True):
        a, b = sets.find(left_one), sets.find(right_one)
        if a == b:
            continue
        if told := foes.get(a, {}).get(b):
            held.append(HeldBack(pair, OTHER_GIVEN if told == BY_NAMES else DIFFERENT, told[2]))
        elif (number := sets.shared(a, b)) is not None:
            held.append(HeldBack(pair, DOUBLED, number))
        else:
            _join(sets, foes, a, b)
    return held


def _keep_apart(sets: Joined, foes: Foes, one: Any, other: Any) -> None:
    """Whose given names disagree is not to be joined over others; where people joined them, that stands."""
    for left, right in zip(one.tolist(), other.tolist(), strict=True):
        a, b = sets.find(left), sets.find(right)
        if a != b:
            foes[a].setdefault(b, BY_NAMES)
            foes[b].setdefault(a, BY_NAMES)


def _join(sets: Joined, foes: Foes, one: int, other: int) -> None:
    """Joins two sets; whoever was apart from the one that is gone is apart from the one that is kept."""
    kept, gone = sets.join(one, other)
    for foe, told in foes.pop(gone, {}).items():
        del foes[foe][gone]
        first = min(told, foes[kept].get(foe, told))
        foes[kept][foe] = foes[foe][kept] = first
