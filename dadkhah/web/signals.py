"""A changed password or second factor leaves an entry; what it changed to does not."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_set
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset

from dadkhah.archive.actions.manage_access import record_credential_change
from dadkhah.archive.models import Account

CHANGES = {
    password_changed: "password",
    password_set: "password",
    authenticator_added: "second factor added",
    authenticator_removed: "second factor removed",
    authenticator_reset: "second factor reset",
}


def note(signal: Any, user: Account, **_: Any) -> None:
    record_credential_change(user, CHANGES[signal])


def register() -> None:
    for signal in CHANGES:
        signal.connect(note, dispatch_uid="dadkhah.web.signals")
