"""Figures of one measure and scope side by side; each figure by itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from dadkhah.archive.queries import figures as query
from dadkhah.archive.queries.figures import COUNTED_TOGETHER, FigureLine
from dadkhah.claims.vocabulary import vocabulary
from dadkhah.reading.numerals import to_ascii_digits
from dadkhah.web.templatetags.dadkhah import number, term
from dadkhah.web.views.charts import POINTS, figures_over_time
from dadkhah.web.views.common import follow, language, note_shown, one, page_of
from dadkhah.web.views.statements import note_spoken

SEPARATORS = str.maketrans("", "", ",٬.'’  \u202f\u066b")


class Number(forms.CharField):
    """A count as people write it: any script's digits, with or without separators of thousands."""

    def clean(self, value: Any) -> int | None:
        written = to_ascii_digits(super().clean(value)).translate(SEPARATORS)
        if not written:
            return None
        if not (written.isascii() and written.isdigit()) or len(written) > 12:
            raise forms.ValidationError(_("Write a whole number, such as 5,000, or leave the field empty."))
        return int(written)


class Filter(forms.Form):
    """What to show: a measure with its scope, a span of numbers, an order."""

    what = forms.ChoiceField(label=_("What is counted"), required=False)
    low = Number(label=_("From"), required=False)
    high = Number(label=_("To"), required=False)
    order = forms.ChoiceField(
        label=pgettext_lazy("sorting", "Order"),
        required=False,
        choices=[("when", _("Earliest claim first")), ("number", _("Smallest first"))],
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = choices
        for name in ("low", "high"):
            self.fields[name].widget.attrs.update(inputmode="numeric", size=9)

    def clean(self) -> dict[str, Any]:
        low, high = self.cleaned_data.get("low"), self.cleaned_data.get("high")
        if low is not None and high is not None and low > high:
            raise forms.ValidationError(_("“From” is greater than “To”: exchange the two numbers."))
        return self.cleaned_data


def named(measure: str, scope: str) -> str:
    """A measure and scope in words."""
    words = term(measure, "figure_measure")
    return f"{words} · {term(scope, 'figure_scope')}" if scope else words


def figures(request: HttpRequest) -> HttpResponse:
    counted = query.measures(request.visible)
    choices = [(f"{measure}/{scope}", f"{named(measure, scope)} ({number(n)})") for measure, scope, n in counted]
    first = choices[0][0] if choices else ""
    given = request.GET.copy()
    given["what"] = _wanted(given) or first
    given["order"] = given.get("order") or "when"
    form = Filter(given, choices=choices)
    chosen = form.cleaned_data if form.is_valid() else {}
    measure, _slash, scope = (chosen.get("what") or first).partition("/")
    lines = query.figures(
        request.visible, measure, scope, chosen.get("low"), chosen.get("high"), language(), chosen.get("order") or "when",
    )
    page = page_of(request, lines)
    shown = set(_ids(page.object_list))
    found = {a.group: a for a in follow(request, request.visible.claims().filter(pk__in=shown).order_by("id"))}
    _note(request, lines)
    return render(
        request,
        "figures.html",
        {
            "form": form,
            "page": page,
            "rows": [(line, found[line.group]) for line in page.object_list if line.group in found],
            "total": len(lines),
            "measure": measure,
            "scope": scope,
            "terms": _terms(measure, scope),
            "roots": query.together(lines) if 0 < _voices(lines) <= COUNTED_TOGETHER else None,
            "voices": _voices(lines),
            "most": COUNTED_TOGETHER,
            "narrowed": chosen.get("low") is not None or chosen.get("high") is not None,
            "chart": figures_over_time(lines, gettext("Figures over time: %s") % named(measure, scope)) if lines else {},
            "points": POINTS,
            "undated": sum(not query.first_day(line.claimed_on) for line in lines),
            "others": [(f"{m}/{s}", m, s, n) for m, s, n in counted if (m, s) != (measure, scope)],
        },
    )


def _wanted(given: Any) -> str:
    """`what`, or `measure` and `scope` as links from elsewhere may give them."""
    if given.get("what") or not given.get("measure"):
        return given.get("what", "")
    return f"{given['measure']}/{given.get('scope', '')}"


def _voices(lines: Iterable[FigureLine]) -> int:
    return sum(len(line.voices) for line in lines)


def _ids(lines: Iterable[FigureLine]) -> list[str]:
    return [voice.claim for line in lines for voice in line.voices]


def _note(request: HttpRequest, lines: Iterable[FigureLine]) -> None:
    """The chart and the count of roots show every line, not those of the page alone."""
    note_shown(request, request.visible.sensitive_claims().filter(pk__in=_ids(lines)))


def _terms(measure: str, scope: str) -> list[dict[str, str]]:
    """What is counted here, defined."""
    lists = vocabulary().lists
    pairs = [("figure_measure", measure), ("figure_scope", scope)]
    known = [(name, code) for name, code in pairs if code in lists[name].terms]
    return [{"label": term(code, name), "definition": lists[name].terms[code].definition} for name, code in known]


def figure(request: HttpRequest, pk: str) -> HttpResponse:
    row = one(request, request.visible.figures(), pk=pk)
    found = follow(request, request.visible.claims().filter(predicate="figure", figure=row).order_by("id"))
    if not found:
        raise Http404
    given_in = list(request.visible.statements().filter(figure=row).order_by("date_first", "id")[:60])
    note_spoken(request, [statement.pk for statement in given_in])
    return render(
        request,
        "figure.html",
        {
            "figure": row,
            "found": found,
            "terms": _terms(row.measure, row.scope),
            "statements": given_in,
            "what": f"{row.measure}/{row.scope}",
            "title": named(row.measure, row.scope),
        },
    )
