"""Follow the claim: one assertion with everything that stands behind it and against it.

An assertion is a group of claims: the same thing said by several sources. It gathers the words, the sources and
their standing, the independent roots, the rivals, the latest assessment, whether bytes are held, and the ledger
position. Everything is read for a whole page at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import cast

from django.db.models import Max, Q

from dadkhah.archive.access import Visible
from dadkhah.archive.models import Assessment, Claim, Derivation, LedgerRow, Response, Standing, Subject
from dadkhah.archive.queries.beside import fetch
from dadkhah.archive.queries.labels import labels
from dadkhah.claims.predicates import predicates
from dadkhah.claims.roots import RootClaim, Roots, RootSource, roots
from dadkhah.claims.values import DerivationState


@dataclass
class Carried:
    """One claim of an assertion: its source, how that stands, where it comes from, what is held of it."""

    claim: Claim
    standing: Standing | None = None
    derivations: list[Derivation] = field(default_factory=list)
    seq: int | None = None

    @property
    def bytes_held(self) -> bool:
        """Whether the bytes of the source itself are here (a sheet only says that someone wrote it down)."""
        return self.claim.source.item_id is not None


@dataclass(frozen=True)
class Answer:
    """Something that answers or objects to this: its kind and id, and what it is called."""

    kind: str
    id: str
    label: str


@dataclass
class Assertion:
    """One thing that is said, by the claims of one group."""

    group: str
    carried: list[Carried]
    language: str = "en"
    subject_label: str = ""
    entity_label: str = ""
    roots: Roots | None = None
    assessment: Assessment | None = None
    rivals: list[Assertion] = field(default_factory=list)
    against: list[Answer] = field(default_factory=list)

    @property
    def titles(self) -> list[str]:
        """The sources that say it."""
        return [carried.claim.source.title for carried in self.carried]

    @property
    def voices(self) -> list[str]:
        """Who says it, each once: two reports by one author are one voice."""
        sources = (carried.claim.source for carried in self.carried)
        return list(dict.fromkeys(source.author or source.title for source in sources))

    @property
    def claim(self) -> Claim:
        return self.carried[0].claim

    @property
    def bytes_held(self) -> bool:
        return any(carried.bytes_held for carried in self.carried)

    @property
    def verdict(self) -> str:
        """The newest verdict; without bytes or without one: unverified."""
        return self.assessment.verdict if self.assessment else "unverified"

    @property
    def is_held_back(self) -> bool:
        return any(carried.claim.hold for carried in self.carried)

    @property
    def weekday_mismatch(self) -> str:
        from dadkhah.archive.queries.weekdays import mismatch

        return mismatch(self.claim, self.language)


def assertions(visible: Visible, claims: Iterable[Claim], language: str, *, rivals: bool = True) -> list[Assertion]:
    """The assertions of these claims, in the order in which their first claim comes.

    Every other visible claim of the same groups is gathered too, so that roots are counted over all of them.
    """
    wanted = list(dict.fromkeys(claim.group for claim in claims))
    found = list(visible.claims().filter(group__in=wanted).order_by("id"))
    derivations = _derived(found)
    fetch((found, "passage"), (found, "figure"), (found, "statement"))
    fetch(([claim.passage for claim in found if claim.passage], "item"))
    by_group: dict[str, list[Claim]] = defaultdict(list)
    for claim in found:
        by_group[claim.group].append(claim)
    result = [Assertion(group, [Carried(c) for c in by_group[group]]) for group in wanted if group in by_group]
    _complete(visible, result, _seen(visible, derivations), language)
    if rivals:
        _set_rivals(result)
    _set_answers(visible, result, language)
    return result


def _complete(
    visible: Visible, result: list[Assertion], derivations: dict[str, list[Derivation]], language: str
) -> None:
    """Everything that stands behind the claims, with one question per kind of row."""
    carried = [c for assertion in result for c in assertion.carried]
    ids = [c.claim.pk for c in carried]
    standings = _standings(visible, {c.claim.source_id for c in carried})
    positions = _positions(ids)
    for c in carried:
        c.standing = standings.get(c.claim.source_id)
        c.derivations = derivations.get(c.claim.pk, [])
        c.seq = positions.get(c.claim.pk)
    verdicts = _verdicts(ids)
    names = labels(visible, _subjects(carried), language)
    handles = _handles({c.claim.subject_id for c in carried} - names.keys())
    for assertion in result:
        assertion.language = language
        mine = [c.claim.pk for c in assertion.carried if c.claim.pk in verdicts]
        assertion.assessment = max((verdicts[pk] for pk in mine), key=lambda a: a.at, default=None)
        assertion.roots = roots_of(assertion.carried)
        assertion.subject_label = names.get(assertion.claim.subject_id) or handles[assertion.claim.subject_id]
        assertion.entity_label = names.get(assertion.claim.entity_id or "", "")


def _subjects(carried: list[Carried]) -> set[str]:
    return {c.claim.subject_id for c in carried} | {c.claim.entity_id for c in carried if c.claim.entity_id}


def _handles(subjects: set[str]) -> dict[str, str]:
    """What stands for the name of a subject that no visible claim names."""
    return dict(Subject.objects.filter(pk__in=subjects).values_list("pk", "handle")) if subjects else {}


def _standings(visible: Visible, sources: set[str]) -> dict[str, Standing]:
    rows = visible.standings_of_sources().filter(source__in=sources)
    return {row.source_id: row for row in rows.order_by("id") if row.source_id}


def _derived(claims: list[Claim]) -> list[Derivation]:
    """Where these claims come from. Their sources and those of what they come from are fetched together."""
    rows = Derivation.objects.filter(claim__in=[claim.pk for claim in claims], retired__isnull=True)
    derivations = list(rows.order_by("id"))
    fetch((derivations, "from_claim"), only=("zone", "source"))
    origins = [row.from_claim for row in derivations if row.from_claim]
    fetch((claims, "source"), (derivations, "from_source"), (origins, "source"))
    return derivations


def _seen(visible: Visible, derivations: Iterable[Derivation]) -> dict[str, list[Derivation]]:
    """Claim id -> the derivations of which the origin is visible."""
    found: dict[str, list[Derivation]] = defaultdict(list)
    for row in derivations:
        origin = row.from_claim or row.from_source
        if origin and visible.is_open(origin.zone_id):
            found[row.claim_id].append(row)
    return found


def _positions(claims: list[str]) -> dict[str, int]:
    rows = LedgerRow.objects.filter(table="claim", pk_value__in=claims)
    return dict(rows.values_list("pk_value").annotate(Max("seq")).order_by())


def _verdicts(claims: list[str]) -> dict[str, Assessment]:
    rows = Assessment.objects.filter(claim__in=claims).select_related("account").order_by("at", "id")
    return {row.claim_id: row for row in rows if row.claim_id}


def roots_of(carried: Iterable[Carried]) -> Roots:
    """Where these claims really come from, by what is visible of their derivations."""
    listed = list(carried)
    sources = {c.claim.source_id: c.claim.source for c in listed}
    for c in listed:
        for derivation in c.derivations:
            if derivation.from_source:
                sources[derivation.from_source.pk] = derivation.from_source
    return roots(
        [RootClaim(c.claim.pk, c.claim.source_id, cast(DerivationState, c.claim.derivation), _origins(c)) for c in listed],
        [RootSource(pk, (source.author,) if source.author else ()) for pk, source in sources.items()],
    )


def _origins(carried: Carried) -> tuple[str, ...]:
    return tuple(d.from_claim_id or d.from_source_id or "" for d in carried.derivations)


def _set_answers(visible: Visible, result: list[Assertion], language: str) -> None:
    """Visible responses to the subject of each assertion, or to the statement it attests."""
    subjects = {a.claim.subject_id for a in result}
    statements = {a.claim.statement_id for a in result if a.claim.statement_id}
    rows = visible.answers(
        Response.objects.filter(Q(to_subject__in=subjects) | Q(to_statement__in=statements)).order_by("id"),
    )
    names = labels(visible, [row.subject_id for row in rows if row.subject_id], language)
    for assertion in result:
        claim = assertion.claim
        for row in rows:
            if row.subject_id and (row.to_statement_id or row.to_subject_id) in (
                claim.statement_id or claim.subject_id, claim.subject_id if not claim.statement_id else "",
            ):
                assertion.against.append(Answer("subject", row.subject_id, names.get(row.subject_id, "")))


def _set_rivals(result: list[Assertion]) -> None:
    """Assertions about one subject that cannot all be so: one-valued predicates, or a conflict that is named."""
    by_rivalry: dict[tuple[str, ...], list[Assertion]] = defaultdict(list)
    for assertion in result:
        claim = assertion.claim
        known = predicates().get(claim.predicate)
        if claim.conflict:
            by_rivalry[claim.subject_id, claim.predicate, claim.conflict].append(assertion)
        elif known and known.one:
            by_rivalry[claim.subject_id, claim.predicate].append(assertion)
    for group in by_rivalry.values():
        for assertion in group:
            assertion.rivals = [other for other in group if _differs(other.claim, assertion.claim)]


def _differs(one: Claim, other: Claim) -> bool:
    return (one.value, one.date, one.entity_id) != (other.value, other.date, other.entity_id)
