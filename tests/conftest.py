"""The test world: a steward, a documenter, a reviewer, a reader, an outsider, and a member of another compartment."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

# A busy machine is no fault of the code: speed is measured by script/bench, never asserted here. The house's check is the
# same wherever it runs; `pytest --hypothesis-profile=search` draws new examples, and more of them.
hypothesis_settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
hypothesis_settings.register_profile("search", hypothesis_settings.get_profile("house"), derandomize=False, max_examples=1_000)
hypothesis_settings.load_profile("house")

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real input kept beside the checkout; a fresh clone elsewhere has none."""
    folder = REPOSITORY.parent / "shared"
    if not folder.is_dir():
        pytest.skip("The folder of real input beside the checkout is absent.")
    return folder


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """Between tests that really commit, the tables are emptied. The ledger's triggers refuse that, as they should:
    here they step aside, and everything their migration makes is made again."""
    from django.apps import apps
    from django.db import connection

    made = import_module("dadkhah.archive.migrations.0002_ledger_and_index")
    empty = connection.ops.execute_sql_flush

    def drop(cursor) -> None:
        cursor.execute("DROP TABLE IF EXISTS search_index")
        if connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION IF EXISTS ledger_refuses CASCADE")
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')

    def empty_and_make(statements: list[str]) -> None:
        with connection.cursor() as cursor:
            drop(cursor)
        empty(statements)
        made.make(apps, SimpleNamespace(connection=connection))

    with django_db_blocker.unblock():
        connection.ops.execute_sql_flush = empty_and_make


@pytest.fixture(autouse=True)
def archive_folder(tmp_path: Path, settings, request) -> Iterator[Path]:
    """Each test that touches the database has its own store, ledger and keys."""
    if not {"db", "transactional_db"} & set(request.fixturenames):
        yield tmp_path
        return
    from dadkhah.archive.place import Place
    from dadkhah.evidence.checkpoint import SigningKey

    folder = tmp_path / "archive"
    for part in ("store/tmp", "ledger", "keys"):
        (folder / part).mkdir(parents=True)
    database = os.environ.get("DADKHAH_TEST_DATABASE", "")
    (folder / "config.toml").write_text(f'origin = "example.org/test"\ndatabase = "{database}"\n')
    settings.PLACE = Place(folder)
    SigningKey.generate("example.org/test").save(settings.PLACE.signing_key)
    yield folder


@pytest.fixture
def world(db) -> SimpleNamespace:
    """Founded, with people: names are roles, nobody is real."""
    return build_world()


@pytest.fixture
def committed_world(transactional_db) -> SimpleNamespace:
    """As `world`, but really committed, so that other processes and raw SQL see it."""
    return build_world()


def build_world() -> SimpleNamespace:
    from dadkhah.archive.access import Actor
    from dadkhah.archive.actions.found_archive import found_archive
    from dadkhah.archive.actions.manage_access import add_account, add_compartment, grant_role
    from dadkhah.archive.models import Compartment

    steward = Actor(found_archive("steward", "a long password for tests"))
    main = Compartment.objects.get(handle="main")
    world = SimpleNamespace(steward=steward, main=main)
    world.other = add_compartment(steward, "other", "Other group", "team")
    world.sealed = add_compartment(steward, "sealed", "Sealed", "sealed")
    for name, compartment, role in (
        ("documenter", main, "documenter"),
        ("reviewer", main, "reviewer"),
        ("reader", main, "reader"),
        ("member_elsewhere", world.other, "documenter"),
    ):
        account = add_account(Actor(steward.account), name, password="a long password for tests")
        grant_role(Actor(steward.account), account, compartment, role)
        setattr(world, name, Actor(account))
    outsider = add_account(Actor(steward.account), "outsider", password="a long password for tests")
    world.outsider = Actor(outsider)
    world.steward = Actor(steward.account)
    return world
