"""Files that were read and those that nobody had read yet, for going through many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from dadkhah.archive.access import Visible
from dadkhah.archive.models import DocumentReading, Item, ListImport
from dadkhah.archive.reading import Shown

SHEET = "sheet"
READABLE = Q(media_type__startswith="text/") | Q(media_type__startswith="image/") | Q(media_type__in=(
    "application/pdf", "message/rfc822", "application/xhtml+xml", "application/rtf", "application/vnd.oasis.opendocument.text",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
))  # fmt: skip
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
    """A file that was read, and how many of its suggestions are answered; the reason, as it is kept, where it could not be read."""

    reading: DocumentReading
    count: int
    answered: int
    failure: str

    @property
    def percent(self) -> int:
        return 100 * self.answered // self.count if self.count else 100


def newest(visible: Visible) -> QuerySet[DocumentReading]:
    """The newest reading of each file, the newest first."""
    rows = visible.document_readings().filter(item__erased__isnull=True, found__erased__isnull=True)
    later = DocumentReading.objects.filter(item=OuterRef("item"), id__gt=OuterRef("id"), found__erased__isnull=True)
    return rows.exclude(Exists(later)).select_related("item", "text", "found").order_by("-id")


def progress(visible: Visible, readings: Sequence[DocumentReading]) -> list[Progress]:
    """Raises NotHeld where what was found in one of them is not here."""
    answers = visible.suggestion_verdicts().filter(reading__item__in=[row.item_id for row in readings])
    counted = answers.values_list("reading__item", "reading__text__digest").annotate(answered=Count("id"))
    of = {(item, digest): answered for item, digest, answered in counted}
    return [_progress(row, of.get((row.item_id, row.text.digest), 0)) for row in readings]


def _progress(row: DocumentReading, answered: int) -> Progress:
    shown = Shown(row)
    count = len(shown.suggestions)
    return Progress(row, count, min(answered, count), shown.failure)
