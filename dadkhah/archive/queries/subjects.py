"""A subject as its claims tell it: first what happened, in the order of a life, then what is not known, then the record."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from dadkhah.archive.access import Visible
from dadkhah.archive.index import NAMING
from dadkhah.archive.models import Claim, Response, Subject
from dadkhah.archive.queries.assertions import Assertion
from dadkhah.claims.predicates import predicates

ALWAYS_ASKED = ("arrest", "sentence", "prison", "last_contact", "execution", "told", "burial")
"""What matters in a life so much that its page says where no visible claim tells it."""


@dataclass(frozen=True)
class Chapter:
    """All assertions of one predicate."""

    predicate: str
    assertions: list[Assertion]

    @property
    def is_disputed(self) -> bool:
        return any(a.rivals for a in self.assertions)


@dataclass(frozen=True)
class Telling:
    """A subject's page: `life` is what happened; `silent` are questions of a life that no visible claim answers,
    `sought` what a compiler says to have looked for in vain; `record` is how the entry was put together.
    """

    life: list[Chapter]
    silent: list[str]
    sought: list[Assertion]
    record: list[Chapter]


def telling(found: list[Assertion], kind: str, *, victim: bool) -> Telling:
    """The subject's assertions by predicate, in the order of the predicates' list."""
    by_predicate: dict[str, list[Assertion]] = {}
    for assertion in found:
        by_predicate.setdefault(assertion.claim.predicate, []).append(assertion)
    sought = by_predicate.pop("not_known", [])
    chapters = [Chapter(p, by_predicate[p]) for p in predicates() if p in by_predicate and p not in NAMING]
    record = [chapter for chapter in chapters if _is_of_the_record(chapter.predicate, kind)]
    silent = [p for p in ALWAYS_ASKED if victim and p not in by_predicate]
    return Telling([chapter for chapter in chapters if chapter not in record], silent, sought, record)


def _is_of_the_record(predicate: str, kind: str) -> bool:
    """An open question is what a question is about; about anything else it is a remark."""
    return predicates()[predicate].record and (kind, predicate) != ("question", "open_question")


def is_victim(found: list[Assertion]) -> bool:
    """Whether some source tells this person as a victim: then the questions of a life are asked of it."""
    return any(a.claim.predicate in ("group_of_victims", "victim_of", "execution", "burial") for a in found)


def claims_of(visible: Visible, subject: Subject, limit: int = 400) -> list[Claim]:
    """Visible claims about a subject and about those who forward to it, in the order recorded."""
    rows = visible.claims().filter(Q(subject=subject) | Q(subject__forwards_to=subject)).order_by("id")
    if subject.kind == "case":
        rows = rows.exclude(predicate="figure")
    return list(rows[:limit])


def named_in(visible: Visible, subject: Subject, limit: int = 60) -> list[Claim]:
    """Visible claims about others that name this one, figures it claims among them."""
    of = Q(entity=subject) | Q(entity__forwards_to=subject)
    own = Q(subject=subject) | Q(subject__forwards_to=subject)
    return list(visible.claims().filter(of).exclude(own).order_by("id")[:limit])


def answers_of(visible: Visible, subject: Subject) -> list[Response]:
    """Answers to this one and by it."""
    among = Response.objects.filter(Q(to_subject=subject) | Q(subject=subject))
    return visible.answers(among.select_related("to_statement", "to_source").order_by("id"))
