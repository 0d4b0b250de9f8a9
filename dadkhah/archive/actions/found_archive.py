"""The first entry of an archive: its steward and the first compartment."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password

from dadkhah.archive.access import Actor
from dadkhah.archive.models import Account, Compartment, LedgerHead, Role
from dadkhah.archive.recording import recording


class AlreadyFounded(Exception):
    """The archive has a ledger already."""


def found_archive(login: str, password: str | None, compartment: str = "main") -> Account:
    """Make the steward's account, the first compartment and the steward's role in it."""
    if LedgerHead.objects.get(id=1).size:
        raise AlreadyFounded("This archive is founded already; add accounts with: dadkhah user add NAME --role R.")
    with recording(Actor(None, machine="machine:init/1"), "found_archive") as record:
        steward = record.add(Account(login=login, name=login, password=make_password(password)))
        first = record.add(Compartment(handle=compartment, name=compartment, level="team"))
        record.add(Role(account=steward, compartment=first, role="steward"))
    return steward
