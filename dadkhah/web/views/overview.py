"""The way in: what the archive holds, the case in two minutes, what is not known, corrections, how it was compiled."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from dadkhah.archive.models import Claim
from dadkhah.archive.queries import arguments as of_arguments
from dadkhah.archive.queries import corrections as of_corrections
from dadkhah.archive.queries import figures as of_figures
from dadkhah.archive.queries import overview as query
from dadkhah.archive.queries.assertions import Assertion
from dadkhah.archive.queries.figures import first_day
from dadkhah.archive.queries.labels import labels
from dadkhah.archive.queries.lists import count_of
from dadkhah.web.views.common import PER_PAGE, follow, language, note_shown, page_of
from dadkhah.web.views.figures import named
from dadkhah.web.views.lists import note_shown_of
from dadkhah.web.views.statements import note_spoken

FIGURES_TOLD = 25
QUESTIONS_TOLD = 6


def home(request: HttpRequest) -> HttpResponse:
    held = query.holdings(request.visible)
    case = request.visible.subjects("case").order_by("id")[:12]
    names = labels(request.visible, [row.pk for row in case], language())
    note_shown_of(request, names)
    return render(
        request,
        "home.html",
        {"held": held, "counts": _counts(held), "cases": [(row.pk, names.get(row.pk, row.handle)) for row in case]},
    )


def _counts(held: query.Holdings) -> list[tuple[int, str]]:
    """(number, what it counts): names recorded and things told, never a number of victims."""
    words = {
        "person": gettext("names of people recorded, in any role"),
        "group": gettext("groups and bodies"),
        "place": gettext("places"),
        "event": gettext("events"),
        "order": gettext("orders"),
        "effort": gettext("efforts to disclose, search and commemorate"),
        "recognition": gettext("acts of courts, parliaments and other bodies"),
        "disclosure": gettext("disclosures"),
        "statement": gettext("statements"),
        "argument": gettext("arguments given"),
        "response": gettext("answers and objections"),
        "question": gettext("open questions"),
    }
    found = [(n, words[kind]) for kind, n in held.kinds.items()]
    extra = [(held.figures, gettext("figures, each with who claims it")), (held.sources, gettext("sources"))]
    return found + [(n, word) for n, word in extra if n]


def two_minutes(request: HttpRequest) -> HttpResponse:
    visible = request.visible
    counted = of_figures.measures(visible)
    measure, scope, _n = counted[0] if counted else ("", "", 0)
    lines = of_figures.figures(visible, measure, scope, language=language()) if counted else []
    told = lines[:FIGURES_TOLD]
    questions = query.open_questions(visible)
    sections = {
        "events": query.events_told(visible),
        "orders": query.orders_told(visible),
        "judgments": query.judgments(visible),
        "findings": query.findings(visible),
        "questions": list(questions[:QUESTIONS_TOLD]),
        "figures": list(visible.claims().filter(pk__in=[line.claim for line in told]).only(*query.BRIEF)),
    }
    found = {a.group: a for a in follow(request, [claim for claims in sections.values() for claim in claims])}
    shown = {name: _assertions(claims, found) for name, claims in sections.items()}
    acts = query.acted(visible, [claim.subject_id for name in ("judgments", "findings") for claim in sections[name]])
    return render(
        request,
        "two_minutes.html",
        {
            **{name: _by_subject(shown[name]) for name in ("events", "orders")},
            **{name: _by_subject(shown[name], acts) for name in ("judgments", "findings")},
            "questions": shown["questions"],
            "questions_all": questions.count(),
            "figures": [(line, found[line.group]) for line in told if line.group in found],
            "figures_left": len(lines) - len(told),
            "what": f"{measure}/{scope}",
            "what_named": named(measure, scope) if counted else "",
            "other_measures": len(counted) - 1,
        },
    )


def _assertions(claims: Iterable[Claim], found: dict[str, Assertion]) -> list[Assertion]:
    """Each claim's assertion once, in this order."""
    groups = dict.fromkeys(claim.group for claim in claims)
    return [found[group] for group in groups if group in found]


def _by_subject(
    found: Iterable[Assertion], acted: dict[str, tuple[str, str]] | None = None
) -> list[tuple[str, str, str, list[Assertion]]]:
    """(subject id, name, date, assertions), in the order of the first of each; acts by their date, under the body's name."""
    listed: dict[str, list[Assertion]] = {}
    for assertion in found:
        listed.setdefault(assertion.claim.subject_id, []).append(assertion)
    by = acted or {}
    names = {pk: by.get(pk, (group[0].subject_label, "")) for pk, group in listed.items()}
    rows = [(pk, *names[pk], group) for pk, group in listed.items()]
    return sorted(rows, key=lambda row: first_day(row[2])) if acted else rows


def unknown(request: HttpRequest) -> HttpResponse:
    visible = request.visible
    people = count_of(visible, "person")
    gaps = query.gaps(visible, people)
    missing = request.GET.get("missing", "")
    missing = missing if missing in dict(gaps) else ""
    listed = _few(request, query.without(visible, missing)) if missing else ([], False)
    questions = Paginator(query.open_questions(visible), PER_PAGE).get_page(request.GET.get("questions"))
    seen = Paginator(query.not_known(visible), PER_PAGE).get_page(request.GET.get("page"))
    names = labels(visible, [row.pk for row in listed[0]], language())
    asked, unsaid = list(questions), list(seen)
    found = {a.group: a for a in follow(request, [*asked, *unsaid])}
    return render(
        request,
        "unknown.html",
        {
            "questions": questions,
            "asked": _assertions(asked, found),
            "page": seen,
            "not_known": _by_subject(_assertions(unsaid, found)),
            "gaps": gaps if people else [],
            "missing": missing,
            "listed": [(row.pk, names.get(row.pk, row.handle)) for row in listed[0]],
            "further": _from(request) + PER_PAGE if listed[1] else 0,
        },
    )


def _from(request: HttpRequest) -> int:
    written = request.GET.get("from", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 8 else 0


def _few(request: HttpRequest, rows: Any) -> tuple[list[Any], bool]:
    """A page's worth, and whether there are more: counting them all would take too long."""
    start = _from(request)
    found = list(rows[start : start + PER_PAGE + 1])
    return found[:PER_PAGE], len(found) > PER_PAGE


def corrections(request: HttpRequest) -> HttpResponse:
    page = page_of(request, of_corrections.corrected(request.visible))
    found = of_corrections.corrections(request.visible, page.object_list, language())
    claims = [one.pk for one in found if one.table == "claim"]
    note_shown(request, request.visible.sensitive_claims(ever=True).filter(pk__in=claims))
    days = [(day, list(group)) for day, group in groupby(found, key=lambda one: one.at[:10])]
    return render(request, "corrections.html", {"page": page, "days": days})


def compiled(request: HttpRequest) -> HttpResponse:
    page = page_of(request, of_arguments.argument_subjects(request.visible))
    lines = of_arguments.arguments(request.visible, page.object_list, language())
    note_spoken(request, [given.id for line in lines for given in line.statements])
    return render(
        request,
        "compiled.html",
        {
            "notes": follow(request, query.compiler_notes(request.visible)),
            "counts": query.source_counts(request.visible),
            "page": page,
            "arguments": lines,
        },
    )
