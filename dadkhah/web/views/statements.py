"""The register of statements, one statement with its thread, and the arguments over the decades."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dadkhah.archive.queries import arguments as of_arguments
from dadkhah.archive.queries import facets as of_facets
from dadkhah.archive.queries import statements as query
from dadkhah.archive.queries.labels import labels
from dadkhah.archive.queries.threads import thread
from dadkhah.claims.vocabulary import vocabulary
from dadkhah.reading.numerals import to_ascii_digits
from dadkhah.web.templatetags.dadkhah import digits, number, term
from dadkhah.web.views.charts import POINTS, arguments_drawn
from dadkhah.web.views.common import follow, language, note_shown, one, page_of

COUNTED = 1000
"""Up to so many statements each choice of the filter says how many it would leave."""
TERMS = {"stance": "stances", "standing": "party", "mode": "statement_mode"}
LABELS = {
    "speaker": _("Speaker"),
    "stance": _("Stance"),
    "argument": _("Argument given"),
    "standing": _("Standing of the speaker"),
    "year": _("Year"),
    "mode": _("How the words are known"),
}
PANEL = _("Only people whom a source names as holding a seat on a panel (alleged)")


class Filter(forms.Form):
    """One choice per facet; what is not chosen is not asked."""

    panel = forms.BooleanField(label=PANEL, required=False)

    def __init__(self, *args: Any, choices: dict[str, list[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = {
            name: forms.ChoiceField(label=label, required=False, choices=[("", gettext("any")), *choices[name]])
            for name, label in LABELS.items()
        }
        self.fields = {**fields, "panel": self.fields["panel"]}


def statements(request: HttpRequest) -> HttpResponse:
    chosen = {name: request.GET.get(name, "") for name in LABELS}
    chosen["year"] = _year(chosen["year"])
    panel = bool(request.GET.get("panel"))
    register = query.register(request.visible, panel=panel, language=language(), **chosen)
    page = page_of(request, register)
    for line in page.object_list:
        note_shown(request, line.claims)
    picked = {**chosen, "panel": "1" if panel else ""}
    choices = _choices(request, picked, counted=page.paginator.count <= COUNTED)
    return render(
        request,
        "statements.html",
        {
            "page": page,
            "form": Filter(picked, choices=choices),
            "panel": panel,
            "members": of_facets.panel_members(request.visible, language()) if panel else [],
            "is_filtered": panel or any(chosen.values()),
        },
    )


def _year(written: str) -> str:
    year = to_ascii_digits(written.strip())
    return year if year.isdigit() and len(year) == 4 else ""


def _choices(request: HttpRequest, picked: dict[str, str], *, counted: bool) -> dict[str, list[tuple[str, str]]]:
    """Per filter (value, words): with counts where they are quickly made, always with what is chosen now."""
    facets = of_facets.facets(request.visible, picked, language()) if counted else _uncounted(request)
    found = {}
    for name in LABELS:
        rows = [(code, _words(name, code, label, n)) for code, label, n in facets[name]]
        if picked[name] and picked[name] not in dict(rows):
            label = labels(request.visible, [picked[name]], language()).get(picked[name], "")
            rows.append((picked[name], _words(name, picked[name], label, 0)))
        found[name] = rows
    return found


def _uncounted(request: HttpRequest) -> dict[str, list[tuple[str, str, int]]]:
    """The choices alone, where counting each would take too long: of subjects only those listed quickly."""
    facets: dict[str, list[tuple[str, str, int]]] = {name: [] for name in LABELS}
    for name, terms in TERMS.items():
        facets[name] = [(code, "", -1) for code in vocabulary().codes(terms)]
    ids = [row.pk for row in of_arguments.argument_subjects(request.visible)[: of_facets.FACET_LIMIT]]
    names = labels(request.visible, ids, language())
    facets["argument"] = [(pk, names.get(pk, pk), -1) for pk in ids]
    years = query.years(request.visible)
    facets["year"] = [(str(year), "", -1) for year in years]
    return facets


def _words(name: str, code: str, label: str, n: int) -> str:
    if code == query.NOT_ASSESSED:
        label = gettext("not assessed")
    elif name in TERMS:
        label = term(code, TERMS[name])
    elif name == "year":
        label = digits(code)
    return label if n < 0 else f"{label or code} ({number(n)})"


def statement(request: HttpRequest, pk: str) -> HttpResponse:
    rows = query.with_standing(request.visible, request.visible.statements()).select_related("figure", "speaker")
    row = one(request, rows, pk=pk)
    attesting = request.visible.claims().filter(statement=row).order_by("id")
    around = thread(request.visible, row, language())
    note_spoken(request, [reply.id for reply in around.all() if reply.kind == "statement"])
    told = follow(request, [claim for reply in around.all() for claim in reply.claims])
    by_subject: dict[str, list[Any]] = {}
    for a in told:
        by_subject.setdefault(a.claim.subject_id, []).append(a)
    return render(
        request,
        "statement.html",
        {
            "s": row,
            "line": query.lines(request.visible, [row], language())[0],
            "attesting": follow(request, attesting),
            "thread": around,
            "told": by_subject,
            "weekday_fault": query.weekday_fault(row, language()),
            "figure": request.visible.figures().filter(pk=row.figure_id).first() if row.figure_id else None,
        },
    )


def note_spoken(request: HttpRequest, statements: Iterable[str]) -> None:
    """Statements are seen through the claims that attest them: note the sensitive ones of those."""
    note_shown(request, request.visible.sensitive_claims().filter(statement__in=list(statements)))


def arguments(request: HttpRequest) -> HttpResponse:
    page = page_of(request, of_arguments.argument_subjects(request.visible))
    lines = of_arguments.arguments(request.visible, page.object_list, language())
    note_spoken(request, [given.id for line in lines for given in line.statements])
    chart, missing = arguments_drawn(lines)
    described = {a.claim.pk: a for a in follow(request, [claim for line in lines for claim in line.claims])}
    rows = [(line, [described[c.pk] for c in line.claims if c.pk in described]) for line in lines]
    return render(
        request,
        "arguments.html",
        {"page": page, "rows": rows, "chart": chart, "missing": missing, "points": POINTS},
    )
