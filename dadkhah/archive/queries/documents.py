"""Files that were read and those that nobody had read yet, for going through many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from dadkhah.archive.access import Visible
from dadkhah.archive.models import DocumentReading, Item, ListImport
from dadkhah.archive.reading import Key, Shown
from dadkhah.evidence.store import NotHeld
from dadkhah.reading.extract.kinds import DOCX, MAIL, ODT, PAGES, PDF

SHEET = "sheet"
READABLE = (
    Q(media_type__startswith="text/") | Q(media_type__startswith="image/") | Q(media_type__in=(PDF, MAIL, DOCX, ODT, *PAGES))
)
"""Kinds of files that are read unasked: tables, sound and film are not."""


def unread(visible: Visible, compartments: Iterable[str]) -> QuerySet[Item]:
    """Visible files of these compartments that people received and nobody had read, the oldest first.

    Not sheets and lists, which are read in another way, nor what this program wrote itself.
    """
    rows = visible.items().filter(READABLE, compartment__in=list(compartments), erased__isnull=True, derived_from__isnull=True)
    read = DocumentReading.objects.filter(item=OuterRef("pk"))
    listed = ListImport.objects.filter(item=OuterRef("pk"))
    return rows.exclude(method=SHEET).exclude(Exists(read)).exclude(Exists(listed)).order_by("id")


@dataclass(frozen=True)
class Progress:
    """A file that was read, and how many of its suggestions are answered; the reason, as it is kept, where it could not be read.

    `is_held`: whether what was found in it is here, and open.
    """

    reading: DocumentReading
    count: int = 0
    answered: int = 0
    failure: str = ""
    is_held: bool = True

    @classmethod
    def of(cls, shown: Shown, answered: Collection[Key]) -> Progress:
        return cls(shown.reading, len(shown.suggestions), sum(key in answered for key in shown.suggestions), shown.failure)

    @property
    def percent(self) -> int:
        return 100 * self.answered // self.count if self.count else 100


def newest(visible: Visible) -> QuerySet[DocumentReading]:
    """The newest reading of each file, the newest first."""
    rows = visible.document_readings().filter(item__erased__isnull=True, found__erased__isnull=True)
    later = DocumentReading.objects.filter(item=OuterRef("item"), id__gt=OuterRef("id"), found__erased__isnull=True)
    return rows.exclude(Exists(later)).select_related("item", "text", "found").order_by("-id")


def progress(visible: Visible, readings: Sequence[DocumentReading]) -> list[Progress]:
    answers = visible.suggestion_verdicts().filter(reading__item__in=[row.item_id for row in readings])
    of: dict[tuple[str, str], set[Key]] = defaultdict(set)
    places = answers.values_list("reading__item", "reading__text__digest", "kind", "start", "end")
    for item, digest, kind, start, end in places:
        of[item, digest].add((kind, start, end))
    return [_progress(row, of[row.item_id, row.text.digest]) for row in readings]


def _progress(row: DocumentReading, answered: set[Key]) -> Progress:
    try:
        return Progress.of(Shown(row), answered)
    except NotHeld:
        return Progress(row, is_held=False)
