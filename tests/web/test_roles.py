"""People and roles: seen and changed by stewards, each in their own compartments, each change an entry."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from dadkhah.archive.access import Actor, may
from dadkhah.archive.actions.manage_access import add_account, grant_role
from dadkhah.archive.models import Account, Compartment, LedgerEntry, Role

ADDRESS = "/people-and-roles"
PASSWORD = "a long password for tests"


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def lesser(world) -> Actor:
    account = add_account(world.steward, "lesser", password=PASSWORD)
    grant_role(world.steward, account, world.other, "steward")
    return Actor(account)


def test_a_made_password_is_shown_once_and_works(world, enter):
    browser = enter(world.steward)
    answer = browser.post(ADDRESS, {"act": "account", "account-login": "mina", "account-name": "Mina", "account-password": ""})
    [password] = re.findall(r'<p class="mono" dir="ltr">([\w-]+)</p>', text(answer))
    assert password not in text(browser.get(ADDRESS))
    assert Client().post("/accounts/login/", {"login": "mina", "password": password})["Location"] == "/"
    assert not any(password in entry.body for entry in LedgerEntry.objects.all())


def test_a_role_is_given_and_taken(world, enter):
    browser, outsider = enter(world.steward), world.outsider.account
    browser.post(ADDRESS, {
        "act": "grant", "grant-account": outsider.pk, "grant-compartment": world.main.pk, "grant-role": "reader",
    })
    assert may(Actor(outsider), "see", world.main)
    browser.post(ADDRESS, {"act": "take", "role": Role.objects.get(account=outsider).pk})
    assert not may(Actor(outsider), "see", world.main)


def test_the_last_steward_stays(world, enter):
    role = Role.objects.get(account=world.steward.account, compartment=world.main)
    answer = enter(world.steward).post(ADDRESS, {"act": "take", "role": role.pk}, follow=True)
    assert "last steward" in text(answer)
    assert Role.objects.filter(pk=role.pk).exists()


def test_faults_are_told_in_the_form(world, enter):
    browser = enter(world.steward)
    answer = browser.post(ADDRESS, {"act": "account", "account-login": "reader", "account-password": PASSWORD})
    assert "There is an account “reader” already" in text(answer)
    answer = browser.post(ADDRESS, {"act": "account", "account-login": "mina", "account-password": "short"})
    assert "at least 12" in text(answer)
    answer = browser.post(ADDRESS, {"act": "compartment", "compartment-handle": "main", "compartment-level": "team"})
    assert "is taken" in text(answer)
    assert not Account.objects.filter(login="mina").exists()


def test_a_compartment_is_made_with_its_steward(world, enter):
    sent = {"act": "compartment", "compartment-handle": "witnesses", "compartment-name": "", "compartment-level": "sealed"}
    enter(world.steward).post(ADDRESS, sent)
    made = Compartment.objects.get(handle="witnesses")
    assert (made.level, made.name) == ("sealed", "witnesses")
    assert Role.objects.get(compartment=made).account == world.steward.account


def test_a_steward_sees_and_changes_only_their_own_compartments(world, enter, lesser):
    browser = enter(lesser)
    page = text(browser.get(ADDRESS))
    assert "member_elsewhere" in page
    assert "Sealed" not in re.sub(r"<option.*?</option>", "", page)
    assert f'value="{world.main.pk}"' not in page
    role = Role.objects.get(account=world.reader.account)
    assert browser.post(ADDRESS, {"act": "take", "role": role.pk}).status_code == 404
    answer = browser.post(ADDRESS, {
        "act": "grant", "grant-account": lesser.account.pk, "grant-compartment": world.main.pk, "grant-role": "steward",
    })
    assert answer.status_code == 200
    assert not Role.objects.filter(account=lesser.account, compartment=world.main).exists()


@pytest.mark.parametrize("act", ["password", "close", "factor"])
def test_a_steward_of_one_compartment_does_not_reach_the_members_of_another(act, world, enter, lesser):
    answer = enter(lesser).post(ADDRESS, {"act": act, "who": world.reader.account.pk})
    assert answer.status_code == 403
    account = Account.objects.get(pk=world.reader.account.pk)
    assert account.is_active
    assert account.check_password(PASSWORD)


def test_a_new_password_and_a_closed_account(world, enter):
    browser, reader = enter(world.steward), world.reader.account
    answer = browser.post(ADDRESS, {"act": "password", "who": reader.pk})
    [password] = re.findall(r'<p class="mono" dir="ltr">([\w-]+)</p>', text(answer))
    assert Account.objects.get(pk=reader.pk).check_password(password)
    browser.post(ADDRESS, {"act": "close", "who": reader.pk})
    assert not Account.objects.get(pk=reader.pk).is_active


def test_a_lost_second_factor_is_reset_for_others_and_not_for_oneself(world, enter):
    browser = enter(world.steward)
    button = 'value="factor"'
    assert button not in text(browser.get(ADDRESS))
    for actor in (world.reader, world.steward):
        TOTP.activate(actor.account, "A" * 32)
    assert text(browser.get(ADDRESS)).count(button) == 1
    answer = browser.post(ADDRESS, {"act": "factor", "who": world.reader.account.pk}, follow=True)
    assert "The second factor is reset." in text(answer)
    browser.post(ADDRESS, {"act": "factor", "who": world.steward.account.pk})
    assert [held.user for held in Authenticator.objects.all()] == [world.steward.account]


@pytest.mark.parametrize("who", ["reader", "documenter", "reviewer", "outsider"])
def test_only_stewards_come_here(who, world, enter):
    browser = enter(getattr(world, who))
    assert browser.get(ADDRESS).status_code == 403
    for sent in ({"act": "account", "account-login": "mina"}, {"act": "close", "who": world.steward.account.pk}):
        assert browser.post(ADDRESS, sent).status_code == 403
    assert not Account.objects.filter(login="mina").exists()


def test_my_account_shows_what_one_may_do(world, enter):
    page = text(enter(world.reader).get("/my-account"))
    assert "Reader" in page
    assert "no role in any compartment" in text(enter(world.outsider).get("/my-account"))
