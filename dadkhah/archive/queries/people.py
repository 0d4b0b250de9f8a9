"""Who may do what where, as far as the actor may know it."""

from __future__ import annotations

from dataclasses import dataclass, field

from dadkhah.archive.access import Visible
from dadkhah.archive.models import Account, Compartment, Role


@dataclass(frozen=True)
class Person:
    """An account with its roles in the compartments that the actor may see."""

    account: Account
    has_second_factor: bool = False
    roles: list[Role] = field(default_factory=list)


def roles_of(visible: Visible) -> list[Role]:
    """The actor's own roles, by compartment; those in compartments that are not visible are left out."""
    rows = Role.objects.filter(account=visible.actor.id, compartment__in=visible.compartments())
    return list(rows.select_related("compartment").order_by("compartment__name", "role"))


def people(visible: Visible) -> list[Person]:
    """Everybody the actor may see, by login, with the roles they may see."""
    with_factor = set(visible.accounts().filter(authenticator__isnull=False).values_list("pk", flat=True))
    found = {a.pk: Person(a, a.pk in with_factor) for a in visible.accounts().order_by("login")}
    rows = Role.objects.filter(account__in=list(found), compartment__in=visible.compartments())
    for role in rows.select_related("compartment").order_by("compartment__name", "role"):
        found[role.account_id].roles.append(role)
    return list(found.values())


def stewarded(visible: Visible) -> list[Compartment]:
    """Compartments in which the actor gives and takes roles."""
    return list(visible.compartments().filter(pk__in=visible.actor.compartments("grant_role")).order_by("name"))


def role_of(visible: Visible, pk: str) -> Role | None:
    """The role, if it is in a compartment that the actor may see."""
    return Role.objects.filter(pk=pk, compartment__in=visible.compartments()).select_related("account").first()
