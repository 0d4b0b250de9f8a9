"""What is shown before any estimate: how long the lists are, who is on several, and what each pair of them would say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, NamedTuple

from dadkhah.estimate.cautions import cautions
from dadkhah.estimate.chapman import chapman
from dadkhah.estimate.histories import Histories
from dadkhah.estimate.refusals import overlaps, parts


class Pair(NamedTuple):
    """Two lists: people on both, and Chapman's estimate of all, as if the two were independent; None where nobody is on both."""

    one: str
    other: str
    both: int
    total: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True)
class Overview:
    """`times`: how many people are on one list, on two, on three … `histories`: (lists, people), the commonest first."""

    observed: int
    sizes: dict[str, int]
    shared: Any
    pairs: list[Pair]
    times: list[int]
    histories: list[tuple[tuple[str, ...], int]]
    groups: list[list[str]]
    cautions: list[str]

    @property
    def seen_once(self) -> float:
        """Share of the people observed who are on one list alone: 0 to 1."""
        return self.times[0] / self.observed if self.observed else 0.0


def overview(table: Histories) -> Overview:
    shared, times = overlaps(table), table.patterns.sum(axis=1)
    named = [
        (tuple(name for name, bit in zip(table.lists, row, strict=True) if bit), int(count))
        for row, count in zip(table.patterns, table.counts, strict=True)
    ]
    return Overview(
        table.observed,
        {name: int(shared[column, column]) for column, name in enumerate(table.lists)},
        shared,
        [_pair(table.lists, shared, one, other) for one, other in combinations(range(len(table.lists)), 2)],
        [int(table.counts[times == number].sum()) for number in range(1, len(table.lists) + 1)],
        sorted(named, key=lambda each: (-each[1], len(each[0]), each[0])),
        parts(table),
        cautions(table),
    )


def _pair(lists: Sequence[str], shared: Any, one: int, other: int) -> Pair:
    both = int(shared[one, other])
    if not both:
        return Pair(lists[one], lists[other], 0, None, None, None)
    found = chapman(int(shared[one, one]), int(shared[other, other]), both)
    return Pair(lists[one], lists[other], both, found.estimate, found.lower, found.upper)
