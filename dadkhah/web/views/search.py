"""Search over everything that the reader may see."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from dadkhah.archive.index import KINDS_FOUND
from dadkhah.archive.queries.search import CAP, Result, search
from dadkhah.web.views.common import language, note_shown
from dadkhah.web.views.lists import note_shown_of
from dadkhah.web.views.paging import number_asked
from dadkhah.web.views.sources import note_attested

MOST_LETTERS = 400


def search_page(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:MOST_LETTERS]
    kinds = [kind for kind in request.GET.getlist("kind") if kind in KINDS_FOUND]
    year = request.GET.get("year", "")
    found = search(request.visible, words, kinds, language(), number_asked(request), year=year)
    # Where not all was looked at, a kind without a hit may have some beyond.
    offered = [kind for kind in KINDS_FOUND if found.capped or kind in found.kinds]
    _note(request, found)
    return render(
        request,
        "search.html",
        {
            "q": words,
            "found": found,
            "chosen": kinds,
            "year": year,
            "kinds": [(kind, kind_label(kind), found.kinds.get(kind)) for kind in offered],
            "fields": field_labels(),
            "cap": CAP,
        },
    )


def _note(request: HttpRequest, found: Result) -> None:
    """Snippets and titles are reads as much as pages are."""
    for hit in found.hits:
        note_shown(request, (carried.claim for a in hit.assertions for carried in a.carried))
        if hit.kind in ("source", "item", "record", "text"):
            note_shown(request, [hit.row])
    note_shown_of(request, [hit.id for hit in found.hits if hit.assertions])
    note_attested(request, [hit.row for hit in found.hits if hit.kind == "statement"])


def kind_label(kind: str) -> str:
    return {
        "name": gettext("Names"),
        "statement": gettext("Statements"),
        "source": gettext("Sources"),
        "claim": gettext("Claims"),
        "item": gettext("Files"),
        "record": gettext("Rows of lists"),
        "text": gettext("Texts of files"),
    }[kind]


def field_labels() -> dict[str, str]:
    """What the fields of a reason are called."""
    return {
        "value": gettext("What is said"),
        "name": gettext("Name"),
        "quote": gettext("Words of the source"),
        "place": gettext("Place"),
        "attributed_to": gettext("Attributed to"),
        "role": gettext("Role"),
        "relation": gettext("Relation"),
        "note": gettext("Note"),
        "father": gettext("Father's name"),
        "date_written": gettext("Date as written"),
        "counts": gettext("What is counted"),
        "period": gettext("Period or scope"),
        "number": gettext("Number"),
        "key": gettext("Key"),
        "handle": gettext("Key"),
        "about": gettext("Name of what it is about"),
        "title": gettext("Title"),
        "author": gettext("Author"),
        "stands_behind": gettext("What stands behind it"),
        "words": gettext("The words"),
        "translation": gettext("Translation"),
        "paraphrase": gettext("Paraphrase"),
        "speaker_written": gettext("Speaker"),
        "role_then": gettext("Role then"),
        "original_name": gettext("Name as received"),
        "received_from": gettext("Received from"),
        "url": gettext("Address"),
        "text": gettext("In its text"),
    }
