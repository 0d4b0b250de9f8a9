"""Many rows of one table in one entry: made ready before the transaction, by a process that needs no database.

    ready = make_ready("record", columns, rows, documents)      # anywhere, ahead of the writer
    with recording(actor, "import_list") as record:
        record.bulk(ready)

What is made ready is what `recording` makes of single rows: a salt, a digest and a line of the ledger for each.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count
from typing import Any

from dadkhah.evidence.canonical import row_encoder
from dadkhah.evidence.digests import SALT_BYTES, leaf_hash

FORM = 1
"""As in `tables`, which needs Django."""


DOCUMENT = ("id", "kind", "object_id", "rank", "tokens")
Document = tuple[int, str, str, int, str]
"""What search finds of one row, as `index` makes it; a plain tuple, for a million of them go from process to process."""


@dataclass(frozen=True)
class Bulk:
    """New rows of one table, as values in the order of `columns`, their ledger lines, and what search finds of them."""

    table: str
    columns: tuple[str, ...]
    ids: list[str]
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    salts: list[str] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)

    def values(self) -> list[list[Any]]:
        """Each ledger line as its entry commits to it."""
        return [[self.table, pk, FORM, digest] for pk, digest in zip(self.ids, self.digests, strict=True)]

    def leaves(self) -> bytes:
        """The hashes of these lines in the entry's own tree, joined: as of their canonical JSON, which is so plain here."""
        lines = (f'["{self.table}","{pk}",{FORM},"{digest}"]' for pk, digest in zip(self.ids, self.digests, strict=True))
        return b"".join(leaf_hash(line.encode()) for line in lines)

    def part(self, first: int, last: int) -> Bulk:
        lists = (self.ids, self.rows, self.salts, self.digests, self.documents)
        return Bulk(self.table, self.columns, *(each[first:last] for each in lists))  # type: ignore[arg-type]


def make_ready(table: str, columns: Sequence[str], rows: list[tuple[Any, ...]], documents: list[Document]) -> Bulk:
    """Salts and digests for new rows; the first column is the id. A text that is missing is None."""
    encode, salt = row_encoder(columns), os.urandom(SALT_BYTES * len(rows))
    salts = [salt[at : at + SALT_BYTES] for at in range(0, len(salt), SALT_BYTES)]
    digests = [sha256(each + encode(row)).hexdigest() for each, row in zip(salts, rows, strict=True)]
    ids = [row[0] for row in rows]
    return Bulk(table, tuple(columns), ids, rows, [each.hex() for each in salts], digests, documents)


def save(bulk: Bulk) -> None:
    """Write the rows and what search finds of them, in the caller's transaction."""
    from dadkhah.archive import index

    insert(bulk.table, bulk.columns, bulk.rows)
    index.insert_ready(bulk.documents)


def save_lines(bulk: Bulk, seq: int, first: int) -> None:
    """Its lines of the ledger, numbered from `first` on."""
    lines = zip(count(first), bulk.ids, bulk.salts, bulk.digests)
    rows = [(seq, line, bulk.table, pk, FORM, salt, digest) for line, pk, salt, digest in lines]
    insert("ledger_row", ("seq", "line", "table_name", "pk", "form", "salt", "digest"), rows)


def insert(table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Rows of plain values: by COPY on PostgreSQL, by one prepared statement on SQLite."""
    from django.db import connection

    names = ", ".join(map(connection.ops.quote_name, columns))
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(columns))})", rows)
            return
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
