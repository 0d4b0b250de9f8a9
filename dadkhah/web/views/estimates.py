"""Estimates of how many were never listed: those that are kept, a new one, one with all it says, and its files."""

from __future__ import annotations

import io
import json
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from dadkhah.archive import work
from dadkhah.archive.access import may
from dadkhah.archive.actions.withdraw_estimate import withdraw_estimate
from dadkhah.archive.models import EstimateRun, RecordList
from dadkhah.archive.queries import estimates as of_estimates
from dadkhah.evidence.store import NotHeld
from dadkhah.web.estimates import context, list_facts
from dadkhah.web.forms.estimates import NewEstimateForm, fields_of_parts
from dadkhah.web.forms.review import RetireForm
from dadkhah.web.paper import STYLE
from dadkhah.web.paper import estimates as on_paper
from dadkhah.web.saying import reason
from dadkhah.web.views.common import language, note_shown, one, page_of
from dadkhah.web.views.review import tried


def kept(request: HttpRequest) -> HttpResponse:
    """All that are kept. Whether one of them still counts is told on its own page where something was written since."""
    page = page_of(request, of_estimates.estimates(request.visible))
    note_shown(request, (each.source for told in page for each in told.lists))
    shown = {"page": page, "may_analyse": _may_analyse(request), "has_lists": request.visible.lists().exists()}
    return render(request, "estimates/kept.html", shown)


def new(request: HttpRequest) -> HttpResponse:
    """Which lists, and how; what is wrong is told all at once."""
    lists = _lists(request) if _may_analyse(request) else []
    note_shown(request, (each.source for each in lists))
    form = NewEstimateForm(lists, request.POST or None)
    is_sent = request.method == "POST" and form.is_valid()
    started = tried(form, lambda: work.start(request.actor, "run_estimate", form.asked())) if is_sent else None
    if started:
        messages.success(request, gettext("It is being estimated. When it is done, it stands under Estimates."))
        return redirect("jobs")
    return render(request, "estimates/new.html", {"form": form, "lists": lists, "may_analyse": _may_analyse(request)})


def _may_analyse(request: HttpRequest) -> bool:
    return bool(request.actor.compartments("analyse"))


def _lists(request: HttpRequest) -> list[RecordList]:
    rows = request.visible.lists().select_related("source").order_by("source__title", "id")
    return [each for each in rows if may(request.actor, "analyse", each.source.compartment_id)]


def estimate(request: HttpRequest, pk: str) -> HttpResponse:
    told = _asked(request, pk)
    return render(request, "estimates/estimate.html", _context(request, told, RetireForm()))


def _asked(request: HttpRequest, pk: str) -> of_estimates.Told:
    row = one(request, request.visible.estimates().select_related("item", "account", "withdrawn_by"), pk=pk)
    told = of_estimates.told(request.visible, row)
    note_shown(request, [row.item, *(each.source for each in told.lists)])
    return told


def _context(request: HttpRequest, told: of_estimates.Told, form: RetireForm) -> dict[str, Any]:
    form.fields["reason"].help_text = gettext("Nothing is deleted: the estimate stays with this reason, and counts no more.")
    shown: dict[str, Any] = {
        "told": told, "run": told.run, "by": [fields_of_parts()[name] for name in told.asked.by], "form": form,
        "versions": json.loads(told.run.versions).items(), "facts": list_facts(request.visible, told.lists),
        "may_analyse": all(may(request.actor, "analyse", each.source.compartment_id) for each in told.lists),
    }  # fmt: skip
    try:
        read = of_estimates.read(told.run)
    except (NotHeld, ValueError) as fault:
        return {**shown, "closed": reason(fault)}
    return {**shown, "read": read, "records": read.told["records"], **context(read.study, read.parts)}


@require_POST
def again(request: HttpRequest, pk: str) -> HttpResponse:
    """The same settings at the present position."""
    row = one(request, request.visible.estimates(), pk=pk)
    try:
        work.start(request.actor, "run_estimate", {"estimate": row.pk})
    except ValueError as fault:
        messages.error(request, reason(fault))
    else:
        messages.success(request, gettext("It is being estimated again, from the lists as they are now."))
    return redirect("jobs")


@require_POST
def withdraw(request: HttpRequest, pk: str) -> HttpResponse:
    told, form = _asked(request, pk), RetireForm(request.POST)
    if form.is_valid() and tried(form, lambda: _withdrawn(request, told.run, form.cleaned_data["reason"])):
        messages.success(request, gettext("The estimate is withdrawn. It stays with your reason."))
        return redirect("estimate", pk)
    return render(request, "estimates/estimate.html", _context(request, told, form))


def _withdrawn(request: HttpRequest, run: EstimateRun, why: str) -> bool:
    withdraw_estimate(request.actor, run, why)
    return True


def study_file(request: HttpRequest, pk: str) -> HttpResponse:
    """The bytes that the ledger commits to: every number, draw and setting."""
    told = _asked(request, pk)
    read = _read(request, told.run)
    return _file(read.text.encode(), "application/json", "study.json") if read else redirect("estimate", pk)


def report_file(request: HttpRequest, pk: str) -> HttpResponse:
    """A folder: the page as a file by itself, its style, and the study."""
    told = _asked(request, pk)
    if not (read := _read(request, told.run)):
        return redirect("estimate", pk)
    name = "; ".join(each.source.title for each in told.lists)
    more = {"told": told, "run": told.run, "records": read.told["records"], "facts": list_facts(request.visible, told.lists)}
    page, out = on_paper(read.study, read.parts, name, read.notes, language(), more), io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as folder:
        folder.writestr("report.html", page)
        folder.writestr(STYLE.name, STYLE.read_text("utf-8"))
        folder.writestr("study.json", read.text)
    return _file(out.getvalue(), "application/zip", "estimate.zip")


def _read(request: HttpRequest, run: EstimateRun) -> of_estimates.Read | None:
    try:
        return of_estimates.read(run)
    except (NotHeld, ValueError) as fault:
        messages.error(request, reason(fault))
        return None


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
