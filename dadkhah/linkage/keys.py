"""Keys of records: what those have in common that are worth comparing. Loops compiled by numba."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

BITS = 40
"""Of a key, so that a record's number has room beside it. That two things share a key by chance costs a comparison."""
MOST = 5
"""Words of a name from which keys are made; of a longer one the last is taken for the fifth."""
ROOM, NEEDED = 260, 80
"""Keys of one record at most, and of one of its names."""
ALONE, TWO, THREE, BESIDE, OF_THREE = 1, 2, 3, 4, 64
DAYS, FATHER = 3, 5
"""So many of the things that stand beside a name are days; and the place of the father's name among them."""

KIND = np.array([1, 1, 2, 2, 2, 3, 4, 4, 4])
"""Of what stands beside a name."""
WORD, EVENT, BIRTH, FATHERS, PLACE = range(5)
TOLD = np.zeros((5, 5, 5), np.bool_)
"""Which three kinds make a key, in this order; the others bring too many pairs for what they find."""
for kinds in (
    *((WORD, WORD, each) for each in (EVENT, BIRTH, FATHERS, PLACE)), *((WORD, EVENT, each) for each in (BIRTH, FATHERS, PLACE)),
    (WORD, BIRTH, FATHERS), (EVENT, BIRTH, FATHERS), (EVENT, BIRTH, PLACE), (EVENT, FATHERS, PLACE),
):  # fmt: skip
    TOLD[kinds] = True


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
    return int((value >> np.uint64(64 - BITS)) & ~np.uint64(1) | dated)


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
def _of_three(words: Any, start: int, end: int, codes: Any, beside: Any, things: Any, keys: Any) -> int:
    """Keys of three of a name's words and what stands beside it, an event or two words or a birth and a father among them."""
    named = min(end - start, MOST)
    for i in range(named):
        things[i, 0], things[i, 1] = 0, codes[words[end - 1 if i == MOST - 1 else start + i], 0]
    size, count = named, 0
    for at in range(len(beside)):
        if beside[at]:
            things[size, 0], things[size, 1] = KIND[at], beside[at] * 8 + KIND[at]
            size += 1
    for i in range(size):
        for j in range(i + 1, size):
            for k in range(max(j + 1, named), size):
                a, b, c = things[i, 0], things[j, 0], things[k, 0]
                if TOLD[a, b, c] and count < len(keys):
                    keys[count] = _mixed(OF_THREE, things[i, 1], things[j, 1], things[k, 1])
                    count += 1
    return count


@njit(cache=True, nogil=True)
def collect(words: Any, first: Any, codes: Any, name: Any, beside: Any, shift: int, of_three: bool) -> Any:
    """Every key of every record, as a number with the record's own in its lowest `shift` bits.

    `beside`: (n, b), what stands beside a name, days first, 0 for nothing. `of_three`: keys of three things, of first names only.
    """
    held, things, keys = np.zeros((2, MOST), np.int64), np.zeros((MOST + len(KIND), 2), np.int64), np.empty(ROOM, np.int64)
    made, total = np.empty(30 * len(name) + ROOM, np.uint64), 0
    for at in range(len(name)):
        if of_three:
            own = name[at, 0]
            count = 0 if own < 0 else _of_three(words, first[own], first[own + 1], codes, beside[at], things, keys)
        else:
            count = _of_record(name[at], words, first, codes, beside[at], held, keys)
        if total + count > len(made):
            grown = np.empty(len(made) + len(made) // 2 + ROOM, np.uint64)
            grown[:total] = made[:total]
            made = grown
        for i in range(count):
            made[total + i] = (np.uint64(keys[i]) << np.uint64(shift)) | np.uint64(at)
        total += count
    return made[:total]
