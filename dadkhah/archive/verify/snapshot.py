"""One moment of the database, read only, while the archive may go on working.

Every process has its own read transaction. They see the same moment when they see the same head of the ledger,
for every action moves it; so they begin until they do. Nothing is locked, and nobody waits for a verification.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from dadkhah.archive.place import read_only

BATCH = 2000
Database = dict[str, Any]
Head = tuple[int, str, str]
"""Size, root and frontier, as the row `ledger_head` has them."""


def database() -> Database:
    """Where this archive's database is: plain values that another process can be given."""
    return {**connections["default"].settings_dict}


@contextmanager
def snapshot(where: Database) -> Iterator[Head]:
    """Until the block ends this thread's database connection sees one moment only, and cannot write."""
    own = connections["default"]
    reader = _reader(where, type(own))
    connections["default"] = reader
    try:
        with transaction.atomic():
            yield head()
            transaction.set_rollback(True)  # there is nothing to commit, and a damaged file would refuse even that
    finally:
        reader.close()
        connections["default"] = own


def _reader(where: Database, wrapper: type[BaseDatabaseWrapper]) -> BaseDatabaseWrapper:
    options = {"isolation_level": 3, "options": "-c default_transaction_read_only=on"}  # repeatable read
    if wrapper.vendor == "sqlite":
        # No types detected: the column's own value is looked at, not what Django would make of it.
        options = {"timeout": 30, "detect_types": 0}
        where = {**where, "NAME": read_only(_path(str(where["NAME"])))}
    reader = wrapper({**where, "OPTIONS": options, "CONN_MAX_AGE": 0}, "default")
    if wrapper.vendor == "sqlite":
        reader.ensure_connection()
        # Text that is no UTF-8 must not stop us: no row with it has a canonical form, so it is found and named.
        reader.connection.text_factory = _lenient
    return reader


def _lenient(text: bytes) -> str:
    return text.decode("utf-8", "surrogateescape")


@contextmanager
def strict_text() -> Iterator[None]:
    """On SQLite texts are read a third faster until the block ends; one that is no UTF-8 raises OperationalError."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.connection.text_factory = str
    try:
        yield
    finally:
        connection.connection.text_factory = _lenient


def _path(name: str) -> Path:
    return Path(unquote(urlsplit(name).path) if name.startswith("file:") else name).absolute()


def head() -> Head:
    with connection.cursor() as cursor:
        cursor.execute("SELECT size, root, frontier FROM ledger_head WHERE id = 1")
        return cursor.fetchone() or (0, "", "")


def batches(sql: str, parameters: Sequence[Any] = ()) -> Iterator[list[tuple[Any, ...]]]:
    """The rows as plain tuples, a few thousand at a time, whatever the table's size."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, parameters)
        while batch := cursor.fetchmany(BATCH):
            yield batch


def rows(sql: str, parameters: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
    for batch in batches(sql, parameters):
        yield from batch


def between(column: str, low: object, high: object) -> tuple[str, list[Any]]:
    """An SQL condition for low <= column < high, and its parameters; None leaves that side open."""
    sides = [(f"{column} >= %s", low), (f"{column} < %s", high)]
    given = [(condition, value) for condition, value in sides if value is not None]
    return " AND ".join(condition for condition, _ in given) or "1 = 1", [value for _, value in given]


def ranges(table: str, column: str, every: int) -> Iterator[tuple[Any, Any]]:
    """Cut a table into ranges of about `every` rows by an indexed column; the outer ones are open."""
    low = None
    name = connection.ops.quote_name(column)
    while True:
        where, parameters = between(name, low, None)
        sql = f"SELECT {name} FROM {connection.ops.quote_name(table)} WHERE {where} ORDER BY {name} LIMIT 1 OFFSET {every}"
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            found = cursor.fetchone()
        if not found or found[0] == low:
            yield low, None
            return
        yield low, found[0]
        low = found[0]
