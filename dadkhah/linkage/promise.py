"""Which pairs among very many are worth comparing: those in which so much agrees that a real comparison could end well.

Blocking by rare keys finds namesakes only where few share the name. Records of common names are looked for here: those that
share three things, words of their names or facts, and whose promise, a crude sum of how rare the things are that agree, is
large enough.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from math import log2
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dadkhah.linkage.table import NO_DAY, Table, rarity

if TYPE_CHECKING:
    from dadkhah.linkage.blocking import Groups

SHARED = 4
"""Words of a name that are looked at here; of a longer one the last is taken for the fourth."""
MOST_BITS = 14.0
"""What one thing that agrees counts for at most, however rare it is."""
MARGIN = 6.5
"""A pair is promising if its bits are at most so far below those that tell one record from all others."""


class Facts(NamedTuple):
    """What is looked at, one row for each record, and how rare each value of it is.

    `rows` (n, 15) int32: sex; four words; two events, from and to; father; birth, from and to; three places.
    `words`, `fathers`, `places`, `days`: bits of each number; days counted from `first`. `groups` names the columns.
    """

    rows: Any
    words: Any
    fathers: Any
    places: Any
    days: Any
    first: int


def facts(table: Table) -> Facts:
    """Of the first name of each record, as it is meant."""
    count = len(table)
    code = _numbers(table)
    words, father, kinds = _words(table, code), _fathers(table, code), int(code.max(initial=0)) + 1
    days = table.events.reshape(count, -1)
    first = int(days[days != NO_DAY].min(initial=1 << 30))
    certain = np.concatenate([each[:, 0][each[:, 0] == each[:, 1]] for each in np.moveaxis(table.events, 1, 0)])
    certain = certain[certain != NO_DAY] - first
    places = _with_companions(table)
    rows = np.concatenate([
        table.sex[:, None], words, days, father[:, None], table.birth, places,
    ], 1).astype(np.int32)  # fmt: skip
    return Facts(
        np.ascontiguousarray(rows), _bits(words, kinds, count), _bits(father, kinds, count),
        _bits(places, 1 + int(places.max(initial=0)), count), _bits(certain, 1, count), first,
    )  # fmt: skip


def words_of(table: Table) -> Any:
    """(n, 4) int32: numbers of the skeletons of the words of each record's first name, -1 for none."""
    return _words(table, _numbers(table))


def _numbers(table: Table) -> Any:
    """(w,) of each word, the number of its skeleton among all."""
    return np.unique(table.codes[:, 0], return_inverse=True)[1]


def _words(table: Table, code: Any) -> Any:
    names, name = table.names, table.meant()
    start = names.first[np.maximum(name, 0)]
    size = np.where(name >= 0, names.first[np.maximum(name, 0) + 1] - start, 0)
    made = np.full((len(table), SHARED), -1, np.int32)
    for at in range(SHARED):
        has = size > at
        place = start + (np.maximum(size - 1, 0) if at == SHARED - 1 else at)
        made[has, at] = code[names.words[place[has]]]
    return made


def _fathers(table: Table, code: Any) -> Any:
    made = np.full(len(table), -1)
    has = table.father >= 0
    made[has] = code[table.names.words[table.names.first[table.father[has]]]]
    return made


def _with_companions(table: Table) -> Any:
    """(n, 3) the places, and beside the last of them the one word that always stands with it, where there is room."""
    kinds, made = len(table.place_bits), table.places
    low, high = table.together // kinds, table.together % kinds
    partners = np.bincount(np.r_[low, high], minlength=kinds)
    companion = np.full(kinds, -1)
    companion[low], companion[high] = high, low
    companion[partners != 1] = -1
    last = (made >= 0).sum(1) - 1
    rows = np.flatnonzero((last >= 0) & (last < made.shape[1] - 1))
    made[rows, last[rows] + 1] = companion[made[rows, last[rows]]]
    return made


def _bits(held: Any, size: int, records: int) -> Any:
    return np.minimum(np.float32(MOST_BITS), rarity(held, size, records))


def keeps_promise(found: Facts, one: Any, other: Any) -> Any:
    """(n,) bool: which of these pairs are promising."""
    from dadkhah.linkage.groups import promised

    starts = np.arange(0, 2 * len(one), 2)
    of, anywhere = np.stack([one, other], 1).ravel().astype(np.int32), np.zeros(len(found.rows), np.int64)
    kept = promised(*found, starts, starts + 2, of, anywhere, np.ones(1, np.bool_), 0, _least(found))
    return np.isin(one * len(found.rows) + other, kept)


def _least(found: Facts) -> float:
    return log2(max(len(found.rows), 2)) - MARGIN


def promising(found: Facts, groups: Groups, source: Any, within: Any, since: int) -> Any:
    """The promising ones of these groups' pairs that are looked for: numbers, `one` times the count of records and `other`, each
    once, in their order.
    """
    from numba import get_num_threads

    from dadkhah.linkage.groups import promised

    threads, least = get_num_threads(), _least(found)
    reached = np.cumsum(groups.brought)
    cuts = np.searchsorted(reached, np.linspace(0, reached[-1] if len(reached) else 0, 4 * threads + 1)[1:-1])
    parts = [slice(a, b) for a, b in pairwise([0, *cuts.tolist(), len(reached)]) if a < b]

    def run(part: slice) -> Any:
        return once(promised(*found, groups.starts[part], groups.ends[part], groups.of, source, within, since, least))

    with ThreadPoolExecutor(threads) as pool:
        made = list(pool.map(run, parts))
    return once(np.concatenate([np.empty(0, np.int64), *made]))


def once(numbers: Any) -> Any:
    """Each number once, in their order. `numbers` itself is sorted."""
    numbers.sort()
    return numbers[np.r_[True, numbers[1:] != numbers[:-1]]] if len(numbers) else numbers
