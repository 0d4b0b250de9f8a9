"""Which records are compared at all: those that share a key, as long as not too many share it.

Keys of a name are its words' skeletons alone, two or three of them, all of it as one, and one beside a day; words that stand
beside one another are also taken as one. Keys are used from the rarest on, until the pairs they bring reach the budget: who
shares only a key that half of a list has would not be told from anybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from dadkhah.linkage.table import Table

LEAST = 3_000_000
PER_RECORD = 6
"""Pairs that keys bring at most: so many, or so many for each record."""


class Blocked(NamedTuple):
    """Pairs that are worth comparing, each once: `one` < `other` are places of records; and how many keys were left out."""

    one: Any
    other: Any
    left_out: int


class Keys(NamedTuple):
    """`key` (k,) of the record `of` (k,)."""

    key: Any
    of: Any


def keys_of(table: Table) -> Keys:
    """Every key of every record, each once."""
    from dadkhah.linkage.keys import collect

    names = table.names
    key, of = collect(names.words, names.first, table.codes, table.name, table.birth, table.events)
    order = np.lexsort((of, key))
    key, of = key[order], of[order]
    fresh = np.ones(len(key), np.bool_)
    fresh[1:] = (key[1:] != key[:-1]) | (of[1:] != of[:-1])
    return Keys(key[fresh], of[fresh])


def block(table: Table, within: Sequence[bool], *, since: int = 0) -> Blocked:
    """`within`: for each list, whether pairs inside it are looked for. `since`: only pairs of which one comes from a list
    from this place on: the new ones, where what was there before was compared.
    """
    from dadkhah.linkage.keys import brings, pairs

    key, of = keys_of(table)
    starts = np.flatnonzero(np.r_[True, key[1:] != key[:-1]]) if len(key) else np.empty(0, np.int64)
    ends = np.r_[starts[1:], len(key)]
    inside = np.array(within, np.bool_)
    counts = brings(starts, ends, of, table.source, inside, since)
    kept = _within_budget(counts, max(LEAST, PER_RECORD * len(table)))
    found = pairs(starts[kept], ends[kept], of, table.source, inside, since, int(counts[kept].sum()), len(table))
    found = np.unique(found)
    return Blocked(found // len(table), found % len(table), int((counts > 0).sum()) - len(kept))


def _within_budget(counts: Any, budget: int) -> Any:
    """Places of the keys to use: those that bring the fewest pairs first; of equal ones all or none."""
    some = np.flatnonzero(counts > 0)
    sizes, how_often = np.unique(counts[some], return_counts=True)
    reached = sizes[np.cumsum(sizes * how_often) <= budget]
    return some[counts[some] <= (reached[-1] if len(reached) else 0)]
