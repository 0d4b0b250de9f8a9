"""Give an account a new password: the person themself, or a steward for them."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password

from dadkhah.archive.access import Actor
from dadkhah.archive.actions.manage_access import require_over
from dadkhah.archive.models import Account
from dadkhah.archive.recording import recording


def set_password(actor: Actor, account: Account, password: str) -> None:
    """The hash is not in the ledger; that it was changed, and by whom, is. Raises ValidationError for a weak one."""
    if actor.id != account.pk:
        require_over(actor, account)
    validate_password(password, account)
    with recording(actor, "change_credentials") as record:
        record.notes.update(account=account.pk, what="password")
        account.set_password(password)
        account.save(update_fields=["password"])
