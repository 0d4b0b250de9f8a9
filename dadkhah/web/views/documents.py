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
from dadkhah.archive.models import DocumentReading, Item, Source
from dadkhah.archive.passages import AROUND
from dadkhah.archive.queries.labels import labels
from dadkhah.archive.queries.review import find_subjects
from dadkhah.claims.predicates import predicates
from dadkhah.web.forms.common import Choices
from dadkhah.web.forms.suggestions import ABOUT, CARDS, Card, DocumentForm, Place
from dadkhah.web.lit import lit, stretch
from dadkhah.web.saying import reason
from dadkhah.web.views.common import language, note_shown, one
from dadkhah.web.views.items import SEALED_OFF
from dadkhah.web.views.paging import number_asked
from dadkhah.web.views.review import tried

PER_PAGE = 12
AT_ONCE = 1_000_000
"""Bytes of a plain text that is read while the browser waits."""
OFFERED = 60
KINDS = tuple(CARDS)


def document(request: HttpRequest, pk: str) -> HttpResponse:
    """The newest reading of the file, with what nobody has answered yet, or all of it."""
    item = one(request, request.visible.items().select_related("compartment"), pk=pk)
    found = read.newest(request.visible, item)
    context: dict[str, Any] = {"item": item, "may": item.compartment_id in request.actor.compartments("take_in")}
    if not found:
        return render(request, "review/document.html", context)
    note_shown(request, [found[0].text, found[0].found])
    return render(request, "review/document.html", {**context, **_shown(request, item, found)})


def _shown(request: HttpRequest, item: Item, found: list[DocumentReading], tried_card: Card | None = None) -> dict[str, Any]:
    reading, text = found[0], read.text_read(found[0])
    about, answered = read.about(reading), read.verdicts(request.visible, reading)
    every = about["suggestions"]
    asked = {"kind": request.GET.get("kind", ""), "state": request.GET.get("state", "open")}
    chosen = [
        each for each in every
        if asked["kind"] in ("", each["kind"]) and (asked["state"] == "all" or read.key_of(each) not in answered)
    ]  # fmt: skip
    page = max(1, min(number_asked(request), -(-len(chosen) // PER_PAGE)))
    here = chosen[(page - 1) * PER_PAGE : page * PER_PAGE]
    new, gone = read.differences(found[1], reading) if len(found) > 1 else ([], [])
    sources = _sources(request, item)
    cards = [{**_row(request, each, about, tried_card), "verdict": answered.get(read.key_of(each))} for each in here]
    done = sum(read.key_of(each) in answered for each in every)
    first, last = stretch(text, [(each["start"], each["end"]) for each in here])
    return {
        "reading": reading, "about": about, "asked": asked, "kinds": KINDS, "page": page, "pages": -(-len(chosen) // PER_PAGE),
        "cards": cards, "sources": sources,
        "lit": lit(text, here, first, last), "is_cut": first > 0 or last < len(text), "done": done, "count": len(every),
        "new": new, "gone": gone, "document_form": None if sources else DocumentForm(initial={"title": item.original_name}),
        "percent": 100 * done // len(every) if every else 100,
    }  # fmt: skip


def _row(request: HttpRequest, given: dict[str, Any], about: dict[str, Any], tried_card: Card | None) -> dict[str, Any]:
    key = read.key_of(given)
    card = tried_card if tried_card and read.key_of(tried_card.given) == key else _card(request, given)
    return {"given": given, "id": "-".join(map(str, key)), "card": card, "is_doubtful": _is_doubtful(given, about),
            "has_picture": read.where(about, given) is not None}  # fmt: skip


def _is_doubtful(given: dict[str, Any], about: dict[str, Any]) -> bool:
    """Whether a machine read these words from a picture, or in an order that may be wrong."""
    pages = [each for each in about.get("pages", []) if each["start"] < given["end"] and given["start"] < each["end"]]
    return any(each.get("ocr") or each.get("doubtful") for each in pages)


def document_crop(request: HttpRequest, pk: str) -> HttpResponse:
    """The words of one suggestion as they stand on the page of the file."""
    item = one(request, request.visible.items(), pk=pk)
    found = read.newest(request.visible, item)
    place = read.where(read.about(found[0]), _given(found, request.GET.get("key", ""))) if found else None
    if place is None:
        raise Http404
    note_shown(request, [found[0].found])
    return HttpResponse(read.picture_of(item, *place), content_type="image/png", headers=SEALED_OFF)


def _card(request: HttpRequest, given: dict[str, Any], data: Any = None) -> Card:
    kind = given["kind"]
    more = {"about": _offered(request, predicates()[kind].subjects)} if kind in ABOUT else {}
    made = CARDS[kind]
    return made(data, given=given, find=lambda text, kinds: _named(request, text, kinds), initial=made.suggested(given),
                prefix="-".join(map(str, read.key_of(given))), **more)  # type: ignore[attr-defined] # fmt: skip


def _named(request: HttpRequest, typed: str, kinds: list[str]) -> Choices:
    found = find_subjects(request.visible, typed, kinds, language())
    note_shown(request, (claim for choice in found for claim in choice.claims))
    return [(choice.id, choice.name) for choice in found]


def _offered(request: HttpRequest, kinds: Any) -> Choices:
    """What a number or a date may be about, cases and events first; beyond so many one records it by hand."""
    rows = request.visible.subjects().filter(kind__in=[kind for kind in kinds if kind not in ("place", "group")])
    ids = list(rows.order_by("kind", "id").values_list("id", flat=True)[:OFFERED])
    names = labels(request.visible, ids, language())
    return [(pk, names[pk]) for pk in ids if pk in names]


def _sources(request: HttpRequest, item: Item) -> list[Source]:
    may = request.actor.compartments("record_claim")
    found = list(request.visible.sources().filter(item=item, compartment__in=may).order_by("id"))
    note_shown(request, found)
    return found


@require_POST
def document_read(request: HttpRequest, pk: str) -> HttpResponse:
    """Read the file, or read it again."""
    item = one(request, request.visible.items().select_related("compartment"), pk=pk)
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
    item = one(request, request.visible.items().select_related("compartment"), pk=pk)
    found = read.newest(request.visible, item)
    if not found:
        raise Http404
    form = DocumentForm(request.POST)
    if form.is_valid():
        given = {**form.cleaned_data, "date": form.cleaned_data["date"].edtf, "language": read.about(found[0])["language"]}
        if tried(form, lambda: describe_source(request.actor, item.compartment, item=item, **given)):
            return redirect("document", item.pk)
    context = {"item": item, "may": True, **_shown(request, item, found), "document_form": form}
    return render(request, "review/document.html", context, status=422)


@require_POST
def document_answer(request: HttpRequest, pk: str) -> HttpResponse:
    """Accept a suggestion, as it is or corrected, or reject it."""
    item = one(request, request.visible.items().select_related("compartment"), pk=pk)
    found = read.newest(request.visible, item)
    given = _given(found, request.POST.get("key", ""))
    suggested = Suggested(found[0], read.key_of(given), given["rule"])
    back = f"{resolve_url('document', item.pk)}?{request.GET.urlencode()}"
    if request.POST.get("answer") == "reject":
        reject_suggestion(request.actor, suggested)
        return redirect(back)
    card = _card(request, given, request.POST)
    place = _place(request, item, found[0], given)
    if card.is_valid() and tried(card, lambda: _accept(request, suggested, card, place, found[0])):
        messages.success(request, gettext("It is recorded, with its source and its place. A reviewer can assess it now."))
        return redirect(back)
    return render(request, "review/document.html", {"item": item, "may": True, **_shown(request, item, found, card)}, status=422)


def _given(found: list[DocumentReading], key: str) -> dict[str, Any]:
    every = read.about(found[0])["suggestions"] if found else []
    given = next((each for each in every if "-".join(map(str, read.key_of(each))) == key), None)
    if given is None:
        raise Http404
    return given


def _place(request: HttpRequest, item: Item, reading: DocumentReading, given: dict[str, Any]) -> Place:
    sources = _sources(request, item)
    source = next((each for each in sources if each.pk == request.POST.get("source")), sources[0] if sources else None)
    if source is None:
        raise Http404
    text, start, end = read.text_read(reading), given["start"], given["end"]
    around = {"prefix": text[max(0, start - AROUND) : start], "suffix": text[end : end + AROUND]}
    return Place(source, reading.text, {"exact": given["exact"], "start": start, "end": end, **around})


def _accept(request: HttpRequest, suggested: Suggested, card: Card, place: Place, reading: DocumentReading) -> Any:
    new = card.new(place, request.visible.subjects(), read.about(reading)["language"])  # type: ignore[attr-defined]
    return accept_suggestion(request.actor, suggested, new, corrected=card.is_corrected())
