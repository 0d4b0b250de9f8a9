"""Which records are compared at all: those that share a key, as long as not too many share it.

Keys of a name are its words' skeletons alone, two or three of them, and all of it as one; words that stand beside one another
are also taken as one. Others have a day, a year of birth, a father's name or a place beside the name. These keys are used from
the rarest on, until the pairs they bring reach the budget: who shares only a key that half of a list has would not be told from
anybody. Records that share three things are looked at from the rarest three on, to a larger budget, and compared where enough
else agrees (`promise`): so a person of a common name is found as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from dadkhah.linkage.promise import facts, once, promising
from dadkhah.linkage.table import NO_DAY, Table

YEAR = 366
ROOM_FOR_RECORDS = 24
"""Bits for the number of a record beside a key; where there are more records, keys are cut."""
LEAST, PER_RECORD = 3_000_000, 5
"""Pairs that keys bring at most: so many, or so many for each record."""
LEAST_LOOKED_AT, LOOKED_AT = 10_000_000, 200
"""Pairs that share three things and are looked at, likewise."""


class Blocked(NamedTuple):
    """Pairs that are worth comparing, each once: `one` < `other` are places of records; whether they share a key of their
    names (`by_name`), or only one with something beside; and how many keys were left out.
    """

    one: Any
    other: Any
    by_name: Any
    left_out: int


class Keys(NamedTuple):
    """`key` (k,) uint64 of the record `of` (k,) int32, ordered by key and record, each once."""

    key: Any
    of: Any


class Groups(NamedTuple):
    """The records of each key, `of[start:end]`; whether something stands beside the name; how many pairs it brings."""

    starts: Any
    ends: Any
    is_beside: Any
    brought: Any
    of: Any

    def most(self, most: int) -> Groups:
        """Those that bring so many pairs at most, and one at least."""
        kept = (self.brought > 0) & (self.brought <= most)
        return Groups(self.starts[kept], self.ends[kept], self.is_beside[kept], self.brought[kept], self.of)


def keys_of(table: Table, *, of_three: bool = False) -> Keys:
    """Every key of every record; or those of three things."""
    from dadkhah.linkage.keys import collect

    names, shift = table.names, max(ROOM_FOR_RECORDS, len(table).bit_length())
    name = table.meant()[:, None] if of_three else table.name
    packed = once(collect(names.words, names.first, table.codes, name, _beside(table), shift, of_three))
    low = np.uint64((1 << shift) - 1)
    of = (packed & low).astype(np.int32)
    packed >>= np.uint64(shift)
    return Keys(packed, of)


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
    from dadkhah.linkage.groups import pairs

    inside = np.array(within, np.bool_)
    groups = _groups(table, keys_of(table), inside, since)
    rare = groups.most(most(*_sizes(groups), len(table)))
    total = int(rare.brought.sum())
    by_key = pairs(rare.starts, rare.ends, rare.is_beside, rare.of, table.source, inside, since, total, len(table))
    left_out = int((groups.brought > 0).sum()) - len(rare.starts)
    del groups, rare
    threes = _groups(table, keys_of(table, of_three=True), inside, since)
    promise = promising(facts(table), threes.most(most_looked_at(*_sizes(threes), len(table))), table.source, inside, since)
    found = once(np.concatenate([by_key, promise * 2 + 1]))
    pair = found >> 1
    first = np.r_[True, pair[1:] != pair[:-1]] if len(pair) else np.zeros(0, np.bool_)
    by_name = (found[first] & 1) == 0
    return Blocked(pair[first] // len(table), pair[first] % len(table), by_name, left_out)


def _groups(table: Table, keys: Keys, inside: Any, since: int) -> Groups:
    from dadkhah.linkage.groups import brings

    key, of = keys
    starts = np.flatnonzero(np.r_[True, key[1:] != key[:-1]]) if len(key) else np.empty(0, np.int64)
    ends = np.r_[starts[1:], len(key)]
    several = ends - starts > 1
    starts, ends = starts[several], ends[several]
    is_beside = (key[starts] & np.uint64(1)).astype(np.int64)
    return Groups(starts, ends, is_beside, brings(starts, ends, of, table.source, inside, since), of)


def _sizes(groups: Groups) -> tuple[Any, Any]:
    sizes: tuple[Any, Any] = np.unique(groups.brought[groups.brought > 0], return_counts=True)
    return sizes


def most(sizes: Any, how_often: Any, records: int) -> int:
    """Pairs that a key may bring, where so many keys bring `sizes` (ascending): the budget goes to those that bring the fewest,
    and of equal ones all or none are used.
    """
    return _within(sizes, how_often, max(LEAST, PER_RECORD * records))


def most_looked_at(sizes: Any, how_often: Any, records: int) -> int:
    """The same for keys of three things."""
    return _within(sizes, how_often, max(LEAST_LOOKED_AT, LOOKED_AT * records))


def _within(sizes: Any, how_often: Any, budget: int) -> int:
    reached = sizes[np.cumsum(sizes * how_often) <= budget]
    return int(reached[-1]) if len(reached) else 0
