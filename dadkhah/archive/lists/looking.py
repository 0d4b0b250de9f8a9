"""A first look at a file: how it is read, its columns with what they may hold, its first rows. Nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from dadkhah.archive.envelopes import opened
from dadkhah.archive.lists.ahead import prepared
from dadkhah.archive.lists.rows import Plan, Reading
from dadkhah.archive.models import Item
from dadkhah.linkage import columns
from dadkhah.linkage.columns import Columns
from dadkhah.reading.tables import open_table
from dadkhah.reading.text_rows import Row

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


def look(item: Item, reading: Reading | None = None, given: Mapping[str, Sequence[str]] | None = None) -> Look:
    """Raises NotATable, NotHeld."""
    asked = reading or Reading()
    with opened(item) as file:
        table = open_table(file, encoding=asked.encoding, delimiter=asked.delimiter, sheet=asked.sheet)
        first = [row for row in islice(table, SAMPLE) if not row.fault]
    sample = [dict(zip(table.header, row.cells, strict=True)) for row in first]
    found = columns.guess(table.header, sample, given or {})
    return Look(table.header, found, first, Reading(table.encoding, table.delimiter, table.sheet), table.sheets)


def check(item: Item, reading: Reading, mapping: Mapping[str, Sequence[str]]) -> Iterator[tuple[int, Checked]]:
    """Go through all rows without writing: (bytes read, what was found so far), again and again. Raises NotATable."""
    found = Checked()
    with prepared(item, Plan("", "", "", mapping, reading)) as batches:
        for each in batches:
            found.counts.update(each.counts)
            found.rest += each.rest[: MOST - len(found.rest)]
            yield each.read, found
