"""Sources: who says, what stands behind them, where they have it from, who repeats them, and what is held."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet

from dadkhah.archive.access import Visible
from dadkhah.archive.models import Assessment, Consent, Derivation, Item, Source, Standing, Statement, Testimony
from dadkhah.archive.queries.assertions import Assertion, assertions
from dadkhah.archive.queries.lists import titles

MOST = 200
"""The most sources or statements that a source's page names; its claims are paged."""


def select(
    visible: Visible, *, kind: str = "", standing: str = "", language: str = "", held: str = ""
) -> QuerySet[Source]:
    """Visible sources by date, the undated first. `held`: "yes" or "no", whether the bytes are here."""
    rows = visible.sources()
    if kind:
        rows = rows.filter(kind=kind)
    if language:
        rows = rows.filter(language=language)
    if held in ("yes", "no"):
        rows = rows.filter(item__isnull=held == "no")
    if standing:
        party = visible.standings().filter(source=OuterRef("pk"), party=standing)
        rows = rows.filter(Exists(party))
    return rows.order_by("date", "id")


def in_order(visible: Visible, ids: Iterable[str]) -> list[Source]:
    """The visible sources of one page. Sorting ids alone and reading the few rows after is four times faster."""
    listed = list(ids)
    found = {row.pk: row for row in visible.sources().filter(pk__in=listed)}
    return [found[pk] for pk in listed if pk in found]


def standings_of(visible: Visible, sources: Iterable[str]) -> dict[str, list[Standing]]:
    """Source id -> its standings, the newest last."""
    rows = visible.standings().filter(source__in=list(sources))
    found: dict[str, list[Standing]] = {}
    for row in rows.select_related("account").order_by("at", "id"):
        found.setdefault(row.source_id or "", []).append(row)
    return found


@dataclass(frozen=True)
class Judged:
    """A standing with its newest assessment."""

    standing: Standing
    assessment: Assessment | None


@dataclass(frozen=True)
class About:
    """All of one source but its claims. `unseen`: handles it is said to derive from that are not visible here."""

    source: Source
    standings: list[Judged]
    derives_from: list[Source]
    unseen: list[str]
    repeated_by: list[Source]
    item: Item | None
    statements: list[Statement]
    testimony: Testimony | None = None
    consents: list[Consent] = field(default_factory=list)


def about(visible: Visible, source: Source) -> About:
    """A fixed number of questions."""
    handles = source.derives_from.split()
    origins = {origin.handle: origin for origin in visible.sources().filter(handle__in=handles)} if handles else {}
    testimony = visible.testimonies().filter(source=source).first()
    attested = visible.claims().filter(source=source, statement__isnull=False).values("statement")
    return About(
        source=source,
        standings=_judged(visible, source),
        derives_from=[origins[handle] for handle in handles if handle in origins],
        unseen=[handle for handle in handles if handle not in origins],
        repeated_by=_repeated_by(visible, source),
        item=visible.items().filter(pk=source.item_id).first() if source.item_id else None,
        statements=list(visible.statements().filter(pk__in=attested).order_by("date_first", "id")[:MOST]),
        testimony=testimony,
        consents=_consents(visible, source),
    )


def _judged(visible: Visible, source: Source) -> list[Judged]:
    found = standings_of(visible, [source.pk]).get(source.pk, [])
    rows = Assessment.objects.filter(standing__in=[standing.pk for standing in found]).select_related("account")
    newest = {row.standing_id: row for row in rows.order_by("at", "id")}
    return [Judged(standing, newest.get(standing.pk)) for standing in found]


def _repeated_by(visible: Visible, source: Source) -> list[Source]:
    """Visible sources that say they derive from this one, or a claim of which is derived from it."""
    said = visible.sources().filter(derives_from__contains=source.handle)
    whole = [row.pk for row in said.only("pk", "derives_from") if source.handle in row.derives_from.split()]
    origin = Q(from_source=source) | Q(from_claim__source=source)
    derived = Derivation.objects.filter(origin, retired__isnull=True)
    claims = visible.claims().filter(pk__in=derived.values("claim"))
    ids = {*whole, *claims.values_list("source", flat=True).distinct()[:MOST]}
    return list(visible.sources().filter(pk__in=ids - {source.pk}).order_by("date", "id")[:MOST])


def _consents(visible: Visible, source: Source) -> list[Consent]:
    """The newest row for each use: it alone counts."""
    newest = {row.scope: row for row in visible.consents().filter(source=source).order_by("at", "id")}
    return list(newest.values())


@dataclass(frozen=True)
class AboutOne:
    """What a source says of one subject."""

    subject: str
    label: str
    assertions: list[Assertion]


def by_subject(visible: Visible, claims: Iterable, language: str) -> list[AboutOne]:
    """The claims of one page, grouped by what they are about, in their order."""
    listed = list(claims)
    found = assertions(visible, listed, language)
    called = titles(visible, {claim.subject_id for claim in listed}, language)
    groups: dict[str, list[Assertion]] = {}
    for assertion in found:
        groups.setdefault(assertion.claim.subject_id, []).append(assertion)
    return [AboutOne(subject, called.get(subject, ""), told) for subject, told in groups.items()]
