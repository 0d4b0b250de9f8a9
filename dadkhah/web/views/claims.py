"""One claim: the whole of it, how to cite it, its proof, its history, and an entry of the ledger."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from dadkhah.archive.queries.entries import entry as entry_as_seen
from dadkhah.archive.queries.history import history
from dadkhah.web.views.common import follow, note_shown, one
from dadkhah.web.views.row_proof import row_proof

PAGES = {
    "claim": "claim_history",
    "figure": "figure",
    "item": "item",
    "source": "source",
    "statement": "statement",
    "subject": "subject",
}
"""Tables whose rows have a page -> its route."""


def claim(request: HttpRequest, pk: str) -> HttpResponse:
    row = one(request, request.visible.claims().select_related("source", "subject"), pk=pk)
    siblings = request.visible.claims().filter(subject=row.subject, predicate=row.predicate)[:100]
    every = follow(request, [row, *siblings])
    return render(request, "claim.html", {"a": every[0], "claim": row})


def cite(request: HttpRequest, pk: str) -> HttpResponse:
    row = one(request, request.visible.claims(), pk=pk)
    a = follow(request, [row])[0]
    address = request.build_absolute_uri(f"/claims/{row.pk}")
    return render(request, "cite.html", {"a": a, "claim": row, "address": address})


def claim_history(request: HttpRequest, pk: str) -> HttpResponse:
    row = one(request, request.visible.claims() | request.visible.retired_claims(), pk=pk)
    return render(request, "history.html", {"claim": row, "changes": history("claim", row.pk)})


def claim_proof(request: HttpRequest, pk: str) -> HttpResponse:
    return row_proof(one(request, request.visible.claims(), pk=pk))


def entry(request: HttpRequest, seq: int) -> HttpResponse:
    """An entry of the ledger: digests and ids, never words; of the rows it wrote those that the reader may see."""
    found = entry_as_seen(request.visible, seq)
    if found is None:
        raise Http404
    note_shown(request, (named.row for named in found.rows))
    return render(request, "entry.html", {"entry": found, "pages": PAGES})
