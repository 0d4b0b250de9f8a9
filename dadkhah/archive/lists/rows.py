"""The rows of a file as records that are ready to be written: cells as given, what they hold, digests, words for search.

All of it happens without the database, so that a process of its own can do it ahead of the one that writes.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from dadkhah.archive.bulk import Bulk, Document, make_ready
from dadkhah.archive.fields import new_ids
from dadkhah.archive.index import record_documents
from dadkhah.archive.lists.reader import COLUMNS, Reader
from dadkhah.reading.tables import Table, open_table
from dadkhah.reading.text_rows import Row
from dadkhah.sentences import packed

if TYPE_CHECKING:
    from dadkhah.archive.lists.known import Known, Matching

BATCH = 4_000
"""Rows that are made ready, and written, together."""


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
    left_out: frozenset[int] = frozenset()
    """Lines whose records were erased."""


@dataclass
class Prepared:
    """Some rows: those that are new to the list, ready to be written, and what became of the others.

    `counts`: rows, new, changed, same, bad, gone, erased, nameless, unclear. `rest`: lines of JSON, of rows that could not be read
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
    head = (plan.list, plan.batch, plan.zone)
    reader = Reader(table.header, plan.columns, head, [row.cells for row in first if not row.fault])
    matching = known.matching(table.header) if known else None
    batch = first
    while batch:
        yield _prepared(batch, reader, matching, table, plan.left_out)
        batch = list(islice(rows, BATCH))
    gone = [json.dumps({"gone": pk}) for pk in (matching.gone() if matching else ())]
    yield Prepared(make_ready("record", COLUMNS, [[]] * len(COLUMNS), []), Counter(gone=len(gone)), gone, table.read())


def _prepared(
    read: list[Row], reader: Reader, matching: Matching | None, table: Table, left_out: frozenset[int]
) -> Prepared:
    counts = Counter(rows=len(read))
    batch = [row for row in read if row.number not in left_out] if left_out else read
    if len(batch) < len(read):
        counts["erased"] = len(read) - len(batch)
    good = [row for row in batch if not row.fault]
    rest = [rest_line(row) for row in batch if row.fault]
    counts["bad"] = len(rest)
    fresh, previous = _fresh(good, reader, matching, counts)
    values = reader.values(new_ids(len(fresh)), fresh, previous, counts)
    return Prepared(make_ready("record", COLUMNS, values, _documents(values)), counts, rest, table.read())


def _fresh(
    rows: list[Row], reader: Reader, matching: Matching | None, counts: Counter[str]
) -> tuple[list[Row], list[str | None]]:
    """The rows that the list does not hold as they are, and of each the record whose place it takes."""
    if not matching:
        counts.update({"new": len(rows)} if rows else {})
        return rows, [None] * len(rows)
    found = matching.match([key or "" for key in reader.keys(rows)], [row.cells for row in rows])
    counts.update("same" if is_same else "changed" if previous else "new" for previous, is_same in found)
    fresh = [(row, previous or None) for row, (previous, is_same) in zip(rows, found, strict=True) if not is_same]
    return [row for row, _ in fresh], [previous for _, previous in fresh]


def _documents(values: list[Sequence[Any]]) -> list[Document]:
    of = dict(zip(COLUMNS, values, strict=True))
    texts = of["name"], of["father"], of["place"], of["key"]
    return record_documents(of["id"], of["batch_id"][0], of["event_first"], texts) if of["id"] else []


def rest_line(row: Row) -> str:
    """A row that could not be read, with the number of its line, its cells and the reason, as JSON."""
    return json.dumps({"row": row.number, "cells": row.cells, "reason": packed(row.fault)})
