"""The database itself: its tables and columns, the ledger's triggers, and SQLite's own checks."""

from __future__ import annotations

import re
from importlib import import_module

from django.apps import apps
from django.db import connection

from dadkhah.archive.tables import DERIVED, EPHEMERAL, INDEX_TABLES, LEDGERED, SQLITE_TABLES, THE_LEDGER
from dadkhah.archive.verify.report import Findings
from dadkhah.archive.verify.snapshot import rows

POSTGRESQL_TRIGGERS = {
    "{0}_refused": "BEFORE DELETE OR UPDATE ON {0} FOR EACH ROW",
    "{0}_truncate_refused": "BEFORE TRUNCATE ON {0} FOR EACH STATEMENT",
}


def check_schema() -> Findings:
    found = Findings()
    _check_tables(found)
    _check_triggers(found)
    if connection.vendor == "sqlite":
        _check_sqlite(found)
    return found


def _check_tables(found: Findings) -> None:
    """Named are tables that should not be there, views in the place of a table, and columns nobody checks."""
    covered = {*LEDGERED, *DERIVED, *THE_LEDGER}
    with connection.cursor() as cursor:
        held = {table.name: table.type for table in connection.introspection.get_table_list(cursor)}
    for name in covered - held.keys():
        found.fault("schema", name, "The table is missing from the database.")
    for name, kind in held.items():
        if name in covered and kind == "t":
            _check_columns(found, name)
        elif not _is_known(name) or kind == "v":
            what = "view" if kind == "v" else "table"
            found.fault("schema", name, f"The database has this {what}, which the archive did not make.")


def _is_known(name: str) -> bool:
    made = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    return name in made or name in EPHEMERAL or name.startswith((*INDEX_TABLES, *SQLITE_TABLES))


def _check_columns(found: Findings, name: str) -> None:
    model = next(model for model in apps.get_models() if model._meta.db_table == name)
    expected = {field.column for field in model._meta.concrete_fields}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)} LIMIT 0")
        held = {column[0] for column in cursor.description}
    for column in held ^ expected:
        what = "is missing" if column in expected else "is not the archive's: nothing checks what is in it"
        found.fault("schema", f"{name}: {column}", f"This column {what}.")


def _check_triggers(found: Findings) -> None:
    held, expected = (_sqlite_triggers, _postgresql_triggers)[connection.vendor != "sqlite"]()
    for name in expected.keys() - held.keys():
        found.fault("trigger", name, "The trigger that keeps the ledger from being changed is gone.")
    for name in held.keys() - expected.keys():
        found.fault("trigger", name, "The database has a trigger that the archive did not make.")
    for name in held.keys() & expected.keys():
        if held[name] != expected[name]:
            found.fault(
                "trigger", name, "The trigger that keeps the ledger from being changed was altered or disabled."
            )


def _made() -> tuple[list[str], list[str]]:
    migration = import_module("dadkhah.archive.migrations.0002_ledger_and_index")
    return migration.SQLITE, migration.POSTGRESQL


def _sqlite_triggers() -> tuple[dict[str, str], dict[str, str]]:
    held = dict(rows("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    texts = [text for text in _made()[0] if text.startswith("CREATE TRIGGER")]
    return held, {text.split()[2]: text for text in texts}


def _postgresql_triggers() -> tuple[dict[str, str], dict[str, str]]:
    """A trigger is its definition, whether it is enabled, and the text of the function it calls."""
    sql = """SELECT t.tgname, replace(pg_get_triggerdef(t.oid), ' ON public.', ' ON '), t.tgenabled, p.prosrc
        FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal"""
    held = {name: f"{definition} {enabled} {source}" for name, definition, enabled, source in rows(sql)}
    function = re.search(r"\$\$(.*)\$\$", _made()[1][0], re.DOTALL)
    source = function[1] if function else ""
    expected = {
        name.format(table): f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION ledger_refuses() O ".format(table) + source
        for table in THE_LEDGER
        for name, when in POSTGRESQL_TRIGGERS.items()
    }
    return held, expected


def _check_sqlite(found: Findings) -> None:
    for (message,) in rows("PRAGMA integrity_check"):
        if message != "ok":
            found.fault("database", "archive.sqlite3", f"SQLite finds the file damaged: {message}.")
    for table, rowid, parent, _ in rows("PRAGMA foreign_key_check"):
        message = f"The row number {rowid} leads to a row of {parent} that is not there."
        found.fault("database", str(table), message)
