"""What a mapping says the cells of rows hold, many rows at a time and column by column.

A town or a day that stands in a column again and again is looked at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache, partial
from json.encoder import encode_basestring
from typing import Any

from dadkhah.archive.bulk import each_once
from dadkhah.linkage.dates import age, day_first, days
from dadkhah.linkage.eras import ERAS
from dadkhah.reading.text_rows import Row

COLUMNS = (
    *("id", "list_id", "batch_id", "zone_id", "number", "key", "previous_id", "given", "name", "father", "sex", "birth", "age"),
    *("event", "event_first", "place"),
)
BETWEEN = " · "
LONGEST = 4_000
"""Days, ten years, that a date of one calendar may span; solar and lunar readings of one year lie decades apart."""
Cells = Sequence[Sequence[str]]
"""The cells of some rows, by column."""
Held = Sequence[str | None]
"""Of each row what it holds, or nothing."""


class Reader:
    """Makes records of rows; the columns are looked up once. `head`: list, import and zone of all of them."""

    def __init__(
        self, header: Sequence[str], columns: Mapping[str, Sequence[str]], head: tuple[str, str, str], sample: Cells
    ) -> None:
        self._at = {name: [header.index(each) for each in held] for name, held in columns.items()}
        self._head, self._width = head, len(header)
        era_of = {at: era for era in ERAS for at in self._at.get(era, ())}
        dated = [(at, name == "event") for name in ("birth", "event") for at in self._at.get(name, ())]
        orders = {at: day_first(cells[at] for cells in sample) for at, _ in dated}
        self._dated = [(at, is_event, partial(_first_day, first=orders[at], era=era_of.get(at, ""))) for at, is_event in dated]

    def keys(self, rows: Sequence[Row]) -> Held:
        """The list's own number of each row."""
        return self._joined("id", self._by_column(rows), len(rows))

    def values(self, ids: list[str], rows: Sequence[Row], previous: Held, counts: Counter[str]) -> list[Sequence[Any]]:
        """Of each of COLUMNS the values; names and dates that tell nothing are counted."""
        size, cells = len(rows), self._by_column(rows)
        names, firsts = self._names(cells, size), self._first_days(cells, size, counts)
        father, sex, birth, ages, event, place = (
            self._joined(name, cells, size) for name in ("father", "sex", "birth", "age", "event", "place")
        )
        _count(counts, "nameless", names.count(None))
        _count(counts, "unclear", sum(each_once(_is_no_age, ages)))
        head = [[each] * size for each in self._head]
        given = ["[" + ",".join(map(encode_basestring, row.cells)) + "]" for row in rows]
        numbers = [row.number for row in rows]
        key = self._joined("id", cells, size)
        return [ids, *head, numbers, key, previous, given, names, father, sex, birth, ages, event, firsts, place]

    def _by_column(self, rows: Sequence[Row]) -> Cells:
        return list(zip(*(row.cells for row in rows), strict=True)) if rows else [()] * self._width

    def _joined(self, field: str, cells: Cells, size: int) -> Held:
        """What stands in the columns of a field."""
        held = [each_once(_stripped, cells[at]) for at in self._at.get(field, ())]
        if len(held) < 2:
            return held[0] if held else [None] * size
        return [BETWEEN.join(filter(None, row)) or None for row in zip(*held, strict=True)]

    def _names(self, cells: Cells, size: int) -> list[str | None]:
        """Names from their parts, or as they are written whole; in each script that they have."""
        parts = [at for name in ("given", "family", "maternal") for at in self._at.get(name, ())]
        found = [[" ".join(" ".join(row).split()) for row in zip(*(cells[at] for at in parts), strict=True)]] if parts else []
        found += [[" ".join(cell.split()) for cell in cells[at]] for at in self._at.get("name", ())]
        married = [each_once(_stripped, cells[at]) for at in self._at.get("married", ())]
        if not found:
            return [None] * size
        joined = found[0] if len(found) == 1 else [BETWEEN.join(filter(None, row)) for row in zip(*found, strict=True)]
        for others in married:
            joined = [f"{name} ({other})" if name and other else name for name, other in zip(joined, others, strict=True)]
        return [name or None for name in joined]

    def _first_days(self, cells: Cells, size: int, counts: Counter[str]) -> Held:
        """The first day of the first event that is told; dates that are none are counted."""
        told = []
        for at, is_event, first_day in self._dated:
            found = each_once(first_day, cells[at])
            _count(counts, "unclear", found.count(None))
            if is_event:
                told.append(found)
        return [next(filter(None, row), None) for row in zip(*told, strict=True)] if told else [None] * size


def _count(counts: Counter[str], name: str, count: int) -> None:
    if count:
        counts[name] += count


def _stripped(cell: str) -> str | None:
    return cell.strip() or None


def _is_no_age(years: str | None) -> bool:
    return bool(years) and age(years or "") is None


@lru_cache(1 << 17)
def _first_day(cell: str, *, first: bool, era: str) -> str | None:
    """The first day that a date may mean; empty where nothing stands there, nothing where it is none or may be of two years."""
    if not (value := cell.strip()):
        return ""
    span = days(value, first=first, calendar=era)
    if span is None or (era == "either" and span[1] - span[0] > LONGEST):
        return None
    return date.fromordinal(span[0]).isoformat()
