"""People and compartments beside the loaded example, for tests that ask who may see what."""

from __future__ import annotations

from types import SimpleNamespace


def company(example: SimpleNamespace) -> SimpleNamespace:
    """The example with a second and a sealed compartment, and a reader of the main one; rolled back with the test."""
    from dadkhah.archive.access import Actor
    from dadkhah.archive.actions.manage_access import add_account, add_compartment, grant_role

    steward = Actor(example.steward.account)
    other = add_compartment(steward, "other", "Other group", "team")
    sealed = add_compartment(steward, "sealed", "Sealed", "sealed")
    account = add_account(Actor(steward.account), "reader", password="a long password for tests")
    grant_role(Actor(steward.account), account, example.main, "reader")
    return SimpleNamespace(
        steward=Actor(steward.account), main=example.main, other=other, sealed=sealed, reader=Actor(account)
    )
