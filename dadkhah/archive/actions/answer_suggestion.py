"""A person answers a suggestion. Only an accepted one becomes a statement or a claim; a rejected one is not asked again."""

from __future__ import annotations

from dataclasses import dataclass

from dadkhah.archive.access import Actor, Refused, require, visible_to
from dadkhah.archive.actions.record_claim import NewClaim, check_claim, write_claim
from dadkhah.archive.actions.record_statement import NewStatement, check_statement, write_statement
from dadkhah.archive.models import Claim, DocumentReading, SuggestionVerdict
from dadkhah.archive.reading import Key, verdicts
from dadkhah.archive.recording import Recording, recording
from dadkhah.sentences import Sentence


@dataclass(frozen=True)
class Suggested:
    """Which suggestion of which reading, and the rule that made it."""

    reading: DocumentReading
    key: Key
    rule: str


def accept_suggestion(actor: Actor, suggested: Suggested, new: NewStatement | NewClaim, *, corrected: bool) -> Claim:
    """Record it as by hand, with the verdict, in one entry. Raises ValueError with all faults, Refused."""
    _check(actor, suggested)
    if isinstance(new, NewStatement):
        check_statement(actor, new)
    else:
        check_claim(actor, new)
    with recording(actor, "accept_suggestion") as record:
        claim = write_statement(record, new)[0] if isinstance(new, NewStatement) else write_claim(record, new)
        _answered(record, suggested, "corrected" if corrected else "accepted", claim)
    return claim


def reject_suggestion(actor: Actor, suggested: Suggested) -> None:
    require(actor, "record_claim", suggested.reading.item.compartment_id)
    _check(actor, suggested)
    with recording(actor, "reject_suggestion") as record:
        _answered(record, suggested, "rejected", None)


def _check(actor: Actor, suggested: Suggested) -> None:
    """A reading that is not seen cannot be answered, nor a suggestion twice: that would record its words twice."""
    visible = visible_to(actor)
    if not visible.document_readings().filter(pk=suggested.reading.pk).exists():
        raise Refused(Sentence("The file is not here. Choose it again."))
    if suggested.key in verdicts(visible, suggested.reading):
        raise ValueError(Sentence("This suggestion is answered already. What was recorded stands beside it."))


def _answered(record: Recording, suggested: Suggested, verdict: str, claim: Claim | None) -> None:
    kind, start, end = suggested.key
    record.add(SuggestionVerdict(
        reading=suggested.reading, kind=kind, start=start, end=end, rule=suggested.rule, verdict=verdict, claim=claim,
        account=record.actor.account, at=record.at,
    ))  # fmt: skip
