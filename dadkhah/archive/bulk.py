"""Many rows of one table in one entry: made ready before the transaction, by a process that needs no database.

    ready = make_ready("record", columns, values, documents)    # anywhere, ahead of the writer
    with recording(actor, "import_list") as record:
        record.bulk(ready)

What is made ready is what `recording` makes of single rows: a salt, a digest and a line of the ledger for each. All of it
goes by columns: what stands in a column again and again is made once.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain, count
from json.encoder import encode_basestring
from typing import Any, TypeVar

from dadkhah.evidence.canonical import canonical, row_encoder
from dadkhah.evidence.digests import SALT_BYTES, leaf_hash
from dadkhah.evidence.tree import WIDTH

FORM = 1
"""As in `tables`, which needs Django."""


DOCUMENT = ("id", "kind", "object_id", "rank", "tokens")
Document = tuple[int, str, str, int, str]
"""What search finds of one row, as `index` makes it; a plain tuple, for a million of them go from process to process."""
NUL = "\\u0000"
"""How a NUL looks once quoted; a text may also hold these six characters itself."""
AT_ONCE = 3_000
"""Values that one statement writes on SQLite, which keeps its way into each index from row to row; it takes 32,766."""

Value = TypeVar("Value", bound=Hashable)
Made = TypeVar("Made")


def each_once(make: Callable[[Value], Made], values: Sequence[Value]) -> list[Made]:
    """What `make` makes of each value; where values come again and again, of each different one once."""
    return all_once(lambda different: [make(value) for value in different], values)


def all_once(make: Callable[[Iterable[Value]], list[Made]], values: Sequence[Value]) -> list[Made]:
    """The same, where `make` makes many at once."""
    different = set(values)
    if 2 * len(different) > len(values):
        return make(values)
    made = dict(zip(different, make(different), strict=True))
    return [made[value] for value in values]


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
    leaves: bytes = b""
    """The hashes of its lines in the entry's own tree, joined."""

    def values(self) -> list[list[Any]]:
        """Each ledger line as its entry commits to it."""
        return [[self.table, pk, FORM, digest] for pk, digest in zip(self.ids, self.digests, strict=True)]

    def part(self, first: int, last: int) -> Bulk:
        ids, rows, salts = self.ids[first:last], self.rows[first:last], self.salts[first:last]
        leaves = self.leaves[first * WIDTH : last * WIDTH]
        return Bulk(self.table, self.columns, ids, rows, salts, self.digests[first:last], self.documents[first:last], leaves)


def make_ready(table: str, columns: Sequence[str], values: Sequence[Sequence[Any]], documents: list[Document]) -> Bulk:
    """Salts and digests for new rows. `values`: of each column, as many as there are rows; the first are the ids, no id is
    met twice, and a text that is missing is None. Raises NotCanonical.
    """
    ids = list(values[0])
    salt = os.urandom(SALT_BYTES * len(ids))
    salts = [salt[at : at + SALT_BYTES] for at in range(0, len(salt), SALT_BYTES)]
    digests = [sha256(each + body).hexdigest() for each, body in zip(salts, encoded(columns, values), strict=True)]
    rows = list(zip(*values, strict=True))
    leaves = _leaves(table, ids, digests)
    return Bulk(table, tuple(columns), ids, rows, [each.hex() for each in salts], digests, documents, leaves)


def encoded(columns: Sequence[str], values: Sequence[Sequence[Any]]) -> list[bytes]:
    """The rows' canonical JSON, as `row_encoder` gives it: made of pieces, one for each different value of a column."""
    order = sorted(range(len(columns)), key=columns.__getitem__)
    try:
        pieces = [_pieces(columns[at], values[at]) for at in order]
        bodies = ["{" + "".join(row)[1:] + "}" for row in zip(*pieces, strict=True)]
        if NUL not in "".join(bodies):
            return [body.encode() for body in bodies]
    except ValueError:
        pass  # a value has no canonical form: the slow way tells of which field it is
    return list(map(row_encoder(columns), zip(*values, strict=True)))


def _pieces(column: str, values: Sequence[Any]) -> list[str]:
    """A field of each row, behind a comma; nothing where its value is nothing."""
    head = f',"{column}":'

    def pieces(different: Iterable[Any]) -> list[str]:
        return [
            head + encode_basestring(value) if type(value) is str else "" if value is None else head + canonical(value).decode()
            for value in different
        ]

    return all_once(pieces, values)


def _leaves(table: str, ids: Sequence[str], digests: Sequence[str]) -> bytes:
    """As of the canonical JSON of the lines, which is so plain here."""
    lines = zip(ids, digests, strict=True)
    return b"".join([leaf_hash(f'["{table}","{pk}",{FORM},"{digest}"]'.encode()) for pk, digest in lines])


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
    """Rows of plain values: by COPY on PostgreSQL, on SQLite by statements of many rows each."""
    from django.db import connection

    names = ", ".join(map(connection.ops.quote_name, columns))
    if connection.vendor == "sqlite":
        _insert_many(f"INSERT INTO {table} ({names}) VALUES ", f"({', '.join('?' * len(columns))})", rows)
        return
    statement = f"COPY {table} ({names}) FROM STDIN"
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _insert_many(head: str, places: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Past Django's cursor, which would look through each long statement for its own signs."""
    from django.db import connection

    width = AT_ONCE // len(rows[0]) if rows else 1
    whole = len(rows) // width * width
    many = head + ", ".join([places] * width)
    with connection.wrap_database_errors:
        for first in range(0, whole, width):
            connection.connection.execute(many, list(chain.from_iterable(rows[first : first + width])))
        connection.connection.executemany(head + places, rows[whole:])
