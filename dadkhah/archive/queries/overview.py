"""What the archive holds, what it reports in short, what is not known, and what its sources are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from dadkhah.archive.access import Visible
from dadkhah.archive.models import Claim, Subject
from dadkhah.archive.queries.subjects import ALWAYS_ASKED

KINDS = (
    "person", "group", "place", "event", "order", "effort", "recognition", "disclosure", "statement", "argument",
    "response", "question",
)  # fmt: skip
BRIEF = ("group", "subject", "predicate", "date_first")
"""What the claims chosen here are needed for: the assertions behind them are then read whole."""
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
    seen = visible.sightings().filter(kind__in=KINDS)
    counted = dict(seen.values_list("kind").annotate(n=Count("pk")).order_by())
    figures = visible.claims().filter(predicate="figure").aggregate(n=Count("group", distinct=True))
    sources = visible.sources().aggregate(n=Count("pk"), without=Count("pk", filter=Q(item__isnull=True)))
    kinds = {kind: counted[kind] for kind in KINDS if counted.get(kind)}
    return Holdings(kinds, figures["n"], sources["n"], sources["without"])


def events_told(visible: Visible, limit: int = 8) -> list[Claim]:
    """The dates of the events that most sources carry, in the order of time."""
    dated = visible.claims().filter(predicate="date", subject__kind="event")
    most = dated.values("subject").annotate(n=Count("pk")).order_by("-n", "subject").values_list("subject", flat=True)
    return list(dated.filter(subject__in=list(most[:limit])).only(*BRIEF).order_by("date_first", "id"))


def orders_told(visible: Visible, limit: int = 3) -> list[Claim]:
    """Who is said to have issued the orders that most claims are about, when, and what is said of the text."""
    told = visible.claims().filter(subject__kind="order", predicate__in=("issuer", "date", "authenticity"))
    most = told.values("subject").annotate(n=Count("pk")).order_by("-n", "subject").values_list("subject", flat=True)
    chosen = list(most[:limit])
    rows = list(told.filter(subject__in=chosen).only(*BRIEF).order_by("id"))
    return sorted(rows, key=lambda claim: (chosen.index(claim.subject_id), claim.predicate == "authenticity"))


def judgments(visible: Visible, limit: int = 6) -> list[Claim]:
    """What courts decided: acts that a court's own record carries, with their legal force, and convictions."""
    by_court = visible.claims().filter(subject__kind="recognition", predicate="act", source__kind="court")
    decided = list(by_court.order_by("id").values_list("subject", flat=True).distinct()[:limit])
    rows = visible.claims().filter(
        Q(subject__in=decided, predicate__in=("act", "legal_force")) | Q(predicate="convicted_of"),
    )
    return list(rows.only(*BRIEF).order_by("id")[: limit * 6])


def findings(visible: Visible, limit: int = 8) -> list[Claim]:
    """Other acts of courts, parliaments and bodies: those that no court's own record carries."""
    acts = visible.claims().filter(subject__kind="recognition", predicate="act")
    of_courts = acts.filter(source__kind="court").values("subject")
    others = acts.exclude(subject__in=of_courts).order_by("id").values_list("subject", flat=True)
    chosen = list(dict.fromkeys(others[: limit * 4]))[:limit]
    return list(acts.filter(subject__in=chosen).only(*BRIEF).order_by("id"))


def acted(visible: Visible, subjects: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Subject id -> the body that acted and the date, as the first claims that name them say."""
    rows = visible.claims().filter(subject__in=set(subjects), predicate__in=("body", "date")).order_by("-id")
    first = {(claim.subject_id, claim.predicate): claim for claim in rows}
    bodies = [claim for (_, predicate), claim in first.items() if predicate == "body"]
    dates = {pk: claim.date for (pk, predicate), claim in first.items() if predicate == "date"}
    return {claim.subject_id: (claim.value, dates.get(claim.subject_id, "")) for claim in bodies}


def open_questions(visible: Visible) -> QuerySet[Claim]:
    return visible.claims().filter(predicate="open_question").only(*BRIEF).order_by("id")


def not_known(visible: Visible) -> QuerySet[Claim]:
    return visible.claims().filter(predicate="not_known").only(*BRIEF).order_by("id")


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
    cases = list(visible.subjects("case").order_by("id").values_list("pk", flat=True)[:20])
    about = visible.claims().filter(subject__in=cases, predicate__in=("compiled_note", "note"))
    return list(about.only(*BRIEF).order_by("id")[:limit])


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
    rows = visible.sources().values_list("kind", "seen", "reliability").annotate(n=Count("pk"), held=Count("item"))
    kinds, seen, reliability = Counter[str](), Counter[str](), Counter[str]()
    total = with_file = 0
    for kind, part, rating, n, held in rows.order_by():
        kinds[kind] += n
        seen[part or ""] += n
        reliability[rating or ""] += n
        total, with_file = total + n, with_file + held
    standings = _standings(visible, total)
    counts = (kinds.most_common(), standings, seen.most_common(), reliability.most_common())
    return SourceCounts(*counts, total, total - with_file)


def _standings(visible: Visible, total: int) -> list[tuple[str, int]]:
    held = visible.standings_of_sources().filter(source__retired__isnull=True)
    found = held.values_list("party").annotate(n=Count("source", distinct=True)).order_by("-n", "party")
    without = total - held.aggregate(n=Count("source", distinct=True))["n"]
    return [*found, ("", without)] if without else list(found)
