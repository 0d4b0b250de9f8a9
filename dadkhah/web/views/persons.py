"""Parting a person in two, or making two one: what would be is shown before anything is kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from dadkhah.archive.actions.arrange_persons import merge_persons, split_person
from dadkhah.archive.index import NAMING
from dadkhah.archive.models import Subject
from dadkhah.archive.queries import persons as of_persons
from dadkhah.archive.queries.labels import labels
from dadkhah.archive.queries.review import find_subjects
from dadkhah.web.forms.pairs import ReasonForm
from dadkhah.web.views.common import language, note_shown, one
from dadkhah.web.views.review import tried

MOST = 500
"""Records that one form may name."""


def person_arrange(request: HttpRequest, pk: str) -> HttpResponse:
    """Choose, see what would be, give the reason, do it."""
    person = one(request, request.visible.subjects("person"), pk=pk)
    if person.forwards_to_id:
        return redirect("person_arrange", person.forwards_to_id)
    asked = request.POST if request.method == "POST" else request.GET
    moved, other = asked.getlist("move")[:MOST], _other(request, asked.get("with", ""))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _done(request, form, person, moved, other):
        return redirect("subject", person.pk)
    records, claimed = of_persons.choices(request.visible, person)
    named = request.visible.sensitive_claims().filter(subject__in=[person, *claimed], predicate__in=NAMING)
    note_shown(request, [*records, *named])
    context = {
        "person": person,
        "label": labels(request.visible, [person.pk], language()).get(person.pk, person.handle),
        "records": records,
        "claimed": [(each, labels(request.visible, [each.pk], language()).get(each.pk, each.handle)) for each in claimed],
        "moved": moved,
        "other": other,
        "form": form,
        "preview": _preview(request, person, moved, other),
        **_found(request, person),
    }
    return render(request, "pairs/arrange.html", context)


def _other(request: HttpRequest, key: str) -> Subject | None:
    return one(request, request.visible.subjects("person"), pk=key) if key else None


def _done(request: HttpRequest, form: forms.Form, person: Subject, moved: list[str], other: Subject | None) -> bool:
    words = form.reason()  # type: ignore[attr-defined]
    overrule = bool(request.POST.get("overrule"))
    if other:
        made = tried(form, lambda: merge_persons(request.actor, person, other, words, overrule=overrule))
        told = gettext("The two are one person now. It can be undone below, at any time.")
    else:
        made = tried(form, lambda: split_person(request.actor, person, moved, words))
        told = gettext("The person is parted. It can be undone on the pages of both, at any time.")
    if made:
        messages.success(request, told)
    return bool(made)


def _preview(request: HttpRequest, person: Subject, moved: list[str], other: Subject | None) -> of_persons.Preview | None:
    if other:
        found = of_persons.merge_preview(request.visible, person, other, language())
    elif moved:
        found = of_persons.split_preview(request.visible, person, moved, language())
    else:
        return None
    note_shown(request, (record for part in found.parts for record in part.records))
    return found


def _found(request: HttpRequest, person: Subject) -> dict[str, Any]:
    """Persons who are called as it was typed."""
    typed = request.GET.get("q", "").strip()
    hits = find_subjects(request.visible, typed, ["person"], language()) if typed else []
    for hit in hits:
        note_shown(request, hit.claims)
    return {"typed": typed, "hits": [hit for hit in hits if hit.id != person.pk]}
