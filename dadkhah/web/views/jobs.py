"""Long work: how far it is, how it ended, stopping it and doing it again, one by one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from dadkhah.archive import work
from dadkhah.web.saying import reason
from dadkhah.web.views.common import one, page_of

OPEN = ("waiting", "running")
RENEW = "5"
"""Seconds after which the browser asks again while something runs."""


def jobs(request: HttpRequest) -> HttpResponse:
    page = page_of(request, work.jobs_of(request.actor).select_related("account"))
    rows = [(job, 100 * job.done // job.total if job.total else None) for job in page]
    is_open = any(job.state in OPEN for job in page)
    context = {
        "page": page,
        "rows": rows,
        "is_open": is_open,
        "open_states": OPEN,
        "kinds": _kinds(),
        "states": _states(),
    }
    answer = render(request, "review/jobs.html", context)
    if is_open:
        answer["Refresh"] = RENEW
    return answer


def _kinds() -> dict[str, str]:
    return {
        "verify": gettext("Verifying the archive"),
        "rebuild": gettext("Making the index anew"),
        "take_in": gettext("Taking in files"),
        "link": gettext("Comparing lists"),
        "put_in_force": gettext("Joining who a run joins"),
        "withdraw_run": gettext("Taking back what a run joined"),
        "run_estimate": gettext("Estimating"),
        "read_document": gettext("Reading a file"),
        "read_documents": gettext("Reading files"),
        "import_list": gettext("Reading a file into a list"),
    }


def _states() -> dict[str, str]:
    return {
        "waiting": gettext("waits"),
        "running": gettext("runs"),
        "done": gettext("done"),
        "failed": gettext("failed"),
        "cancelled": gettext("cancelled"),
        "interrupted": gettext("cut off"),
    }


@require_POST
def job_cancel(request: HttpRequest, pk: str) -> HttpResponse:
    job = one(request, work.jobs_of(request.actor), pk=pk)
    work.cancel(request.actor, job)
    messages.success(request, gettext("It stops at its next step. What was finished stays."))
    return redirect("jobs")


@require_POST
def job_again(request: HttpRequest, pk: str) -> HttpResponse:
    job = one(request, work.jobs_of(request.actor), pk=pk)
    try:
        work.run_again(request.actor, job)
    except ValueError as fault:
        messages.error(request, reason(fault))
        return redirect("jobs")
    messages.success(request, gettext("It is in the queue again."))
    return redirect("jobs")
