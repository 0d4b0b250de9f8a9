"""Record the words of one speaker, as one source gives them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from dadkhah.archive.access import Actor, require, visible_to
from dadkhah.archive.actions.claim_faults import faults_of
from dadkhah.archive.actions.record_claim import NewClaim, plain_date, unseen, write_claim
from dadkhah.archive.models import Claim, Coding, Item, Source, Stance, Statement, Subject
from dadkhah.archive.recording import Recording, recording
from dadkhah.claims.vocabulary import vocabulary
from dadkhah.reading.edtf import interval
from dadkhah.sentences import Sentence, together

COPIED = ("mode", "words", "translation", "paraphrase", "language", "role_then", "role_at_event", "note", "hold")


@dataclass(frozen=True, kw_only=True)
class NewStatement:
    """`words` in the original language, `translation` apart from them, `paraphrase` in ours.

    The speaker is a subject, or the name and kind (person, group) of a new one. `more`: as of `NewClaim`.
    """

    source: Source
    speaker: Subject | None = None
    new_speaker_kind: str = "person"
    new_speaker_name: str = ""
    mode: str
    date: str = ""
    words: str = ""
    translation: str = ""
    paraphrase: str = ""
    language: str = ""
    role_then: str = ""
    role_at_event: str = ""
    stance: str = ""
    framed_by_source_as: str = ""
    arguments: tuple[Subject, ...] = ()
    item: Item | None = None
    passage: dict[str, Any] = field(default_factory=dict)
    derivation: str = "unknown"
    derives_from: tuple[Source, ...] = ()
    note: str = ""
    hold: str = ""
    more: dict[str, str] = field(default_factory=dict)


def record_statement(actor: Actor, new: NewStatement) -> Statement:
    """The statement, the claim that attests it, and each reading of it with its author. One entry."""
    check_statement(actor, new)
    with recording(actor, "record_statement") as record:
        _, statement = write_statement(record, new)
    return statement


def check_statement(actor: Actor, new: NewStatement) -> None:
    """Raises ValueError with all faults, Refused."""
    require(actor, "record_statement", new.source.compartment_id)
    attestation = _attestation(new, _statement(new))
    if faults := [*_faults(new), *faults_of(attestation), *unseen(actor, attestation), *_unseen_arguments(actor, new)]:
        raise ValueError(together(faults))


def write_statement(record: Recording, new: NewStatement) -> tuple[Claim, Statement]:
    """Add the statement's rows to a recording whose action has checked them: the claim that attests it, and the statement."""
    statement = _statement(new)
    claim = write_claim(record, _attestation(new, statement))
    statement.handle = statement.pk
    statement.speaker = claim.subject
    statement.passage = claim.passage
    statement.date = plain_date(new.date)
    statement.date_first, statement.date_last = interval(new.date) if new.date else ("", "")
    record.add(statement)
    _readings(record.add, record.actor, new, statement)
    return claim, statement


def _statement(new: NewStatement) -> Statement:
    return Statement(**{name: getattr(new, name) for name in COPIED})


def _attestation(new: NewStatement, statement: Statement) -> NewClaim:
    return NewClaim(
        source=new.source,
        predicate="said",
        subject=new.speaker,
        new_subject_kind=new.new_speaker_kind,
        new_subject_name=new.new_speaker_name,
        statement=statement,
        date=new.date,
        item=new.item,
        passage=new.passage,
        derivation=new.derivation,
        derives_from=new.derives_from,
        more={**new.more, "hold": new.hold},
    )


def _readings(add: Any, actor: Actor, new: NewStatement, statement: Statement) -> None:
    if new.stance:
        add(Stance(statement=statement, stance=new.stance, account=actor.account))
    if new.framed_by_source_as:
        add(Stance(statement=statement, stance=new.framed_by_source_as, source=new.source))
    for argument in new.arguments:
        add(Coding(statement=statement, argument=argument, account=actor.account))


def _unseen_arguments(actor: Actor, new: NewStatement) -> list[str]:
    ids = {argument.pk for argument in new.arguments}
    seen = visible_to(actor).subjects("argument").filter(pk__in=ids).count() if ids else 0
    return [] if seen == len(ids) else [Sentence("An argument you chose is not here. Choose it again.")]


def _faults(new: NewStatement) -> list[str]:
    faults: list[str] = []
    if not (new.words.strip() or new.paraphrase.strip()):
        faults.append(Sentence("Write the words themselves, or what was said in words of your own."))
    if new.mode == "quoted" and not (new.words.strip() or new.translation.strip()):
        faults.append(Sentence("A quotation needs the exact words."))
    if new.mode not in vocabulary().codes("statement_mode"):
        faults.append(Sentence("Say whether the source quotes, paraphrases or only reports the words."))
    stances = [stance for stance in (new.stance, new.framed_by_source_as) if stance]
    unknown = [stance for stance in stances if stance not in vocabulary().codes("stances")]
    return faults + [Sentence("“{code}” is not a stance. Choose one of the list.", code=code) for code in unknown]
