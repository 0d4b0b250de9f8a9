"""Rows that follow from others: where a subject is seen, what it is called, what search finds.

Each is made by one function from the rows it follows from. An action calls `follow` for what it touched;
`rebuild` makes all of them anew; verify makes them anew and compares.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.db import transaction

from dadkhah.archive import alike, following, index, pairs, persons, texts
from dadkhah.archive.connection import gather_statistics
from dadkhah.archive.models import Claim, DocumentReading, Label, LinkageRun, Sighting, Statement, Subject, ZoneSet
from dadkhah.archive.persons import FORWARDED
from dadkhah.reading.fold import fold

if TYPE_CHECKING:
    from dadkhah.archive.recording import Recording

BATCH = 2000
LABEL_PREDICATES = {"name": "en", "title": "en", "name_fa": "fa", "title_fa": "fa"}
ARABIC = re.compile("[\u0600-\u06ff]")
INSTEAD = {"body": "en", "who": "en", "what": "en", "open_question": "en"}
"""What stands for the name of a subject that nobody names: who acted, or what was done."""


def zone_set_id(zones: Iterable[str]) -> str:
    return hashlib.sha256(" ".join(sorted(zones)).encode()).hexdigest()[:32]


def follow(record: Recording) -> None:
    """Bring the derived rows of all that an action wrote up to date, within its transaction."""
    touched: dict[str, set[str]] = defaultdict(set)
    documents: list[tuple[str, str]] = []
    for table, row, _, _ in record.written():
        if isinstance(row, Claim):
            touched["subject"].add(row.subject_id)
            if row.statement_id:
                touched["statement"].add(row.statement_id)
        if isinstance(row, Subject):
            touched["subject"].add(row.pk)
        if isinstance(row, Statement):
            touched["statement"].add(row.pk)
        if table.name in index.KINDS:
            documents.append((table.name, row.pk))
    touched["subject"] |= following.persons_touched(record)
    touched["subject"] |= _forwarded_to(touched["subject"])
    sight_subjects(touched["subject"])
    sight_statements(touched["statement"])
    label(touched["subject"])
    index.follow(documents, touched["subject"])
    alike.follow(alike.touched(row for _, row, _, _ in record.written()))
    texts.follow(row for _, row, _, _ in record.written())


def rebuild() -> None:
    """All derived rows from nothing, within the caller's transaction."""
    Sighting.objects.all().delete()
    Label.objects.all().delete()
    ZoneSet.objects.all().delete()
    pairs.rebuild()
    persons.rebuild()
    sight_subjects(None)
    sight_statements(None)
    label(None)
    index.rebuild()
    texts.rebuild()
    alike.rebuild()
    gather_statistics()


def _forwarded_to(subjects: set[str]) -> set[str]:
    """The persons through whom these are seen."""
    found: set[str] = set()
    for part in _parts(subjects):
        forwarding = Subject.objects.filter(pk__in=part or (), forwards_to__isnull=False)
        found.update(to for to in forwarding.values_list("forwards_to", flat=True) if to)
    return found


def follow_files() -> None:
    """After files came that the rows speak of: pairs and bands are made from them, and who is one person from the pairs."""
    if LinkageRun.objects.exists() or DocumentReading.objects.exists():
        with transaction.atomic():
            rebuild()


def _zones_by(owner: str, ids: set[str] | None) -> dict[str, set[str]]:
    """Owner id -> zones of the claims about it. `ids` None means all."""
    zones: dict[str, set[str]] = defaultdict(set)
    for part in _parts(ids):
        claims = Claim.objects.filter(retired__isnull=True).exclude(**{owner: None})
        if part is not None:
            claims = claims.filter(**{f"{owner}__in": part})
        for of, zone in claims.values_list(owner, "zone").distinct().order_by().iterator():
            zones[of].add(zone)
    return zones


def _parts(ids: set[str] | None) -> Iterator[list[str] | None]:
    if ids is None:
        yield None
        return
    listed = sorted(ids)
    for first in range(0, len(listed), BATCH):
        yield listed[first : first + BATCH]


def sightings_of_subjects(ids: set[str] | None, held: persons.Held | None = None) -> Iterator[tuple[str, str, set[str]]]:
    """(id, kind, zones) of every subject that some claim is about, and of every person with a record."""
    zones = _zones_by("subject", ids)
    for person, zone in persons.zones_beside(ids, held):
        zones[person].add(zone)
    kinds: dict[str, str] = {}
    for part in _parts(None if ids is None else set(zones)):
        subjects = Subject.objects.all() if part is None else Subject.objects.filter(pk__in=part)
        columns = ("id", "kind", "forwards_to")
        kinds.update((pk, FORWARDED if to else kind) for pk, kind, to in subjects.values_list(*columns))
    for subject, seen in zones.items():
        yield subject, kinds[subject], seen


def sightings_of_statements(ids: set[str] | None) -> Iterator[tuple[str, str, set[str]]]:
    """(id, "statement", zones) of every statement that some claim attests."""
    for statement, seen in _zones_by("statement", ids).items():
        yield statement, "statement", seen


def sight_subjects(ids: set[str] | None) -> None:
    _sight(ids, sightings_of_subjects(ids))


def sight_statements(ids: set[str] | None) -> None:
    _sight(ids, sightings_of_statements(ids))


def _sight(ids: set[str] | None, seen: Iterator[tuple[str, str, set[str]]]) -> None:
    sets: dict[str, str] = {}
    rows = []
    for object_id, kind, zones in seen:
        key = zone_set_id(zones)
        sets[key] = " ".join(sorted(zones))
        rows.append(Sighting(object_id=object_id, kind=kind, zone_set_id=key))
    for part in _parts(ids):
        if part is not None:
            Sighting.objects.filter(pk__in=part).delete()
    ZoneSet.objects.bulk_create([ZoneSet(id=k, zones=z) for k, z in sets.items()], ignore_conflicts=True)
    Sighting.objects.bulk_create(rows, batch_size=BATCH)


def labels_of(ids: set[str] | None, held: persons.Held | None = None) -> Iterator[Label]:
    """One label per subject, zone and language: the first claim that names it there, or what stands for a name.

    A person goes by the claims about those who forward to it too; where no claim names it, by its records.
    """
    seen: set[tuple[str, str, str]] = set()
    for subject, kind, zone, language, text in _namings(ids, held):
        if (subject, zone, language) not in seen:
            seen.add((subject, zone, language))
            yield _label(subject, kind, zone, language, text)


Naming = tuple[str, str, str, str, str]


def _namings(ids: set[str] | None, held: persons.Held | None) -> Iterator[Naming]:
    """(subject, kind, zone, language, text), the best first."""
    for part in _parts(ids):
        for predicates in (LABEL_PREDICATES, INSTEAD):
            yield from _named_by_claims(part, predicates, "subject")
            yield from _named_by_claims(part, predicates, "subject__forwards_to")
    forwarding = _forwarding(ids)
    for person, zone, name in persons.named_by_records(ids, held):
        yield person, FORWARDED if person in forwarding else "person", zone, "fa" if ARABIC.search(name) else "en", name


def _named_by_claims(part: list[str] | None, predicates: dict[str, str], owner: str) -> Iterator[Naming]:
    claims = Claim.objects.filter(predicate__in=predicates, retired__isnull=True, value__isnull=False)
    claims = claims.filter(**{f"{owner}__isnull": False} if part is None else {f"{owner}__in": part})
    columns = (owner, f"{owner}__kind", f"{owner}__forwards_to", "zone", "predicate", "value")
    for subject, kind, to, zone, predicate, value in claims.order_by("id").values_list(*columns).iterator():
        yield subject, FORWARDED if to else kind, zone, predicates[predicate], value


def _forwarding(ids: set[str] | None) -> set[str]:
    found: set[str] = set()
    for part in _parts(ids):
        rows = Subject.objects.filter(forwards_to__isnull=False)
        found.update((rows if part is None else rows.filter(pk__in=part)).values_list("id", flat=True))
    return found


def _label(subject: str, kind: str, zone: str, language: str, text: str) -> Label:
    key = hashlib.sha256(f"{subject} {zone} {language}".encode()).hexdigest()
    names = {"subject_id": subject, "kind": kind, "zone_id": zone, "language": language}
    return Label(id=key, text=text, sort=fold(text)[:120], **names)


def label(ids: set[str] | None) -> None:
    for part in _parts(ids):
        if part is not None:
            Label.objects.filter(subject_id__in=part).delete()
    Label.objects.bulk_create(labels_of(ids), batch_size=BATCH)


