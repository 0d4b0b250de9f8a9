"""Every row that SQL edits, deletes, inserts or swaps behind the ledger's back is found, and named."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection

from dadkhah.archive.fields import new_id
from dadkhah.archive.recording import recording
from dadkhah.archive.tables import LEDGERED
from dadkhah.archive.verify import verify, work
from dadkhah.archive.verify.whole import OF_ROWS
from tests.archive.verify.conftest import contents, insert, unguarded

EDITS: dict[str, tuple[str, Any]] = {
    "other_archive": ("root", "f" * 64),
    "account": ("name", "Somebody else"),
    "compartment": ("level", "public"),
    "role": ("role", "analyst"),
    "zone": ("item_compartment_id", "f" * 32),
    "custodian": ("recipient", "age1other"),
    "item": ("received_from", "Nobody"),
    "envelope": ("sealed", "another envelope"),
    "custody_event": ("event", "deletion"),
    "source": ("author", "Nobody"),
    "passage": ("exact", "wrote up"),
    "subject": ("kind", "group"),
    "figure": ("value", 8),
    "statement": ("words", "I was not there"),
    "stance": ("stance", "condemns"),
    "coding": ("retired", "Withdrawn"),
    "claim": ("quote", "He was never there"),
    "derivation": ("retired", "Withdrawn"),
    "standing": ("party", "opposition"),
    "response": ("relation", "supports"),
    "assessment": ("verdict", "accepted"),
    "witness_identity": ("name", "Another name"),
    "testimony": ("knowledge", "witness.hearsay"),
    "consent": ("state", "withdrawn"),
    "record_list": ("rule", "Nobody"),
    "column_mapping": ("columns", "{}"),
    "list_import": ("state", "undone"),
    "record": ("given", '["Nobody"]'),
    "linkage_model": ("version", "9"),
    "linkage_run": ("threshold", "0.5"),
    "anchor": ("record_id", "f" * 32),
    "judgement": ("verdict", "different"),
    "estimate_run": ("answer", "{}"),
    "document_reading": ("version", "9"),
    "suggestion_verdict": ("verdict", "accepted"),
}
UNIQUE: dict[str, dict[str, Any]] = {
    "account": {"login": "intruder"},
    "anchor": {"subject_id": "e" * 32, "record_id": "f" * 32},
    "compartment": {"handle": "hidden"},
    "role": {"role": "analyst"},
    "zone": {"source_compartment_id": "f" * 32},
    "envelope": {"item_id": "f" * 32},
    "record_list": {"source_id": "f" * 32},
    "testimony": {"source_id": "f" * 32},
    "witness_identity": {"pseudonym": "Witness 0"},
}
"""What a copy of a row must have of its own."""


def row_faults(whole, **options) -> list[tuple[str, str]]:
    report = verify(whole.place, **options)
    assert report.level == "damaged"
    assert not report.holds
    return [(fault.kind, fault.where) for fault in report.faults if fault.kind in OF_ROWS]


def first_id(table: str) -> str:
    columns, rows = contents(table)
    return rows[0][columns.index("id")]


def edit(table: str, pk: str, **values: Any) -> None:
    with unguarded() as cursor:
        for column, value in values.items():
            cursor.execute(f'UPDATE "{table}" SET "{column}" = %s WHERE id = %s', [value, pk])


def test_an_untouched_archive_holds_and_every_ledgered_table_has_a_row(whole):
    report = verify(whole.place)
    assert report.faults == ()
    assert report.level == "internally consistent"
    assert all(report.counts[f"rows of {table}"] for table in LEDGERED)
    assert set(EDITS) == set(LEDGERED)


@pytest.mark.parametrize("table", LEDGERED)
def test_an_edited_row(whole, table):
    pk = first_id(table)
    column, value = EDITS[table]
    edit(table, pk, **{column: value})
    [(kind, where)] = row_faults(whole)
    assert kind == "edited"
    assert where in (f"{table} {pk}", f"{table} {pk}: {column}")


@pytest.mark.parametrize("table", LEDGERED)
def test_a_deleted_row(whole, table):
    pk = first_id(table)
    with unguarded() as cursor:
        cursor.execute(f'DELETE FROM "{table}" WHERE id = %s', [pk])
    assert row_faults(whole) == [("deleted", f"{table} {pk}")]


@pytest.mark.parametrize("table", LEDGERED)
def test_an_inserted_row(whole, table):
    columns, rows = contents(table)
    own = {"id": new_id(), "key": None, **UNIQUE.get(table, {})}
    row = tuple(own.get(column, value) for column, value in zip(columns, rows[0], strict=True))
    with unguarded() as cursor:
        insert(cursor, table, columns, [row])
    assert row_faults(whole) == [("inserted", f"{table} {own['id']}")]


@pytest.mark.parametrize("table", ["claim", "assessment", "source", "custody_event"])
def test_two_swapped_rows(whole, table):
    columns, rows = contents(table)
    one, two = (dict(zip(columns, row, strict=True)) for row in rows[:2])
    for row, other in ((one, two), (two, one)):
        edit(table, row["id"], key=None) if "key" in row else None
        edit(table, row["id"], **{name: value for name, value in other.items() if name not in ("id", "key")})
    for row, other in ((one, two), (two, one)):
        edit(table, row["id"], key=other["key"]) if "key" in row else None
    assert row_faults(whole) == [("swapped", f"{table} {pk}") for pk in sorted((one["id"], two["id"]))]


def test_two_swapped_values_are_named_with_their_column(whole):
    edit("claim", whole.claim.pk, group=whole.born.group)
    edit("claim", whole.born.pk, group=whole.claim.group)
    wanted = [("edited", f"claim {pk}: group") for pk in sorted((whole.claim.pk, whole.born.pk))]
    assert row_faults(whole) == wanted


def test_a_new_superuser(whole):
    edit("account", whole.outsider.account.pk, is_superuser=True)
    assert row_faults(whole) == [("edited", f"account {whole.outsider.account.pk}: is_superuser")]


def test_a_value_set_back_to_what_it_was_before_a_change_is_named_with_its_column(whole):
    with recording(whole.steward, "describe_source") as record:
        record.change(whole.source, author="The court")
    assert verify(whole.place).holds
    edit("source", whole.source.pk, title="Another title")
    assert row_faults(whole) == [("edited", f"source {whole.source.pk}: title")]


def test_a_role_that_was_taken_away_and_put_back(whole):
    role = whole.taken_role
    row = (role.pk, role.role, role.granted, role.account_id, role.compartment_id)
    with unguarded() as cursor:
        insert(cursor, "role", ["id", "role", "granted", "account_id", "compartment_id"], [row])
    assert row_faults(whole) == [("resurrected", f"role {role.pk}")]


@pytest.mark.parametrize("value", ["CAST(X'FF41' AS TEXT)", "X'00'", "'a' || char(0) || 'b'", "2.5"])
def test_values_that_no_row_of_ours_can_hold(whole, value):
    figure, claim = first_id("figure"), whole.born.pk
    with unguarded() as cursor:
        if connection.vendor == "postgresql" and value != "2.5":
            with pytest.raises(DatabaseError):  # it refuses them itself
                cursor.execute(f"UPDATE figure SET low = {value}, counts = {value}")
            return
        cursor.execute(f"UPDATE figure SET low = {value} WHERE id = %s", [figure])
        cursor.execute(f"UPDATE claim SET note = {value} WHERE id = %s", [claim])
    assert [where.split(":")[0] for _, where in row_faults(whole)] == [f"claim {claim}", f"figure {figure}"]


def test_a_flag_that_is_neither_true_nor_false(whole):
    pk = whole.outsider.account.pk
    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError):
            edit("account", pk, is_staff=2)
        return
    edit("account", pk, is_staff=2)
    assert row_faults(whole) == [("edited", f"account {pk}: is_staff")]


def test_several_processes_find_the_same(whole, monkeypatch):
    edit("account", whole.outsider.account.pk, is_superuser=True)
    alone = verify(whole.place, processes=1)
    monkeypatch.setattr(work, "FEW", 1)
    monkeypatch.setattr(work, "CHUNK", 3)
    assert verify(whole.place, processes=2).as_dict() == alone.as_dict()
