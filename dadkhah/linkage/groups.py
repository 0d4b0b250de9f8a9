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
def _sexes(own: int, held: Any, begin: Any, end: Any, made: Any) -> None:
    for j in range(begin, end):
        made[j] = OTHER_SEX if (held[SEX, j] != own) & (held[SEX, j] != 0) & (own != 0) else NOTHING


@njit(cache=True, nogil=True)
def _word(own: int, bits: Any, held: Any, begin: Any, end: Any, made: Any) -> None:
    a, b, c, d = WORDS
    for j in range(begin, end):
        has = (held[a, j] == own) | (held[b, j] == own) | (held[c, j] == own) | (held[d, j] == own)
        made[j] += bits if has else NOTHING


@njit(cache=True, nogil=True)
def _event(own: int, own_end: int, bits: Any, held: Any, at: int, begin: Any, end: Any, best: Any) -> None:
    low, high = np.int32(own - DAYS_APART), np.int32(own_end + DAYS_APART)
    for j in range(begin, end):
        a, b = held[at, j], held[at + 1, j]
        bit = bits if (a == own) & (b == own_end) else (OTHER_DAY if (a > high) | (b < low) else NOTHING)
        bit = bit if a != 0 else LEAST
        best[j] = max(best[j], bit)


@njit(cache=True, nogil=True)
def _birth(own: int, own_end: int, held: Any, begin: Any, end: Any, made: Any) -> None:
    bits = SAME_BIRTHDAY if own == own_end else SAME_AGE
    low, high = np.int32(own - YEAR), np.int32(own_end + YEAR)
    for j in range(begin, end):
        a, b = held[BIRTH, j], held[BIRTH + 1, j]
        same = bits if a == b else SAME_AGE
        bit = same if (a <= own_end) & (b >= own) else (OTHER_AGE if (a > high) | (b < low) else NOTHING)
        made[j] += bit if a != 0 else NOTHING


@njit(cache=True, nogil=True)
def _father(own: int, bits: Any, held: Any, begin: Any, end: Any, made: Any) -> None:
    for j in range(begin, end):
        bit = bits if held[FATHER, j] == own else OTHER_FATHER
        made[j] += bit if held[FATHER, j] >= 0 else NOTHING


@njit(cache=True, nogil=True)
def _place(own: int, bits: Any, held: Any, begin: Any, end: Any, best: Any) -> None:
    a, b, c = PLACES
    for j in range(begin, end):
        bit = bits if (held[a, j] == own) | (held[b, j] == own) | (held[c, j] == own) else OTHER_PLACE
        best[j] = max(best[j], bit)


@njit(cache=True, nogil=True)
def _add(best: Any, begin: Any, end: Any, made: Any) -> None:
    for j in range(begin, end):
        made[j] += best[j] if best[j] > LEAST else NOTHING
        best[j] = LEAST


@njit(cache=True, nogil=True)
def _events(held: Any, i: Any, begin: Any, end: Any, several: bool, days: Any, first: int, best: Any) -> None:
    for at in EVENTS:
        if held[at, i] != 0:
            bits = days[held[at, i] - first] if held[at, i] == held[at + 1, i] else NOTHING
            _event(held[at, i], held[at + 1, i], bits, held, EVENTS[0], begin, end, best)
            if several:
                _event(held[at, i], held[at + 1, i], bits, held, EVENTS[1], begin, end, best)


@njit(cache=True, nogil=True)
def _places(held: Any, i: Any, begin: Any, end: Any, places: Any, best: Any) -> None:
    for at in PLACES:
        if held[at, i] >= 0:
            _place(held[at, i], places[held[at, i]], held, begin, end, best)
    for j in range(begin, end):
        best[j] = best[j] if held[PLACES[0], j] >= 0 else NOTHING


@njit(cache=True, nogil=True)
def _promise(held: Any, i: Any, begin: Any, end: Any, several: bool, bits: Any, first: int, made: Any, best: Any) -> None:
    """Into `made`, from `begin` to `end`: of each pair of i and one of those, the bits of what agrees, less what does not.

    `held`: the others' columns as rows: loops that go along one take several pairs at once, if their numbers have no sign.
    `several`: whether anybody has two events. `bits`: of words, fathers, places and days. `best`: room, at LEAST.
    """
    words, fathers, places, days = bits
    _sexes(held[SEX, i], held, begin, end, made)
    for at in WORDS:
        if held[at, i] >= 0:
            _word(held[at, i], words[held[at, i]], held, begin, end, made)
    if held[EVENTS[0], i] != 0:
        _events(held, i, begin, end, several, days, first, best)
        _add(best, begin, end, made)
    if held[BIRTH, i] != 0:
        _birth(held[BIRTH, i], held[BIRTH + 1, i], held, begin, end, made)
    if held[FATHER, i] >= 0:
        _father(held[FATHER, i], fathers[held[FATHER, i]], held, begin, end, made)
    if held[PLACES[0], i] >= 0:
        _places(held, i, begin, end, places, best)
        _add(best, begin, end, made)


@njit(cache=True, nogil=True)
def _first_wanted(of: Any, i: int, before: int, end: int, source: Any, within: Any) -> int:
    """The first place behind i of a record that may be a pair with it: the records of a key are ordered by list."""
    here, j = source[of[i]], max(before, i + 1)
    while j < end and source[of[j]] == here and not within[here]:
        j += 1
    return j


@njit(cache=True, nogil=True)
def promised(
    rows: Any, words: Any, fathers: Any, places: Any, days: Any, first: int,
    starts: Any, ends: Any, of: Any, source: Any, within: Any, since: int, least: float,
) -> Any:  # fmt: skip
    """The pairs of these groups that promise at least so many bits, some more than once."""
    found, count, bits = np.empty(1 << 16, np.int64), 0, (words, fathers, places, days)
    room = (ends - starts).max() if len(starts) else 0
    several = bool((rows[:, EVENTS[1]] != 0).any())
    held, made, best = np.empty((rows.shape[1], room), np.int32), np.empty(room, np.float32), np.full(room, LEAST)
    for group in range(len(starts)):
        start, end = starts[group], ends[group]
        for at in range(start, end):
            for part in range(rows.shape[1]):
                held[part, at - start] = rows[of[at], part]
        begin = start
        for i in range(start, end - 1):
            begin = i + 1 if within[source[of[i]]] else _first_wanted(of, i, begin, end, source, within)
            _promise(held, np.uint64(i - start), np.uint64(begin - start), np.uint64(end - start), several, bits, first, made, best)
            if count + end - begin > len(found):
                grown = np.empty(2 * (len(found) + end - begin), np.int64)
                grown[:count] = found[:count]
                found = grown
            for j in range(begin, end):
                one, other = int(of[i]), int(of[j])
                if made[j - start] >= least and max(source[one], source[other]) >= since:
                    found[count] = one * len(rows) + other
                    count += 1
    return found[:count]
