"""Decomposable graphs, their posterior and made-up tables by the formula of the paper, without any shortcut."""

from __future__ import annotations

import csv
from itertools import combinations
from math import lgamma, log
from pathlib import Path

import numpy as np
import pytest

from dadkhah.estimate.graphs import pairs
from dadkhah.estimate.histories import Histories

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "mse"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="The tables of papers are in shared, beside this checkout.")


def table_of(name: str) -> Histories:
    with (SHARED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        lists, *rows = csv.reader(file)
    return Histories.of(lists[:-1], [([int(value) for value in row[:-1]], int(row[-1])) for row in rows])


def neighbours(lists: int, edges: int) -> list[set[int]]:
    near: list[set[int]] = [set() for _ in range(lists)]
    for bit, (one, other) in enumerate(pairs(lists)):
        if edges >> bit & 1:
            near[one].add(other)
            near[other].add(one)
    return near


def is_chordal(near: list[set[int]]) -> bool:
    """By maximum cardinality search (Tarjan and Yannakakis 1984): earlier neighbours of each vertex are joined."""
    return all(b in near[a] for _, before in order(near) for a, b in combinations(before, 2))


def order(near: list[set[int]]) -> list[tuple[int, set[int]]]:
    """Each vertex with its neighbours among those before it."""
    numbered: list[tuple[int, set[int]]] = []
    left = set(range(len(near)))
    while left:
        done = set(range(len(near))) - left
        vertex = max(left, key=lambda each: len(near[each] & done))
        numbered.append((vertex, near[vertex] & done))
        left.remove(vertex)
    return numbered


def bits(vertices: set[int] | tuple[int, ...]) -> int:
    return sum(1 << vertex for vertex in vertices)


def is_clique(near: list[set[int]], vertices: tuple[int, ...]) -> bool:
    return all(b in near[a] for a, b in combinations(vertices, 2))


def cliques(near: list[set[int]]) -> list[int]:
    """The largest complete sets, by trying every set."""
    sets = [c for size in range(1, len(near) + 1) for c in combinations(range(len(near)), size) if is_clique(near, c)]
    return [bits(c) for c in sets if not any(set(c) < set(d) for d in sets)]


def separators(near: list[set[int]]) -> list[int]:
    """Of a heaviest tree of the cliques (Bernstein and Goodman 1981): what its neighbours share, the empty set included."""
    left, tree, found = cliques(near), [], []
    tree.append(left.pop())
    while left:
        shared, there = max(((each & one, each) for one in tree for each in left), key=lambda pair: pair[0].bit_count())
        found.append(shared)
        tree.append(there)
        left.remove(there)
    return found


def log_m(table: Histories, subset: int, unseen: int, delta: float) -> float:
    lists = len(table.lists)
    cells = table.full().astype(float)
    cells[0] = unseen
    margin = np.bincount(np.arange(1 << lists) & subset, cells, 1 << lists)
    each, whole = delta * 2 ** (lists - subset.bit_count()), delta * 2**lists
    total = lgamma(whole) - lgamma(whole + cells.sum())
    return total + sum(lgamma(each + n) - lgamma(each) for n in margin if n)


def log_posterior(table: Histories, edges: int, unseen: int, delta: float) -> float:
    """Of a graph and a number of unseen, up to a constant, with 1 / N before."""
    near, total = neighbours(len(table.lists), edges), table.observed + unseen
    joined = sum(log_m(table, c, unseen, delta) for c in cliques(near))
    joined -= sum(log_m(table, s, unseen, delta) for s in separators(near) if s)
    return lgamma(total + 1) - lgamma(unseen + 1) - log(total) + joined


def drawn_from_prior(random: np.random.Generator, lists: int, delta: float, edges: int, people: int) -> Histories | None:
    """A table of so many people, most of whom may be on no list, from the hyper-Dirichlet law of a graph.

    Every vertex, given the values of its neighbours before it, is Beta with equal halves of their cell.
    """
    values = np.zeros((people, lists), np.int64)
    for vertex, before in order(neighbours(lists, edges)):
        cell = values @ np.array([1 << each if each in before else 0 for each in range(lists)])
        half = delta * 2 ** (lists - len(before) - 1)
        chances = random.beta(half, half, 1 << lists)
        values[:, vertex] = random.random(people) < chances[cell]
    table = Histories.of_persons([f"list {number}" for number in range(lists)], values)
    return table if values.any(axis=0).all() else None
