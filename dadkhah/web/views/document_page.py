"""What the page of a document that was read shows: the text with suggestions lit up, and a card for each.

Where a search led here only the page it found is shown, with its words lit up too: `?at=start-end&words=…`.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from django.http import HttpRequest

from dadkhah.archive import reading as read
from dadkhah.archive.alike import alike
from dadkhah.archive.models import Item, Source
from dadkhah.archive.queries.documents import Progress
from dadkhah.archive.queries.labels import labels
from dadkhah.archive.queries.review import find_subjects
from dadkhah.archive.queries.wanted import read_query
from dadkhah.claims.predicates import predicates
from dadkhah.web.forms.common import Choices
from dadkhah.web.forms.suggestions import ABOUT, CARDS, Card, DocumentForm
from dadkhah.web.lit import MOST, lit, named, stretch
from dadkhah.web.views.common import language, note_shown
from dadkhah.web.views.paging import number_asked

PER_PAGE = 12
OFFERED = 60
"""So many cases and events are offered for a number or a date."""
AT = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")
MOST_LETTERS = 400
MOST_PICTURES = 3
"""Of so many pages, and of so many lines that a search found, the picture is shown, for each is drawn from the file."""


def page_of_document(request: HttpRequest, item: Item, found: list[read.Shown], sent: Card | None = None) -> dict[str, Any]:
    """`sent`: a card that came back with faults."""
    shown = found[0]
    note_shown(request, [shown.reading.text, shown.reading.found])
    answered = read.verdicts(request.visible, shown.reading)
    asked = {"kind": request.GET.get("kind", ""), "state": request.GET.get("state", "open")}
    place = _place_asked(request, shown)
    chosen = [
        each for key, each in shown.suggestions.items()
        if asked["kind"] in ("", each["kind"]) and (asked["state"] == "all" or key not in answered)
        and (not place or (place["start"] < each["end"] and each["start"] < place["end"]))
    ]  # fmt: skip
    pages = max(1, -(-len(chosen) // PER_PAGE))
    page = min(number_asked(request), pages)
    here = chosen[(page - 1) * PER_PAGE : page * PER_PAGE]
    cards = [_row(request, shown, each, answered, sent) for each in here]
    # Of the keys for accepting and rejecting there is one pair a page: two buttons of one key would only be walked through.
    next((row for row in cards if not row["verdict"]), {})["is_next"] = True
    is_gone = sent is not None and read.key_of(sent.given) not in map(read.key_of, here)
    return {
        "faults": sent.non_field_errors() if sent and is_gone else [],
        "reading": shown.reading, "about": shown.about, "asked": asked, "kinds": tuple(CARDS), "page": page, "pages": pages,
        "cards": cards, "place": place,
        **_beside(request, item, found), **_lit(shown, here, place), "progress": Progress.of(shown, answered),
    }  # fmt: skip


def _row(request: HttpRequest, shown: read.Shown, given: dict[str, Any], answered: Any, sent: Card | None) -> dict[str, Any]:
    key = read.key_of(given)
    is_doubtful = _is_doubtful(shown, given)
    return {
        "given": given, "id": named(key), "card": sent if sent and read.key_of(sent.given) == key else card_of(request, given),
        "verdict": answered.get(key), "is_doubtful": is_doubtful, "has_picture": is_doubtful and shown.box_of(given) is not None,
    }  # fmt: skip


def _beside(request: HttpRequest, item: Item, found: list[read.Shown]) -> dict[str, Any]:
    sources = sources_of(request, item)
    new, gone = read.differences(found[1], found[0]) if len(found) > 1 else ([], [])
    form = None if sources else DocumentForm(initial={"title": item.original_name})
    resembled = alike(request.visible, found[0].reading)
    note_shown(request, [each.item for each in resembled])
    return {"sources": sources, "document_form": form, "new": new, "gone": gone, "alike": resembled}


def _is_doubtful(shown: read.Shown, place: dict[str, Any]) -> bool:
    """Whether a machine read these words from a picture, or in an order that may be wrong."""
    return any(each["ocr"] or each["doubtful"] for each in shown.pages_of(place))


def asked_at(request: HttpRequest, text: str) -> tuple[int, int] | None:
    """The stretch that ?at=start-end names, of bounded length and within the text."""
    asked = AT.fullmatch(request.GET.get("at", ""))
    if not asked:
        return None
    start = min(int(asked[1]), len(text))
    return start, max(start, min(int(asked[2]), start + MOST, len(text)))


def _place_asked(request: HttpRequest, shown: read.Shown) -> dict[str, Any] | None:
    """The stretch that a search found, with its page and where its words stand."""
    at = asked_at(request, shown.text)
    if not at:
        return None
    place = {"start": at[0], "end": at[1]}
    pages = [each["number"] for each in shown.pages_of(place) if each["width"]]
    found = read_query(request.GET.get("words", "")[:MOST_LETTERS]).ranges(shown.text[at[0] : at[1]])
    marks = [{"kind": "found", "start": at[0] + first, "end": at[0] + last} for first, last in found]
    is_doubtful = _is_doubtful(shown, place)
    pictures = _lines_of(shown, marks) if is_doubtful else []
    return {**place, "page": pages[0] if pages else None, "is_doubtful": is_doubtful, "marks": marks, "pictures": pictures}


def _lines_of(shown: read.Shown, marks: list[dict[str, Any]]) -> list[str]:
    """The first lines in which these words stand, as ?at= has them, where the file tells their place on its pages."""
    ends = ((shown.text.rfind("\n", 0, each["start"]) + 1, shown.text.find("\n", each["end"])) for each in marks)
    lines = dict.fromkeys((start, end if end >= 0 else len(shown.text)) for start, end in ends)
    drawn = (f"{start}-{end}" for start, end in lines if shown.box_of({"start": start, "end": end}))
    return list(islice(drawn, MOST_PICTURES))


def _lit(shown: read.Shown, here: list[dict[str, Any]], place: dict[str, Any] | None) -> dict[str, Any]:
    marks = place["marks"] if place else []
    first, last = (place["start"], place["end"]) if place else stretch(shown.text, [(each["start"], each["end"]) for each in here])
    is_cut, papers = first > 0 or last < len(shown.text), _papers(shown, first, last)
    return {"lit": lit(shown.text, [*here, *marks], first, last), "is_cut": is_cut, "papers": papers}


def _papers(shown: read.Shown, first: int, last: int) -> list[dict[str, Any]]:
    """The first pages here whose text may be wrong and that have a picture: they are shown as they stand in the file."""
    here = shown.pages_of({"start": first, "end": last})
    return [each for each in here if (each["ocr"] or each["doubtful"]) and each["width"]][:MOST_PICTURES]


def card_of(request: HttpRequest, given: dict[str, Any], data: Any = None) -> Card:
    kind = given["kind"]
    more = {"about": _offered(request, predicates()[kind].subjects)} if kind in ABOUT else {}
    made = CARDS[kind]
    return made(data, given=given, find=lambda text, kinds: _named(request, text, kinds), initial=made.suggested(given),
                prefix=named(read.key_of(given)), **more)  # type: ignore[attr-defined] # fmt: skip


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


def sources_of(request: HttpRequest, item: Item) -> list[Source]:
    may = request.actor.compartments("record_claim")
    found = list(request.visible.sources().filter(item=item, compartment__in=may).order_by("id"))
    note_shown(request, found)
    return found
