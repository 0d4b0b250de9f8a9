"""A changed password or second factor leaves an entry; what it changed to does not."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_set
from allauth.mfa.models import Authenticator
from django.db.models.signals import post_delete, post_save

from dadkhah.archive.actions.manage_access import record_credential_change
from dadkhah.archive.models import Account


def note_password(user: Account, **_: Any) -> None:
    record_credential_change(user, "password")


def note_added(instance: Authenticator, *, created: bool, **_: Any) -> None:
    """Within the transaction that adds it; allauth's own signal comes after the commit, where it could be lost."""
    if created:
        record_credential_change(instance.user, f"{instance.type} added")


def note_removed(instance: Authenticator, **_: Any) -> None:
    record_credential_change(instance.user, f"{instance.type} removed")


def register() -> None:
    password_changed.connect(note_password, dispatch_uid="dadkhah.web.password_changed")
    password_set.connect(note_password, dispatch_uid="dadkhah.web.password_set")
    post_save.connect(note_added, sender=Authenticator, dispatch_uid="dadkhah.web.added")
    post_delete.connect(note_removed, sender=Authenticator, dispatch_uid="dadkhah.web.removed")
