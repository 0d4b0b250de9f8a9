"""A file that is read: its text on one side with what is suggested lit up in it, and a card for each suggestion beside it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from dadkhah.archive import reading as read
from dadkhah.archive import work
from dadkhah.archive.actions.answer_suggestion import Suggested, accept_suggestion, reject_suggestion
from dadkhah.archive.actions.describe_source import describe_source
from dadkhah.archive.actions.read_document import read_document
from dadkhah.archive.models import Item
from dadkhah.archive.passages import AROUND
from dadkhah.archive.queries.documents import newest, progress, unread
from dadkhah.web.forms.suggestions import Card, DocumentForm, Place
from dadkhah.web.lit import named
from dadkhah.web.saying import reason
from dadkhah.web.views.common import note_shown, one
from dadkhah.web.views.document_page import asked_at, card_of, page_of_document, sources_of
from dadkhah.web.views.items import SEALED_OFF
from dadkhah.web.views.paging import number_asked, window
from dadkhah.web.views.review import tried

AT_ONCE = 1_000_000
"""Bytes of a plain text that is read while the browser waits."""


def documents(request: HttpRequest) -> HttpResponse:
    """The files that were read, with how far people are with each, and how many wait to be read."""
    mine = request.actor.compartments("take_in")
    waiting = unread(request.visible, mine)
    if request.method == "POST":
        if not mine or not waiting.exists():
            messages.error(request, gettext("No file waits to be read in the compartments in which you may take in files."))
            return redirect("documents")
        work.start(request.actor, "read_documents", {})
        messages.success(request, gettext("The files are being read, one after the other. What they may say is suggested here."))
        return redirect("jobs")
    found = window(request, newest(request.visible))
    note_shown(request, [file for row in found.rows for file in (row.item, row.found)])
    rows = progress(request.visible, found.rows)
    return render(request, "review/documents.html", {"window": found, "rows": rows, "may": bool(mine), "waiting": waiting.count()})


def document(request: HttpRequest, pk: str) -> HttpResponse:
    """The newest reading of the file, with what nobody has answered yet, or all of it."""
    item = _item(request, pk)
    found = read.readings(request.visible, item)
    more = page_of_document(request, item, found) if found else {}
    may = item.compartment_id in request.actor.compartments("take_in")
    return render(request, "review/document.html", {"item": item, "may": may, **more})


def _item(request: HttpRequest, pk: str) -> Item:
    return one(request, request.visible.items().select_related("compartment"), pk=pk)


def document_crop(request: HttpRequest, pk: str) -> HttpResponse:
    """Of the file as it looks: the words of one suggestion, those at a place (?at=start-end), or a whole page (?sheet=number)."""
    item = _item(request, pk)
    place = _sheet(request, item) if "sheet" in request.GET else _box(request, item)
    if place is None:
        raise Http404
    return HttpResponse(read.picture_of(item, *place), content_type="image/png", headers=SEALED_OFF)


def _sheet(request: HttpRequest, item: Item) -> read.Box | None:
    found = read.readings(request.visible, item)
    if not found:
        return None
    note_shown(request, [found[0].reading.found])
    return found[0].sheet(number_asked(request, "sheet"))


def _box(request: HttpRequest, item: Item) -> read.Box | None:
    shown, given = _at(request, item) or _given(request, item, request.GET.get("key", ""))
    return shown.box_of(given)


@require_POST
def document_read(request: HttpRequest, pk: str) -> HttpResponse:
    """Read the file, or read it again."""
    item = _item(request, pk)
    if item.media_type != read.PLAIN or item.size > AT_ONCE:
        work.start(request.actor, "read_document", {"item": item.pk})
        messages.success(request, gettext("The file is being read. What it may say is suggested here when that is done."))
        return redirect("jobs")
    try:
        read_document(request.actor, item)
    except ValueError as fault:
        messages.error(request, reason(fault))
    return redirect("document", item.pk)


@require_POST
def document_source(request: HttpRequest, pk: str) -> HttpResponse:
    """Say which source the document is; then what it says can be recorded."""
    item, form = _item(request, pk), DocumentForm(request.POST)
    found = read.readings(request.visible, item)
    if not found:
        raise Http404
    if form.is_valid():
        given = {**form.cleaned_data, "date": form.cleaned_data["date"].edtf, "language": found[0].about["language"]}
        if tried(form, lambda: describe_source(request.actor, item.compartment, item=item, **given)):
            return redirect("document", item.pk)
    context = {"item": item, "may": True, **page_of_document(request, item, found), "document_form": form}
    return render(request, "review/document.html", context, status=422)


@require_POST
def document_answer(request: HttpRequest, pk: str) -> HttpResponse:
    """Accept a suggestion, as it is or corrected, or reject it."""
    item = _item(request, pk)
    shown, given = _given(request, item, request.POST.get("key", ""))
    suggested = Suggested(shown.reading, read.key_of(given), given["rule"])
    card = card_of(request, given, request.POST)
    if request.POST.get("answer") == "reject":
        is_done = bool(tried(card, lambda: _rejected(request, suggested)))
    else:
        place = _place(request, item, shown, given)
        is_done = card.is_valid() and bool(tried(card, lambda: _accept(request, suggested, card, place, shown)))
    if not is_done:
        context = {"item": item, "may": True, **page_of_document(request, item, read.readings(request.visible, item), card)}
        return render(request, "review/document.html", context, status=422)
    messages.success(request, gettext("It is answered. What you accepted is recorded with its source and its place."))
    return redirect(f"{resolve_url('document', item.pk)}?{request.GET.urlencode()}#suggestions")


def _rejected(request: HttpRequest, suggested: Suggested) -> bool:
    reject_suggestion(request.actor, suggested)
    return True


def _given(request: HttpRequest, item: Item, name: str) -> tuple[read.Shown, dict[str, Any]]:
    """The newest reading, and the suggestion of this name in it."""
    found = read.readings(request.visible, item)
    given = next((each for key, each in found[0].suggestions.items() if named(key) == name), None) if found else None
    if given is None:
        raise Http404
    note_shown(request, [found[0].reading.found])
    return found[0], given


def _at(request: HttpRequest, item: Item) -> tuple[read.Shown, dict[str, Any]] | None:
    """The newest reading, and the place in it that is asked for, if one is."""
    found = read.readings(request.visible, item)
    at = asked_at(request, found[0].text) if found else None
    if not at:
        return None
    note_shown(request, [found[0].reading.found])
    return found[0], {"start": at[0], "end": at[1]}


def _place(request: HttpRequest, item: Item, shown: read.Shown, given: dict[str, Any]) -> Place:
    sources = {each.pk: each for each in sources_of(request, item)}
    if not sources:
        raise Http404
    source = sources.get(request.POST.get("source", ""), next(iter(sources.values())))
    text, start, end = shown.text, given["start"], given["end"]
    around = {"prefix": text[max(0, start - AROUND) : start], "suffix": text[end : end + AROUND]}
    return Place(source, shown.reading.text, {"exact": given["exact"], "start": start, "end": end, **around})


def _accept(request: HttpRequest, suggested: Suggested, card: Card, place: Place, shown: read.Shown) -> Any:
    new = card.new(place, request.visible.subjects(), shown.about["language"])  # type: ignore[attr-defined]
    return accept_suggestion(request.actor, suggested, new, corrected=card.is_corrected())
