"""Pairs or clusters against a truth that is known: precision, recall and F1, with intervals."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from dadkhah.linkage.intervals import Share, wilson


@dataclass(frozen=True)
class Evaluated:
    """Pairs found that are true, found that are false, and true ones that were missed."""

    true: int
    false: int
    missed: int

    @property
    def precision(self) -> Share:
        """The share of found pairs that are true, with Wilson's interval."""
        return wilson(self.true, self.true + self.false)

    @property
    def recall(self) -> Share:
        """The share of true pairs that were found, with Wilson's interval."""
        return wilson(self.true, self.true + self.missed)

    @property
    def f1(self) -> Share:
        """2 true / (2 true + false + missed). It is 2 j / (1 + j) of the share j of true pairs among all three; so is its interval.

        Pairs of one cluster hang together, so that all three intervals are rather too narrow.
        """
        share = wilson(self.true, self.true + self.false + self.missed)
        value, low, high = (None if each is None else 2 * each / (1 + each) for each in share)
        return Share(value, low or 0.0, 1.0 if high is None else high)


def of_pairs(found: Any, true: Any) -> Evaluated:
    """`found`, `true`: (n, 2) pairs of records, in either order, each counted once."""
    ours, theirs = _once(found), _once(true)
    both = len(np.intersect1d(ours, theirs, assume_unique=True))
    return Evaluated(both, len(ours) - both, len(theirs) - both)


def _once(pairs: Any) -> Any:
    """Each pair as one number. Raises ValueError for a pair of a record with itself."""
    given = np.sort(np.asarray(pairs, np.int64).reshape(-1, 2), axis=1)
    if (given[:, 0] == given[:, 1]).any():
        raise ValueError("A pair names one record twice. Give pairs of two records.")
    if given.size and (given[:, 0].min() < 0 or given.max() >= 1 << 31):
        raise ValueError("Records are numbered from 0 to 2,147,483,647. Give their places.")
    return np.unique(given[:, 0] << 31 | given[:, 1])


def of_clusters(found: Any, true: Any) -> Evaluated:
    """Over all pairs of records that are in one cluster. `found`, `true`: (n,) for each record the number of its cluster."""
    ours, theirs = np.asarray(found), np.asarray(true)
    if ours.shape != theirs.shape:
        raise ValueError(f"{len(ours)} records are in clusters and {len(theirs)} in the truth. Give both for the same records.")
    both = _within(np.stack([ours, theirs], 1))
    return Evaluated(both, _within(ours[:, None]) - both, _within(theirs[:, None]) - both)


def _within(keys: Any) -> int:
    """How many pairs of records have equal keys."""
    counts = np.unique(keys, axis=0, return_counts=True)[1] if len(keys) else np.zeros(0, np.int64)
    return int((counts * (counts - 1) // 2).sum())


def read_truth(path: Path, places: Sequence[Mapping[str, int]], names: Sequence[str] = ()) -> Any:
    """(n, 2) true pairs of a file of comma-separated values, as places of records.

    `places`: per list, the place of each id; `names`: the names of the lists. Three forms are understood: `list,id,person`,
    a record to a line; `list_a,id_a,list_b,id_b`, a pair to a line; and, for two lists, an id of each in the first two
    columns. Raises ValueError for a list or an id that is not there.
    """
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.reader(lines)
        head = [each.strip() for each in next(rows, [])]
        found = _Places(places, names or [str(number) for number in range(1, len(places) + 1)])
        if head[:3] == ["list", "id", "person"]:
            return _of_persons((row[2], found(row[0], row[1])) for row in rows if row)
        if head[:4] == ["list_a", "id_a", "list_b", "id_b"]:
            return _array((found(row[0], row[1]), found(row[2], row[3])) for row in rows if row)
        if len(places) != 2:
            raise ValueError(f"{path.name} does not say of which lists its ids are. Begin it with list_a,id_a,list_b,id_b.")
        return _array((found(found.names[0], row[0]), found(found.names[1], row[1])) for row in rows if row)


class _Places:
    def __init__(self, places: Sequence[Mapping[str, int]], names: Sequence[str]) -> None:
        self.names = list(names)
        self._of = dict(zip(names, places, strict=True))

    def __call__(self, name: str, given: str) -> int:
        if name not in self._of:
            raise ValueError(f"The truth names a list “{name}”. There are: {', '.join(self.names)}.")
        if given not in self._of[name]:
            raise ValueError(f"The truth names a record “{given}” that {name} does not have. Is it the truth of these lists?")
        return self._of[name][given]


def _of_persons(rows: Any) -> Any:
    by_person: dict[str, list[int]] = {}
    for person, place in rows:
        by_person.setdefault(person, []).append(place)
    return _array(pair for records in by_person.values() for pair in combinations(sorted(records), 2))


def _array(pairs: Any) -> Any:
    return np.asarray([*pairs], np.int64).reshape(-1, 2)
