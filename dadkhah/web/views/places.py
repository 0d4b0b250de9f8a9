"""Places: a coarse map, and a table that says the same in words."""

from __future__ import annotations

from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from dadkhah.archive.queries.places import Spot, places, spots
from dadkhah.claims.vocabulary import vocabulary
from dadkhah.publish import ChartLabels, MapSite, site_map
from dadkhah.web.views.common import language, note_shown, page_of
from dadkhah.web.views.lists import NARROW, WIDE, note_shown_of

PER_PAGE = 25


def sites(request: HttpRequest) -> HttpResponse:
    page = page_of(request, request.visible.subjects("place").order_by("id"), PER_PAGE)
    found = places(request.visible, page.object_list, language())
    for place in found:
        told = (a for group in place.claims.values() for a in group)
        note_shown(request, (carried.claim for a in told for carried in a.carried))
    drawn, is_cut = spots(request.visible, language())
    note_shown_of(request, [*(spot.subject for spot in drawn), *(place.subject.pk for place in found)])
    widths = (("wide", WIDE), ("narrow", NARROW))
    return render(
        request,
        "places.html",
        {
            "page": page,
            "places": found,
            "is_cut": is_cut,
            "shown_on_map": len(drawn),
            "chart": {name: _draw(tuple(drawn), language(), width, name) for name, width in widths} if drawn else {},
        },
    )


@lru_cache(maxsize=32)
def _draw(drawn: tuple[Spot, ...], language: str, width: int, prefix: str) -> str:
    """Kept by what it shows: the outlines take longer than all else of the page, and places seldom change."""
    codes = dict.fromkeys(spot.kind for spot in drawn)
    words = ChartLabels(
        title=gettext("Places"),
        description=gettext("A coarse map: each circle says “somewhere here”. The table below names the same places."),
        kind_heading=gettext("Kind of place, as claimed"),
        kinds={code: vocabulary().label("site_kinds", code, language) or gettext("not said") for code in codes},
        names_heading=gettext("Places on the map"),
        note=gettext("Positions are rounded to a tenth of a degree, about ten kilometres, on purpose."),
        kilometres=gettext("km"),
    )
    found = [
        MapSite(s.subject, s.lat, s.lon, s.title, s.kind, reverse("subject", args=[s.subject]), number)
        for number, s in enumerate(drawn, start=1)
    ]
    return site_map(found, words, language, width=width, prefix=prefix)
