"""A documenter writes down a source, a statement, a claim: step by step, each with what was chosen before."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext

from dadkhah.archive.access import require
from dadkhah.archive.actions.describe_source import describe_source
from dadkhah.archive.actions.record_claim import NewClaim, record_claim
from dadkhah.archive.actions.record_statement import NewStatement, record_statement
from dadkhah.archive.models import Claim, Source
from dadkhah.archive.queries import review
from dadkhah.claims.predicates import predicates
from dadkhah.claims.vocabulary import vocabulary
from dadkhah.web.forms.dates import Written
from dadkhah.web.forms.recording import ClaimForm, SourceForm, StatementForm
from dadkhah.web.views.choosing import (
    Chosen,
    choose_predicate,
    choose_source,
    choose_subject,
    chosen_so_far,
    entities,
    items,
)
from dadkhah.web.views.common import language, note_shown, one
from dadkhah.web.views.review import tried

SPEAKERS = ("person", "group")
SAID = (
    *("mode", "words", "translation", "paraphrase", "language", "role_then", "role_at_event"),
    *("stance", "framed_by_source_as", "note", "hold", "derivation", "derives_from", "passage"),
)


def add_source(request: HttpRequest) -> HttpResponse:
    places = review.places_of_work(request.visible, "describe_source")
    require(request.actor, "describe_source", places[0] if places else None)
    chosen = request.GET.get("item", "")
    held = review.items_to_quote(request.visible, None, chosen)
    note_shown(request, held)
    form = SourceForm(request.POST or None, compartments=places, items=held, initial={"item": chosen})
    if request.method == "POST" and form.is_valid():
        compartment = form.compartments[form.cleaned_data["compartment"]]
        made = tried(form, lambda: describe_source(request.actor, compartment, **form.described()))
        if made:
            messages.success(request, gettext("The source is kept. Now record what it says."))
            return redirect("source", made.pk)
    return render(request, "review/add_source.html", {"form": form})


def add_claim(request: HttpRequest) -> HttpResponse:
    chosen = chosen_so_far(request, "record_claim")
    source = chosen.source
    if not source:
        return choose_source(request, chosen, "record_claim")
    if not chosen.has_subject:
        return choose_subject(request, chosen, vocabulary().codes("subject_kinds"))
    predicate = predicates().get(chosen.kept.get("predicate", ""))
    if not predicate or chosen.kind not in predicate.subjects:
        return choose_predicate(request, chosen)
    if predicate.value == "statement":
        return redirect(resolve_url("add_statement") + chosen.address())
    like = _like(request, chosen)
    form = ClaimForm(
        request.POST or None,
        predicate=predicate,
        find=lambda text: entities(request, text),
        visible=request.visible,
        items=items(request, chosen),
        initial={"item": chosen.kept.get("item", source.item_id), **_values(like)},
    )
    if request.method == "POST" and form.is_valid():
        made = tried(form, lambda: record_claim(request.actor, _new_claim(request, source, chosen, form, like)))
        if made:
            messages.success(request, gettext("The claim is kept, with its source. It is unverified until a reviewer assesses it."))
            return redirect("claim", made.pk)
    context = {"form": form, "chosen": chosen, "predicate": predicate, "like": like}
    return render(request, "review/add_claim.html", context)


def _like(request: HttpRequest, chosen: Chosen) -> Claim | None:
    """The claim that this one says again, or corrects."""
    if "like" not in chosen.kept:
        return None
    return one(request, request.visible.claims(), pk=chosen.kept["like"])


def _values(like: Claim | None) -> dict[str, Any]:
    if not like:
        return {}
    names = ("value", "place", "relation", "role", "attributed_to", "confidence", "note")
    date = Written(like.date, like.date_written, like.calendar) if like.date else None
    return {**{name: getattr(like, name) for name in names}, "date": date, "entity_text": ""}


def _new_claim(request: HttpRequest, source: Source, chosen: Chosen, form: ClaimForm, like: Claim | None) -> NewClaim:
    given = form.cleaned_data
    says_the_same = like and like.source_id != source.pk and request.POST.get("same") == "on"
    entity = given.get("entity")
    figure = form.figure()
    claimed_on = given.get("claimed_on")
    more = form.more("role", "relation")
    return NewClaim(
        source=source,
        predicate=form.predicate.code,
        subject=chosen.subject,
        new_subject_kind=chosen.kind,
        new_subject_name=chosen.name,
        value="" if figure else str(given.get("value") or ""),
        date=given["date"].edtf if given.get("date") else "",
        place=given.get("place", ""),
        entity=request.visible.subjects().get(pk=entity) if entity else None,
        figure=figure,
        item=form.items.get(given["item"]),
        passage=given["passage"],
        derivation=given["derivation"],
        derives_from=given["derives_from"],
        group=like.group if like and says_the_same else "",
        more={**more, "quote": given.get("quote", ""), **({"claimed_on": claimed_on.edtf} if claimed_on else {})},
    )


def add_statement(request: HttpRequest) -> HttpResponse:
    chosen = chosen_so_far(request, "record_statement")
    source = chosen.source
    if not source:
        return choose_source(request, chosen, "record_statement")
    if not chosen.has_subject or chosen.kind not in SPEAKERS:
        return choose_subject(request, chosen, SPEAKERS)
    form = StatementForm(
        request.POST or None,
        arguments=review.arguments(request.visible, language()),
        visible=request.visible,
        items=items(request, chosen),
        initial={"item": chosen.kept.get("item", source.item_id)},
    )
    if request.method == "POST" and form.is_valid():
        made = tried(form, lambda: record_statement(request.actor, _new_statement(request, source, chosen, form)))
        if made:
            messages.success(request, gettext("The statement is kept, with its source."))
            return redirect("statement", made.pk)
    return render(request, "review/add_statement.html", {"form": form, "chosen": chosen})


def _new_statement(request: HttpRequest, source: Source, chosen: Chosen, form: StatementForm) -> NewStatement:
    given = form.cleaned_data
    codings = given.get("arguments", [])
    return NewStatement(
        source=source,
        speaker=chosen.subject,
        new_speaker_kind=chosen.kind,
        new_speaker_name=chosen.name,
        date=given["date"].edtf,
        arguments=tuple(request.visible.subjects("argument").filter(pk__in=codings)),
        item=form.items.get(given["item"]),
        more={name: value for name, value in form.more().items() if name not in ("note", "hold")},
        **{name: given[name] for name in SAID},
    )
