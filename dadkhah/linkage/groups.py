"""Loops over groups of records that share a key, compiled by numba: which pairs each brings, and which promise something."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

SAME_BIRTHDAY, SAME_AGE = np.float32(13.0), np.float32(4.0)
OTHER_SEX, OTHER_DAY, OTHER_FATHER = np.float32(-6.0), np.float32(-3.0), np.float32(-2.0)
OTHER_AGE, OTHER_PLACE = np.float32(-4.0), np.float32(-2.0)
"""Bits of what agrees and what does not, as lists of the dead commonly have them."""
NOTHING, LEAST = np.float32(0.0), np.float32(-100.0)
SEX, WORDS, EVENTS, FATHER, BIRTH, PLACES = 0, (1, 2, 3, 4), (5, 7), 9, 10, (12, 13, 14)
"""Columns of `promise.Facts`; of events and birth those of the first day, with the last day behind it."""
DAYS_APART, YEAR = 3, 400
"""Days up to which events are near each other, and births not yet a year apart."""


@njit(cache=True, nogil=True)
def _wanted(a: int, b: int, source: Any, within: Any, since: int) -> bool:
    return bool(max(source[a], source[b]) >= since and (source[a] != source[b] or within[source[a]]))


@njit(cache=True, nogil=True)
def brings(starts: Any, ends: Any, of: Any, source: Any, within: Any, since: int) -> Any:
    """How many pairs each key brings; the records of a key are ordered by list."""
    found = np.zeros(len(starts), np.int64)
    for at in range(len(starts)):
        same, last = 0, -1
        for before, place in enumerate(range(starts[at], ends[at])):
            here = source[of[place]]
            if here != last:
                same, last = 0, here
            if here >= since:
                found[at] += before - (0 if within[here] else same)
            same += 1
    return found


@njit(cache=True, nogil=True)
def pairs(
    starts: Any, ends: Any, is_beside: Any, of: Any, source: Any, within: Any, since: int, total: int, size: int
) -> Any:
    """Each pair of each key, as one number: the lower place times `size` and the higher, twice, and one if something stands
    beside the name.
    """
    found = np.empty(total, np.int64)
    count = 0
    for at in range(len(starts)):
        for i in range(starts[at], ends[at]):
            for j in range(i + 1, ends[at]):
                a, b = of[i], of[j]
                if _wanted(a, b, source, within, since):
                    found[count] = (min(a, b) * size + max(a, b)) * 2 + is_beside[at]
                    count += 1
    return found[:count]


@njit(cache=True, nogil=True)
def _words(held: Any, i: int, size: int, bits: Any, made: Any) -> None:
    for at in WORDS:
        own = held[at, i]
        if own >= 0:
            for j in range(i + 1, size):
                has = held[WORDS[0], j] == own
                for column in WORDS[1:]:
                    has |= held[column, j] == own
                made[j] += bits[own] if has else NOTHING


@njit(cache=True, nogil=True)
def _events(held: Any, i: int, size: int, days: Any, first: int, made: Any, best: Any) -> None:
    for j in range(i + 1, size):
        best[j] = LEAST
    for at in EVENTS:
        start, end = held[at, i], held[at + 1, i]
        if start != 0:
            bits = days[start - first] if start == end else NOTHING
            for other in EVENTS:
                for j in range(i + 1, size):
                    a, b = held[other, j], held[other + 1, j]
                    is_apart = (a - end > DAYS_APART) | (start - b > DAYS_APART)
                    bit = bits if (a == start) & (b == end) else (OTHER_DAY if is_apart else NOTHING)
                    best[j] = max(best[j], bit if a != 0 else LEAST)
    for j in range(i + 1, size):
        made[j] += best[j] if best[j] > LEAST else NOTHING


@njit(cache=True, nogil=True)
def _births(held: Any, i: int, size: int, made: Any) -> None:
    start, end = held[BIRTH, i], held[BIRTH + 1, i]
    if start != 0:
        bits = SAME_BIRTHDAY if start == end else SAME_AGE
        for j in range(i + 1, size):
            a, b = held[BIRTH, j], held[BIRTH + 1, j]
            gap = max(a - end, start - b)
            same = bits if a == b else SAME_AGE
            bit = same if gap <= 0 else (OTHER_AGE if gap > YEAR else NOTHING)
            made[j] += bit if a != 0 else NOTHING


@njit(cache=True, nogil=True)
def _places(held: Any, i: int, size: int, bits: Any, made: Any, best: Any) -> None:
    if held[PLACES[0], i] < 0:
        return
    for j in range(i + 1, size):
        best[j] = OTHER_PLACE
    for at in PLACES:
        own = held[at, i]
        if own >= 0:
            for j in range(i + 1, size):
                has = (held[PLACES[0], j] == own) | (held[PLACES[1], j] == own) | (held[PLACES[2], j] == own)
                best[j] = max(best[j], bits[own] if has else OTHER_PLACE)
    for j in range(i + 1, size):
        made[j] += best[j] if held[PLACES[0], j] >= 0 else NOTHING


@njit(cache=True, nogil=True)
def _promise(
    held: Any, i: int, size: int, words: Any, fathers: Any, places: Any, days: Any, first: int, made: Any, best: Any
) -> None:
    """Into `made[j]` for each j above i: the bits of what agrees in two records, less what does not.

    `held`: the columns of `promise.Facts`, as rows: loops that go along one take several pairs at once.
    """
    for j in range(i + 1, size):
        made[j] = OTHER_SEX if held[SEX, i] != held[SEX, j] and held[SEX, i] != 0 and held[SEX, j] != 0 else NOTHING
    _words(held, i, size, words, made)
    _events(held, i, size, days, first, made, best)
    _births(held, i, size, made)
    own = held[FATHER, i]
    if own >= 0:
        for j in range(i + 1, size):
            bit = fathers[own] if held[FATHER, j] == own else OTHER_FATHER
            made[j] += bit if held[FATHER, j] >= 0 else NOTHING
    _places(held, i, size, places, made, best)


@njit(cache=True, nogil=True)
def promised(
    rows: Any, words: Any, fathers: Any, places: Any, days: Any, first: int,
    starts: Any, ends: Any, of: Any, source: Any, within: Any, since: int, least: float,
) -> Any:  # fmt: skip
    """The pairs of these groups that promise at least so many bits, some more than once."""
    found, count = np.empty(1 << 16, np.int64), 0
    room = 0
    for group in range(len(starts)):
        room = max(room, ends[group] - starts[group])
    held, made, best = np.empty((rows.shape[1], room), np.int32), np.empty(room, np.float32), np.empty(room, np.float32)
    for group in range(len(starts)):
        start = starts[group]
        size = ends[group] - start
        for at in range(size):
            for part in range(rows.shape[1]):
                held[part, at] = rows[of[start + at], part]
        for i in range(size - 1):
            _promise(held, i, size, words, fathers, places, days, first, made, best)
            if count + size > len(found):
                grown = np.empty(2 * len(found) + size, np.int64)
                grown[:count] = found[:count]
                found = grown
            for j in range(i + 1, size):
                one, other = int(of[start + i]), int(of[start + j])
                if made[j] >= least and _wanted(one, other, source, within, since):
                    found[count] = min(one, other) * len(rows) + max(one, other)
                    count += 1
    return found[:count]
