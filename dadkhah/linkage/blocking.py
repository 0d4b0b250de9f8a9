"""Which records are compared at all: those that share a key, as long as not too many share it.

Keys of a name are its words' skeletons alone, two or three of them, and all of it as one; words that stand beside one another
are also taken as one. Others have a day, a year of birth, a father's name or a place beside the name. Keys are used from the
rarest on, until the pairs they bring reach the budget: who shares only a key that half of a list has would not be told from
anybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from dadkhah.linkage.table import NO_DAY, Table

YEAR = 366
LEAST = 3_000_000

PER_RECORD = 20
"""Pairs that keys bring at most: so many, or so many for each record."""


class Blocked(NamedTuple):
    """Pairs that are worth comparing, each once: `one` < `other` are places of records; whether they share a key of their
    names (`by_name`), or only one with something beside; and how many keys were left out.
    """

    one: Any
    other: Any
    by_name: Any
    left_out: int


class Keys(NamedTuple):
    """`key` (k,) of the record `of` (k,)."""

    key: Any
    of: Any


def keys_of(table: Table) -> Keys:
    """Every key of every record, each once."""
    from dadkhah.linkage.keys import collect

    names = table.names
    key, of = collect(names.words, names.first, table.codes, table.name, _beside(table))
    order = np.lexsort((of, key))
    key, of = key[order], of[order]
    fresh = np.ones(len(key), np.bool_)
    fresh[1:] = (key[1:] != key[:-1]) | (of[1:] != of[:-1])
    return Keys(key[fresh], of[fresh])


def _beside(table: Table) -> Any:
    """(n, 9): days of events and birth, years of birth, father's first name, places; 0 for what is not known, or not so well."""
    spans = [*np.moveaxis(table.events, 1, 0), table.birth]
    days = [np.where(span[:, 0] == span[:, 1], span[:, 0], 0) for span in spans]
    known = table.birth[:, 0] != NO_DAY
    years = [np.where(known, table.birth[:, side] // YEAR, 0) for side in range(2)]
    years[1] = np.where(years[1] - years[0] == 1, years[1], 0)
    father = np.zeros(len(table), np.int64)
    has_father = table.father >= 0
    father[has_father] = table.codes[table.names.words[table.names.first[table.father[has_father]]], 0]
    return np.stack([*days, *years, father, *(table.places.T + 1)], 1).astype(np.int64)


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
    kept = _used(counts, len(table))
    is_beside = key[starts[kept]] & 1
    found = pairs(starts[kept], ends[kept], is_beside, of, table.source, inside, since, int(counts[kept].sum()), len(table))
    found = np.sort(found)
    pair = found >> 1
    first = np.r_[True, pair[1:] != pair[:-1]] if len(pair) else np.zeros(0, np.bool_)
    by_name = (found[first] & 1) == 0
    return Blocked(pair[first] // len(table), pair[first] % len(table), by_name, int((counts > 0).sum()) - len(kept))


def _used(counts: Any, records: int) -> Any:
    """Places of the keys to use."""
    some = np.flatnonzero(counts > 0)
    return some[counts[some] <= most(*np.unique(counts[some], return_counts=True), records)]


def most(sizes: Any, how_often: Any, records: int) -> int:
    """Pairs that a key may bring, where so many keys bring `sizes` (ascending): the budget goes to those that bring the fewest,
    and of equal ones all or none are used.
    """
    reached = sizes[np.cumsum(sizes * how_often) <= max(LEAST, PER_RECORD * records)]
    return int(reached[-1]) if len(reached) else 0
