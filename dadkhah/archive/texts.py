"""The words of files that were read, in the search index: of each file's newest reading, stretch by stretch.

A copy of a text must lie no more open than the text does. The words of sealed and restricted files are not in the index:
such a file is kept encrypted, and is to be closed to whoever has the database. In a sealed archive the database lies under
the seal as the files of the other compartments do. See docs/decisions/0015-texts-in-the-index.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from dadkhah.archive import heads, index
from dadkhah.archive.access import Visible
from dadkhah.archive.graph import parts
from dadkhah.archive.models import Compartment, DocumentReading, Item, SearchDocument
from dadkhah.archive.reading import Shown
from dadkhah.evidence.store import NotHeld
from dadkhah.reading.fold import tokens
from dadkhah.reading.stretches import Stretch, stretches

KIND = "document_reading"
READ_AT_ONCE = 100
LONGEST = 200
"""Letters of a word that can be found; PostgreSQL takes no longer ones than 2,046 bytes, and nobody types them."""


class Place(NamedTuple):
    """A stretch of the text of one reading, as its search document is called."""

    reading: str
    stretch: Stretch

    @property
    def name(self) -> str:
        return "-".join([self.reading, *(str(int(each)) for each in self.stretch)])

    @classmethod
    def of(cls, name: str) -> Place:
        reading, page, start, end, is_doubtful = name.split("-")
        return cls(reading, Stretch(int(page), int(start), int(end), is_doubtful == "1"))


def _newest(only: Q) -> QuerySet[DocumentReading]:
    """Readings that can be searched: the newest of each file of which nothing is erased, where the database may have its words."""
    standing = DocumentReading.objects.filter(item__erased__isnull=True, text__erased__isnull=True, found__erased__isnull=True)
    is_later = Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), id__gt=OuterRef("id"))
    later = standing.filter(is_later, item=OuterRef("item"))
    open_ones = Q() if heads.place().is_sealed else Q(text__envelope__isnull=True, found__envelope__isnull=True)
    rows = standing.filter(only, open_ones).exclude(item__compartment__level__in=Compartment.SENSITIVE)
    return rows.exclude(Exists(later)).select_related("item", "text", "found").order_by("pk")


def documents(only: Q) -> Iterator[SearchDocument]:
    """What search can find of these readings."""
    for row in _newest(only).iterator(chunk_size=READ_AT_ONCE):
        yield from _documents_of(row)


def _documents_of(row: DocumentReading) -> Iterator[SearchDocument]:
    text, pages = _text_and_pages(row)
    head = f"{index.kind_word(index.TEXT)} {index.zone_word(row.item.zone_id)}"
    first = index.number_of(index.TEXT_RANK, row.pk)
    for number, stretch in enumerate(stretches(text, pages)):
        words = [word if len(word) <= LONGEST else index.MARK for word in tokens(text[stretch.start : stretch.end])]
        yield SearchDocument(
            id=first + number, kind=KIND, object_id=Place(row.pk, stretch).name, rank=index.TEXT_RANK,
            tokens=" ".join([head, *words, index.MARK]), reading_id=row.pk,
        )  # fmt: skip


def _text_and_pages(row: DocumentReading) -> tuple[str, list[dict[str, Any]]]:
    """Nothing where a file is missing, damaged or closed: verify tells of that."""
    shown = Shown(row)
    try:
        return shown.text, shown.about.get("pages", [])
    except (NotHeld, ValueError):
        return "", []


def follow(rows: Iterable[Any]) -> None:
    """Index anew the texts of the files that these rows are of; a reading that is no longer there leaves nothing."""
    written = list(rows)
    for gone in parts(row.pk for row in written if isinstance(row, DocumentReading)):
        index.take_out(SearchDocument.objects.filter(reading_id__in=gone))
    for items in parts(sorted(_touched(written))):
        readings = DocumentReading.objects.filter(item__in=items)
        index.take_out(SearchDocument.objects.filter(reading_id__in=readings.values("pk")))
        index.insert(documents(Q(item__in=items)))


def _touched(written: list[Any]) -> set[str]:
    """Files that were read, and of which an action wrote the reading, or the file, its text or what was found in it."""
    found = {row.item_id for row in written if isinstance(row, DocumentReading)}
    for items in parts(row.pk for row in written if isinstance(row, Item)):
        of_these = Q(item__in=items) | Q(text__in=items) | Q(found__in=items)
        found.update(DocumentReading.objects.filter(of_these).values_list("item_id", flat=True))
    return found


def rebuild() -> None:
    """After the index was emptied."""
    index.insert(documents(Q()))


def has_unsearched(visible: Visible) -> bool:
    """Whether the reader may see texts whose words are not in the index."""
    closed = Q(item__zone__in=visible.sensitive_zones)
    closed |= Q() if heads.place().is_sealed else Q(text__envelope__isnull=False) | Q(found__envelope__isnull=False)
    return visible.document_readings().filter(closed).exists()
