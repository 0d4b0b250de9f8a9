"""Who answered whom: a statement's answers and objections, and what it answers itself, nested."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Q

from dadkhah.archive.access import Visible
from dadkhah.archive.models import Claim, Response, Source, Statement, Subject
from dadkhah.archive.queries.labels import labels

DEPTH = 5
"""So many answers to answers are followed; a page beyond that is reached by its link."""
TELLING = ("what", "who", "response_kind", "date")
Node = tuple[str, str]
"""("statement" | "subject" | "source", id)."""


@dataclass
class Reply:
    """One end of an answer, with the answers to it. `claims` tell what was done; the rest is on its own page."""

    kind: str
    id: str
    name: str = ""
    relation: str = ""
    date: str = ""
    subject_kind: str = ""
    response_kind: str = ""
    claims: list[Claim] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)


@dataclass(frozen=True)
class Thread:
    """`answers`: what this statement answers. `replies`: what answers it, and what answers that."""

    answers: list[Reply]
    replies: list[Reply]

    def all(self) -> list[Reply]:
        found, open_ = [], [*self.answers, *self.replies]
        while open_:
            reply = open_.pop(0)
            found.append(reply)
            open_ += reply.replies
        return found


def thread(visible: Visible, statement: Statement, language: str) -> Thread:
    """The visible thread around a statement; an answer in a circle is shown once."""
    start: Node = ("statement", statement.pk)
    upward = visible.answers(Response.objects.filter(statement=statement).order_by("id"))
    answers = [Reply(*_target(row), relation=row.relation) for row in upward]
    found = Thread(answers, [])
    at = {start: found.replies}
    seen = {start}
    for _ in range(DEPTH):
        if at:
            at = _next(visible, at, seen)
    _tell(visible, found.all(), language)
    return found


def _next(visible: Visible, at: dict[Node, list[Reply]], seen: set[Node]) -> dict[Node, list[Reply]]:
    """Hang the answers to these nodes below them; gives the new ones."""
    statements = [pk for kind, pk in at if kind == "statement"]
    subjects = [pk for kind, pk in at if kind == "subject"]
    rows = Response.objects.filter(Q(to_statement__in=statements) | Q(to_subject__in=subjects)).order_by("id")
    below: dict[Node, list[Reply]] = {}
    for row in visible.answers(rows):
        node = _origin(row)
        reply = Reply(*node, relation=row.relation)
        at[_target(row)].append(reply)
        if node not in seen:
            seen.add(node)
            below[node] = reply.replies
    return below


def _origin(row: Response) -> Node:
    return ("statement", row.statement_id) if row.statement_id else ("subject", row.subject_id or "")


def _target(row: Response) -> Node:
    ends = (("statement", row.to_statement_id), ("subject", row.to_subject_id), ("source", row.to_source_id))
    return next((kind, pk) for kind, pk in ends if pk)


def _tell(visible: Visible, replies: list[Reply], language: str) -> None:
    """Give every end its name, date and the claims that tell it."""
    ids: dict[str, set[str]] = defaultdict(set)
    for reply in replies:
        ids[reply.kind].add(reply.id)
    statements = {s.pk: s for s in Statement.objects.filter(pk__in=ids["statement"])}
    subjects = dict(Subject.objects.filter(pk__in=ids["subject"]).values_list("pk", "kind"))
    sources = dict(Source.objects.filter(pk__in=ids["source"]).values_list("pk", "title"))
    told: dict[str, list[Claim]] = defaultdict(list)
    for claim in visible.claims().filter(subject__in=ids["subject"], predicate__in=TELLING).order_by("id"):
        told[claim.subject_id].append(claim)
    names = labels(visible, {*ids["subject"], *(s.speaker_id for s in statements.values())}, language)
    for reply in replies:
        reply.subject_kind = subjects.get(reply.id, "")
        reply.name = names.get(reply.id) or sources.get(reply.id, "")
        _from_claims(reply, told[reply.id])
        if said := statements.get(reply.id):
            reply.name = f"{names.get(said.speaker_id, said.speaker_written)}: {said.words or said.paraphrase}"
            reply.date = said.date


def _from_claims(reply: Reply, told: list[Claim]) -> None:
    """An answer without a name goes by who gave it, of what kind it was and when."""
    first = {claim.predicate: claim for claim in reversed(told)}
    reply.claims = [claim for claim in told if claim.predicate == "what"]
    reply.date = first["date"].date if "date" in first else ""
    reply.response_kind = first["response_kind"].value if "response_kind" in first else ""
    reply.name = reply.name or (first["who"].value if "who" in first else "")
