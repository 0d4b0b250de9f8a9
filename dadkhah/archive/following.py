"""What follows from an action's rows on who is one person: the records and persons that it touches, brought up to date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import QuerySet

from dadkhah.archive import pairs, persons
from dadkhah.archive.graph import parts
from dadkhah.archive.models import (
    Anchor,
    Judgement,
    LinkageRun,
    ListImport,
    Member,
    Record,
    RecordList,
    Source,
    Subject,
)

if TYPE_CHECKING:
    from dadkhah.archive.recording import Recording


def persons_touched(record: Recording) -> set[str]:
    """Bring pairs and members up to date; returns the persons who are seen or called otherwise now."""
    rows = [row for _, row, _, _ in record.written()]
    pairs.follow(rows)
    found: set[str] = set()
    changed = [row for row in rows if isinstance(row, LinkageRun) and row.state != "proposed"]
    if changed:
        found |= _all_anew() if changed[0].followed is None else changed[0].followed
    elif seeds := set(_seeds(rows)):
        found |= persons.follow(seeds)
    for row in rows:
        of_row = _records_of(row)
        if of_row is not None:
            found |= set(Member.objects.filter(record_id__in=of_row.values("id")).values_list("subject_id", flat=True))
    return found


def _records_of(row: models.Model) -> QuerySet[Record] | None:
    """The records that are seen otherwise when this row changes."""
    if isinstance(row, ListImport):
        return Record.objects.filter(batch=row.pk)
    if isinstance(row, Record):
        return Record.objects.filter(pk=row.pk)
    if isinstance(row, RecordList):
        return Record.objects.filter(list=row.pk)
    return Record.objects.filter(list__source=row.pk) if isinstance(row, Source) else None


def _seeds(rows: Iterable[models.Model]) -> Iterator[str]:
    """What may belong to another person now."""
    replacing: set[str] = set()
    for row in rows:
        if isinstance(row, Judgement) and not row.blind:
            yield from (row.one, row.other)
        elif isinstance(row, Anchor) and not row.act:
            yield from (row.subject_id, row.record_id)
        elif isinstance(row, Record) and row.previous_id:
            replacing.add(row.previous_id)
        elif isinstance(row, ListImport):
            before = Record.objects.filter(batch=row.pk, previous__isnull=False).values("previous")
            yield from Member.objects.filter(record_id__in=before).values_list("record_id", flat=True)
    for part in parts(sorted(replacing)):
        yield from Member.objects.filter(record_id__in=part).values_list("record_id", flat=True)


def _all_anew() -> set[str]:
    """A run comes into force or goes: everybody may be somebody else."""
    before = dict(Member.objects.values_list("record_id", "subject_id"))
    persons.rebuild()
    after = dict(Member.objects.values_list("record_id", "subject_id"))
    moved = {person for key in before.keys() | after.keys() for person in (before.get(key), after.get(key))
             if before.get(key) != after.get(key) and person}  # fmt: skip
    return moved | set(Subject.objects.filter(forwards_to__in=moved).values_list("id", flat=True))
