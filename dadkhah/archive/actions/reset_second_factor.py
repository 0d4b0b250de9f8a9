"""Take away a second factor that its owner has lost: a steward, for somebody who cannot sign in without it."""

from __future__ import annotations

from django.db import connection

from dadkhah.archive.access import Actor
from dadkhah.archive.actions.manage_access import require_over
from dadkhah.archive.models import Account
from dadkhah.archive.recording import recording
from dadkhah.sentences import Sentence


def reset_second_factor(actor: Actor, account: Account) -> None:
    """The app and the recovery codes go; the password alone lets the person in, until they set up a new one.

    Raises Refused, and ValueError where there is none.
    """
    require_over(actor, account)
    with recording(actor, "change_credentials") as record:
        record.notes.update(account=account.pk, what="second factor reset")
        with connection.cursor() as cursor:
            # Not by its model, which would leave an entry that the person removed it.
            cursor.execute("DELETE FROM mfa_authenticator WHERE user_id = %s", [account.pk])
            if not cursor.rowcount:
                raise ValueError(Sentence("This account has no second factor. Nothing was changed."))
