"""Record that a source says something: subject, predicate, value, with its passage."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from dadkhah.archive.access import Actor, require, visible_to
from dadkhah.archive.actions.claim_faults import faults_of
from dadkhah.archive.models import Claim, Derivation, Figure, Item, Passage, Source, Statement, Subject
from dadkhah.archive.recording import Recording, recording
from dadkhah.archive.zones import zone_of_claim
from dadkhah.claims.predicates import predicates
from dadkhah.reading.edtf import interval, parse
from dadkhah.sentences import Sentence, together


@dataclass(frozen=True, kw_only=True)
class NewClaim:
    """What a documenter writes down. `passage`: selector values of `Passage`, with `item`; `figure`: of `Figure`.

    `group`: that of another claim which says the same of the same subject; without, the claim stands alone.
    """

    source: Source
    predicate: str
    subject: Subject | None = None
    new_subject_kind: str = ""
    new_subject_name: str = ""
    value: str = ""
    date: str = ""
    place: str = ""
    entity: Subject | None = None
    statement: Statement | None = None
    figure: dict[str, Any] = field(default_factory=dict)
    item: Item | None = None
    passage: dict[str, Any] = field(default_factory=dict)
    derivation: str = "unknown"
    derives_from: tuple[Source, ...] = ()
    group: str = ""
    more: dict[str, str] = field(default_factory=dict)
    """Further columns: date_written, calendar, claimed_on, attributed_to, role, relation, quote, confidence, note, hold."""


def record_claim(actor: Actor, new: NewClaim) -> Claim:
    """One claim, one entry. A rival claim is never changed: this one stands beside it. Raises ValueError with all faults."""
    check_claim(actor, new)
    with recording(actor, "record_claim") as record:
        return write_claim(record, new)


def check_claim(actor: Actor, new: NewClaim) -> None:
    """Raises ValueError with all faults, Refused."""
    require(actor, "record_claim", new.source.compartment_id)
    if faults := [*faults_of(new), *unseen(actor, new)]:
        raise ValueError(together(faults))


def write_claim(record: Recording, new: NewClaim) -> Claim:
    """Add the claim's rows to a recording that an action has opened and checked."""
    passage = record.add(Passage(item=new.item, **new.passage)) if new.item else None
    subject = new.subject or record.add(Subject(kind=new.new_subject_kind, handle=""))
    first, last = interval(new.date) if new.date else ("", "")
    claim = Claim(
        subject=subject,
        predicate=new.predicate,
        source=new.source,
        passage=passage,
        statement=new.statement,
        entity=new.entity,
        value=new.value,
        date=plain_date(new.date),
        date_first=first,
        date_last=last,
        place=new.place,
        derivation="derived" if new.derives_from else new.derivation,
        **{**new.more, "claimed_on": plain_date(new.more.get("claimed_on", ""))},
    )
    # What a source says is held back as long as the source itself is: its consent may have been taken back.
    claim.hold = claim.hold or new.source.hold
    claim.zone_id = zone_of_claim(record, new.source, passage, claim.hold)
    claim.group = new.group or claim.pk
    if new.figure:
        claim.figure = record.add(Figure(passage=passage, **new.figure))
    if not new.subject:
        subject.handle = subject.pk
        if new.predicate != naming_predicate(new.new_subject_kind, new.new_subject_name):
            _name(record, claim, new)
    record.add(claim)
    for origin in new.derives_from:
        record.add(Derivation(claim=claim, from_source=origin))
    return claim


def plain_date(text: str) -> str:
    """The date as the archive keeps it: plain EDTF, whatever digits it was typed in."""
    return parse(text).text if text else ""


def naming_predicate(kind: str, name: str) -> str:
    """By which predicate a subject of this kind gets a name in this script."""
    naming = "name" if kind in predicates()["name"].subjects else "title"
    return f"{naming}_fa" if any("\u0600" <= letter <= "\u06ff" for letter in name) else naming


def _name(record: Recording, claim: Claim, new: NewClaim) -> None:
    """A new subject gets its name from the same source and place; no name stands without a claim."""
    named = Claim(
        subject=claim.subject,
        predicate=naming_predicate(new.new_subject_kind, new.new_subject_name),
        source=claim.source,
        passage=claim.passage,
        zone_id=claim.zone_id,
        value=new.new_subject_name.strip(),
        hold=claim.hold,
        derivation=claim.derivation,
    )
    named.group = named.pk
    record.add(named)


def unseen(actor: Actor, new: NewClaim) -> list[str]:
    """A claim is tied only to what its recorder can see: otherwise it would tell that the other thing is there."""
    visible = visible_to(actor)
    # A statement that is written together with this claim has no handle yet.
    attested = new.statement if new.statement and new.statement.handle else None
    ties: list[tuple[QuerySet, list[Any]]] = [
        (visible.subjects(), [new.subject, new.entity]),
        (visible.sources(), [new.source, *new.derives_from]),
        (visible.items(), [new.item]),
        (visible.statements(), [attested]),
    ]
    wanted = [(rows, {row.pk for row in tied if row}) for rows, tied in ties]
    hidden = any(rows.filter(pk__in=ids).count() < len(ids) for rows, ids in wanted if ids)
    faults: list[str] = [Sentence("Something this claim is tied to is not here. Choose it again.")] if hidden else []
    if new.group and not _says_the_same(visible.claims().filter(group=new.group).first(), new):
        faults.append(Sentence("The claim that says the same is about something else. Record this one by itself."))
    return faults


def _says_the_same(other: Claim | None, new: NewClaim) -> bool:
    return bool(other and new.subject and (other.subject_id, other.predicate) == (new.subject.pk, new.predicate))
