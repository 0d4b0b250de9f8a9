"""One archive with a row in every ledgered table, made by real actions and really committed, for tests that damage it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.conftest import build_world

SHEET = """
sheet: {id: made, title: A made sheet, compiled: '2026-01-02'}
case: {id: the-case, title: The case}
sources:
  - {id: S-ONE, title: First report, author: First group, kind: ngo, language: en, seen: full, party: none}
  - {id: S-TWO, title: Second report, author: Second group, kind: news, language: en, seen: excerpt, party: none,
     derives_from: [S-ONE]}
groups:
  - {id: first-group, name: First group, sources: [S-ONE]}
events:
  - {id: E1, title: First event, date: 1988-07, sources: [S-ONE, S-TWO]}
  - {id: E2, title: Second event, date: 1988-08, sources: [S-ONE, S-TWO]}
  - {id: E3, title: Third event, date: 1988-09, sources: [S-ONE, S-TWO]}
  - {id: E4, title: Fourth event, date: 1988-10, sources: [S-ONE, S-TWO]}
figures:
  - {id: F1, measure: people_killed, scope: country_1988, qualifier: at_least, value: 7, counts: prisoners,
     claimed_by: first-group, claimed_on: '1990', sources: [S-ONE, S-TWO]}
"""


@pytest.fixture
def db() -> None:
    """The damages are committed for good and undone by `whole`: no transaction around each test, no flush after it."""


@pytest.fixture(scope="module")
def made_archive(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[SimpleNamespace]:
    from django.core.management import call_command
    from django.test import override_settings

    from dadkhah.archive.place import Place
    from dadkhah.evidence.checkpoint import SigningKey

    folder = tmp_path_factory.mktemp("whole") / "archive"
    for part in ("store/tmp", "ledger", "keys"):
        (folder / part).mkdir(parents=True)
    (folder / "config.toml").write_text('origin = "example.org/test"\n')
    place = Place(folder)
    SigningKey.generate("example.org/test").save(place.signing_key)
    with django_db_blocker.unblock(), override_settings(PLACE=place):
        made = fill(build_world(), folder.parent)
        made.place, made.state, made.copy = place, state(), folder.with_name("copy")
        made.restore, made.restore_tables = partial(restore, made), partial(restore_tables, made)
        shutil.copytree(folder, made.copy)
        yield made
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture
def whole(db, archive_folder, made_archive, django_db_blocker, settings) -> Iterator[SimpleNamespace]:
    """The archive as it was made, whatever the test before did to it."""
    settings.PLACE = made_archive.place
    with django_db_blocker.unblock():
        yield made_archive
        restore(made_archive)


def fill(world: SimpleNamespace, folder: Path) -> SimpleNamespace:
    """A row in every ledgered table."""
    from dadkhah.archive.actions.answer_suggestion import Suggested, reject_suggestion
    from dadkhah.archive.actions.assess_claim import assess_claim
    from dadkhah.archive.actions.describe_list import describe_list
    from dadkhah.archive.actions.describe_source import describe_source
    from dadkhah.archive.actions.import_list import import_list
    from dadkhah.archive.actions.judge_pair import judge_pair
    from dadkhah.archive.actions.load_sheet import load_sheet
    from dadkhah.archive.actions.manage_access import grant_role, take_role
    from dadkhah.archive.actions.read_document import read_document
    from dadkhah.archive.actions.record_claim import NewClaim, record_claim
    from dadkhah.archive.actions.record_statement import NewStatement, record_statement
    from dadkhah.archive.actions.record_testimony import NewTestimony, Told, record_testimony
    from dadkhah.archive.actions.run_estimate import run_estimate
    from dadkhah.archive.actions.save_mapping import save_mapping
    from dadkhah.archive.actions.take_in import Acquisition, take_in
    from dadkhah.archive.estimating import Asked
    from dadkhah.archive.models import OtherArchive, Response
    from dadkhah.archive.recording import recording
    from dadkhah.claims.sheet import read_sheet
    from tests.archive.listed import write_list
    from tests.archive.scores import NEARLY, propose

    (folder / "scan.txt").write_text("What the first witness wrote down.")
    (folder / "photo.txt").write_text("What the second witness wrote down.")
    by = world.documenter
    world.item, world.other_item = take_in(
        by, world.main, [folder / "scan.txt", folder / "photo.txt"], Acquisition(method="handed over")
    )
    (folder / "named.txt").write_text("What only two people may read.")
    [world.closed_item] = take_in(world.steward, world.sealed, [folder / "named.txt"], Acquisition())
    world.source = describe_source(
        by, world.main, handle="S-SCAN", title="A scan", kind="court", party="state", item=world.item
    )
    where = {"item": world.item, "passage": {"exact": "wrote down", "start": 23, "end": 33}}
    new = {"source": world.source, "new_subject_kind": "event", "predicate": "figure", **where}
    figure = {"measure": "people_killed", "qualifier": "at_least", "value": 7, "counts": "people"}
    world.claim = record_claim(by, NewClaim(**new, new_subject_name="An event", figure=figure))
    person = {"source": world.source, "new_subject_kind": "person", "predicate": "birth"}
    world.born = record_claim(by, NewClaim(**person, new_subject_name="Somebody", value="In a town", date="1960"))
    argument = {"source": world.source, "new_subject_kind": "argument", "predicate": "description"}
    argued = record_claim(by, NewClaim(**argument, new_subject_name="An argument", value="It was lawful"))
    words = {
        "mode": "quoted",
        "words": "I was there",
        "language": "en",
        "stance": "admits",
        "framed_by_source_as": "denies",
    }
    world.statement = record_statement(
        by, NewStatement(source=world.source, speaker=world.born.subject, arguments=(argued.subject,), **words, **where)
    )
    assess_claim(world.reviewer, world.born, "disputed", "Two dates are given", "3")
    assess_claim(world.reviewer, world.claim, "rejected", "The sum is wrong", "5")
    told = (Told(predicate="birth", value="In a village", new_name="Someone else"),)
    world.testimony = record_testimony(
        world.steward,
        world.main,
        world.sealed,
        NewTestimony(
            case="case", told=told, words="I saw it", knowledge="witness.eye", name="A name", consent={"store": "given"}
        ),
    )
    (folder / "made.yaml").write_text(SHEET)
    load_sheet(world.steward, read_sheet(folder / "made.yaml")[0], world.main)
    with recording(world.steward, "merge") as record:
        head = {"size": 3, "root": "a" * 64, "checkpoint": "example.org/other\n3\n"}
        record.add(OtherArchive(origin="example.org/other", vkey="a key", **head))
    with recording(world.steward, "record_response") as record:
        record.add(Response(statement=world.statement, to_source=world.source, relation="objects_to"))
    (folder / "names.csv").write_text("Name,Age\nSomebody Nowhere,24\nToo Long,31,more\n")
    [names] = take_in(by, world.main, [folder / "names.csv"], Acquisition())
    listed = describe_list(by, world.source, rule="Whoever is named")
    save_mapping(by, "A mapping", {"name": ["Name"]}, listed)
    import_list(by, listed, names)
    rows = write_list(by, world.main, "L-PEOPLE", [{"name": "Arman Nowhere"}, {"name": "Arman Nowhere"}], folder)
    propose(world.steward, rows, [(0, 1, 0.75, NEARLY)])
    judge_pair(world.reviewer, rows[0], rows[1], "same", "The same day and place")
    run_estimate(world.steward, [listed, rows[0].list], Asked(methods=("Chapman",), probe=False), workers=1)
    reading = read_document(by, world.other_item)
    reject_suggestion(by, Suggested(reading, ("person", 0, 4), "none"))
    role = grant_role(world.steward, world.outsider.account, world.other, "reader")
    take_role(world.steward, role)
    world.taken_role = role
    return world


def tables() -> list[str]:
    from django.apps import apps

    return [model._meta.db_table for model in apps.get_models(include_auto_created=True)]


def contents(table: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        return [column[0] for column in cursor.description], cursor.fetchall()


def state() -> dict[str, tuple[list[str], list[tuple[Any, ...]]]]:
    return {table: contents(table) for table in tables()}


def restore(made: SimpleNamespace) -> None:
    restore_tables(made)
    shutil.rmtree(made.place.root)
    shutil.copytree(made.copy, made.place.root)


def restore_tables(made: SimpleNamespace) -> None:
    from django.db import transaction

    with unguarded() as cursor:
        with transaction.atomic():
            for table, (columns, rows) in made.state.items():
                if not is_unchanged(table, rows):
                    cursor.execute(f'DELETE FROM "{table}"')
                    insert(cursor, table, columns, rows)
        if cursor.db.vendor == "sqlite":
            cursor.execute("INSERT INTO search_index(search_index) VALUES ('rebuild')")
        else:
            cursor.execute("DELETE FROM search_index")
            lexemes = "array_to_tsvector(string_to_array(tokens, ' '))"
            cursor.execute(f"INSERT INTO search_index(id, lexemes) SELECT id, {lexemes} FROM search_document")


def is_unchanged(table: str, rows: list[tuple[Any, ...]]) -> bool:
    from django.db import OperationalError

    try:
        return contents(table)[1] == rows
    except OperationalError:  # a text that is no UTF-8
        return False


def insert(cursor: Any, table: str, columns: list[str], rows: list[tuple[Any, ...]]) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({", ".join(["%s"] * len(columns))})', rows)


@contextmanager
def unguarded() -> Iterator[Any]:
    """A cursor for somebody with all rights: no trigger, no foreign key. Afterwards nothing shows that they were off."""
    from django.db import connection

    with connection.cursor() as cursor:
        lite = connection.vendor == "sqlite"
        # Nothing here has to outlive a power cut.
        cursor.execute("PRAGMA synchronous = OFF" if lite else "SET synchronous_commit = off")
        cursor.execute("PRAGMA foreign_keys = OFF" if lite else "SET session_replication_role = replica")
        if lite:
            drop_triggers(cursor)
        try:
            yield cursor
        finally:
            cursor.execute("PRAGMA foreign_keys = ON" if lite else "SET session_replication_role = origin")
            cursor.execute("PRAGMA synchronous = FULL" if lite else "SET synchronous_commit = on")
            if lite:
                make_triggers(cursor)


def drop_triggers(cursor: Any) -> None:
    if cursor.db.vendor == "postgresql":
        cursor.execute("DROP FUNCTION IF EXISTS ledger_refuses CASCADE")
        return
    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    for (name,) in cursor.fetchall():
        cursor.execute(f'DROP TRIGGER "{name}"')


def make_triggers(cursor: Any) -> None:
    made = import_module("dadkhah.archive.migrations.0002_ledger_and_index")
    statements = made.SQLITE if cursor.db.vendor == "sqlite" else made.POSTGRESQL
    for statement in statements:
        if statement.startswith(("CREATE TRIGGER", "CREATE FUNCTION")):
            cursor.execute(statement)
