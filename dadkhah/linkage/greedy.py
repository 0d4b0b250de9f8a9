"""The inner loop of `pairs.one_to_one`, compiled by numba. `clusters` takes the same steps, with judgements, in plain Python."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

WORD = 64
"""Lists that one number can hold a mark for."""


@njit(cache=True, nogil=True)
def _find(parent: Any, record: int) -> int:
    while parent[record] != record:
        parent[record] = parent[parent[record]]
        record = parent[record]
    return record


@njit(cache=True, nogil=True)
def take(one: Any, other: Any, order: Any, parent: Any, held: Any, kept: Any) -> None:
    """Joins the sets of each pair, in order, unless both have a record of one list. `held`: (n, w) uint64 marks of lists."""
    for pair in order:
        a, b = _find(parent, one[pair]), _find(parent, other[pair])
        free = True
        for word in range(held.shape[1]):
            free = free and (a == b or held[a, word] & held[b, word] == 0)
        if free and a != b:
            kept_name, gone = min(a, b), max(a, b)
            parent[gone] = kept_name
            for word in range(held.shape[1]):
                held[kept_name, word] |= held[gone, word]
        kept[pair] = free


def marks(list_of: Any, duplicate_free: Any) -> Any:
    """(n, w) uint64: for each record the mark of its list, where that has no duplicates."""
    free = np.asarray(duplicate_free, bool)
    words = max(1, -(-len(free) // WORD))
    of_list = np.zeros((len(free), words), np.uint64)
    numbers = np.flatnonzero(free)
    of_list[numbers, numbers // WORD] = np.uint64(1) << (numbers % WORD).astype(np.uint64)
    return of_list[np.asarray(list_of)]
