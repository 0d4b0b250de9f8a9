"""A person, event, order, place, effort ...: a page made of claims alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from dadkhah.archive.index import NAMING
from dadkhah.archive.models import Subject
from dadkhah.archive.queries.labels import labels
from dadkhah.archive.queries.pairs import FIELDS
from dadkhah.archive.queries.persons import joined
from dadkhah.archive.queries.subjects import answers_of, claims_of, is_victim, named_in, telling
from dadkhah.web.views.common import follow, language, note_shown, one


def subject(request: HttpRequest, pk: str) -> HttpResponse:
    row = one(request, request.visible.subjects(), pk=pk)
    if row.forwards_to_id:
        return redirect("subject", row.forwards_to_id)
    about = claims_of(request.visible, row)
    named = named_in(request.visible, row)
    every = follow(request, [*about, *named])
    own = {claim.subject_id for claim in about}
    found = [a for a in every if a.claim.subject_id in own]
    elsewhere = [a for a in every if a.claim.subject_id not in own]
    victim = row.kind == "person" and is_victim(found)
    return render(
        request,
        "subject.html",
        {
            "subject": row,
            "label": labels(request.visible, [row.pk], language()).get(row.pk, row.handle),
            "names": [a for a in found if a.claim.predicate in NAMING],
            "telling": telling(found, row.kind, victim=victim),
            "is_victim": victim,
            "named": [a for a in elsewhere if a.claim.predicate != "figure"],
            "figures": [a for a in elsewhere if a.claim.predicate == "figure"],
            **_statements(request, row),
            **_answers(request, row),
            **_joined(request, row),
        },
    )


def _statements(request: HttpRequest, row: Subject) -> dict[str, object]:
    """Statements that this one spoke, and for an argument those that give it."""
    visible = request.visible
    spoken = visible.statements().filter(speaker=row).order_by("date_first", "id")[:60]
    coded = visible.statements().filter(codings__argument=row, codings__retired__isnull=True).distinct()
    return {
        "statements": list(spoken) if row.kind in ("person", "group") else [],
        "coded": list(coded.order_by("date_first", "id")[:100]) if row.kind == "argument" else [],
    }


def _answers(request: HttpRequest, row: Subject) -> dict[str, object]:
    """What answers this one and what it answers, with the names of the ends."""
    answers = answers_of(request.visible, row)
    ends = {end for a in answers for end in (a.subject_id, a.to_subject_id) if end}
    return {"answers": answers, "ends": labels(request.visible, ends, language()) if ends else {}}


def _joined(request: HttpRequest, row: Subject) -> dict[str, object]:
    """For a person: the records of lists, and why they are one."""
    if row.kind != "person":
        return {}
    found = joined(request.visible, row)
    note_shown(request, found.records)
    told = [(name, [getattr(record, name) for record in found.records]) for name in FIELDS]
    rows = [(name, values, len({value for value in values if value}) > 1) for name, values in told if any(values)]
    may_judge = bool(request.actor.compartments("judge"))
    return {"joined": None if found.is_alone and not may_judge else found, "joined_rows": rows, "may_judge": may_judge}
