"""What a list holds already, so that a file is compared with it: by the list's own number of a row, else by its cells.

Arrays of hashes keep a million records in some twenty megabytes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np

STEP = 0x9E3779B97F4A7C15
MASK = (1 << 64) - 1


def hash_of(text: str) -> int:
    """64 bits of a text."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def cells_hash(header: Sequence[str]) -> Callable[[Sequence[str]], int]:
    """The hash of a row's cells, whatever the order of its columns is; an empty cell is the same as none."""
    order = sorted(range(len(header)), key=header.__getitem__)
    named = [(f"{header[at]}\x1f", at) for at in order]
    return lambda cells: hash_of("\x1e".join([name + cells[at] for name, at in named if cells[at]]))


@dataclass(frozen=True)
class Known:
    """The records of a list as they stand, in their order: ids, hashes of cells, hashes of keys (0: it has none)."""

    ids: Any
    cells: Any
    keys: Any

    @classmethod
    def of(cls, rows: Iterable[tuple[str, int, int]]) -> Known:
        """From (id, hash of cells, hash of key or 0)."""
        kinds = np.dtype([("id", "S32"), ("cells", "u8"), ("key", "u8")])
        held = np.fromiter(((pk.encode(), cells, key) for pk, cells, key in rows), kinds)
        return cls(held["id"].copy(), held["cells"].copy(), held["key"].copy())

    def matching(self, header: Sequence[str]) -> Matching:
        """Finds them again in a file with these columns."""
        return Matching(self, header)


class Matching:
    """Finds for each row of a file the record that it is, or whose place it takes; each record is found once."""

    def __init__(self, known: Known, header: Sequence[str]) -> None:
        self._known, self._hash = known, cells_hash(header)
        self._by_cells = _Lookup(known.cells, np.arange(len(known.ids)))
        keyed = np.flatnonzero(known.keys)
        self._by_key = _Lookup(known.keys[keyed], keyed)
        self._seen = np.zeros(len(known.ids), bool)

    def match(self, keys: Sequence[str], rows: Sequence[list[str]]) -> list[tuple[str, bool]]:
        """For each row the id of a record, or nothing where it is new; and whether nothing of it changed."""
        cells = [self._hash(row) for row in rows]
        by_cells = self._by_cells.find(cells)
        by_key = self._by_key.find([hash_of(key) if key else 0 for key in keys])
        found = []
        for at, own in enumerate(cells):
            place = next((int(each) for each in (by_key[at], by_cells[at]) if each >= 0 and not self._seen[each]), -1)
            if place < 0:
                found.append(("", False))
                continue
            self._seen[place] = True
            found.append((self._known.ids[place].decode(), int(self._known.cells[place]) == own))
        return found

    def gone(self) -> list[str]:
        """Ids of the records that no row of the file is."""
        return [pk.decode() for pk in self._known.ids[~self._seen]]


class _Lookup:
    """From a hash, and how often it came before, to a place. The second of two equal rows is the second of two records."""

    def __init__(self, hashes: Any, places: Any) -> None:
        spread = _spread(hashes)
        order = np.argsort(spread, kind="stable")
        self._sorted, self._places = spread[order], places[order]
        self._before: Counter[int] = Counter()

    def find(self, hashes: Sequence[int]) -> Any:
        """Places, -1 where there is none; of the hash 0 there is none."""
        if not len(self._sorted):
            return np.full(len(hashes), -1)
        asked = np.fromiter((self._numbered(each) for each in hashes), "u8", len(hashes))
        at = np.minimum(np.searchsorted(self._sorted, asked), len(self._sorted) - 1)
        return np.where(self._sorted[at] == asked, self._places[at], -1)

    def _numbered(self, own: int) -> int:
        if not own:
            return 0
        number = self._before[own]
        self._before[own] = number + 1
        return (own + number * STEP) & MASK


def _spread(hashes: Any) -> Any:
    """Each hash with how often it came before mixed in."""
    order = np.argsort(hashes, kind="stable")
    own = hashes[order]
    starts = np.flatnonzero(np.r_[True, own[1:] != own[:-1]]) if len(own) else np.zeros(0, int)
    first = np.repeat(starts, np.diff(np.r_[starts, len(own)]))
    numbers = np.empty(len(own), "u8")
    numbers[order] = np.arange(len(own)) - first
    return hashes + numbers * np.uint64(STEP)
