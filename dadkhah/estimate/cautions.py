"""What a reader is told beside any number: where the table is thin, or a list looks like a copy of another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from dadkhah.estimate.histories import Histories
from dadkhah.estimate.refusals import overlaps
from dadkhah.sentences import Sentence

FEW_PEOPLE, FEW_SHARED = 30, 10
CONTAINED, WORTH_ASKING = 0.95, 10
"""Of a list of so many, this share on another: perhaps one was copied from the other."""


def cautions(table: Histories) -> list[str]:
    return [*_empty(table), *_thin(table), *_contained(table)]


def _empty(table: Histories) -> Iterator[str]:
    used = table.inhabited.lists
    if empty := [name for name in table.lists if name not in used]:
        yield Sentence("Left out, for they name nobody here: {lists}.", lists=empty)
    everywhere: Any = table.patterns.all(axis=0) if table.observed else []
    if everybody := [table.lists[column] for column in np.flatnonzero(everywhere)]:
        yield Sentence("Everybody here is on {lists}, which therefore tells nothing about who was missed.", lists=everybody)


def _thin(table: Histories) -> Iterator[str]:
    shared = int(table.counts[table.patterns.sum(axis=1) > 1].sum())
    if table.observed < FEW_PEOPLE:
        yield Sentence("Only {people} people are on these lists: an estimate from so few can be far off.", people=table.observed)
    if shared < FEW_SHARED:
        yield Sentence("Only {shared} people are on more than one list: everything here rests on them.", shared=shared)


def _contained(table: Histories) -> Iterator[str]:
    """One of a pair of lists nearly inside the other."""
    both = overlaps(table)
    for inner, inside in enumerate(table.lists):
        for outer, around in enumerate(table.lists):
            size = int(both[inner, inner])
            if inner == outer or size < WORTH_ASKING or both[inner, outer] < CONTAINED * size:
                continue
            yield Sentence(
                "{shared} of the {size} people on “{inside}” are on “{around}” as well. Was one copied from the other? Then they"
                " are one list, and are to be merged.", shared=int(both[inner, outer]), size=size, inside=inside, around=around,
            )  # fmt: skip
