"""An order of records that is the same however the rows of their lists are ordered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dadkhah.linkage.records import Listed, Record


def places_by_content(lists: Sequence[Listed]) -> Any:
    """(n,) for each record, in the order of the lists, its place among all when they are ordered by list and by what they say.

    Where pairs are equally probable something must go first; that must not be how a file happens to be sorted.
    """
    made: list[int] = []
    for each in lists:
        order = sorted(range(len(each.records)), key=lambda at: _said(each.records[at]))
        places = np.empty(len(order), np.int64)
        places[order] = np.arange(len(made), len(made) + len(order))
        made += places.tolist()
    return np.array(made, np.int64)


def _said(record: Record) -> tuple[Any, ...]:
    names = tuple((name.words, name.given) for name in record.names)
    age = -1 if record.age is None else record.age
    return names, record.birth or (), age, record.events, record.sex, record.father, record.places


def same_titles(lists: Sequence[Listed], one: Any, other: Any) -> Any:
    """(n,) bool: whether both records of each pair have the same titles. They say little, but may tell namesakes apart."""
    numbers: dict[frozenset[str], int] = {}
    said = np.array([numbers.setdefault(record.titles, len(numbers)) for each in lists for record in each.records], np.int64)
    return said[one] == said[other]
