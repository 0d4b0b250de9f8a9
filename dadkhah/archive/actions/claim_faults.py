"""Everything that is wrong with a new claim, in whole sentences, before anything is written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from dadkhah.archive.actions.describe_source import date_fault
from dadkhah.claims.predicates import Predicate, predicates
from dadkhah.claims.vocabulary import vocabulary
from dadkhah.evidence.canonical import LIMIT
from dadkhah.sentences import Sentence

if TYPE_CHECKING:
    from dadkhah.archive.actions.record_claim import NewClaim


def faults_of(new: NewClaim) -> list[str]:
    """Every fault at once; none for a claim that can be written."""
    known = predicates().get(new.predicate)
    if not known:
        return [Sentence("“{code}” is not a predicate. Choose one of the list.", code=new.predicate)]
    return [
        *_subject_faults(new, known),
        *_value_faults(new, known),
        *_code_faults(new),
        *(fault for date in (new.date, new.more.get("claimed_on", "")) if date for fault in date_fault(date)),
        *_figure_faults(new.figure),
    ]


def _subject_faults(new: NewClaim, known: Predicate) -> list[str]:
    faults: list[str] = []
    kind = new.subject.kind if new.subject else new.new_subject_kind
    if kind not in known.subjects:
        faults.append(
            Sentence(
                "“{predicate}” is not said of a {kind}. Choose another predicate.",
                predicate=known.word,
                kind=vocabulary().word("subject_kinds", kind) if kind else Sentence("subject that is not chosen"),
            ),
        )
    if not new.subject and not new.new_subject_name.strip():
        faults.append(Sentence("Choose whom or what the claim is about, or give the new subject a name."))
    return faults


def _value_faults(new: NewClaim, known: Predicate) -> list[str]:
    """The value must be of the kind that the predicate takes; a date or place may be told in words."""
    wanted: dict[str, tuple[object, str]] = {
        "text": (new.value.strip(), Sentence("Write what the source says.")),
        "date": (
            new.date or new.value.strip(),
            Sentence("Give the date, or what the source says of it in words."),
        ),
        "place": (new.place or new.value.strip(), Sentence("Give the place, as the source says it.")),
        "entity": (new.entity or new.value.strip(), Sentence("Choose who or what it is that the source names.")),
        "figure": (new.figure, Sentence("Give the number and what it counts.")),
        "statement": (new.statement, Sentence("Record the statement itself: it brings this claim with it.")),
        "flag": (new.value in ("true", "false"), Sentence("Say yes or no.")),
        "number": (re.fullmatch(r"\d+", new.value, re.ASCII), Sentence("Write the number in digits.")),
        "code": (True, ""),
    }
    given, sentence = wanted[known.value]
    faults = [] if given else [sentence]
    if known.vocabulary and new.value not in vocabulary().codes(known.vocabulary):
        sentence = Sentence(
            "“{value}” is not in the list for “{name}”. Choose one of the list.", value=new.value, name=known.word
        )
        faults.append(sentence)
    return faults


def _code_faults(new: NewClaim) -> list[str]:
    faults: list[str] = []
    if new.derivation not in vocabulary().codes("derivation"):
        faults.append(
            Sentence("Say whether the source knows this itself, took it from another, or whether that is unknown.")
        )
    sure = new.more.get("confidence", "")
    if sure and sure not in vocabulary().codes("confidence"):
        faults.append(Sentence("How sure you are that it was said is high, medium or low."))
    return faults


def _figure_faults(figure: dict[str, Any]) -> list[str]:
    if not figure:
        return []
    faults: list[str] = []
    if figure.get("measure") not in vocabulary().codes("figure_measure"):
        faults.append(Sentence("Say what the number counts: choose a measure."))
    if figure.get("qualifier") not in vocabulary().codes("figure_qualifier"):
        faults.append(Sentence("Say how the source gives the number: exactly, about, at least … Choose a qualifier."))
    if figure.get("scope") and figure["scope"] not in vocabulary().codes("figure_scope"):
        faults.append(Sentence("Choose the scope of the number from the list."))
    value, low, high = (figure.get(name) for name in ("value", "low", "high"))
    if value is None and (low is None or high is None):
        faults.append(Sentence("Give the number, or the lower and the upper end of the range."))
    if low is not None and high is not None and low > high:
        faults.append(Sentence("The lower end of the range is above the upper end."))
    if any(number is not None and not 0 <= number < LIMIT for number in (value, low, high)):
        faults.append(Sentence("A count is never below zero, nor is it as large as this. Check the number."))
    return faults
