"""Accounts, compartments and roles: who may come in, and what each may do where."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password

from dadkhah.archive.access import VERBS, Actor, Refused, require
from dadkhah.archive.models import Account, Compartment, Role
from dadkhah.archive.recording import recording
from dadkhah.claims.vocabulary import vocabulary
from dadkhah.sentences import Sentence, Word, together


def add_account(actor: Actor, login: str, *, name: str = "", email: str = "", password: str | None = None) -> Account:
    """A new account without any role. Needs the right to grant roles in some compartment.

    Raises Refused, ValueError for the login, ValidationError for a weak password.
    """
    if not actor.compartments("grant_role"):
        raise Refused(Sentence("Only a steward may add accounts. Ask one of this archive's stewards."))
    account = Account(login=login.strip(), name=name, email=email)
    if not account.login or len(account.login) > 150 or not account.login.isprintable():
        raise ValueError(Sentence("Give the account a name to sign in with, of at most {most} letters.", most=150))
    if Account.objects.filter(login__iexact=account.login).exists():
        raise ValueError(Sentence("There is an account “{login}” already. Choose another name.", login=account.login))
    if password is not None:
        validate_password(password, account)
    account.password = make_password(password)
    with recording(actor, "add_account") as record:
        return record.add(account)


def grant_role(actor: Actor, account: Account, compartment: Compartment, role: str) -> Role:
    """Give an account a role in a compartment; granting it twice changes nothing."""
    require(actor, "grant_role", compartment)
    if role not in VERBS:
        known = _words("account_roles", VERBS)
        raise ValueError(Sentence("There is no role “{role}”. Roles are: {roles}.", role=role, roles=known))
    held = Role.objects.filter(account=account, compartment=compartment, role=role).first()
    if held:
        return held
    with recording(actor, "grant_role") as record:
        return record.add(Role(account=account, compartment=compartment, role=role))


def take_role(actor: Actor, role: Role) -> None:
    """Take a role away. A compartment keeps a steward: without one nobody could let others in again."""
    require(actor, "grant_role", role.compartment_id)
    stewards = Role.objects.filter(compartment=role.compartment_id, role="steward", account__is_active=True)
    if role.role == "steward" and not stewards.exclude(pk=role.pk).exists():
        raise ValueError(Sentence("This is the last steward of the compartment. Make somebody else steward first."))
    with recording(actor, "take_role") as record:
        record.remove(role)


def close_account(actor: Actor, account: Account) -> None:
    """The person can no longer sign in; what they did stays."""
    require_over(actor, account)
    if account.pk == actor.id:
        raise ValueError(Sentence("You cannot close your own account. Ask another steward."))
    with recording(actor, "close_account") as record:
        record.change(account, is_active=False)


def require_over(actor: Actor, account: Account) -> None:
    """Who changes another's account must be steward wherever that account has a role.

    Otherwise the steward of one compartment could set a password, sign in as that person, and read another one.
    """
    actor.must_be_named()
    own = set(actor.compartments("grant_role"))
    theirs = set(Role.objects.filter(account=account).values_list("compartment", flat=True))
    if not own or not theirs <= own:
        raise Refused(
            Sentence("Only a steward of every compartment in which this person has a role may do this. Ask one.")
        )


def add_compartment(actor: Actor, handle: str, name: str, level: str) -> Compartment:
    """A new compartment; whoever makes it is its first steward."""
    if not actor.account or not actor.compartments("grant_role"):
        raise Refused(Sentence("Only a steward may add compartments. Ask one of this archive's stewards."))
    faults: list[str] = []
    if not handle.strip() or " " in handle.strip() or len(handle) > 100:
        faults.append(Sentence("Give the compartment a handle without spaces, such as witnesses."))
    if Compartment.objects.filter(handle=handle).exists():
        faults.append(Sentence("The handle “{handle}” is taken. Choose another.", handle=handle))
    if level not in vocabulary().codes("access_levels"):
        known = _words("access_levels", vocabulary().codes("access_levels"))
        faults.append(Sentence("There is no level “{level}”. Levels are: {levels}.", level=level, levels=known))
    if faults:
        raise ValueError(together(faults))
    with recording(actor, "add_compartment") as record:
        made = record.add(Compartment(handle=handle, name=name, level=level))
        record.add(Role(account=actor.account, compartment=made, role="steward"))
    return made


def _words(terms: str, codes: Iterable[str]) -> list[Word]:
    return [vocabulary().word(terms, code) for code in codes]


def record_credential_change(account: Account, what: str) -> None:
    """A password or second factor changed: what changed is not in the ledger, that it did is."""
    with recording(Actor(account), "change_credentials") as record:
        record.notes["account"] = account.pk
        record.notes["what"] = what
