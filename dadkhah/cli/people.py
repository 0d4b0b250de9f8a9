"""Accounts, roles and compartments: who may come in, and what each may do where."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dadkhah.cli.passwords import asked, from_file, password_file
from dadkhah.cli.session import CannotDo, Session, as_json, in_compartment, pass_session
from dadkhah.cli.terminal import echo, print_json

if TYPE_CHECKING:
    from dadkhah.archive.models import Account
    from dadkhah.archive.queries.people import Person

ROLES = ("reader", "documenter", "reviewer", "analyst", "publisher", "steward")
LEVELS = ("public", "registered", "team", "restricted", "sealed")


@click.group()
def user() -> None:
    """Accounts: add one, list them, set a password, reset a lost second factor.

    \b
    Example:
      dadkhah -C my-archive user add amina --role documenter
    """


@user.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), required=True, help="What the account may do in the compartment.")
@in_compartment
@password_file
@pass_session
def add_user(session: Session, name: str, role: str, compartment: str | None, password_file: Path | None) -> None:
    """Add the account NAME, or give an account that is there one more role.

    \b
    Example:
      dadkhah -C my-archive user add amina --role documenter --compartment main
    """
    from dadkhah.archive.actions.manage_access import add_account, grant_role
    from dadkhah.archive.actions.set_password import set_password
    from dadkhah.archive.models import Account

    within = session.compartment(compartment, "grant_role")
    password = from_file(password_file)
    account = session.visible.accounts().filter(login=name).first() or add_account(session.actor, name)
    grant_role(session.actor, account, within, role)
    if password is not None:
        set_password(session.actor, account, password)
    echo(f"“{name}” is {role} in “{within.handle}”.")
    if not Account.objects.get(pk=account.pk).has_usable_password():
        echo(f"The account cannot sign in yet. Set its password: dadkhah user password {name}")


@user.command("list")
@as_json
@pass_session
def list_users(session: Session, as_json: bool) -> None:
    """List the accounts that you may see, with their roles.

    \b
    Example:
      dadkhah -C my-archive user list
    """
    from dadkhah.archive.queries.people import people

    found = people(session.visible)
    if as_json:
        print_json([{**_account(p), "roles": [[r.role, r.compartment.handle] for r in p.roles]} for p in found])
        return
    for person in found:
        state = "" if person.account.is_active else "  (closed)"
        roles = ", ".join(f"{role.role} in {role.compartment.handle}" for role in person.roles)
        echo(f"{person.account.login}{state}  {roles or 'no role that you may see'}")


def _account(person: Person) -> dict[str, object]:
    return {"id": person.account.pk, "login": person.account.login, "open": person.account.is_active}


def _account_named(session: Session, name: str) -> Account:
    account = session.visible.accounts().filter(login=name).first()
    if account is None:
        raise CannotDo(f"There is no account “{name}” that you may see. Stewards see all: dadkhah user list.")
    return account


@user.command()
@click.argument("name")
@password_file
@pass_session
def password(session: Session, name: str, password_file: Path | None) -> None:
    """Set the password of NAME; asks twice. Yours, or as a steward anyone's.

    \b
    Example:
      dadkhah -C my-archive user password amina
    """
    from dadkhah.archive.actions.set_password import set_password

    account = _account_named(session, name)
    chosen = from_file(password_file)
    set_password(session.actor, account, asked() if chosen is None else chosen)
    echo(f"“{name}” has a new password.")


@user.command("reset-second-factor")
@click.argument("name")
@pass_session
def reset_second_factor(session: Session, name: str) -> None:
    """Take the second factor of NAME away, where it was lost; the password alone lets them in then.

    Needs a steward of every compartment in which NAME has a role. It leaves an entry.

    \b
    Example:
      dadkhah -C my-archive user reset-second-factor amina
    """
    from dadkhah.archive.actions.reset_second_factor import reset_second_factor

    reset_second_factor(session.actor, _account_named(session, name))
    echo(f"“{name}” signs in with the password alone, and can set up a new second factor under “My account”.")


@click.group()
def compartment() -> None:
    """Compartments: each item, source and claim belongs to one, and roles are given per compartment.

    \b
    Example:
      dadkhah -C my-archive compartment add witnesses --level sealed
    """


@compartment.command("add")
@click.argument("handle")
@click.option("--level", type=click.Choice(LEVELS), required=True, help="How closely it is kept.")
@click.option("--name", default="", help="Its name in words. Default: the handle.")
@pass_session
def add_compartment(session: Session, handle: str, level: str, name: str) -> None:
    """Add the compartment HANDLE; you become its first steward.

    \b
    Example:
      dadkhah -C my-archive compartment add witnesses --level sealed
    """
    from dadkhah.archive.actions.manage_access import add_compartment

    made = add_compartment(session.actor, handle, name or handle, level)
    echo(f"Made the compartment “{made.handle}” of level {made.level}. You are its steward.")


@compartment.command("list")
@as_json
@pass_session
def list_compartments(session: Session, as_json: bool) -> None:
    """List the compartments that you may see.

    \b
    Example:
      dadkhah -C my-archive compartment list
    """
    found = [
        {"handle": c.handle, "level": c.level, "id": c.pk} for c in session.visible.compartments().order_by("handle")
    ]
    if as_json:
        print_json(found)
        return
    for one in found:
        echo(f"{one['handle']}  {one['level']}")
