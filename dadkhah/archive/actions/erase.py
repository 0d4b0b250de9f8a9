"""Erase: the row, what the ledger remembers of its words, its place in the index, and an item's bytes.

The entry of the erasure stays, and so do the digests of what was erased: the ledger still verifies.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Q

from dadkhah.archive import heads, index
from dadkhah.archive.access import Actor, Refused, require
from dadkhah.archive.actions.read_document import METHOD as READING
from dadkhah.archive.models import (
    Account,
    Assessment,
    Claim,
    Consent,
    Custodian,
    CustodyEvent,
    Envelope,
    Erasure,
    Figure,
    Item,
    Judgement,
    ListImport,
    Member,
    Passage,
    Record,
    Source,
    Standing,
    Statement,
    Subject,
    Testimony,
    WitnessIdentity,
)
from dadkhah.archive.recording import recording
from dadkhah.evidence.store import Store
from dadkhah.sentences import Sentence

ERASED = ": erased"
"""Ends the column `retired` of what was erased."""
_DATES = ("date", "date_first", "date_last", "date_written")
WORDS: dict[type[models.Model], tuple[str, ...]] = {
    Account: ("name", "email"),
    Assessment: ("reason",),
    Claim: (
        *("value", "quote", "place", "attributed_to", "onward_to", "role", "relation", "note", "conflict"),
        *("claimed_on", *_DATES),
    ),
    Consent: ("for_whom", "conditions", "informed_by"),
    Custodian: ("name",),
    CustodyEvent: ("detail",),
    Envelope: ("sealed", "commitment"),
    Figure: ("value", "low", "high", "counts", "period"),
    Item: ("original_name", "original_path", "url", "device", "acquired_by", "received_from", "note"),
    Judgement: ("reason",),
    Passage: ("exact", "prefix", "suffix"),
    Record: ("given", "key", "name", "father", "sex", "birth", "age", "event", "event_first", "place"),
    Source: ("title", "author", "url", "host", "stands_behind", "note"),
    Statement: ("words", "translation", "paraphrase", "role_then", "role_at_event", "speaker_written", "note"),
    Subject: (),
    Testimony: ("pseudonym", "interviewer", "interpreter", "questions", "prior_exposure"),
    WitnessIdentity: ("name", "contact", "note"),
}
"""The columns that hold words. Erasing empties them; the row stays as the place where something was."""


class StillInTheLog(Exception):
    """The erasure is committed, but a file of the database still holds the words; the message says what to do."""


def erase(actor: Actor, row: models.Model, reason: str = "") -> None:
    """Empty the row's words here and in its history, and with them the words that only it brought here.

    With a claim go its figure and its passage's words where nothing else uses them; with an item its passages'
    words, its envelope, its bytes where no other item holds the same file, the records of a list that were read from it,
    the file of its faults, and what the reader made of it; with a record the earlier and later ones of the same row, and
    the reasons of judgements on them; with a person or another subject all that is said of it, what it said, and its
    records. Other rows may repeat the words: the sheet a claim was loaded from, the file of a list, other claims, old
    backups. On PostgreSQL the server's own files keep old versions until VACUUM FULL and until its log is recycled.
    Raises Refused, StillInTheLog.

    `reason` is a short code, never words about a person: the entry that holds it is never erased.
    """
    rows = going_with(actor, row)
    with recording(actor, "erase") as record:
        record.notes.update(erased=[row._meta.db_table, row.pk], reason=reason or None)
        for each in rows:
            record.erase(each, **_emptied(each), **_mark(each, record.at))
        if isinstance(row, Account):
            row.emailaddress_set.all().delete()  # type: ignore[attr-defined]  # allauth's copy
    transaction.on_commit(lambda: _after(rows))


def _emptied(row: models.Model) -> dict[str, Any]:
    numbers = models.BigIntegerField
    return {name: None if isinstance(row._meta.get_field(name), numbers) else "" for name in WORDS[type(row)]}


def _mark(row: models.Model, at: str) -> dict[str, Any]:
    if isinstance(row, Item):
        return {"erased": at}
    if isinstance(row, Account):
        return {"login": f"erased-{row.pk}", "is_active": False}
    return {"retired": at + ERASED} if hasattr(row, "retired") else {}


def going_with(actor: Actor, row: models.Model) -> list[models.Model]:
    """The row itself and all that is erased with it, each once. Raises Refused where the actor may not erase it."""
    own_compartments = actor.compartments("erase")
    first = own_compartments[0] if own_compartments else None
    require(actor, "erase", first if isinstance(row, Account) else compartment_of(row))
    rows = [row, *_beside(row)]
    own = {pk for each in rows for pk in (each.pk, getattr(each, "figure_id", None))}
    said = [each for each in rows if isinstance(each, Claim | Statement)]
    parts = (part for each in said for part in (each.passage, each.figure) if part)
    rows += [part for part in parts if not _is_used_besides(part, own)]
    if isinstance(row, Subject):
        _require_everywhere(actor, rows)
    return list({(type(each), each.pk): each for each in rows}.values())


def _beside(row: models.Model) -> Iterator[models.Model]:
    if isinstance(row, Item):
        yield from row.passages.all()
        yield from Envelope.objects.filter(item=row)
        yield from _of_records(Record.objects.filter(batch__item=row))
        for made in row.derived_items.filter(method=READING, erased__isnull=True):
            yield from (made, *_beside(made))
        for batch in ListImport.objects.filter(item=row, faults__isnull=False, faults__erased__isnull=True):
            if batch.faults:
                yield from (batch.faults, *_beside(batch.faults))
    if isinstance(row, Record):
        yield from _of_records([row])
    if isinstance(row, Subject):
        members = Member.objects.filter(subject_id=row.pk).values_list("record_id", flat=True)
        yield from _of_records(Record.objects.filter(pk__in=list(members)))
        yield from Judgement.objects.filter(Q(one_person=row) | Q(other_person=row))
        about = Q(subject=row) | Q(entity=row) | Q(statement__speaker=row)
        claims = Claim.objects.filter(about).exclude(retired__endswith=ERASED)
        yield from claims
        yield from Statement.objects.filter(speaker=row).exclude(retired__endswith=ERASED)
        yield from Assessment.objects.filter(Q(claim__in=claims) | Q(standing__subject=row))


def _of_records(records: Iterable[Record]) -> Iterator[models.Model]:
    """These rows of lists, the same rows as earlier and later files had them, and what was said in judgements on them."""
    found: dict[str, Record] = {}
    fresh = list(records)
    while fresh:
        found |= {each.pk: each for each in fresh}
        before = [each.previous_id for each in fresh if each.previous_id]
        beside = Record.objects.filter(Q(previous__among=[each.pk for each in fresh]) | Q(id__among=before))
        fresh = [each for each in beside if each.pk not in found]
    yield from found.values()
    yield from Judgement.objects.filter(Q(one_record__among=list(found)) | Q(other_record__among=list(found)))


def _require_everywhere(actor: Actor, rows: Iterable[models.Model]) -> None:
    own = set(actor.compartments("erase"))
    if {compartment_of(each) for each in rows if not isinstance(each, Subject | Judgement)} - own:
        raise Refused(
            Sentence(
                "Something is said of this person where you may not erase. Ask somebody who is steward of every compartment."
            )
        )


def _is_used_besides(part: Passage | Figure, own: set[str | None]) -> bool:
    """Whether a row that is not erased, other than these and their figures, says something through this part."""
    relations = part._meta.get_fields(include_hidden=True)
    users = [each for each in relations if isinstance(each, models.ManyToOneRel) and each.one_to_many]
    others = (
        relation.related_model._default_manager.filter(**{relation.field.name: part}).exclude(pk__in=own - {None})
        for relation in users
    )
    return any(rows.exclude(retired__endswith=ERASED).exists() for rows in others)


def compartment_of(row: models.Model) -> str | None:
    """Whose right to erase is asked."""
    if hasattr(row, "compartment_id"):
        return row.compartment_id
    if isinstance(row, Claim | Standing):
        return row.zone.source_compartment_id
    for owner in ("source", "item", "claim", "standing", "list", "one_record", "other_record"):
        if getattr(row, f"{owner}_id", None):
            return compartment_of(getattr(row, owner))
    ways: dict[type[models.Model], str] = {Statement: "statement", Figure: "figure", Subject: "subject"}
    through = ways.get(type(row))
    claim = Claim.objects.filter(**{through: row}).select_related("source").first() if through else None
    if claim is None and isinstance(row, Subject):
        member = Member.objects.filter(subject_id=row.pk).first()
        return compartment_of(Record.objects.get(pk=member.record_id)) if member else None
    return claim.source.compartment_id if claim else None


def finish() -> None:
    """Do again what follows the commit of an erasure, for a power cut may have come between. Raises StillInTheLog.

    Where nothing was ever erased there is nothing to do.
    """
    if not Erasure.objects.exists():
        return
    for digest in Item.objects.filter(erased__isnull=False).values_list("digest", flat=True).distinct():
        remove_bytes(digest)
    empty_pages()


def _after(rows: Iterable[models.Model]) -> None:
    """What cannot be part of a transaction: bytes on disk, and the pages a database keeps for reuse."""
    for row in rows:
        if isinstance(row, Item):
            remove_bytes(row.digest)
    empty_pages()


def empty_pages() -> None:
    """Let nothing that was erased stay in the files of database and index. Raises StillInTheLog."""
    index.forget_erased()
    if not _is_log_empty():
        raise StillInTheLog(
            "It is erased, but another program is reading the database, and until it ends the file "
            "archive.sqlite3-wal still holds the words. End the other program (perhaps a verification), then run "
            "dadkhah rebuild.",
        )


def remove_bytes(digest: str) -> None:
    """Remove a stored file that no item has any more."""
    store = Store(heads.place().store)
    if store.has(digest) and not Item.objects.filter(digest=digest, erased__isnull=True).exists():
        store.remove(digest)


def _is_log_empty() -> bool:
    if connection.vendor != "sqlite":
        return True
    with connection.cursor() as cursor:
        busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy
