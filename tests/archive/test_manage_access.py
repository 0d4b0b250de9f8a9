"""Who comes in and what they may do: given and taken by stewards, and never more than a steward has."""

from __future__ import annotations

import json

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError

from dadkhah.archive.access import Actor, Refused, may
from dadkhah.archive.actions.manage_access import (
    add_account,
    add_compartment,
    close_account,
    grant_role,
    record_credential_change,
    take_role,
)
from dadkhah.archive.actions.reset_second_factor import reset_second_factor
from dadkhah.archive.actions.set_password import set_password
from dadkhah.archive.models import Account, LedgerEntry, LedgerHead, Role

PASSWORD = "a long password for tests"


@pytest.fixture
def lesser(world) -> Actor:
    """Steward of the other compartment alone."""
    account = add_account(world.steward, "lesser", password=PASSWORD)
    grant_role(world.steward, account, world.other, "steward")
    return Actor(account)


def test_an_account_comes_without_any_role(world):
    account = add_account(world.steward, " mina ", name="Mina", password=PASSWORD)
    assert account.login == "mina"
    assert not Role.objects.filter(account=account).exists()
    assert account.check_password(PASSWORD)


@pytest.mark.parametrize("login", ["", "  ", "x" * 151, "a\nb"])
def test_a_login_can_be_typed(world, login):
    with pytest.raises(ValueError, match="sign in with"):
        add_account(world.steward, login)


def test_a_login_is_one_persons_whatever_its_case(world):
    with pytest.raises(ValueError, match="already"):
        add_account(world.steward, "READER")


def test_a_weak_password_is_refused(world):
    with pytest.raises(ValidationError):
        add_account(world.steward, "mina", password="short")
    assert not Account.objects.filter(login="mina").exists()


def test_only_stewards_manage(world):
    for actor in (world.reader, world.documenter, world.reviewer, world.outsider):
        with pytest.raises(Refused):
            add_account(actor, "mina")
        with pytest.raises(Refused):
            add_compartment(actor, "mine", "Mine", "team")
        with pytest.raises(Refused):
            grant_role(actor, actor.account, world.main, "steward")
        with pytest.raises(Refused):
            close_account(actor, world.reader.account)


def test_a_role_is_granted_once_and_acts_at_once(world):
    grant_role(world.steward, world.outsider.account, world.main, "reader")
    before = LedgerHead.objects.get(id=1).size
    grant_role(world.steward, world.outsider.account, world.main, "reader")
    assert LedgerHead.objects.get(id=1).size == before
    assert may(Actor(world.outsider.account), "see", world.main)
    take_role(world.steward, Role.objects.get(account=world.outsider.account))
    assert not may(Actor(world.outsider.account), "see", world.main)
    with pytest.raises(ValueError, match="no role"):
        grant_role(world.steward, world.outsider.account, world.main, "king")


def test_a_steward_acts_in_their_own_compartment_alone(world, lesser):
    with pytest.raises(Refused):
        grant_role(lesser, lesser.account, world.main, "reader")
    with pytest.raises(Refused):
        take_role(lesser, Role.objects.get(account=world.reader.account))


def test_a_steward_of_one_compartment_cannot_become_a_member_of_another(world, lesser):
    """By setting that person's password, or by shutting them out."""
    with pytest.raises(Refused, match="every compartment"):
        set_password(lesser, world.reader.account, PASSWORD + " new")
    with pytest.raises(Refused, match="every compartment"):
        close_account(lesser, world.steward.account)
    set_password(lesser, world.member_elsewhere.account, PASSWORD + " new")
    assert Account.objects.get(pk=world.member_elsewhere.id).check_password(PASSWORD + " new")


def test_a_compartment_keeps_a_steward(world):
    [role] = Role.objects.filter(compartment=world.main, role="steward")
    with pytest.raises(ValueError, match="last steward"):
        take_role(world.steward, role)
    grant_role(world.steward, world.reader.account, world.main, "steward")
    take_role(world.steward, role)
    assert Role.objects.filter(compartment=world.main, role="steward").count() == 1


def test_nobody_closes_their_own_account(world):
    with pytest.raises(ValueError, match="own account"):
        close_account(world.steward, world.steward.account)


def test_a_compartment_has_a_handle_of_its_own_and_a_known_level(world):
    with pytest.raises(ValueError, match=r"without spaces.*no level"):
        add_compartment(world.steward, "a b", "", "secret")
    with pytest.raises(ValueError, match="taken"):
        add_compartment(world.steward, "main", "", "team")


def with_factor(actor: Actor) -> Account:
    for kind in ("totp", "recovery_codes"):
        Authenticator.objects.create(user=actor.account, type=kind, data={})
    return actor.account


def test_a_steward_resets_a_lost_second_factor_in_their_own_name(world):
    account = with_factor(world.reader)
    before = LedgerHead.objects.get(id=1).size
    reset_second_factor(world.steward, account)
    assert not Authenticator.objects.filter(user=account).exists()
    assert LedgerHead.objects.get(id=1).size == before + 1
    entry = json.loads(LedgerEntry.objects.latest("seq").body)
    assert (entry["actor"], entry["action"]) == (world.steward.id, "change_credentials")
    assert entry["notes"] == {"account": account.pk, "what": "second factor reset"}
    with pytest.raises(ValueError, match="no second factor"):
        reset_second_factor(world.steward, account)
    assert LedgerHead.objects.get(id=1).size == before + 1


def test_nobody_else_resets_it(world, lesser):
    account = with_factor(world.reader)
    for actor in (world.reader, world.reviewer, world.outsider, lesser):
        with pytest.raises(Refused):
            reset_second_factor(actor, account)
    assert Authenticator.objects.filter(user=account).count() == 2


def test_a_changed_password_leaves_an_entry_without_it(world):
    record_credential_change(world.reader.account, "password")
    body = LedgerEntry.objects.order_by("seq").last().body
    entry = json.loads(body)
    assert (entry["action"], entry["notes"]["what"], entry["actor"]) == ("change_credentials", "password", world.reader.id)
    assert "argon" not in body
    assert "scrypt" not in body
