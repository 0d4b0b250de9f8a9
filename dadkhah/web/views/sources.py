"""Sources: the list, and one source with all that it says and all that stands behind it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dadkhah.archive.access import may
from dadkhah.archive.models import Statement
from dadkhah.archive.queries.sources import about, by_subject, in_order, select, standings_of
from dadkhah.claims.vocabulary import vocabulary
from dadkhah.web.views.common import language, note_shown, one, page_of
from dadkhah.web.views.paging import window

CLAIMS_PER_PAGE = 20


def sources(request: HttpRequest) -> HttpResponse:
    asked = {name: request.GET.get(name, "") for name in ("kind", "standing", "language", "held")}
    page = page_of(request, select(request.visible, **asked).values_list("pk", flat=True))
    rows = in_order(request.visible, page.object_list)
    note_shown(request, rows)
    return render(
        request,
        "sources.html",
        {
            "page": page,
            "rows": rows,
            "asked": asked,
            "standings": standings_of(request.visible, [row.pk for row in rows]),
            "kinds": vocabulary().lists["source_kinds"].terms.values(),
            "parties": vocabulary().lists["party"].terms.values(),
            "tongues": vocabulary().lists["languages"].terms.values(),
        },
    )


def source(request: HttpRequest, pk: str) -> HttpResponse:
    row = one(request, request.visible.sources().select_related("passage__item", "compartment"), pk=pk)
    found = about(request.visible, row)
    note_shown(request, [*found.derives_from, *found.repeated_by, *([found.item] if found.item else [])])
    claims = window(request, request.visible.claims().filter(source=row).order_by("subject_id", "id"), CLAIMS_PER_PAGE)
    subjects = by_subject(request.visible, claims.rows, language())
    note_shown(request, (carried.claim for told in subjects for a in told.assertions for carried in a.carried))
    note_attested(request, found.statements)
    context = {
        "listed": request.visible.lists().filter(source=row).first(),
        "may_describe": may(request.actor, "describe_source", row.compartment_id),
    }
    return render(request, "source.html", {"source": row, "about": found, "subjects": subjects, "window": claims, **context})


def note_attested(request: HttpRequest, statements: list[Statement]) -> None:
    """A statement is sensitive where a claim that attests it is."""
    note_shown(request, request.visible.sensitive_claims().filter(statement__in=statements))
