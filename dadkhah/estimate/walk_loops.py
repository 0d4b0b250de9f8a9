"""One chain's walk over the decomposable graphs on any number of lists, compiled by numba.

A step puts in or takes out one edge where the graph stays decomposable (Giudici and Green, Biometrika 86, 1999, 785-801):
only the scores of four sets of lists change. The number of unseen is summed over at every step and drawn once a sweep.
"""

from __future__ import annotations

from math import exp, lgamma, log
from typing import Any

import numpy as np
from numba import njit

from dadkhah.estimate.graph_loops import is_complete, next_out

BELOW = 45.0
"""Logs below the highest point where nothing is left to add."""
# A store, passed to all of these: keys and slots of an open table, the rows it leads to, (1,) how many are used, and of the
# data: (P,) marks and counts of the patterns, (points,) numbers of unseen, delta, the number of lists.


@njit(cache=True, nogil=True)
def fill(row: Any, subset: int, marks: Any, counts: Any, unseen: Any, delta: float, lists: int) -> None:
    """Fills `row` with phi of the lists in the bits of `subset`: see `dga_scores`. `marks`: (P,) bits, `counts`: (P,) people."""
    size = 0
    for list_ in range(lists):
        size += subset >> list_ & 1
    each = delta * 2.0 ** (lists - size)
    within = marks & subset
    fixed, none, met = -lgamma(each), 0.0, 0.0
    order = np.argsort(within)
    for place, pattern in enumerate(order):
        if within[pattern] == 0:
            none += counts[pattern]
            continue
        met += counts[pattern]
        if place + 1 == len(order) or within[order[place + 1]] != within[pattern]:
            fixed += lgamma(each + met) - lgamma(each)
            met = 0.0
    for point in range(len(unseen)):
        row[point] = fixed + lgamma(each + none + unseen[point])


@njit(cache=True, nogil=True)
def _place(subset: int, keys: Any) -> int:
    """Where `subset` stands, or would, in the open table `keys`, whose length is a power of two."""
    place = (subset * 0x9E3779B97F4A7C1 >> 20) & (len(keys) - 1)
    while keys[place] not in (-1, subset):
        place = (place + 1) & (len(keys) - 1)
    return place


@njit(cache=True, nogil=True)
def kept_row(subset: int, store: Any) -> Any:
    """The row of `subset`, from the store where it has been asked for before."""
    keys, slots, rows, used, data = store
    marks, counts, unseen, delta, lists = data
    place = _place(subset, keys)
    if keys[place] < 0:
        keys[place], slots[place] = subset, used[0]
        fill(rows[used[0]], subset, marks, counts, unseen, delta, lists)
        used[0] += 1
    return rows[slots[place]]


@njit(cache=True, nogil=True)
def make_room(needed: int, store: Any) -> None:
    """Empties a store that cannot take so many rows more."""
    keys, _, rows, used, _ = store
    if used[0] + needed > len(rows):
        keys[:] = -1
        used[0] = 0


@njit(cache=True, nogil=True)
def is_apart(one: int, other: int, between: int, near: Any) -> bool:
    """Does every way from one to the other pass a vertex of `between`?"""
    seen, edge = 1 << one | between, 1 << one
    while edge:
        ahead = 0
        for vertex in range(len(near)):
            if edge >> vertex & 1:
                ahead |= near[vertex]
        edge = ahead & ~seen
        seen |= edge
        if seen >> other & 1:
            return False
    return True


@njit(cache=True, nogil=True)
def log_sum(row: Any) -> float:
    top, total = float(row.max()), 0.0
    for value in row:
        if value > top - BELOW:
            total += exp(value - top)
    return top + log(total)


@njit(cache=True, nogil=True)
def start(near: Any, row: Any, base: Any, store: Any) -> None:
    """Fills `row` with the score of a graph, from nothing but its neighbours."""
    row[:] = base
    left = (1 << len(near)) - 1
    while left:
        vertex = next_out(left, near)
        around = near[vertex] & left
        left ^= 1 << vertex
        row += kept_row(around & left | 1 << vertex, store)
        row -= kept_row(around & left, store)


@njit(cache=True, nogil=True)
def step(near: Any, row: Any, other_row: Any, now: float, heat: float, whole: bool, store: Any) -> float:
    """Tries one pair, with weights to the power of `heat`.

    `row`, `near` and the log of the graph's weight, which is returned, change where it is taken.
    """
    size = len(near)
    one, other = np.random.randint(size), np.random.randint(size - 1)
    other += other >= one
    between, is_joined = near[one] & near[other], near[one] >> other & 1
    if not (is_complete(between, near) if is_joined else is_apart(one, other, between, near)):
        return now
    if not is_joined and not whole and _missing(near) == 1:
        return now
    make_room(4, store)
    both = kept_row(between | 1 << one | 1 << other, store)
    none = kept_row(between, store)
    first = kept_row(between | 1 << one, store)
    second = kept_row(between | 1 << other, store)
    sign, best = -1.0 if is_joined else 1.0, -np.inf
    for point in range(len(row)):
        gained = sign * (both[point] + none[point] - first[point] - second[point])
        other_row[point] = row[point] + gained
        best = max(best, gained)
    needed = log(1 - np.random.random())
    if heat * best < needed:
        return now
    then = log_sum(other_row)
    if heat * (then - now) < needed:
        return now
    row[:] = other_row
    near[one] ^= 1 << other
    near[other] ^= 1 << one
    return then


@njit(cache=True, nogil=True)
def _missing(near: Any) -> int:
    """Pairs that are not joined."""
    joined = 0
    for around in near:
        for vertex in range(len(near)):
            joined += around >> vertex & 1
    return len(near) * (len(near) - 1) // 2 - joined // 2


@njit(cache=True, nogil=True)
def draw(row: Any, now: float, mass: Any) -> int:
    """A point drawn from the row; all its mass goes into `mass`."""
    left, drawn = np.random.random(), -1
    for point in range(len(row)):
        share = exp(row[point] - now)
        mass[point] += share
        left -= share
        if left < 0 and drawn < 0:
            drawn = point
    return drawn if drawn >= 0 else len(row) - 1


@njit(cache=True, nogil=True)
def swap(held: Any, level: int) -> None:
    kept = held[level].copy()
    held[level] = held[level + 1]
    held[level + 1] = kept


@njit(cache=True, nogil=True)
def exchange(near: Any, rows: Any, now: Any, heats: Any) -> None:
    """Graphs of neighbouring heats change places as often as keeps the posterior of each (Geyer 1991)."""
    for level in range(len(heats) - 1):
        gained = (heats[level] - heats[level + 1]) * (now[level + 1] - now[level])
        if log(1 - np.random.random()) < gained:
            swap(near, level)
            swap(rows, level)
            now[level], now[level + 1] = now[level + 1], now[level]


@njit(cache=True, nogil=True)
def walk(seed: int, sweeps: int, near: Any, heats: Any, base: Any, whole: bool, store: Any, graphs: Any) -> Any:
    """The point drawn in each sweep at the first heat, 1, and the mass of all.

    `near`: (heats, J) moves on. `graphs`: (kept, J) is filled at even distances.
    """
    np.random.seed(seed)
    levels, lists = near.shape
    rows, other_row, now = np.empty((levels, len(base))), np.empty(len(base)), np.empty(levels)
    for level in range(levels):
        make_room(2 * lists, store)
        start(near[level], rows[level], base, store)
        now[level] = log_sum(rows[level])
    drawn, mass = np.empty(sweeps, np.int64), np.zeros(len(base))
    for sweep in range(sweeps):
        for level in range(levels):
            for _ in range(lists * (lists - 1) // 2):
                now[level] = step(near[level], rows[level], other_row, now[level], heats[level], whole, store)
        exchange(near, rows, now, heats)
        drawn[sweep] = draw(rows[0], now[0], mass)
        graphs[sweep * len(graphs) // sweeps] = near[0]
    return drawn, mass / sweeps


@njit(cache=True, nogil=True)
def stray(seed: int, near: Any, steps: int) -> None:
    """Moves a graph by legal steps without regard to any data: where a chain may begin."""
    np.random.seed(seed)
    for _ in range(steps):
        one, other = np.random.randint(len(near)), np.random.randint(len(near) - 1)
        other += other >= one
        between = near[one] & near[other]
        if is_complete(between, near) if near[one] >> other & 1 else is_apart(one, other, between, near):
            near[one] ^= 1 << other
            near[other] ^= 1 << one
