"""Runs of models, what a threshold costs, how far reviewers agree, and the report."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from dadkhah.archive import work
from dadkhah.archive.actions.put_in_force import threshold_of
from dadkhah.archive.models import LinkageRun
from dadkhah.archive.queries import agreement as of_agreement
from dadkhah.archive.queries import linkage_report as of_report
from dadkhah.archive.queries import runs as of_runs
from dadkhah.archive.queries import sampling as of_sampling
from dadkhah.archive.queries.pairs import records_of
from dadkhah.reading.spreadsheet import csv_lines
from dadkhah.web.forms.pairs import ThresholdForm
from dadkhah.web.saying import reason
from dadkhah.web.views.common import note_shown, one
from dadkhah.web.views.evidence import thresholds_drawn, trend_drawn
from dadkhah.web.views.review import tried


def runs(request: HttpRequest) -> HttpResponse:
    """What models proposed; from here a new comparison of lists is started."""
    if request.method == "POST":
        chosen = request.POST.getlist("listed")[:200]
        try:
            work.start(request.actor, "link", {"lists": chosen})
        except ValueError as fault:
            messages.error(request, reason(fault))
        else:
            messages.success(request, gettext("The lists are being compared. See how far it is under long work."))
        return redirect("runs")
    may_analyse = bool(request.actor.compartments("analyse"))
    lists = list(request.visible.lists().select_related("source").order_by("id")) if may_analyse else []
    found = of_runs.runs(request.visible)
    note_shown(request, (each.source for each in [*lists, *(each for told in found for each in told.lists)]))
    return render(request, "pairs/runs.html", {"runs": found, "lists": lists, "may_analyse": may_analyse})


def run(request: HttpRequest, pk: str) -> HttpResponse:
    """One run: what a threshold costs; chosen here, put in force here, withdrawn here."""
    row = one(request, request.visible.linkage_runs().select_related("model__item", "item"), pk=pk)
    note_shown(request, [row.item])
    form = ThresholdForm(request.POST if request.POST.get("act") == "put" else None, initial={"threshold": row.threshold or "0.95"})
    if request.method == "POST" and _asked(request, form, row):
        return redirect("jobs")
    found, lists = of_runs.costs(request.visible, row), of_runs.lists_of(request.visible, row)
    sample = of_sampling.sample(request.visible, row, found.strata)
    note_shown(request, (each.source for each in lists))
    context = {
        "run": row,
        "lists": lists,
        "costs": found,
        "sample": sample,
        "chart": thresholds_drawn(found, row.threshold, sample.found) if found.lines else None,
        "form": form,
        "may_judge": bool(request.actor.compartments("judge")),
    }
    return render(request, "pairs/run.html", context)


def run_sample(request: HttpRequest, pk: str) -> HttpResponse:
    """On to the next pair of the run's sample that nobody judged; after the last one back to the run."""
    row = one(request, request.visible.linkage_runs(), pk=pk)
    following = of_sampling.sample(request.visible, row).following
    if following is None:
        messages.success(request, gettext("Every pair of the sample is judged. See below what follows from it."))
        return redirect("run", row.pk)
    return redirect(f"{reverse('pair', args=[f'{following.one_id}-{following.other_id}'])}?run={row.pk}&sample=1")


def _asked(request: HttpRequest, form: ThresholdForm, row: LinkageRun) -> bool:
    """Whether the work was asked for: it goes into the queue, for of a large run it takes minutes."""
    if request.POST.get("act") == "withdraw":
        return _queued(request, "withdraw_run", {"run": row.pk})
    if not form.is_valid():
        return False
    least = tried(form, lambda: threshold_of(form.cleaned_data["threshold"]))
    return least is not None and _queued(request, "put_in_force", {"run": row.pk, "threshold": least})


def _queued(request: HttpRequest, kind: str, arguments: dict[str, str]) -> bool:
    try:
        work.start(request.actor, kind, arguments)
    except ValueError as fault:
        messages.error(request, reason(fault))
    else:
        messages.success(request, gettext("It is in the queue. Persons follow as soon as it is done."))
    return True


def agreement(request: HttpRequest) -> HttpResponse:
    """How far two reviewers agree who did not know of each other."""
    found = of_agreement.agreement(request.visible)
    return render(request, "pairs/agreement.html", {"found": found, "chart": trend_drawn(found.months) if found.months else None})


def linkage_report(request: HttpRequest) -> HttpResponse:
    found = of_report.report(request.visible)
    records = records_of(request.visible, (key for each in found.unsure for key in (each.one, each.other)))
    note_shown(request, [*records.values(), *(each.listed.source for each in found.lists)])
    return render(request, "pairs/report.html", {"found": found, "records": records})


def linkage_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same as a table for a spreadsheet: whatever looks like a formula is disarmed."""
    if request.visible.sensitive_zones:
        note_shown(request, of_report.told_of(request.visible))
    answer = StreamingHttpResponse(csv_lines(of_report.table(request.visible)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="linkage.csv"'
    return answer
