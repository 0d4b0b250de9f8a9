"""What someone knows, as they told it: their words as an item, the claims in it, consent per use, a pseudonym."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from dadkhah.archive.access import Actor, require, visible_to
from dadkhah.archive.actions.claim_faults import faults_of
from dadkhah.archive.actions.describe_source import date_fault
from dadkhah.archive.actions.record_claim import NewClaim, plain_date, write_claim
from dadkhah.archive.actions.record_consent import GRANTS, consent_faults
from dadkhah.archive.actions.take_in import Acquisition, add_written
from dadkhah.archive.models import Compartment, Consent, Item, Source, Subject, Testimony, WitnessIdentity
from dadkhah.archive.passages import find, selector
from dadkhah.archive.recording import Recording, recording
from dadkhah.archive.zones import zone_for, zone_of_item
from dadkhah.sentences import Sentence, together

KNOWLEDGE = ("witness.eye", "witness.hearsay")


@dataclass(frozen=True, kw_only=True)
class Told:
    """One thing someone told: about whom (a subject, or a new name), which predicate, what.

    `value` is found again in the words of the testimony where it stands there: that is the claim's passage.
    """

    predicate: str
    value: str = ""
    date: str = ""
    place: str = ""
    subject: Subject | None = None
    new_name: str = ""
    more: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class NewTestimony:
    """`knowledge`: witness.eye or witness.hearsay (vocabulary `roles`); `heard_from`: from whom, where by hearsay.

    `words`: all that was told, kept as an item of its own. `given`: items that came with it. `name` and `contact` go
    into the sealed compartment of identities alone. `consent`: use (`consent_scope`) -> state (`consent_state`).
    """

    case: str
    told: Sequence[Told]
    knowledge: str
    words: str
    heard_from: str = ""
    name: str = ""
    contact: str = ""
    taken: str = ""
    language: str = ""
    given: Sequence[Item] = ()
    consent: dict[str, str] = field(default_factory=dict)
    conditions: str = ""
    until: str = ""


def record_testimony(
    actor: Actor, compartment: Compartment, identity_compartment: Compartment | None, new: NewTestimony
) -> Source:
    """Write it all under one entry. Raises Refused, and ValueError with every fault, before anything is written.

    Without a compartment for identities no name is taken: the pseudonym alone stays, and nobody can resolve it.
    """
    check_testimony(actor, compartment, identity_compartment, new)
    with recording(actor, "record_testimony") as record:
        pseudonym = _pseudonym(record, identity_compartment, new)
        source = _source(record, compartment, new, pseudonym)
        if found := _claims(record, source, new):
            raise ValueError(together(found))
    return source


def check_testimony(
    actor: Actor, compartment: Compartment, identity_compartment: Compartment | None, new: NewTestimony
) -> None:
    """Raises what `record_testimony` would raise, and writes nothing: to ask before files are taken in."""
    require(actor, "record_testimony", compartment)
    if identity_compartment:
        require(actor, "record_testimony", identity_compartment)
    if faults := _faults(actor, identity_compartment, new):
        raise ValueError(together(faults))


def _faults(actor: Actor, identity_compartment: Compartment | None, new: NewTestimony) -> list[str]:
    faults = consent_faults(new.consent)
    if identity_compartment and not identity_compartment.is_sensitive:
        faults.append(
            Sentence("A witness's identity belongs in a compartment of level sealed or restricted. Choose one.")
        )
    if not identity_compartment and (new.name or new.contact):
        faults.append(
            Sentence("There is no sealed place for names here. Leave the name out, or ask a steward to make one.")
        )
    if new.consent.get("store") not in GRANTS:
        faults.append(Sentence("Without consent to keep it, nothing is kept."))
    if new.knowledge not in KNOWLEDGE:
        faults.append(Sentence("Say whether it was seen or heard at first hand, or told by others."))
    if not new.words.strip() or not new.told:
        faults.append(Sentence("Write what is known, and about whom."))
    faults += _unseen(actor, new)
    return faults + (date_fault(new.taken) if new.taken else [])


def _unseen(actor: Actor, new: NewTestimony) -> list[str]:
    visible = visible_to(actor)
    items, persons = {item.pk for item in new.given}, {told.subject.pk for told in new.told if told.subject}
    faults: list[str] = []
    if visible.items().filter(pk__in=items).count() != len(items):
        faults.append(Sentence("A file given with it is not here. Choose it again."))
    if visible.subjects().filter(pk__in=persons).count() != len(persons):
        faults.append(Sentence("The person it is about is not here. Choose again."))
    return faults


def _pseudonym(record: Recording, compartment: Compartment | None, new: NewTestimony) -> str:
    """The same name and contact in one case keep their pseudonym."""
    fresh = f"Witness {secrets.token_hex(4).upper()}"
    if not compartment:
        return fresh
    same = {"case": new.case, "name": new.name or None, "contact": new.contact or None}
    known = WitnessIdentity.objects.filter(compartment=compartment, **same).first() if new.name else None
    if known:
        return known.pseudonym
    identity = WitnessIdentity(compartment=compartment, case=new.case, name=new.name, contact=new.contact)
    identity.pseudonym = fresh
    return record.add(identity).pseudonym


def _source(record: Recording, compartment: Compartment, new: NewTestimony, pseudonym: str) -> Source:
    source = Source(
        title=f"Testimony of {pseudonym}",
        author=pseudonym,
        kind="testimony",
        date=plain_date(new.taken),
        language=new.language,
        compartment=compartment,
        item=_item(record, compartment, new, pseudonym),
        seen="full",
    )
    source.handle = f"T-{source.pk[-8:].upper()}"
    source.zone_id = zone_for(record, compartment.pk, compartment.pk, held=False)
    record.add(source)
    told = {"taken": source.date, "language": new.language, "knowledge": new.knowledge}
    record.add(Testimony(source=source, pseudonym=pseudonym, **told))
    for scope, state in new.consent.items():
        terms = {"conditions": new.conditions, "until": plain_date(new.until), "at": record.at}
        record.add(Consent(source=source, scope=scope, state=state, **terms))
    return source


def _item(record: Recording, compartment: Compartment, new: NewTestimony, pseudonym: str) -> Item:
    """The words as they were told, with the digests of the files given beside them; those are tied to it."""
    files = "".join(f"\n{item.digest} {item.media_type}" for item in new.given)
    words = (new.words + files).encode()
    acquisition = Acquisition(acquired=plain_date(new.taken), received_from=pseudonym, method="testimony")
    zone = zone_of_item(record, compartment.pk, hold="")
    item = add_written(record, words, f"{pseudonym}.txt", compartment, zone, acquisition)
    for given in new.given:
        if given.compartment_id == compartment.pk and not given.given_with_id:
            record.change(given, given_with_id=item.pk)
    return item


def _claims(record: Recording, source: Source, new: NewTestimony) -> list[str]:
    """Add what was told to the recording; returns the faults."""
    fresh: dict[str, Subject] = {}
    faults: list[str] = []
    for told in new.told:
        claim = NewClaim(
            source=source,
            subject=told.subject or fresh.get(told.new_name),
            new_subject_kind="person",
            new_subject_name=told.new_name,
            predicate=told.predicate,
            value=told.value,
            date=told.date,
            place=told.place,
            item=source.item,
            passage=_place_of(told.value, new.words),
            derivation="own" if new.knowledge == "witness.eye" else "unknown",
            more={**told.more, "attributed_to": new.heard_from},
        )
        if found := faults_of(claim):
            faults += found
        else:
            fresh[told.new_name] = write_claim(record, claim).subject
    return faults


def _place_of(value: str, words: str) -> dict[str, object]:
    """Where the words of the testimony hold this value; nothing where they do not, or in several places."""
    return selector(words, value) if len(find(words, value)) == 1 else {}
