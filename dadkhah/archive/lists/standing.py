"""What a list holds now, whoever may see it: an import compares a file with all of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence

from django.db.models import Exists, OuterRef, QuerySet

from dadkhah.archive.lists.known import Known, cells_hash, hash_of
from dadkhah.archive.models import ListImport, Record, RecordList


def standing(listed: RecordList) -> QuerySet[Record]:
    """The records of imports in force that no later one replaced."""
    later = Record.objects.filter(previous=OuterRef("pk"), batch__state="in_force")
    return Record.objects.filter(~Exists(later), list=listed, batch__state="in_force")


def known(listed: RecordList) -> Known | None:
    """As `Known`; nothing where the list holds no record yet."""
    hashes = dict(_hashes(listed))
    if not hashes:
        return None
    return Known.of(_rows(listed, hashes))


def _hashes(listed: RecordList) -> Iterator[tuple[str, Callable[[Sequence[str]], int]]]:
    for batch in ListImport.objects.filter(list=listed, state="in_force"):
        yield batch.pk, cells_hash(json.loads(batch.header))


def _rows(listed: RecordList, hashes: dict[str, Callable[[Sequence[str]], int]]) -> Iterator[tuple[str, int, int]]:
    rows = standing(listed).order_by("id").values_list("id", "batch_id", "given", "key")
    for pk, batch, given, key in rows.iterator(chunk_size=2000):
        cells = hashes[batch](json.loads(given)) if given else 1
        yield pk, cells, hash_of(key) if key else 0
