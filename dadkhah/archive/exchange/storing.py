"""Rows of an export on their way into an empty database: batches, the ledger's head, the counters."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.core.management.color import no_style
from django.db import connection

from dadkhah.archive.models import LedgerEntry, LedgerHead, LedgerRow
from dadkhah.archive.tables import DERIVED, LEDGERED, THE_LEDGER, ledgered
from dadkhah.archive.verify.checkpoints import open_subtrees
from dadkhah.evidence.tree import Tree

BATCH = 2000
BESIDE = ("account_emailconfirmation", "account_emailaddress", "mfa_authenticator", "job", "django_session")
"""Uncovered tables that point at accounts; those of a newly made archive are let go with it."""
UNUSABLE = "!imported"
"""No password has this hash: passwords are not in an export."""


def is_newly_made() -> bool:
    """Whether the database holds nothing but, at most, the founding that `init` wrote."""
    size = LedgerHead.objects.get(id=1).size
    founding = LedgerEntry.objects.filter(seq=0, body__contains='"action":"found_archive"')
    return size == 0 or (size == 1 and founding.exists())


def empty() -> None:
    """Let go of a newly made archive's own founding, within the caller's transaction."""
    tables = [*LEDGERED, *THE_LEDGER, *(name for name in DERIVED if name != "ledger_head"), *BESIDE]
    with connection.cursor() as cursor:
        # The ledger's triggers refuse it; they are put back before anything is written.
        if connection.vendor == "postgresql":
            _switch_triggers(cursor, "DISABLE")
            cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
            _switch_triggers(cursor, "ENABLE")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        for table in tables:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own tables
        for _, made in triggers:
            cursor.execute(made)


def _switch_triggers(cursor: Any, to: str) -> None:
    for table in THE_LEDGER:
        cursor.execute(f"ALTER TABLE {table} {to} TRIGGER USER")


class Batches:
    """Collects rows per table and writes them a few thousand at a time."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[Sequence[Any]]] = {}
        self._inserts: dict[str, str] = {}

    def add(self, table: str, columns: Sequence[str], values: Sequence[Any]) -> None:
        if table not in self._inserts:
            self._inserts[table] = _insert(table, columns)
        waiting = self._waiting.setdefault(table, [])
        waiting.append(values)
        if len(waiting) >= BATCH:
            self._write(table)

    def add_row(self, table: str, row: dict[str, Any]) -> None:
        """A row of a ledgered table, with what the ledger does not cover left empty."""
        columns = ledgered(table).columns
        values = [row.get(name) for name in columns]
        if table == "account":
            columns, values = (*columns, "password"), [*values, UNUSABLE]
        self.add(table, columns, values)

    def end(self) -> None:
        for table in self._waiting:
            self._write(table)

    def _write(self, table: str) -> None:
        rows, self._waiting[table] = self._waiting[table], []
        with connection.cursor() as cursor:
            cursor.executemany(self._inserts[table], rows)


def _insert(table: str, columns: Sequence[str]) -> str:
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    return f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(columns))})"  # noqa: S608


def set_head(tree: Tree) -> None:
    """The head row over the imported tree, with the open subtrees from which it goes on."""
    LedgerHead.objects.filter(id=1).update(
        size=tree.size, root=tree.root().hex(), frontier=json.dumps([part.hex() for part in open_subtrees(tree)])
    )


def reset_counters() -> None:
    """Ids were written as they came; the database's own counters go on after the highest."""
    with connection.cursor() as cursor:
        for command in connection.ops.sequence_reset_sql(no_style(), [LedgerRow]):
            cursor.execute(command)
