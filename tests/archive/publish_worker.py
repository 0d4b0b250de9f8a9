"""Adds entries and publishes each, as fast as it can; `test_heads` starts several of it at once."""

from __future__ import annotations

from pathlib import Path


def publish_often(folder: str, database: str, times: int) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.db import connections, transaction

    from dadkhah.archive import heads
    from dadkhah.archive.models import LedgerEntry
    from dadkhah.archive.place import Place
    from dadkhah.evidence.digests import leaf_hash

    settings.PLACE = Place(Path(folder))
    connections["default"].settings_dict["NAME"] = database
    for number in range(times):
        body = f'{{"number":{number}}}'
        with transaction.atomic():
            head = heads.lock()
            LedgerEntry.objects.create(seq=head.size, body=body, leaf=leaf_hash(body.encode()).hex())
            heads.extend(head, leaf_hash(body.encode()))
        heads.publish_soon()
