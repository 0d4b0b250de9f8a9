"""Accounts, roles and compartments by the command line."""

import sqlite3
from contextlib import closing

import pytest


def test_a_steward_adds_people_and_gives_roles(dadkhah):
    done = dadkhah.ok("user", "add", "layla", "--role", "reviewer", "--compartment", "main")
    assert "cannot sign in yet" in done.out
    dadkhah.ok("user", "add", "layla", "--role", "reader", "--compartment", "elsewhere", "--password-file", "password")
    people = {person["login"]: person["roles"] for person in dadkhah.ok("user", "list", "--json").json}
    assert people["layla"] == [["reader", "elsewhere"], ["reviewer", "main"]]


@pytest.mark.parametrize("login", ["amina", "reza", "omar"])
def test_nobody_else_does(dadkhah, login):
    for command in (
        ("user", "add", "layla", "--role", "steward", "--compartment", "main"),
        ("user", "add", login, "--role", "steward", "--compartment", "main"),
        ("compartment", "add", "mine", "--level", "team"),
    ):
        assert dadkhah(*command, login=login).code == 2, command
    people = {person["login"]: person["roles"] for person in dadkhah.ok("user", "list", "--json").json}
    assert "layla" not in people
    assert len(people[login]) == 1


def test_one_sees_oneself_and_ones_own_compartments(dadkhah):
    assert [person["login"] for person in dadkhah.ok("user", "list", "--json", login="omar").json] == ["omar"]
    assert [c["handle"] for c in dadkhah.ok("compartment", "list", "--json", login="omar").json] == ["elsewhere"]


def test_a_new_compartment_has_its_maker_as_steward(dadkhah):
    dadkhah.ok("compartment", "add", "case-2", "--level", "restricted", "--name", "Second case")
    assert "case-2  restricted" in dadkhah.ok("compartment", "list").out
    assert dadkhah("compartment", "add", "case-3", "--level", "open").code == 2


def test_a_steward_resets_a_lost_second_factor(dadkhah):
    assert "no second factor" in dadkhah("user", "reset-second-factor", "amina").err
    with closing(sqlite3.connect(dadkhah.folder / "archive.sqlite3")) as database, database:
        columns = "user_id, type, data, created_at"
        database.execute(
            f"INSERT INTO mfa_authenticator ({columns}) SELECT id, 'totp', '{{}}', '2026-01-01' FROM account"
        )
    assert dadkhah("user", "reset-second-factor", "amina", login="reza").code == 2
    dadkhah.ok("user", "reset-second-factor", "amina")
    assert "no second factor" in dadkhah("user", "reset-second-factor", "amina").err
    assert dadkhah("user", "reset-second-factor", "nobody").code == 2


def test_the_roles_and_levels_offered_are_those_that_there_are():
    from dadkhah.archive.access import VERBS
    from dadkhah.claims.vocabulary import vocabulary
    from dadkhah.cli.people import LEVELS, ROLES

    assert set(ROLES) == set(VERBS)
    assert set(LEVELS) == set(vocabulary().codes("access_levels"))
