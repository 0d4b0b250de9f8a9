"""The reviewer's desk: what waits, a verdict with its reason, a withdrawal with its reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from dadkhah.archive.access import require
from dadkhah.archive.actions.assess_claim import assess_claim, is_held_in_bytes
from dadkhah.archive.actions.retire_claim import retire_claim
from dadkhah.archive.models import Claim, Standing
from dadkhah.archive.queries import review
from dadkhah.archive.queries.assertions import Assertion
from dadkhah.claims.predicates import predicates
from dadkhah.web.forms.review import AssessForm, RetireForm
from dadkhah.web.saying import reason
from dadkhah.web.views.choosing import name_of
from dadkhah.web.views.common import follow, language, note_shown, one

Made = TypeVar("Made")


def tried(form: forms.Form, action: Callable[[], Made]) -> Made | None:
    """What the action returns; where it refuses a value, the form says why."""
    try:
        return action()
    except ValueError as fault:
        form.add_error(None, reason(fault))
        return None


def work(request: HttpRequest) -> HttpResponse:
    """What waits to be assessed, and the ways to add to the archive."""
    which = request.GET.get("queue", "first")
    which = which if which in review.QUEUES else "first"
    page = request.GET.get("page", "1")
    number = int(page) if page.isdecimal() and page.isascii() and len(page) < 7 else 1
    narrowed = {"predicate": request.GET.get("predicate", ""), "source": request.GET.get("source", "")}
    found = review.queue(request.visible, which, max(number, 1), **narrowed)
    by_group = {a.group: a for a in follow(request, found.claims)}
    names = _queue_names()
    context = {
        "which": which,
        "queues": names.items(),
        "queue_name": names[which],
        "predicates": [(p.code, p.fa if language() == "fa" else p.en) for p in predicates().values()],
        "chosen": narrowed,
        "rows": [(claim, by_group[claim.group], found.rests.get(claim.pk, 0)) for claim in found.claims],
        "page": found.page,
        "before": found.page - 1,
        "after": found.page + 1 if found.has_more else 0,
        "may": {verb: bool(request.actor.compartments(verb)) for verb in VERBS},
    }
    return render(request, "review/work.html", context)


VERBS = (
    "assess",
    "retire",
    "describe_source",
    "record_claim",
    "record_statement",
    "record_testimony",
    "take_in",
    "grant_role",
)


def _queue_names() -> dict[str, str]:
    return {
        "first": gettext("Not assessed, the most rested on first"),
        "held": gettext("Held back"),
        "no_bytes": gettext("Without a file of the source"),
        "disputed": gettext("Disputed"),
        "all": gettext("All, the newest first"),
    }


def assess(request: HttpRequest, pk: str) -> HttpResponse:
    """A verdict on one claim, with its rivals beside it. No verdict replaces another."""
    row = one(request, request.visible.claims().select_related("source", "subject"), pk=pk)
    require(request.actor, "assess", row.source.compartment_id)
    form = AssessForm(request.POST or None)
    if _is_signed(request, form, row):
        messages.success(request, gettext("Your assessment is kept, with your reason."))
        return redirect("claim", row.pk)
    context = {
        "claim": row,
        "a": _with_rivals(request, row),
        "form": form,
        "verdicts": review.verdicts(request.visible, row),
        "is_own": review.is_recorded_by(row, request.actor.id),
        "bytes_held": is_held_in_bytes(row),
    }
    return render(request, "review/assess.html", context)


def _is_signed(request: HttpRequest, form: AssessForm, target: Claim | Standing) -> bool:
    """Whether a verdict was sent and kept; else the form says what is wrong."""
    if request.method != "POST" or not form.is_valid():
        return False
    return tried(form, lambda: assess_claim(request.actor, target, **form.cleaned_data)) is not None


def _with_rivals(request: HttpRequest, row: Claim) -> Assertion:
    siblings = request.visible.claims().filter(subject=row.subject_id, predicate=row.predicate)[:100]
    return follow(request, [row, *siblings])[0]


def assess_standing(request: HttpRequest, pk: str) -> HttpResponse:
    """A verdict on how a source or a speaker is said to stand to the conflict."""
    row = one(request, request.visible.standings().select_related("source", "account"), pk=pk)
    note_shown(request, [row.source] if row.source else [])
    form = AssessForm(request.POST or None)
    if _is_signed(request, form, row):
        messages.success(request, gettext("Your assessment is kept, with your reason."))
        return redirect("source", row.source_id) if row.source_id else redirect("subject", row.subject_id)
    context = {
        "standing": row,
        "label": name_of(request, row.subject_id) if row.subject_id else "",
        "form": form,
        "verdicts": review.verdicts(request.visible, row),
    }
    return render(request, "review/assess_standing.html", context)


def retire(request: HttpRequest, pk: str) -> HttpResponse:
    """Withdraw a claim. A correction is a withdrawal and a new claim: nothing is rewritten."""
    row = one(request, request.visible.claims().select_related("source", "subject"), pk=pk)
    require(request.actor, "retire", row.source.compartment_id)
    form = RetireForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        retire_claim(request.actor, row, form.cleaned_data["reason"])
        messages.success(request, gettext("The claim is withdrawn. It stays in the history with your reason."))
        return redirect("claim_history", row.pk)
    return render(request, "review/retire.html", {"claim": row, "a": follow(request, [row])[0], "form": form})
