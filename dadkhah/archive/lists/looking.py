"""A first look at a file: how it is read, its columns with what they may hold, its first rows. Nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO

from dadkhah.archive.lists.rows import Plan, Reading, prepare
from dadkhah.linkage import columns
from dadkhah.linkage.columns import Columns
from dadkhah.reading.tables import open_table
from dadkhah.reading.text_rows import Row

Opener = Callable[[], AbstractContextManager[BinaryIO]]
"""Opens a file anew, at its beginning."""
SAMPLE = 200
"""Rows from which columns are guessed."""
MOST = 1_000
"""Rows with faults that are told one by one."""


@dataclass(frozen=True)
class Look:
    """What a file looks like: its columns, the mapping that was given or guessed, its first rows; how it was read."""

    header: list[str]
    columns: Columns
    first: list[Row]
    reading: Reading
    sheets: list[str]


@dataclass
class Checked:
    """What an import would do: counts as in `rows.Prepared`, and the rows that cannot be read as lines of JSON."""

    counts: Counter[str] = field(default_factory=Counter)
    rest: list[str] = field(default_factory=list)


def look(file: Opener, reading: Reading | None = None, given: Mapping[str, Sequence[str]] | None = None) -> Look:
    """`given`: what the user says of the columns. Raises NotATable, NotHeld."""
    asked = reading or Reading()
    with file() as bytes_:
        table = open_table(bytes_, encoding=asked.encoding, delimiter=asked.delimiter, sheet=asked.sheet)
        first = [row for row in islice(table, SAMPLE) if not row.fault]
    sample = [dict(zip(table.header, row.cells, strict=True)) for row in first]
    found = columns.guess(table.header, sample, given or {})
    return Look(table.header, found, first, Reading(table.encoding, table.delimiter, table.sheet), table.sheets)


def check(file: Opener, found: Look, told: Callable[[int], object] = lambda _: None) -> Checked:
    """What an import with these columns would do. `told` is called with the bytes read so far. Raises NotATable, NotHeld."""
    checked = Checked()
    with file() as bytes_:
        for each in prepare(bytes_, Plan("", "", "", found.columns, found.reading)):
            checked.counts.update(each.counts)
            checked.rest += each.rest[: MOST - len(checked.rest)]
            told(each.read)
    return checked
