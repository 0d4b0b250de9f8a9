"""The rows of a file as records that are ready to be written: cells as given, what they hold, digests, words for search.

All of it happens without the database, so that a process of its own can do it ahead of the one that writes.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import islice
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any, BinaryIO

from dadkhah.archive.bulk import Bulk, Document, make_ready
from dadkhah.archive.fields import new_ids
from dadkhah.archive.index import record_document
from dadkhah.linkage.dates import age, day_first, days
from dadkhah.reading.tables import Table, open_table
from dadkhah.reading.text_rows import Row
from dadkhah.sentences import packed

if TYPE_CHECKING:
    from dadkhah.archive.lists.known import Known, Matching

BATCH = 4_000
"""Rows that are made ready, and written, together."""
COLUMNS = (
    *("id", "list_id", "batch_id", "zone_id", "number", "key", "previous_id", "given", "name", "father", "sex", "birth", "age"),
    *("event", "event_first", "place"),
)
BETWEEN = " · "


@dataclass(frozen=True)
class Reading:
    """How a file is read as a table; what is empty is guessed."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""


@dataclass(frozen=True)
class Plan:
    """What becomes of a file: of which list and import its rows are, in which zone, and which column holds what."""

    list: str
    batch: str
    zone: str
    columns: Mapping[str, Sequence[str]]
    reading: Reading = Reading()


@dataclass
class Prepared:
    """Some rows: those that are new to the list, ready to be written, and what became of the others.

    `counts`: rows, new, changed, same, bad, gone, nameless, unclear. `rest`: lines of JSON, of rows that could not be read
    and of records that are gone. `read`: bytes of the file so far.
    """

    ready: Bulk
    counts: Counter[str] = field(default_factory=Counter)
    rest: list[str] = field(default_factory=list)
    read: int = 0


def prepare(file: BinaryIO, plan: Plan, known: Known | None = None) -> Iterator[Prepared]:
    """The rows of a file, in batches; the last batch tells what is gone. Raises NotATable."""
    table = open_table(file, encoding=plan.reading.encoding, delimiter=plan.reading.delimiter, sheet=plan.reading.sheet)
    rows = iter(table)
    first = list(islice(rows, BATCH))
    reader = _Reader(table, plan, first)
    matching = known.matching(table.header) if known else None
    batch = first
    while batch:
        yield _prepared(batch, reader, matching, table)
        batch = list(islice(rows, BATCH))
    gone = [json.dumps({"gone": pk}) for pk in (matching.gone() if matching else ())]
    yield Prepared(make_ready("record", COLUMNS, [], []), Counter(gone=len(gone)), gone, table.read())


def _prepared(batch: list[Row], reader: _Reader, matching: Matching | None, table: Table) -> Prepared:
    counts = Counter(rows=len(batch))
    good = [row for row in batch if not row.fault]
    rest = [rest_line(row) for row in batch if row.fault]
    counts["bad"] = len(rest)
    found = matching.match([reader.key(row.cells) or "" for row in good], [row.cells for row in good]) if matching else None
    rows: list[tuple[Any, ...]] = []
    documents: list[Document] = []
    for at, (pk, row) in enumerate(zip(new_ids(len(good)), good, strict=True)):
        previous, is_same = found[at] if found else ("", False)
        counts["same" if is_same else "changed" if previous else "new"] += 1
        if not is_same:
            made = reader.record(pk, row, previous, counts)
            rows.append(made)
            documents.append(_document(made))
    return Prepared(make_ready("record", COLUMNS, rows, documents), counts, rest, table.read())


def _document(made: tuple[Any, ...]) -> Document:
    pk, batch, key, name, father, event_first, place = made[0], made[2], made[5], made[8], made[9], made[14], made[15]
    return record_document(pk, batch, event_first or "", [name, father, place, key])


def rest_line(row: Row) -> str:
    """A row that could not be read, with the number of its line, its cells and the reason, as JSON."""
    return json.dumps({"row": row.number, "cells": row.cells, "reason": packed(row.fault)})


class _Reader:
    """Makes records of rows; the columns are looked up once."""

    def __init__(self, table: Table, plan: Plan, sample: Sequence[Row]) -> None:
        at = {name: [table.header.index(each) for each in columns] for name, columns in plan.columns.items()}
        self._head = (plan.list, plan.batch, plan.zone)
        self.key = _joined(at.get("id", []))
        self._name = _named(at)
        self._father, self._sex, self._place = (_joined(at.get(name, [])) for name in ("father", "sex", "place"))
        self._birth, self._age, self._event = (_joined(at.get(name, [])) for name in ("birth", "age", "event"))
        good = [row.cells for row in sample if not row.fault]
        dated = [(place, name == "event") for name in ("birth", "event") for place in at.get(name, ())]
        self._dated = [(place, is_event, day_first(cells[place] for cells in good)) for place, is_event in dated]

    def record(self, pk: str, row: Row, previous: str, counts: Counter[str]) -> tuple[Any, ...]:
        """The values of COLUMNS."""
        cells = row.cells
        name, years = self._name(cells), self._age(cells)
        if not name:
            counts["nameless"] += 1
        if years and age(years) is None:
            counts["unclear"] += 1
        given = "[" + ",".join(map(encode_basestring, cells)) + "]"
        return (
            *(pk, *self._head, row.number, self.key(cells), previous or None, given, name, self._father(cells)),
            *(self._sex(cells), self._birth(cells), years, self._event(cells), self._first_day(cells, counts), self._place(cells)),
        )

    def _first_day(self, cells: list[str], counts: Counter[str]) -> str | None:
        """The first day of the first event that is told; dates that are none are counted."""
        found = None
        for place, is_event, is_day_first in self._dated:
            if value := cells[place].strip():
                span = days(value, first=is_day_first)
                if span is None:
                    counts["unclear"] += 1
                elif is_event and found is None:
                    found = _iso(span[0])
        return found


Cell = Callable[[list[str]], str | None]


def _joined(places: Sequence[int]) -> Cell:
    """What stands in these columns, or None."""
    if not places:
        return lambda _: None
    if len(places) == 1:
        [at] = places
        return lambda cells: cells[at].strip() or None
    return lambda cells: BETWEEN.join([value for at in places if (value := cells[at].strip())]) or None


def _named(at: Mapping[str, Sequence[int]]) -> Cell:
    """A name from its parts, or as it is written whole; in each script that it has."""
    parts = [place for name in ("given", "family", "maternal") for place in at.get(name, ())]
    whole, married = at.get("name", ()), at.get("married", ())

    def name(cells: list[str]) -> str | None:
        names = [" ".join(" ".join([cells[each] for each in parts]).split())] if parts else []
        names += [" ".join(cells[each].split()) for each in whole]
        found = BETWEEN.join(filter(None, names))
        others = [value for each in married if (value := cells[each].strip())] if found else ()
        return found + "".join(f" ({each})" for each in others) or None

    return name


@lru_cache(1 << 16)
def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()
