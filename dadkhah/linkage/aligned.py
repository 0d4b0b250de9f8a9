"""The inner loops of `kernel`, compiled by numba; `tests/linkage/plain.py` says the same without speed.

Arrays are handed on one by one, and costs flat: what is taken out of a tuple within a loop costs more than comparing.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, prange

WORDS, SOUNDS = 8, 24
ALIKE = 0.70001
"""Words less alike than this are not taken for one another; a little more than a round number, lest rounding decide."""
INITIAL = 0.85
"""How alike an initial is to a word that begins with it."""
EXTRA = 0.25
"""What a word counts against a pair that only one of them has."""
SWAPPED = 0.93
"""What is left of a likeness where the words come in another order."""
WINDOW, ENOUGH = 1.3, 0.95
"""Two words written as one are like a third only where they are at most so much longer or shorter, and where the first of
them is not nearly the same as it alone.
"""
MISSING = 1
"""Consonants that words which are alike at all may have on one side alone, of up to five; twice as many of more."""
GIVEN, REST, SHARED = 0, 1, 2
"""Rows of the sums: of given names and of the rest [met, lost, alone in the one, alone in the other]; [bits, most unlike, 0, 0]."""


@njit(cache=True, nogil=True, fastmath=True)
def _distance(a: Any, a0: int, a1: int, b: Any, b0: int, b1: int, cost: Any, base: int, size: int, row: Any) -> float:
    """As `sounds.distance`. cost[base + a * size + b]: taking sound a for b."""
    length = b1 - b0
    row[0] = 0.0
    for j in range(length):
        row[j + 1] = row[j] + cost[base + b[b0 + j]]
    for i in range(a0, a1):
        at = base + a[i] * size
        drop = cost[at]
        left_above = row[0]
        here = left_above + drop
        row[0] = here
        for j in range(length):
            above = row[j + 1]
            sound = b[b0 + j]
            here = min(left_above + cost[at + sound], above + drop, here + cost[base + sound])
            row[j + 1] = here
            left_above = above
    return float(row[length])


@njit(cache=True, nogil=True, fastmath=True)
def _likeness(
    a: Any, a0: int, a1: int, b: Any, b0: int, b1: int, cost: Any, base: int, size: int, row: Any, length: float
) -> float:
    """As `sounds.likeness`, of sounds a[a0:a1] and b[b0:b1]; an initial is like every word that begins with its sound."""
    if a1 - a0 == 1 or b1 - b0 == 1:
        if a1 > a0 and b1 > b0 and cost[base + a[a0] * size + b[b0]] < 0.2:
            return 1.0 if a1 - a0 == b1 - b0 else INITIAL
        return 0.0
    if length <= 0.0:
        return 0.0
    return max(0.0, 1.0 - _distance(a, a0, a1, b, b0, b1, cost, base, size, row) / length)


@njit(cache=True, nogil=True)
def _count(bones: int) -> int:
    count = 0
    while bones:
        bones &= bones - 1
        count += 1
    return count


@njit(cache=True, nogil=True)
def _may_be_alike(one: int, other: int) -> bool:
    """Words of which one has more than `MISSING` consonants that the other lacks are not alike, and not compared further."""
    most = max(_count(one), _count(other))
    return most - _count(one & other) <= (MISSING if most <= 5 else 2 * MISSING)


@njit(cache=True, nogil=True, fastmath=True)
def _compare_words(
    x: Any, n: int, y: Any, m: int, sounds: Any, starts: Any, weight: Any, arabic: Any, bones: Any, cost: Any, size: int,
    row: Any, like: Any,
) -> bool:  # fmt: skip
    """like[0, i, j]: how alike words i and j are. Tells whether any of them are alike at all."""
    some = False
    for i in range(n):
        a = x[i]
        for j in range(m):
            b = y[j]
            found = 1.0 if a == b else 0.0
            is_initial = starts[a + 1] - starts[a] == 1 or starts[b + 1] - starts[b] == 1
            if a != b and (is_initial or _may_be_alike(bones[a], bones[b])):
                base = size * size if arabic[a] != arabic[b] else 0
                length = (weight[a] + weight[b]) / 2
                found = _likeness(
                    sounds, starts[a], starts[a + 1], sounds, starts[b], starts[b + 1], cost, base, size, row, length
                )
            like[0, i, j], like[1, i, j], like[2, i, j] = found, 0.0, 0.0
            some = some or found >= ALIKE
    return some


@njit(cache=True, nogil=True, fastmath=True)
def _compare_two(
    step: int, x: Any, n: int, y: Any, m: int, sounds: Any, starts: Any, weight: Any, arabic: Any, bones: Any, cost: Any,
    size: int, row: Any, both: Any, like: Any,
) -> bool:  # fmt: skip
    """like[1, i, j]: words i and i+1 as one, and word j; for step 2 (x and y changed over) like[2, j, i]. Tells whether any are."""
    some = False
    for i in range(n - 1):
        a, after = x[i], x[i + 1]
        weight_a, bones_a = weight[a] + weight[after], bones[a] | bones[after]
        for j in range(m):
            b = y[j]
            alone = like[0, i, j] if step == 1 else like[0, j, i]
            if alone >= ENOUGH or weight_a > WINDOW * weight[b] or weight[b] > WINDOW * weight_a:
                continue
            if not _may_be_alike(bones_a, bones[b]):
                continue
            length = 0
            for word in (a, after):
                for at in range(starts[word], starts[word + 1]):
                    both[length] = sounds[at]
                    length += 1
            base = size * size if arabic[a] != arabic[b] else 0
            found = _likeness(
                both, 0, length, sounds, starts[b], starts[b + 1], cost, base, size, row, (weight_a + weight[b]) / 2
            )
            if step == 1:
                like[1, i, j] = found
            else:
                like[2, j, i] = found
            some = some or found >= ALIKE
    return some


@njit(cache=True, nogil=True, fastmath=True)
def _align(x: Any, n: int, y: Any, m: int, weight: Any, like: Any, best: Any, how: Any) -> None:
    """The alignment with the most in common, from the end of both names: how[i, j] is the step to take at words i and j."""
    for i in range(n + 1):
        best[i, m] = best[i, m + 1] = 0.0
    for j in range(m + 2):
        best[n, j] = best[n + 1, j] = 0.0
    for i in range(n - 1, -1, -1):
        for j in range(m - 1, -1, -1):
            top, step = best[i + 1, j], 1
            if best[i, j + 1] > top:
                top, step = best[i, j + 1], 2
            for kind in range(3):
                quality = like[kind, i, j]
                if quality < ALIKE:
                    continue
                length = weight[x[i]] + weight[y[j]]
                length += weight[x[i + 1]] if kind == 1 else weight[y[j + 1]] if kind == 2 else 0.0
                gain = best[i + (2 if kind == 1 else 1), j + (2 if kind == 2 else 1)] + quality * length / 2
                if gain > top:
                    top, step = gain, 3 + kind
            best[i, j], how[i, j] = top, step


@njit(cache=True, nogil=True, fastmath=True)
def _meet(
    x: Any, given_x: int, i: int, ni: int, y: Any, given_y: int, j: int, nj: int, quality: float, weight: Any, bits: Any,
    arabic: Any, used: Any, sums: Any,
) -> None:  # fmt: skip
    """Count words x[i:i+ni] and y[j:j+nj] as one another."""
    rare_x, rare_y = 0.0, 0.0
    for k in range(i, i + ni):
        part, half = GIVEN if k < given_x else REST, weight[x[k]] / 2
        used[0, k] = True
        sums[part, 0] += half * quality
        sums[part, 1] += half * (1 - quality)
        rare_x += bits[x[k]]
    for k in range(j, j + nj):
        part, half = GIVEN if k < given_y else REST, weight[y[k]] / 2
        used[1, k] = True
        sums[part, 0] += half * quality
        sums[part, 1] += half * (1 - quality)
        rare_y += bits[y[k]]
    sums[SHARED, 0] += min(rare_x, rare_y) * max(0.0, (quality - ALIKE) / (1 - ALIKE))
    if i < given_x and j < given_y and arabic[x[i]] and arabic[y[j]]:
        sums[SHARED, 1] = max(sums[SHARED, 1], 1 - quality)


@njit(cache=True, nogil=True, fastmath=True)
def _walk(
    x: Any, n: int, given_x: int, y: Any, m: int, given_y: int, weight: Any, bits: Any, arabic: Any, like: Any, how: Any,
    used: Any, sums: Any,
) -> None:  # fmt: skip
    """Along the alignment."""
    i = j = 0
    while i < n and j < m:
        step = how[i, j]
        if step >= 3:
            ni, nj = (2 if step == 4 else 1), (2 if step == 5 else 1)
            _meet(x, given_x, i, ni, y, given_y, j, nj, like[step - 3, i, j], weight, bits, arabic, used, sums)
            i, j = i + ni, j + nj
        elif step == 1:
            i += 1
        else:
            j += 1


@njit(cache=True, nogil=True, fastmath=True)
def _leave(
    x: Any, n: int, given_x: int, y: Any, m: int, given_y: int, weight: Any, bits: Any, arabic: Any, like: Any, used: Any,
    sums: Any,
) -> None:  # fmt: skip
    """What is left on both sides may be the same words in another order; the rest stands alone."""
    for i in range(n):
        top, at = ALIKE, -1
        for j in range(m):
            if not used[0, i] and not used[1, j] and like[0, i, j] * SWAPPED > top:
                top, at = like[0, i, j] * SWAPPED, j
        if at >= 0:
            _meet(x, given_x, i, 1, y, given_y, at, 1, top, weight, bits, arabic, used, sums)
    for k in range(n):
        if not used[0, k]:
            sums[GIVEN if k < given_x else REST, 2] += weight[x[k]]
    for k in range(m):
        if not used[1, k]:
            sums[GIVEN if k < given_y else REST, 3] += weight[y[k]]


@njit(cache=True, nogil=True, fastmath=True)
def _told(met: float, lost: float, alone_a: float, alone_b: float) -> float:
    """Words against words count in full, words that only one of them has a little."""
    against = min(alone_a, alone_b)
    whole = met + lost + against + EXTRA * (max(alone_a, alone_b) - against)
    return met / whole if whole > 0.0 else 0.0


@njit(cache=True, nogil=True)
def _least(x: Any, y: Any, arabic: Any, sums: Any) -> float:
    """Of given names in Arabic letters, how alike the two are that differ most; 0 where each has one that the other has not."""
    if sums[GIVEN, 2] > 0.0 and sums[GIVEN, 3] > 0.0 and arabic[x[0]] and arabic[y[0]]:
        return 0.0
    return float(1 - sums[SHARED, 1])


@njit(cache=True, nogil=True, parallel=True)
def compare_all(
    sounds: Any, starts: Any, weight: Any, bits: Any, arabic: Any, bones: Any, words: Any, first: Any, given: Any,
    one: Any, other: Any, cost: Any, size: int, parts: int, found: Any,
) -> None:  # fmt: skip
    """found[p] of names one[p] and other[p], in so many parts beside one another: likeness of all of the name, of given
    names, of the rest (-1 where one has none), bits of the shared words, and how alike those given names are that differ most.
    """
    for part in prange(parts):
        like, best = np.zeros((3, WORDS, WORDS), np.float32), np.zeros((WORDS + 2, WORDS + 2), np.float32)
        how, row = np.zeros((WORDS + 2, WORDS + 2), np.int8), np.empty(2 * SOUNDS + 2, np.float32)
        both, used, sums = np.empty(2 * SOUNDS, sounds.dtype), np.empty((2, WORDS), np.bool_), np.empty((3, 4), np.float32)
        for at in range(part * len(one) // parts, (part + 1) * len(one) // parts):
            a, b = one[at], other[at]
            x, y = words[first[a] : first[a + 1]], words[first[b] : first[b + 1]]
            n, m, given_x, given_y = len(x), len(y), given[a], given[b]
            sums[:, :] = 0.0
            used[:, :] = False
            some = _compare_words(x, n, y, m, sounds, starts, weight, arabic, bones, cost, size, row, like)
            some |= _compare_two(1, x, n, y, m, sounds, starts, weight, arabic, bones, cost, size, row, both, like)
            some |= _compare_two(2, y, m, x, n, sounds, starts, weight, arabic, bones, cost, size, row, both, like)
            if some:
                _align(x, n, y, m, weight, like, best, how)
                _walk(x, n, given_x, y, m, given_y, weight, bits, arabic, like, how, used, sums)
                _leave(x, n, given_x, y, m, given_y, weight, bits, arabic, like, used, sums)
            found[at, 3], found[at, 4] = sums[SHARED, 0], _least(x, y, arabic, sums)
            for which in range(3):
                found[at, which] = 0.0 if n and m else -1.0
            if given_x == 0 or given_y == 0:
                found[at, 1] = -1.0
            if given_x == n or given_y == m:
                found[at, 2] = -1.0
            if some:
                found[at, 0] = _told(
                    sums[0, 0] + sums[1, 0], sums[0, 1] + sums[1, 1], sums[0, 2] + sums[1, 2], sums[0, 3] + sums[1, 3]
                )
                for which in range(2):
                    if found[at, 1 + which] == 0.0:
                        found[at, 1 + which] = _told(sums[which, 0], sums[which, 1], sums[which, 2], sums[which, 3])
