"""Browsers that are signed in, and the 1988 example loaded once for each module of tests that asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.test import Client

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "iran-1988"
Enter = Callable[[object], Client]


@pytest.fixture
def enter() -> Enter:
    """A browser in which an account is signed in; nobody with None."""

    def browser(actor: object = None) -> Client:
        client = Client(HTTP_HOST="localhost")
        if account := getattr(actor, "account", actor):
            client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return browser


@pytest.fixture(scope="module")
def example_loaded(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[SimpleNamespace]:
    """Founded and loaded for real, since a load in each test would take two seconds; emptied after the module."""
    from django.conf import settings

    from dadkhah.archive.access import Actor
    from dadkhah.archive.actions.found_archive import found_archive
    from dadkhah.archive.actions.load_sheet import load_sheet
    from dadkhah.archive.models import Compartment
    from dadkhah.archive.place import Place
    from dadkhah.claims.sheet import read_sheet
    from dadkhah.evidence.checkpoint import SigningKey

    folder = tmp_path_factory.mktemp("example") / "archive"
    for part in ("store/tmp", "ledger", "keys"):
        (folder / part).mkdir(parents=True)
    before = settings.PLACE
    (folder / "config.toml").write_text(before.config_file.read_text() if before.config_file.exists() else "")
    place = settings.PLACE = Place(folder)
    SigningKey.generate("example.org/test").save(place.signing_key)
    sheet, faults = read_sheet(EXAMPLE)
    assert sheet, faults
    with django_db_blocker.unblock():
        steward = Actor(found_archive("steward", "a long password for tests"))
        main = Compartment.objects.get()
        load_sheet(steward, sheet, main)
    settings.PLACE = before
    yield SimpleNamespace(steward=steward, main=main, place=place, sheet=sheet)
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)


@pytest.fixture
def example(example_loaded, db, settings) -> SimpleNamespace:
    """The loaded example; what a test writes is rolled back."""
    settings.PLACE = example_loaded.place
    return example_loaded
