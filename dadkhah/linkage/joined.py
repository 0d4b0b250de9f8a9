"""Sets of records that grow together, and which lists without duplicates each set already has a record of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


class Joined:
    """Records 0 to n - 1, each at first alone. A set is named by its smallest record, so the order of joining leaves no trace.

    `list_of`: (n,) the number of each record's list; `duplicate_free`: per list, whether nobody stands on it twice.
    """

    def __init__(self, count: int, list_of: Any = None, duplicate_free: Sequence[bool] = ()) -> None:
        self._parent = list(range(count))
        self._lists = [0] * count
        if any(duplicate_free):
            if len(list_of) != count:
                raise ValueError(f"There are {count} records, but lists are given for {len(list_of)}. Give one for each.")
            bits = [1 << number if free else 0 for number, free in enumerate(duplicate_free)]
            self._lists = [bits[number] for number in np.asarray(list_of).tolist()]

    def find(self, record: int) -> int:
        """The name of the record's set."""
        parent = self._parent
        while parent[record] != record:
            parent[record] = parent[parent[record]]
            record = parent[record]
        return record

    def shared(self, one: int, other: int) -> int | None:
        """A list without duplicates of which both sets, given by name, have a record."""
        both = self._lists[one] & self._lists[other]
        return both.bit_length() - 1 if both else None

    def join(self, one: int, other: int) -> tuple[int, int]:
        """Joins two sets, given by name; gives the name that is kept and the one that is gone."""
        kept, gone = (one, other) if one < other else (other, one)
        self._parent[gone] = kept
        self._lists[kept] |= self._lists[gone]
        return kept, gone

    def names(self) -> Any:
        """(n,) int64: for each record the name of its set."""
        return roots(np.asarray(self._parent, np.int64))


def roots(parent: Any) -> Any:
    """(n,) for each record the name of its set, where `parent` leads towards it."""
    while not np.array_equal(above := parent[parent], parent):
        parent = above
    return parent


def strongest_first(one: Any, other: Any, probability: Any) -> Any:
    """The order of pairs from the most probable on. Equal ones go by the places of their records in the lists, never by content."""
    return np.lexsort((np.maximum(one, other), np.minimum(one, other), -np.asarray(probability)))
