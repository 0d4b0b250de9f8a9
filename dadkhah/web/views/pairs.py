"""Judging pairs: what waits, one pair with all that speaks for and against it, undo, conflicts, the second judgement."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from dadkhah.archive.access import may
from dadkhah.archive.actions.judge_pair import judge_pair, undo_judgement
from dadkhah.archive.models import Judgement, Pair, Record
from dadkhah.archive.queries import conflicts as of_conflicts
from dadkhah.archive.queries import pairs as of_pairs
from dadkhah.web.forms.pairs import JudgeForm
from dadkhah.web.saying import reason
from dadkhah.web.views.common import note_shown, one
from dadkhah.web.views.evidence import waterfalls
from dadkhah.web.views.review import tried


def pairs(request: HttpRequest) -> HttpResponse:
    """The queue, narrowed to a list or a run."""
    if after := request.GET.get("after"):
        return redirect(_next(request, one(request, request.visible.pairs(), pk=after)))
    which = request.GET.get("queue", "waiting")
    which = which if which in of_pairs.QUEUES else "waiting"
    page = request.GET.get("page", "1")
    number = int(page) if page.isdecimal() and page.isascii() and len(page) < 7 else 1
    narrowed = narrowed_to(request)
    found = of_pairs.queue(request.visible, which, max(number, 1), **narrowed)
    records = (record for line in found.lines for record in (line.one, line.other))
    note_shown(request, [*records, *(each.source for each in found.lists)])
    names = {
        "waiting": gettext("Waiting, what settles most first"),
        "unsure": gettext("Unsure"),
        "same": gettext("Judged the same person"),
        "different": gettext("Judged different persons"),
    }
    context = {
        "found": found,
        "which": which,
        "queues": names.items(),
        "lists": found.lists,
        "chosen": narrowed,
        "query": _query(request),
        "before": found.page - 1,
        "after": found.page + 1 if found.has_more else 0,
        "may_judge": bool(request.actor.compartments("judge")),
        "may_analyse": bool(request.actor.compartments("analyse")),
    }
    return render(request, "pairs/queue.html", context)


def narrowed_to(request: HttpRequest) -> dict[str, str]:
    return {"listed": request.GET.get("listed", ""), "run": request.GET.get("run", "")}


def is_sampled(request: HttpRequest) -> bool:
    """Whether a pair is judged as one of the sample of a run."""
    return bool(request.GET.get("run")) and request.GET.get("sample") == "1"


def pair(request: HttpRequest, pair: str) -> HttpResponse:
    """Two records side by side, what speaks for and against, and the decision. In a sample the model says nothing first."""
    first, second = two_records(request, pair)
    form, sampled = JudgeForm(request.POST or None), is_sampled(request)
    scores = of_pairs.scores(request.visible, first.pk, second.pk)
    if _judged(request, form, first, second):
        return redirect(_next(request, scores[0].pair) if scores else f"{reverse('pairs')}{_query(request)}")
    context = {
        **_shown(request, first, second),
        "form": form,
        "scores": [] if sampled else scores,
        "sampled": sampled,
        "chart": waterfalls(scores[0]) if scores and not sampled else None,
        "judgements": of_pairs.judgements_on(request.visible, first.pk, second.pk),
        "persons": [] if sampled else of_pairs.persons_of([first, second]),
        "query": _query(request),
        "skip": f"{reverse('pairs')}{_query(request, after=scores[0].pair.pk)}" if scores and not sampled else "",
        "may_judge": _may_judge(request, first, second),
    }
    return render(request, "pairs/pair.html", context)


def two_records(request: HttpRequest, pair: str) -> tuple[Record, Record]:
    """The two visible records of an address; 404 where one is hidden or missing."""
    ids = sorted(pair.split("-"))
    found = of_pairs.records_of(request.visible, ids)
    if len(ids) != 2 or set(ids) != set(found):
        raise Http404
    note_shown(request, found.values())
    return found[ids[0]], found[ids[1]]


def _shown(request: HttpRequest, first: Record, second: Record) -> dict[str, Any]:
    around = of_pairs.neighbours(request.visible, first, second)
    note_shown(request, (record for some in around for record in some.records))
    return {
        "one": first,
        "other": second,
        "both": [first, second],
        "fields": of_pairs.beside(first, second),
        "given": [of_pairs.cells(first), of_pairs.cells(second)],
        "neighbours": around,
    }


def _may_judge(request: HttpRequest, *records: Record) -> bool:
    return all(may(request.actor, "judge", each.zone.source_compartment_id) for each in records)


def _judged(request: HttpRequest, form: JudgeForm, first: Record, second: Record, *, blind: bool = False) -> bool:
    """Whether a judgement was sent and kept; else the form says what is wrong."""
    if request.method != "POST" or not form.is_valid():
        return False
    verdict, words = form.cleaned_data["verdict"], form.reason()
    made = tried(form, lambda: judge_pair(request.actor, first, second, verdict, words, blind=blind))
    if made:
        messages.success(request, gettext("Your judgement is kept. You can undo it on the page of the pair."))
    return made is not None


def _next(request: HttpRequest, here: Pair) -> str:
    """The address of the next pair that waits, or of the queue; of a sample the next one of it, or the page of its run."""
    if is_sampled(request):
        return reverse("run_sample", args=[request.GET["run"]])
    following = of_pairs.next_pair(request.visible, here, **narrowed_to(request))
    return f"{address_of(following) if following else reverse('pairs')}{_query(request)}"


def _query(request: HttpRequest, **more: str) -> str:
    """What the queue is narrowed to, as it goes on in addresses."""
    sampled = {"sample": "1"} if is_sampled(request) else {}
    asked = {name: value for name, value in (narrowed_to(request) | sampled | more).items() if value}
    return f"?{urlencode(asked)}" if asked else ""


def address_of(row: Pair) -> str:
    return reverse("pair", args=[f"{row.one_id}-{row.other_id}"])


@require_POST
def judgement_undo(request: HttpRequest, pk: str) -> HttpResponse:
    """Take a judgement back, with those that were given together with it."""
    row = one(request, request.visible.judgements(), pk=pk)
    try:
        undo_judgement(request.actor, row, request.POST.get("reason", "")[:2000])
    except ValueError as fault:
        messages.error(request, reason(fault))
    else:
        messages.success(request, gettext("It is undone: records and persons are as if it had not been said."))
    return redirect(_page_of(row))


def _page_of(row: Judgement) -> str:
    if row.one_record_id and row.other_record_id:
        return reverse("pair", args=[f"{row.one_record_id}-{row.other_record_id}"])
    return reverse("subject", args=[row.one_person_id or row.other_person_id])


def conflicts(request: HttpRequest) -> HttpResponse:
    """Judgements that contradict each other, and second judgements that differ from the first."""
    found = of_conflicts.conflicts(request.visible)
    differing = [(a, b) for a, b in of_pairs.twice_judged(request.visible) if a.verdict != b.verdict]
    ends = {key for each in found for key in each.keys} | {key for a, _ in differing for key in (a.one, a.other)}
    records = of_pairs.records_of(request.visible, ends)
    note_shown(request, records.values())
    return render(request, "pairs/conflicts.html", {"conflicts": found, "differing": differing, "records": records})


def second_review(request: HttpRequest) -> HttpResponse:
    """The next pair of the sample that somebody else judged; nothing tells how."""
    if not request.actor.compartments("judge"):
        return render(request, "pairs/second_none.html", {"may_judge": False})
    waiting = of_pairs.second_waiting(request.visible)
    if not waiting:
        return render(request, "pairs/second_none.html", {"may_judge": True})
    return redirect("second_pair", f"{waiting[0].one}-{waiting[0].other}")


def second_pair(request: HttpRequest, pair: str) -> HttpResponse:
    """The two records alone: no score, no evidence, no judgement of anybody."""
    first, second = two_records(request, pair)
    form = JudgeForm(request.POST or None)
    if _judged(request, form, first, second, blind=True):
        return redirect("second_review")
    context = {**_shown(request, first, second), "form": form, "may_judge": _may_judge(request, first, second)}
    return render(request, "pairs/second.html", context)
