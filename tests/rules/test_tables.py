"""Every table of the database is declared, once, in archive/tables.py."""

from collections import Counter

import pytest
from django.apps import apps
from django.db import connection

from dadkhah.archive.tables import (
    DERIVED,
    EPHEMERAL,
    INDEX_TABLES,
    LEDGERED,
    SQLITE_TABLES,
    THE_LEDGER,
    UNCOVERED,
    ledgered,
)

DECLARED = [*LEDGERED, *DERIVED, *THE_LEDGER, *EPHEMERAL]


@pytest.mark.django_db
def test_every_table_is_declared_and_there() -> None:
    their_own = (*INDEX_TABLES, *SQLITE_TABLES)
    there = {table for table in connection.introspection.table_names() if not table.startswith(their_own)}
    assert sorted(there - set(DECLARED)) == []
    assert sorted(set(DECLARED) - there) == []


def test_every_model_is_declared_once() -> None:
    models = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    assert sorted(models - set(DECLARED)) == []
    assert [table for table, count in Counter(DECLARED).items() if count > 1] == []


def test_ephemeral_tables_say_why() -> None:
    assert [table for table, reason in EPHEMERAL.items() if len(reason) < 10] == []


def test_digests_cover_every_column_but_the_named_ones() -> None:
    for table in LEDGERED:
        columns = {field.attname for field in ledgered(table).model._meta.concrete_fields}
        left_out = columns - set(ledgered(table).columns)
        assert left_out == set(UNCOVERED.get(table, {})), table
