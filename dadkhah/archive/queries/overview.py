"""What the archive holds, what it reports in short, what is not known, and what its sources are."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from dadkhah.archive.access import Visible
from dadkhah.archive.models import Claim, Sighting, Standing, Subject
from dadkhah.archive.queries.subjects import ALWAYS_ASKED

KINDS = (
    "person", "group", "place", "event", "order", "effort", "recognition", "disclosure", "statement", "argument",
    "response", "question",
)  # fmt: skip
VICTIM = ("group_of_victims", "victim_of", "execution", "burial")
"""Predicates by which some source tells a person as a victim."""
COUNTABLE_LIVES = 2000
"""Up to so many people it is counted for how many a question is open; beyond, the lists are shown without."""


@dataclass(frozen=True)
class Holdings:
    """How many things of each kind are visible, and of how many sources the file itself is not held."""

    kinds: dict[str, int]
    figures: int
    sources: int
    without_file: int

    @property
    def is_empty(self) -> bool:
        return not (self.sources or any(self.kinds.values()))


def holdings(visible: Visible) -> Holdings:
    """Counts from the table of sightings and from the sources: never a number of victims."""
    seen = Sighting.objects.filter(kind__in=KINDS, zone_set__in=visible.zone_sets)
    counted = dict(seen.values_list("kind").annotate(n=Count("pk")).order_by())
    figures = visible.claims().filter(predicate="figure").aggregate(n=Count("group", distinct=True))
    sources = visible.sources().aggregate(n=Count("pk"), without=Count("pk", filter=Q(item__isnull=True)))
    kinds = {kind: counted[kind] for kind in KINDS if counted.get(kind)}
    return Holdings(kinds, figures["n"], sources["n"], sources["without"])


def events_told(visible: Visible, limit: int = 14) -> list[Claim]:
    """The dates of the events that most sources carry, in the order of time."""
    dated = visible.claims().filter(predicate="date", subject__kind="event")
    most = dated.values("subject").annotate(n=Count("pk")).order_by("-n", "subject").values_list("subject", flat=True)
    return list(dated.filter(subject__in=list(most[:limit])).order_by("date_first", "id"))


def orders_told(visible: Visible, limit: int = 3) -> list[Claim]:
    """Who is said to have issued the orders that most claims are about, when, and what is said of the text."""
    told = visible.claims().filter(subject__kind="order", predicate__in=("issuer", "date", "authenticity"))
    most = told.values("subject").annotate(n=Count("pk")).order_by("-n", "subject").values_list("subject", flat=True)
    chosen = list(most[:limit])
    rows = list(told.filter(subject__in=chosen).order_by("id"))
    return sorted(rows, key=lambda claim: (chosen.index(claim.subject_id), claim.predicate == "authenticity"))


def judgments(visible: Visible, limit: int = 12) -> list[Claim]:
    """What courts decided: acts that a court's own record carries, with their legal force, and convictions."""
    by_court = visible.claims().filter(subject__kind="recognition", predicate="act", source__kind="court")
    decided = list(by_court.order_by("id").values_list("subject", flat=True).distinct()[:limit])
    rows = visible.claims().filter(
        Q(subject__in=decided, predicate__in=("act", "legal_force", "date")) | Q(predicate="convicted_of"),
    )
    return list(rows.order_by("id")[: limit * 6])


def findings(visible: Visible, limit: int = 12) -> list[Claim]:
    """What other bodies found or declared: acts that no court's record carries."""
    acts = visible.claims().filter(subject__kind="recognition", predicate="act")
    of_courts = acts.filter(source__kind="court").values("subject")
    return list(acts.exclude(subject__in=of_courts).order_by("id")[:limit])


def open_questions(visible: Visible) -> QuerySet[Claim]:
    return visible.claims().filter(predicate="open_question").order_by("id")


def not_known(visible: Visible) -> QuerySet[Claim]:
    return visible.claims().filter(predicate="not_known").order_by("id")


def without(visible: Visible, predicate: str) -> QuerySet[Subject]:
    """People told as victims of whom no visible claim answers this question of a life."""
    about = visible.claims().filter(subject=OuterRef("pk"))
    people = Subject.objects.filter(kind="person", retired__isnull=True, forwards_to__isnull=True)
    told = Exists(about.filter(predicate__in=VICTIM))
    return people.filter(told, ~Exists(about.filter(predicate=predicate))).order_by("id")


def gaps(visible: Visible, people: int) -> list[tuple[str, int | None]]:
    """For each question of a life: of how many people told as victims nothing is known; None: too many to count."""
    counted = people <= COUNTABLE_LIVES
    return [(predicate, without(visible, predicate).count() if counted else None) for predicate in ALWAYS_ASKED]


def compiler_notes(visible: Visible, limit: int = 120) -> list[Claim]:
    """How the case was put together: the words of those who compiled it, about the case itself."""
    about_case = Q(predicate="compiled_note", subject__kind="case") | Q(predicate="note", subject__kind="case")
    return list(visible.claims().filter(about_case).order_by("id")[:limit])


@dataclass(frozen=True)
class SourceCounts:
    """(code, number of sources) by kind, by standing, by how much of it was seen, by reliability."""

    kinds: list[tuple[str, int]]
    standings: list[tuple[str, int]]
    seen: list[tuple[str, int]]
    reliability: list[tuple[str, int]]
    total: int
    without_file: int


def source_counts(visible: Visible) -> SourceCounts:
    """Sources without a standing are counted under the code ""."""
    sources = visible.sources()
    total = sources.aggregate(n=Count("pk"), without=Count("pk", filter=Q(item__isnull=True)))
    held = Standing.objects.filter(source__zone__in=visible.zones, source__retired__isnull=True, retired__isnull=True)
    standings = _by(held, "party", "source")
    missing = total["n"] - held.aggregate(n=Count("source", distinct=True))["n"]
    return SourceCounts(
        _by(sources, "kind"),
        standings + ([("", missing)] if missing else []),
        _by(sources, "seen"),
        _by(sources, "reliability"),
        total["n"],
        total["without"],
    )


def _by(rows: QuerySet, column: str, counted: str = "pk") -> list[tuple[str, int]]:
    found = rows.values_list(column).annotate(n=Count(counted, distinct=counted != "pk")).order_by("-n", column)
    return [(code or "", n) for code, n in found]
