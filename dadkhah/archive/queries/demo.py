"""The visitor's account of a demonstration archive. Every other archive has none."""

from __future__ import annotations

from dadkhah.archive import heads
from dadkhah.archive.models import Account

LOGIN = "demo"


def demo_account() -> Account | None:
    if not heads.place().setting("demo"):
        return None
    return Account.objects.filter(login=LOGIN, is_active=True).first()
