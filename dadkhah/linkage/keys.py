"""The loops of `blocking`, compiled by numba."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

MOST = 5
"""Words of a name from which keys are made; of a longer one the last is taken for the fifth."""
ROOM, NEEDED = 260, 80
"""Keys of one record at most, and of one of its names."""
ALONE, TWO, THREE, BESIDE = 1, 2, 3, 4
DAYS, FATHER = 3, 5
"""So many of the things that stand beside a name are days; and the place of the father's name among them."""


@njit(cache=True, nogil=True)
def _mixed(kind: int, a: int, b: int, c: int) -> int:
    """One number of up to three, whatever their order (splitmix64 finalisers); an odd one if something stands
    beside a name.
    """
    if a > b:
        a, b = b, a
    if b > c:
        b, c = c, b
    if a > b:
        a, b = b, a
    value = np.uint64(kind)
    for part in (a, b, c):
        value = (value ^ np.uint64(part)) + np.uint64(0x9E3779B97F4A7C15)
        value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        value ^= value >> np.uint64(31)
    dated = np.uint64(1 if kind >= BESIDE else 0)
    return int((value >> np.uint64(1)) & ~np.uint64(1) | dated)


@njit(cache=True, nogil=True)
def _as_one(a: int, b: int) -> int:
    """Two skeletons written as one: a letter that ends the first and begins the second is not repeated."""
    if a <= 0 or b <= 0:
        return a if b <= 0 else b
    size = 0
    while b >> size:
        size += 4
    if (a & 15) == (b >> (size - 4)):
        b &= (1 << (size - 4)) - 1
        size -= 4
    return ((a << size) | b) & ((1 << 62) - 1)


@njit(cache=True, nogil=True)
def _of_name(codes: Any, n: int, keys: Any, count: int) -> int:
    """Keys of a name with these skeletons; gives back how many keys there are now."""
    whole = 0
    for i in range(n):
        whole = _as_one(whole, codes[i])
        keys[count] = _mixed(ALONE, codes[i], 0, 0)
        count += 1
        for j in range(i + 1, n):
            keys[count] = _mixed(TWO, codes[i], codes[j], 0)
            count += 1
            for k in range(j + 1, n):
                keys[count] = _mixed(THREE, codes[i], codes[j], codes[k])
                count += 1
    if n > 1:
        keys[count] = _mixed(ALONE, whole, 0, 0)
        count += 1
    for i in range(n - 1):
        joined = _as_one(codes[i], codes[i + 1])
        for j in range(n):
            if j not in (i, i + 1):
                keys[count] = _mixed(TWO, joined, codes[j], 0)
                count += 1
    return count


@njit(cache=True, nogil=True)
def _beside(held: Any, n: int, beside: Any, keys: Any, count: int) -> int:
    """Whatever it is stands beside the first and the last word together, and beside the first word and a father's name; a day
    also beside either word alone.
    """
    father = beside[FATHER]
    for at in range(len(beside)):
        value = beside[at]
        if value == 0:
            continue
        keys[count] = _mixed(BESIDE + at, held[0], held[n - 1], value)
        count += 1
        if father and at != FATHER:
            keys[count] = _mixed(BESIDE + len(beside) + at, held[0], father, value)
            count += 1
        if at < DAYS:
            keys[count] = _mixed(BESIDE + 2 * len(beside) + at, held[0], value, 0)
            keys[count + 1] = _mixed(BESIDE + 2 * len(beside) + at, held[n - 1], value, 0)
            count += 2
    return count


@njit(cache=True, nogil=True)
def _of_record(row: Any, words: Any, first: Any, codes: Any, beside: Any, held: Any, keys: Any) -> int:
    count = 0
    for name in row:
        if name < 0:
            continue
        size = first[name + 1] - first[name]
        n = min(size, MOST)
        for i in range(n):
            word = words[first[name] + (size - 1 if i == MOST - 1 else i)]
            held[0, i], held[1, i] = codes[word, 0], codes[word, 1]
        if n and count + NEEDED < ROOM:
            count = _of_name(held[0], n, keys, count)
            count = _beside(held[0], n, beside, keys, count)
        for i in range(n):  # one word read otherwise
            if held[1, i] and count + NEEDED < ROOM:
                usual, held[0, i] = held[0, i], held[1, i]
                count = _of_name(held[0], n, keys, count)
                count = _beside(held[0], n, beside, keys, count)
                held[0, i] = usual
    return count


@njit(cache=True, nogil=True)
def collect(words: Any, first: Any, codes: Any, name: Any, beside: Any) -> Any:
    """(keys, the records they are of). `beside`: (n, b), what stands beside a name, days first, 0 for nothing."""
    held, keys = np.zeros((2, MOST), np.int64), np.empty(ROOM, np.int64)
    total = 0
    for at in range(len(name)):
        total += _of_record(name[at], words, first, codes, beside[at], held, keys)
    key, of = np.empty(total, np.int64), np.empty(total, np.int64)
    total = 0
    for at in range(len(name)):
        count = _of_record(name[at], words, first, codes, beside[at], held, keys)
        key[total : total + count] = keys[:count]
        of[total : total + count] = at
        total += count
    return key, of


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
