"""A subject as its claims tell it: grouped by what they are about, in the order a life or an event is told."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from dadkhah.archive.access import Visible
from dadkhah.archive.models import Claim, Response, Subject
from dadkhah.archive.queries.assertions import Assertion
from dadkhah.claims.predicates import predicates

ALWAYS_ASKED = ("arrest", "sentence", "prison", "last_contact", "execution", "told", "burial")
"""What a life's page says "not known" of where no claim is visible."""
NAMING = ("name", "name_fa", "title", "alias")


@dataclass(frozen=True)
class Chapter:
    """All assertions of one predicate; without any: what is not known."""

    predicate: str
    assertions: list[Assertion]

    @property
    def is_disputed(self) -> bool:
        return any(a.rivals for a in self.assertions)


def chapters(found: list[Assertion], *, victim: bool) -> list[Chapter]:
    """The subject's assertions by predicate, in the order of the predicates' list, which is that of a life."""
    by_predicate: dict[str, list[Assertion]] = {}
    for assertion in found:
        by_predicate.setdefault(assertion.claim.predicate, []).append(assertion)
    asked = set(ALWAYS_ASKED) if victim else set()
    told = [p for p in predicates() if (p in by_predicate or p in asked) and p not in NAMING]
    return [Chapter(p, by_predicate.get(p, [])) for p in told]


def is_victim(found: list[Assertion]) -> bool:
    """Whether some source tells this person as a victim: then the questions of a life are asked of it."""
    return any(a.claim.predicate in ("group_of_victims", "victim_of", "execution", "burial") for a in found)


def claims_of(visible: Visible, subject: Subject, limit: int = 400) -> list[Claim]:
    """Visible claims about a subject, the earliest date first, then in the order recorded."""
    rows = visible.claims().filter(subject=subject).order_by("id")
    if subject.kind == "case":
        rows = rows.exclude(predicate="figure")
    return list(rows[:limit])


def named_in(visible: Visible, subject: Subject, limit: int = 60) -> list[Claim]:
    """Visible claims about others that name this one, figures it claims among them."""
    return list(visible.claims().filter(entity=subject).exclude(subject=subject).order_by("id")[:limit])


def answers_of(visible: Visible, subject: Subject) -> list[Response]:
    """Answers to this one and by it."""
    among = Response.objects.filter(Q(to_subject=subject) | Q(subject=subject))
    return visible.answers(among.select_related("to_statement", "to_source").order_by("id"))
