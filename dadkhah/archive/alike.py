"""Files that are nearly the same: the same report twice, a page saved on two days, a photograph made smaller.

A reading keeps what its text or picture resembles, as `reading.similar` makes it, in its own file. `Band` has the pieces by
which others are found. Of a file that is kept encrypted there is none: whoever has a text could try whether it lies there.
Such a file is compared with the others, but not found from them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import Count, Q

from dadkhah.archive.access import Visible
from dadkhah.archive.envelopes import opened
from dadkhah.archive.models import Band, DocumentReading, Item
from dadkhah.evidence.store import NotHeld

TEXT, PICTURE = "text", "picture"
LEAST = {TEXT: 0.7, PICTURE: 0.85}
"""From which likeness on two are shown: shares of common runs of three words, and of 64 bits of light and dark."""
MOST = 50
"""Files with the most bands in common are compared in full."""
BATCH = 2000


@dataclass(frozen=True)
class Alike:
    """A file that another one resembles, by so much (0 to 1) of its text or of its picture."""

    item: Item
    kind: str
    share: float


def marks_of(text: str, picture: Path | None) -> dict[str, str]:
    """What a reading keeps: by kind, in hexadecimal digits. Nothing of a text without words."""
    from dadkhah.reading import similar

    signed = similar.signature(text).hex()
    return ({TEXT: signed} if signed else {}) | ({PICTURE: similar.picture(picture)} if picture else {})


def bands_of(item: str, marks: dict[str, str]) -> Iterator[Band]:
    from dadkhah.reading import similar

    cut = {TEXT: lambda signed: similar.bands(bytes.fromhex(signed)), PICTURE: similar.picture_bands}
    for kind, signed in sorted(marks.items()):
        for place, number in enumerate(cut[kind](signed)):
            yield Band(id=f"{item}-{kind}-{place}", item_id=item, kind=kind, place=place, number=number)


def bands(items: Sequence[str] | None) -> Iterator[Band]:
    """Of the newest reading of each file (of all, or of these) that may be found by what it resembles."""
    rows = DocumentReading.objects.filter(found__erased__isnull=True, item__erased__isnull=True, found__envelope__isnull=True)
    rows = rows if items is None else rows.filter(item__in=items)
    newest: dict[str, DocumentReading] = {}
    for row in rows.select_related("found").order_by("at", "id").iterator():
        newest[row.item_id] = row
    for row in newest.values():
        yield from bands_of(row.item_id, _marks_if_there(row))


def _marks_if_there(reading: DocumentReading) -> dict[str, str]:
    """Verify tells of a file that is missing or damaged; the others are found all the same."""
    try:
        return marks(reading)
    except (NotHeld, ValueError):
        return {}


def marks(reading: DocumentReading) -> dict[str, str]:
    """Raises NotHeld; ValueError where the file is damaged."""
    with opened(reading.found) as file:
        found: dict[str, str] = json.loads(file.read()).get("alike", {})
    return found


def touched(rows: Iterable[Any]) -> set[str]:
    """The files whose bands may be others after these rows were written."""
    written = list(rows)
    found = {row.item_id for row in written if isinstance(row, DocumentReading)}
    erased = [row.pk for row in written if isinstance(row, Item) and row.erased]
    of_erased = DocumentReading.objects.filter(Q(item__in=erased) | Q(found__in=erased))
    return found | set(of_erased.values_list("item_id", flat=True)) if erased else found


def follow(items: set[str]) -> None:
    listed = sorted(items)
    for first in range(0, len(listed), BATCH):
        part = listed[first : first + BATCH]
        Band.objects.filter(item_id__in=part).delete()
        Band.objects.bulk_create(bands(part), batch_size=BATCH)


def rebuild() -> None:
    Band.objects.all().delete()
    Band.objects.bulk_create(bands(None), batch_size=BATCH)


def alike(visible: Visible, reading: DocumentReading) -> list[Alike]:
    """The visible files that this one resembles, the likest first."""
    mine = _marks_if_there(reading)
    found = [each for kind in mine for each in _of_kind(visible, reading, kind, mine[kind])]
    return sorted(found, key=lambda each: (-each.share, each.item.pk))


def _of_kind(visible: Visible, reading: DocumentReading, kind: str, mine: str) -> Iterator[Alike]:
    near = Q()
    for band in bands_of(reading.item_id, {kind: mine}):
        near |= Q(place=band.place, number=band.number)
    rows = Band.objects.filter(near, kind=kind).exclude(item_id=reading.item_id)
    sharing = rows.values_list("item_id").annotate(shared=Count("id")).order_by("-shared", "item_id")[:MOST]
    items = [item for item, _ in sharing]
    newest = {row.item_id: row for row in visible.document_readings().filter(item__in=items).order_by("at", "id")}
    for row in newest.values():
        share = likeness(kind, mine, _marks_if_there(row).get(kind, ""))
        if share >= LEAST[kind]:
            yield Alike(row.item, kind, share)


def likeness(kind: str, one: str, other: str) -> float:
    from dadkhah.reading import similar

    if not one or not other:
        return 0.0
    if kind == PICTURE:
        return similar.picture_likeness(one, other)
    return similar.likeness(bytes.fromhex(one), bytes.fromhex(other))
