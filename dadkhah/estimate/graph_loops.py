"""Loops over graphs, compiled by numba: how they are grown, what they score, and what each adds to a posterior."""

from __future__ import annotations

from math import exp
from typing import Any

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def spread(edges: int, near: Any) -> None:
    """Fills `near`: for each vertex the bits of its neighbours."""
    near[:] = 0
    for other in range(len(near)):
        for one in range(other):
            if edges >> (other * (other - 1) // 2 + one) & 1:
                near[one] |= 1 << other
                near[other] |= 1 << one


@njit(cache=True, nogil=True)
def is_complete(among: int, near: Any) -> bool:
    """Are the vertices in these bits all joined to each other?"""
    lacking = 0
    for vertex in range(len(near)):
        if among >> vertex & 1:
            lacking |= among & ~near[vertex] & ~(1 << vertex)
    return lacking == 0


@njit(cache=True, nogil=True)
def next_out(left: int, near: Any) -> int:
    """A vertex that can be taken away next, or -1 where the graph is not decomposable."""
    for vertex in range(len(near)):
        if left >> vertex & 1 and is_complete(near[vertex] & left, near):
            return vertex
    return -1


@njit(cache=True, nogil=True)
def is_decomposable(near: Any) -> bool:
    left = (1 << len(near)) - 1
    while left:
        vertex = next_out(left, near)
        if vertex < 0:
            return False
        left ^= 1 << vertex
    return True


@njit(cache=True, nogil=True)
def grown(smaller: Any, size: int) -> Any:
    """The edges of every graph on `size` vertices, from those on one fewer."""
    shift = (size - 1) * (size - 2) // 2
    found = np.empty(len(smaller) << (size - 1), np.int64)
    near = np.zeros(size, np.int64)
    count = 0
    for edges in smaller:
        for around in range(1 << (size - 1)):
            found[count] = edges | around << shift
            spread(found[count], near)
            if is_decomposable(near):
                count += 1
    return found[:count].copy()


@njit(cache=True, nogil=True)
def terms(graphs: Any, size: int) -> Any:
    """Begins, subsets and signs of `Graphs`: each vertex that goes adds itself with its neighbours, less its neighbours."""
    begins = np.zeros(len(graphs) + 1, np.int64)
    subsets, signs = np.empty(2 * size * len(graphs), np.int16), np.empty(2 * size * len(graphs), np.int8)
    near, times, met = np.zeros(size, np.int64), np.zeros(1 << size, np.int8), np.empty(2 * size, np.int64)
    count = 0
    for graph, edges in enumerate(graphs):
        spread(edges, near)
        left = (1 << size) - 1
        for step in range(size):
            vertex = next_out(left, near)
            around = near[vertex] & left
            left ^= 1 << vertex
            met[2 * step], met[2 * step + 1] = around | 1 << vertex, around
            times[around | 1 << vertex] += 1
            times[around] -= 1
        for subset in met:
            if times[subset]:
                subsets[count], signs[count], times[subset] = subset, times[subset], 0
                count += 1
        begins[graph + 1] = count
    return begins, subsets[:count].copy(), signs[:count].copy()


@njit(cache=True, nogil=True, fastmath={"contract", "reassoc", "nsz"})
def _fill(row: Any, base: Any, table: Any, subsets: Any, signs: Any, first: int, last: int) -> None:
    row[:] = base
    for term in range(first, last):
        times, scores = float(signs[term]), table[subsets[term]]
        for point in range(len(row)):
            row[point] += times * scores[point]


@njit(cache=True, nogil=True)
def peaks(begins: Any, subsets: Any, signs: Any, table: Any, base: Any) -> Any:
    """(G,) the highest point of each graph. `table`: (2**J, points) scores of sets of lists; `base`: (points,) added to all."""
    highest, row = np.empty(len(begins) - 1), np.empty(len(base))
    for graph in range(len(highest)):
        _fill(row, base, table, subsets, signs, begins[graph], begins[graph + 1])
        highest[graph] = row.max()
    return highest


@njit(cache=True, nogil=True)
def masses(begins: Any, subsets: Any, signs: Any, table: Any, base: Any, top: float) -> Any:
    """(points,) the sum over graphs, and (G,) the sum over points, of exp(score - top)."""
    over_graphs, over_points, row = np.zeros(len(base)), np.zeros(len(begins) - 1), np.empty(len(base))
    for graph in range(len(over_points)):
        _fill(row, base, table, subsets, signs, begins[graph], begins[graph + 1])
        for point in range(len(row)):
            if row[point] > top - 60:
                mass = exp(row[point] - top)
                over_graphs[point] += mass
                over_points[graph] += mass
    return over_graphs, over_points
