"""Items: the list, one item with its custody, its bytes shown safely or downloaded, and what proves them."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from dadkhah.archive.alike import alike
from dadkhah.archive.envelopes import Closed, envelope_of, in_memory, key_of, opened
from dadkhah.archive.models import Item
from dadkhah.archive.queries.documents import newest
from dadkhah.archive.queries.items import kept, media_types, resting_on, select, store
from dadkhah.archive.queries.proof import state
from dadkhah.evidence.sniff import Unsafe
from dadkhah.web import viewing
from dadkhah.web.saying import reason
from dadkhah.web.views.common import follow, note_shown, one
from dadkhah.web.views.paging import number_asked, window
from dadkhah.web.views.row_proof import row_proof

CLAIMS_PER_PAGE = 20
PIECE = 1 << 16
BEFORE, BEHIND = 3, 14
"""Lines shown around a passage."""
SEALED_OFF = {"Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff"}


def items(request: HttpRequest) -> HttpResponse:
    asked = {"media_type": request.GET.get("media_type", ""), "words": request.GET.get("words", "").strip()[:200]}
    found = window(request, select(request.visible, erased=request.GET.get("erased") == "yes", **asked))
    note_shown(request, found.rows)
    types = media_types(request.visible)
    return render(request, "items.html", {"window": found, "asked": asked, "media_types": types})


def item(request: HttpRequest, pk: str) -> HttpResponse:
    row = one(request, request.visible.items().select_related("compartment"), pk=pk)
    found = kept(request.visible, row)
    note_shown(request, [*found.derived, *found.sources, *found.described, *found.same_bytes])
    shown = _shown(row)
    claims = window(request, resting_on(request.visible, row), CLAIMS_PER_PAGE)
    line = number_asked(request, "line") if "line" in request.GET else 0
    reading = newest(request.visible).filter(item=row).first()
    resembled = alike(request.visible, reading) if reading else []
    note_shown(request, [each.item for each in resembled])
    context = {
        "item": row, "kept": found, "alike": resembled, "window": claims, "found": follow(request, claims.rows), "line": line,
        "may_read": row.compartment_id in request.actor.compartments("take_in") and not row.erased,
    }  # fmt: skip
    return render(request, "item.html", {**context, **shown, **_excerpt(row, line, shown)})


def _shown(row: Item) -> dict[str, object]:
    """Whether the bytes are here and open, and how they can be looked at."""
    is_held = not row.erased and store().has(row.digest)
    return {
        "is_held": is_held,
        "is_closed": is_held and _is_closed(row),
        "is_text": row.media_type in viewing.TEXTS,
        "is_picture": row.media_type in viewing.PICTURES,
    }


def _is_closed(row: Item) -> bool:
    try:
        key_of(row)
    except Closed:
        return True
    return False


def _excerpt(row: Item, line: int, shown: dict[str, object]) -> dict[str, object]:
    if not line or not shown["is_text"] or not shown["is_held"] or shown["is_closed"]:
        return {}
    return {"excerpt": viewing.text_page(_beginning(row), max(1, line - BEFORE), BEFORE + BEHIND)}


def _beginning(row: Item) -> BytesIO:
    """As much of a text as is shown of it."""
    return in_memory(row, viewing.MOST_BYTES + viewing.LONGEST_LINE)


def view(request: HttpRequest, pk: str) -> HttpResponse:
    """Text as numbered lines, a picture drawn anew; what may be neither is only downloaded."""
    row = one(request, request.visible.items(), pk=pk)
    shown = _shown(row)
    if not shown["is_held"]:
        return _gone(request, row)
    if not shown["is_text"] or shown["is_closed"]:
        return render(request, "item_view.html", {"item": row, **shown})
    line = number_asked(request, "line") if "line" in request.GET else 0
    page = (line - 1) // viewing.LINES + 1 if line else number_asked(request)
    text = viewing.text_page(_beginning(row), (page - 1) * viewing.LINES + 1)
    return render(request, "item_view.html", {"item": row, "text": text, "page": page, "line": line, **shown})


def picture(request: HttpRequest, pk: str) -> HttpResponse:
    row = one(request, request.visible.items(), pk=pk)
    shown = _shown(row)
    if not shown["is_held"] or shown["is_closed"]:
        return _gone(request, row)
    try:
        drawn = viewing.picture(in_memory(row, viewing.LARGEST_PICTURE), row.media_type)
    except Unsafe as fault:
        return render(request, "item_view.html", {"item": row, "reason": reason(fault), "is_held": True}, status=422)
    return HttpResponse(drawn, content_type="image/png", headers=SEALED_OFF)


def download(request: HttpRequest, pk: str) -> HttpResponseBase:
    """The bytes as received: always as an attachment, never as something a browser would open here."""
    row = one(request, request.visible.items(), pk=pk)
    shown = _shown(row)
    if not shown["is_held"] or shown["is_closed"]:
        return _gone(request, row)
    name = (row.original_name or row.digest).replace("\\", "/").rpartition("/")[2] or row.digest
    envelope = envelope_of(row)
    file = _pieces(row) if envelope else store().open(row.digest)
    answer = FileResponse(file, as_attachment=True, filename=name, content_type="application/octet-stream")
    if envelope:
        answer["Content-Length"] = str(envelope.size)
    for header, value in SEALED_OFF.items():
        answer[header] = value
    return answer


def _pieces(row: Item) -> Iterator[bytes]:
    """Decrypted on the way. What was altered is found at the latest at the end: then the download breaks off."""
    with opened(row) as file:
        while piece := file.read(PIECE):
            yield piece


def _gone(request: HttpRequest, row: Item) -> HttpResponse:
    """The item is known, its bytes cannot be shown: erased on purpose, missing from the store, or closed to us."""
    shown = _shown(row)
    status = 410 if row.erased else 403 if shown["is_closed"] else 404
    return render(request, "item_view.html", {"item": row, **shown}, status=status)


def item_proof(request: HttpRequest, pk: str) -> HttpResponse:
    """Of the row that names the file's digest."""
    return row_proof(one(request, request.visible.items(), pk=pk))


def proof(request: HttpRequest) -> HttpResponse:
    """What the ledger proves, what it cannot, and the checkpoint to keep outside."""
    return render(request, "proof.html", {"state": state(request.visible)})


def proof_file(request: HttpRequest, file: str) -> HttpResponse:
    """The signed checkpoint, or the key to check it with, as a file to keep elsewhere."""
    files = {"checkpoint": state(request.visible).checkpoint, "key": state(request.visible).verifier_key}
    if not files.get(file):
        raise Http404
    answer = HttpResponse(files[file], content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="dadkhah-{file}.txt"'
    return answer
