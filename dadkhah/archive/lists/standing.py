"""What a list holds now, whoever may see it: an import compares a file with all of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, QuerySet

from dadkhah.archive.models import ListImport, Record, RecordList

if TYPE_CHECKING:
    from dadkhah.archive.lists.known import Known


def standing(listed: RecordList) -> QuerySet[Record]:
    """The records of imports in force that no later one replaced."""
    later = Record.objects.filter(previous=OuterRef("pk"), batch__state="in_force")
    return Record.objects.filter(~Exists(later), list=listed, batch__state="in_force")


def known(listed: RecordList) -> Known | None:
    """As `Known`; nothing where the list holds no record yet."""
    from dadkhah.archive.lists.known import Known, cells_hash, hash_of  # numpy, which a server at rest does without

    batches = ListImport.objects.filter(list=listed, state="in_force")
    hashes = {batch.pk: cells_hash(json.loads(batch.header)) for batch in batches}
    if not hashes:
        return None
    rows = standing(listed).exclude(given="").order_by("id").values_list("id", "batch_id", "given", "key")
    return Known.of(
        (pk, hashes[batch](json.loads(given)), hash_of(key) if key else 0)
        for pk, batch, given, key in rows.iterator(chunk_size=2000)
    )
