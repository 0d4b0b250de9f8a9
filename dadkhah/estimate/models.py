"""Hierarchical log-linear models: which interactions of lists each one has.

An interaction is the whole number whose bits are its lists. Every model has the constant and one main effect for each list;
an interaction of three has the three pairs it contains.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from dadkhah.estimate.histories import Histories


@dataclass(frozen=True, eq=False)
class Models:
    """`terms`: (K, T) interactions, those of each model in front, 0 for the constant the first. `sizes`: (K,) parameters."""

    terms: Any
    sizes: Any

    def __len__(self) -> int:
        return len(self.sizes)

    def of(self, number: int) -> tuple[int, ...]:
        return tuple(int(term) for term in self.terms[number, : self.sizes[number]])


def packed(models: Iterable[Sequence[int]]) -> Models:
    rows = list(models)
    sizes = np.array([len(row) for row in rows], np.int64)
    terms = np.zeros((len(rows), int(sizes.max())), np.int64)
    for place, row in enumerate(rows):
        terms[place, : len(row)] = row
    return Models(terms, sizes)


def main_effects(lists: int) -> tuple[int, ...]:
    return (0, *(1 << each for each in range(lists)))


def pairs(lists: int) -> list[int]:
    return [1 << one | 1 << other for one, other in combinations(range(lists), 2)]


def every(lists: int, order: int) -> Iterator[tuple[int, ...]]:
    """All hierarchical models with interactions of two lists, or of three as well; never the one of all lists."""
    for chosen in _subsets(pairs(lists)):
        triples = _closed(lists, set(chosen)) if order > 2 and lists > 3 else []
        for more in _subsets(triples):
            yield (*main_effects(lists), *chosen, *more)


def generators(terms: Iterable[int]) -> list[int]:
    """The interactions that are in no other of the model: they name it."""
    given = list(terms)
    return [term for term in given if term and not any(term != other and term & other == term for other in given)]


def names(terms: Iterable[int], table: Histories) -> list[list[str]]:
    """The generators of a model by the names of their lists."""
    return [[name for bit, name in enumerate(table.lists) if term >> bit & 1] for term in generators(terms)]


def title(terms: Iterable[int], table: Histories) -> str:
    """`[A × B] [C]`"""
    return " ".join(f"[{' × '.join(group)}]" for group in names(terms, table))


def hierarchical(groups: Iterable[Iterable[str]], table: Histories) -> tuple[int, ...]:
    """The model of these generators, all main effects with it. Raises ValueError for a list that is not there."""
    chosen = set[int]()
    for group in groups:
        lists = [table.lists.index(name) for name in group]
        for size in range(2, len(lists) + 1):
            chosen |= {sum(1 << bit for bit in part) for part in combinations(lists, size)}
    return (*main_effects(len(table.lists)), *sorted(chosen, key=lambda term: (term.bit_count(), term)))


def _subsets(terms: Sequence[int]) -> Iterator[tuple[int, ...]]:
    for number in range(1 << len(terms)):
        yield tuple(term for place, term in enumerate(terms) if number >> place & 1)


def _closed(lists: int, chosen: set[int]) -> list[int]:
    """The interactions of three lists all of whose pairs are chosen."""
    threes = (sum(1 << bit for bit in three) for three in combinations(range(lists), 3))
    return [three for three in threes if all(pair in chosen for pair in pairs(lists) if pair & three == pair)]
