"""The backend. Everything but the way to the file is Django's own for SQLite.

SQLCipher encrypts and authenticates every page of the file and of its log. Temporary tables stay in memory (`PRAGMA
temp_store`, see `archive.connection`).
"""

from __future__ import annotations

import datetime as dt
import decimal
from collections.abc import Iterable, Mapping
from itertools import tee
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3._functions import register
from django.utils.dateparse import parse_date, parse_datetime, parse_time
from sqlcipher3 import dbapi2

from dadkhah.archive import seal

for _kind, _convert in (
    ("bool", b"1".__eq__),
    ("date", base.decoder(parse_date)),
    ("time", base.decoder(parse_time)),
    ("datetime", base.decoder(parse_datetime)),
    ("timestamp", base.decoder(parse_datetime)),
):
    dbapi2.register_converter(_kind, _convert)
dbapi2.register_adapter(decimal.Decimal, str)
dbapi2.register_adapter(dt.date, base.adapt_date)
dbapi2.register_adapter(dt.datetime, base.adapt_datetime)


def connect(database: str | Path, **options: Any) -> Any:
    """A connection to a file that is encrypted, or will be, with the key of this archive's seal."""
    connection = dbapi2.connect(database, **options)
    # A raw key: the work against guessing is done once, where the passphrase opens the seal.
    connection.execute(f"PRAGMA key = \"x'{seal.opened(settings.PLACE).database}'\"")
    return connection


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's SQLite, with other files below."""

    display_name = "SQLCipher"
    Database = dbapi2

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = connect(**conn_params)
        register(connection)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA legacy_alter_table = OFF")
        return connection

    def create_cursor(self, name: str | None = None) -> Any:  # noqa: ARG002 - as Django calls it
        return self.connection.cursor(factory=Cursor)


class Cursor(dbapi2.Cursor):  # type: ignore[misc]
    """Takes placeholders as Django writes them."""

    def execute(self, query: str, params: Any = None) -> Any:
        if params is None:
            return super().execute(query)
        names = list(params) if isinstance(params, Mapping) else None
        return super().execute(_converted(query, names), params)

    def executemany(self, query: str, param_list: Iterable[Any]) -> Any:
        peekable, given = tee(iter(param_list))
        first = next(peekable, None)
        names = list(first) if isinstance(first, Mapping) else None
        return super().executemany(_converted(query, names), given)


def _converted(query: str, names: list[str] | None) -> str:
    if names is None:
        return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")
    return query % {name: f":{name}" for name in names}
