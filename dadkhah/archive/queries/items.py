"""Items: what was received, what happened to it, what derives from it and what rests on it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from dadkhah.archive import heads
from dadkhah.archive.access import Visible
from dadkhah.archive.envelopes import envelope_of
from dadkhah.archive.models import Claim, Custodian, CustodyEvent, Envelope, Item, Source
from dadkhah.evidence.store import Store

MOST = 200


@dataclass(frozen=True)
class Kept:
    """All of one item but its bytes and the claims that rest on it.

    `custodians` can open it where it is encrypted. `described`: sources that a line of it describes.
    """

    item: Item
    envelope: Envelope | None
    custodians: list[Custodian]
    custody: list[CustodyEvent]
    derived_from: Item | None
    derived: list[Item]
    sources: list[Source]
    described: list[Source]
    same_bytes: list[Item]

    @property
    def bytes(self) -> int:
        """The file's size as it came."""
        return self.envelope.size if self.envelope else self.item.size


def select(visible: Visible, *, media_type: str = "", words: str = "", erased: bool = False) -> QuerySet[Item]:
    """Visible items, the newest first. `words` must stand in the name as received."""
    rows = visible.items()
    if media_type:
        rows = rows.filter(media_type=media_type)
    if words:
        rows = rows.filter(original_name__icontains=words)
    if erased:
        rows = rows.filter(erased__isnull=False)
    return rows.order_by("-id")


def media_types(visible: Visible) -> list[str]:
    """The media types of visible items."""
    return sorted(visible.items().values_list("media_type", flat=True).distinct().order_by())


def kept(visible: Visible, item: Item) -> Kept:
    """A fixed number of questions; other items are named only where they are visible too."""
    others = visible.items().exclude(pk=item.pk)
    return Kept(
        item=item,
        envelope=(envelope := envelope_of(item)),
        custodians=list(Custodian.objects.filter(pk__in=envelope.custodians.split())) if envelope else [],
        custody=list(visible.custody().filter(item=item).select_related("account").order_by("at", "id")[:MOST]),
        derived_from=others.filter(pk=item.derived_from_id).first() if item.derived_from_id else None,
        derived=list(others.filter(derived_from=item).order_by("id")[:MOST]),
        sources=list(visible.sources().filter(item=item).order_by("id")[:MOST]),
        described=list(visible.sources().filter(passage__item=item).order_by("passage__first_line", "id")[:MOST]),
        same_bytes=list(others.filter(digest=item.digest, erased__isnull=True).order_by("id")[:MOST]),
    )


def resting_on(visible: Visible, item: Item) -> QuerySet[Claim]:
    """Visible claims that have a passage in the item, in its order."""
    return visible.claims().filter(passage__item=item).order_by("passage__first_line", "passage__start", "id")


def store() -> Store:
    """Where the bytes are; ask for those of a visible item only."""
    return Store(heads.place().store)
