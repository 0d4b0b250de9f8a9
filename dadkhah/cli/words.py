"""An assertion in text: who says it and in which words, its roots and rivals, what is against it, bytes, proof."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dadkhah.archive.models import Claim
from dadkhah.archive.queries.assertions import Assertion, Carried
from dadkhah.claims.predicates import predicates
from dadkhah.claims.roots import explain
from dadkhah.claims.vocabulary import vocabulary
from dadkhah.reading.calendars import show
from dadkhah.reading.numerals import group

OPENING = "\"“«‘'"


def term(terms: str, code: str, language: str) -> str:
    """The label of a code, or the code itself where the list does not have it."""
    return vocabulary().label(terms, code, language) if code in vocabulary().codes(terms) else code


def number(qualifier: str, exact: int | None, low: int | None, high: int | None, language: str) -> str:
    """A figure's number with its qualifier: "about 4,000", "range 2,800 – 5,000"."""
    ends = [exact] if exact is not None else [low, high]
    told = " – ".join("?" if end is None else group(end, language) for end in ends)
    return f"{term('figure_qualifier', qualifier, language)} {told}"


def value(assertion: Assertion, language: str) -> str:
    """What is said, in one line."""
    claim = assertion.claim
    known = predicates().get(claim.predicate)
    if figure := claim.figure:
        counted = number(figure.qualifier, figure.value, figure.low, figure.high, language)
        scope = f" ({term('figure_scope', figure.scope, language)})" if figure.scope else ""
        return f"{counted}: {figure.counts or term('figure_measure', figure.measure, language)}{scope}"
    if claim.predicate == "said" and claim.statement:
        return said(claim.statement)
    text = term(known.vocabulary, claim.value, language) if known and known.vocabulary else claim.value
    parts = (text, assertion.entity_label, show(claim.date, language) if claim.date else "", claim.place)
    return " · ".join(part for part in parts if part)


def said(statement: Any) -> str:
    """A statement's words in quotation marks; a paraphrase without."""
    if statement.words:
        return quoted(statement.translation or statement.words)
    return str(statement.paraphrase)


def quoted(text: str) -> str:
    """In quotation marks, unless the text has its own."""
    return text if text[:1] in OPENING else f"“{text}”"


def predicate(code: str, language: str) -> str:
    known = predicates().get(code)
    return (known.fa if language == "fa" and known.fa else known.en) if known else code


def headline(assertion: Assertion, language: str) -> str:
    return f"{predicate(assertion.claim.predicate, language)}: {value(assertion, language)}"


def behind(assertion: Assertion, language: str) -> Iterator[str]:
    """Everything that stands behind an assertion and against it, a line each."""
    for carried in assertion.carried:
        yield from _carried(carried, language)
    if assertion.roots:
        yield f"roots: {explain(assertion.roots, language)}"
    for rival in assertion.rivals:
        yield f"rival: {headline(rival, language)} — {', '.join(c.claim.source.handle for c in rival.carried)}"
    for answer in assertion.against:
        yield f"against it: {answer.label or answer.kind} ({answer.id})"
    yield f"assessment: {_assessed(assertion, language)}"
    if assertion.weekday_mismatch:
        yield f"date: {assertion.weekday_mismatch}"


def _assessed(assertion: Assertion, language: str) -> str:
    verdict = term("assessment_verdicts", assertion.verdict, language)
    made = assertion.assessment
    return f"{verdict}, by {made.account} at {made.at}: {made.reason}" if made else f"{verdict}; nobody has assessed it"


def _carried(carried: Carried, language: str) -> Iterator[str]:
    claim, source = carried.claim, carried.claim.source
    stands = f"; stands: {term('party', carried.standing.party, language)}" if carried.standing else ""
    when = f", {show(source.date, language)}" if source.date else ""
    yield f"said by {source.handle}: {source.title}{when}{stands}"
    if claim.quote:
        yield f"  in the words: {quoted(claim.quote)}"
    if claim.attributed_to:
        yield f"  attributed to: {claim.attributed_to}"
    yield f"  origin: {_origin(carried)}"
    yield f"  bytes: {_bytes(claim)}"
    if carried.seq is not None:
        yield f"  proof: claim {claim.pk}, entry {carried.seq} of the ledger"


def _origin(carried: Carried) -> str:
    sources = [d.from_claim.source if d.from_claim else d.from_source for d in carried.derivations]
    if named := [source.handle for source in sources if source]:
        return f"derived from {', '.join(named)}"
    return {"own": "its own knowledge or words", "derived": "derived, from what is not shown here"}.get(
        carried.claim.derivation, "not known where it comes from"
    )


def _bytes(claim: Claim) -> str:
    if claim.source.item:
        return f"SHA-256 {claim.source.item.digest}, item {claim.source.item.pk}"
    passage = claim.passage
    if passage and passage.first_line:
        lines = f"line {passage.first_line}"
        if passage.last_line != passage.first_line:
            lines = f"lines {passage.first_line} to {passage.last_line}"
        entered = f"{lines} of {passage.item.original_name}, SHA-256 {passage.item.digest}"
        return f"no file of the source is held; entered in {entered}"
    return "no file of the source is held"
