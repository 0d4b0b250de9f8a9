"""Capture histories: which lists name how many people together.

A history is a row of 0 and 1, one for each list, and a count of the people who are on exactly those lists. Nothing here knows
a name: what comes in is counts, or a table of persons by lists that is counted at once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dadkhah.sentences import Sentence, together

Bits = NDArray[np.uint8]
Counts = NDArray[np.int64]


class BadTable(ValueError):
    """A table that nothing can be estimated from before it is mended. `faults`: all that is wrong, a sentence each."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(together(faults))
        self.faults = list(faults)


@dataclass(frozen=True, eq=False)
class Histories:
    """`lists`: J names. `patterns`: (P, J) of 0 and 1, each once, none all 0. `counts`: (P,) people, each above 0."""

    lists: tuple[str, ...]
    patterns: Bits
    counts: Counts

    @classmethod
    def of(cls, lists: Iterable[str], rows: Iterable[tuple[Sequence[int], int]]) -> Histories:
        """From rows of a pattern and its count; equal patterns are added, counts of 0 left out.

        >>> Histories.of("AB", [((1, 0), 5), ((1, 1), 2)]).observed
        7

        Raises BadTable for names that are missing or doubled, for values other than 0 and 1, for a pattern of nothing but
        0, and for counts below 0.
        """
        names, summed, faults = tuple(map(str, lists)), dict[tuple[int, ...], int](), list[str]()
        if len(set(names)) < len(names) or not all(names):
            faults.append(Sentence("Each list needs a name of its own."))
        for number, (pattern, count) in enumerate(rows, 1):
            key = tuple(int(value) for value in pattern)
            faults += [*_faults(number, key, count, len(names))]
            summed[key] = summed.get(key, 0) + int(count)
        if faults:
            raise BadTable(faults)
        kept = sorted((key, count) for key, count in summed.items() if count)
        patterns = np.array([key for key, _ in kept], np.uint8).reshape(len(kept), len(names))
        return cls(names, patterns, np.array([count for _, count in kept], np.int64))

    @classmethod
    def of_persons(cls, lists: Iterable[str], persons: Any) -> Histories:
        """From an array (persons, J), true where a list names a person. Who is on none of the lists is left out."""
        names = tuple(map(str, lists))
        table = np.asarray(persons, dtype=bool).astype(np.uint8).reshape(-1, len(names))
        patterns, counts = np.unique(table[table.any(1)], axis=0, return_counts=True)
        return cls.of(names, zip(patterns.tolist(), counts.tolist(), strict=True))

    @classmethod
    def of_frame(cls, frame: Any, count: str | None = "count") -> Histories:
        """From a data frame with one 0/1 column for each list and one of counts; without one, each row is a person."""
        lists = [str(name) for name in frame.columns if name != count]
        table = frame[lists].to_numpy()
        return cls.of(lists, zip(table, frame[count] if count in frame.columns else np.ones(len(table), int), strict=True))

    @cached_property
    def observed(self) -> int:
        """People on at least one list."""
        return int(self.counts.sum())

    @cached_property
    def canonical(self) -> Histories:
        """The same with its lists in the order of their names: what is estimated never depends on the order of columns."""
        order = sorted(range(len(self.lists)), key=lambda column: self.lists[column])
        rows = zip(self.patterns[:, order].tolist(), self.counts.tolist(), strict=True)
        return Histories.of([self.lists[column] for column in order], rows)

    @cached_property
    def inhabited(self) -> Histories:
        """Without the lists that name nobody: they say nothing of anybody."""
        used: NDArray[np.bool_] = np.any(self.patterns, axis=0)
        return self if used.all() else self.among([name for name, is_used in zip(self.lists, used, strict=True) if is_used])

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the table, the same in whichever order its lists and lines came."""
        table = self.canonical
        rows = [["".join(map(str, row)), int(count)] for row, count in zip(table.patterns.tolist(), table.counts, strict=True)]
        text = json.dumps({"lists": table.lists, "rows": rows}, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def full(self) -> NDArray[np.int64]:
        """(2**J,) counts, at the number whose bit j, from the lowest, says that list j names them; the first is 0."""
        cells = np.zeros(1 << len(self.lists), np.int64)
        cells[self.patterns.astype(np.int64) @ (1 << np.arange(len(self.lists)))] = self.counts
        return cells

    def among(self, lists: Sequence[str]) -> Histories:
        """The people on these lists, by these lists alone. Raises ValueError for a list that is not there."""
        return self._with({name: [name] for name in lists})

    def merged(self, groups: Mapping[str, Sequence[str]]) -> Histories:
        """Each group of lists as one list of its name; lists in no group stay. ValueError for a list that is not there."""
        inside = {name: group for group, names in groups.items() for name in names}
        columns: dict[str, list[str]] = {}
        for name in self.lists:
            columns.setdefault(inside.get(name, name), []).append(name)
        if missing := set(inside) - set(self.lists):
            raise ValueError(f"There is no list {min(missing)!r} in this table.")
        return self._with(columns)

    def members(self, name: str) -> Histories:
        """The people on one list, by the other lists. Those on none of the others are not in it: their number is a truth."""
        column = self.lists.index(name)
        rows = self.patterns[:, column] == 1
        others = np.delete(self.patterns[rows], column, axis=1)
        kept = others.any(axis=1)
        names = [each for each in self.lists if each != name]
        return Histories.of(names, zip(others[kept].tolist(), self.counts[rows][kept].tolist(), strict=True))

    def _with(self, columns: Mapping[str, Sequence[str]]) -> Histories:
        if missing := [name for names in columns.values() for name in names if name not in self.lists]:
            raise ValueError(f"There is no list {missing[0]!r} in this table.")
        place = {name: column for column, name in enumerate(self.lists)}
        parts = [self.patterns[:, [place[name] for name in names]].max(axis=1) for names in columns.values()]
        table = np.stack(parts, axis=1) if parts else np.zeros((len(self.counts), 0), np.uint8)
        kept = table.any(axis=1)
        return Histories.of(columns, zip(table[kept].tolist(), self.counts[kept].tolist(), strict=True))


def _faults(number: int, pattern: tuple[int, ...], count: int, lists: int) -> Iterable[str]:
    if len(pattern) != lists:
        yield Sentence("Row {number} has {found} values for {lists} lists.", number=number, found=len(pattern), lists=lists)
    if not set(pattern) <= {0, 1}:
        yield Sentence("Row {number} has a value that is neither 0 nor 1.", number=number)
    if int(count) != count:
        yield Sentence("Row {number} has a count that is no whole number.", number=number)
    if count < 0:
        yield Sentence("Row {number} has a count below 0.", number=number)
    if count and not any(pattern):
        yield Sentence("Row {number} counts people who are on no list: leave it out, they are what is estimated.", number=number)
