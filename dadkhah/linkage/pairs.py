"""One to one: nobody stands twice on a list without duplicates, so a record there has at most one partner in any other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dadkhah.linkage.joined import strongest_first


def one_to_one(one: Any, other: Any, probability: Any, list_of: Any, duplicate_free: Sequence[bool]) -> Any:
    """(n,) bool: the pairs that are kept, taken greedily from the most probable on.

    `one`, `other`: (n,) places of the records; `list_of`: for each place the number of its list; `duplicate_free`: per list,
    whether nobody stands on it twice. A pair is left out if with it any set of joined records, over however many lists, would
    hold two of one list without duplicates. Of pairs equally probable the one whose records stand earlier in the lists goes
    first: that depends on nothing that a record says. Raises ValueError for arrays of different length.
    """
    left, right = np.asarray(one, np.int64), np.asarray(other, np.int64)
    if not len(left) == len(right) == len(probability):
        raise ValueError("Give as many first records, second records and probabilities as there are pairs.")
    from dadkhah.linkage.greedy import marks, take

    kept = np.zeros(len(left), bool)
    parent = np.arange(len(list_of), dtype=np.int64)
    take(left, right, strongest_first(left, right, probability), parent, marks(list_of, duplicate_free), kept)
    return kept
