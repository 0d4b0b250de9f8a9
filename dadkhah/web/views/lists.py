"""Lists: people and officials by name, things by kind and date, the timeline, and the words used."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from dadkhah.archive.index import NAMING
from dadkhah.archive.models import Claim
from dadkhah.archive.queries import lists
from dadkhah.archive.queries import timeline as moments
from dadkhah.archive.queries.lists import NamePage, Wish
from dadkhah.claims.vocabulary import vocabulary
from dadkhah.publish import ChartLabels, TimelineEntry
from dadkhah.publish import timeline as draw
from dadkhah.reading.calendars import show, show_all
from dadkhah.web.templatetags.dadkhah import kind_name
from dadkhah.web.views.common import language, note_shown, page_of
from dadkhah.web.views.paging import window

LETTERS = {"en": "abcdefghijklmnopqrstuvwxyz", "fa": "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"}
ENTRIES_PER_PAGE = 10
MOMENTS_PER_PAGE = 60
OFFICIALS_PER_PAGE = 25
WIDE, NARROW = 720, 400


def people(request: HttpRequest) -> HttpResponse:
    """Persons by name, in the spelling of one language at a time."""
    script = request.GET.get("names") or language()
    if script == "none":
        found = window(request, lists.nameless(request.visible))
        note_shown_of(request, (row.pk for row in found.rows))
        return render(request, "people_nameless.html", {"window": found})
    wish = _wish(request, script)
    page = lists.names(request.visible, wish)
    subjects = [line.subject for line in page.rows]
    said = lists.said_of(request.visible, subjects, ("group_of_victims", "execution"))
    return render(
        request,
        "people.html",
        {
            **_by_name(request, page, wish, said),
            "groups": vocabulary().lists["victim_groups"].terms.values(),
            "total": lists.count_of(request.visible, "person"),
        },
    )


def officials(request: HttpRequest) -> HttpResponse:
    """Persons of whom a source says that they held an office or sat on a panel."""
    wish = _wish(request, request.GET.get("names") or language(), offices=True)
    page = lists.names(request.visible, wish, OFFICIALS_PER_PAGE)
    subjects = [line.subject for line in page.rows]
    said = lists.said_of(request.visible, subjects, lists.OFFICES)
    for claims in said.values():
        claims.sort(key=lambda claim: (claim.date_first or "9", claim.pk))
    spoken = lists.statements_by(request.visible, subjects)
    return render(request, "officials.html", {**_by_name(request, page, wish, said), "spoken": spoken})


def _wish(request: HttpRequest, script: str, *, offices: bool = False) -> Wish:
    asked = {name: request.GET.get(name, "").strip()[:200] for name in ("begins", "group", "after", "before")}
    return Wish(language=script if script in LETTERS else "en", offices=offices, **asked)


def _by_name(request: HttpRequest, page: NamePage, wish: Wish, said: dict[str, list[Claim]]) -> dict[str, object]:
    note_shown(request, (claim for claims in said.values() for claim in claims))
    note_shown_of(request, (line.subject for line in page.rows))
    return {"page": page, "wish": wish, "said": said, "letters": LETTERS[wish.language]}


def note_shown_of(request: HttpRequest, subjects: Iterable[str]) -> None:
    """Names are shown without their claims: those that come from a sensitive zone are noted here."""
    note_shown(request, request.visible.sensitive_claims().filter(subject__in=list(subjects), predicate__in=NAMING))


def kind(request: HttpRequest, kind: str) -> HttpResponse:
    """All visible subjects of one kind in the order of their dates, each with what is said of it first."""
    elsewhere = {"person": "people", "place": "sites"}
    if kind in elsewhere:
        return redirect(elsewhere[kind])
    if kind not in lists.MAIN:
        raise Http404
    page = page_of(request, lists.of_kind(request.visible, kind), ENTRIES_PER_PAGE)
    entries = lists.entries(request.visible, page.object_list, kind, language())
    for entry in entries:
        shown = [*entry.dates, *entry.places, *entry.others]
        note_shown(request, (carried.claim for a in shown for carried in a.carried))
    note_shown_of(request, (entry.subject.pk for entry in entries))
    return render(request, "kind.html", {"kind": kind, "title": plural(kind), "page": page, "entries": entries})


def plural(kind: str) -> str:
    """What several of a kind are called."""
    return {
        "event": gettext("Events"),
        "order": gettext("Orders"),
        "effort": gettext("Efforts"),
        "recognition": gettext("Recognitions"),
        "disclosure": gettext("Disclosures"),
        "argument": gettext("Arguments"),
        "response": gettext("Answers and objections"),
        "question": gettext("Open questions"),
        "group": gettext("Groups and bodies"),
        "case": gettext("Cases"),
    }[kind]


def timeline(request: HttpRequest) -> HttpResponse:
    """Events, orders, disclosures and efforts as claimed dates, drawn and as a list."""
    chosen = tuple(k for k in request.GET.getlist("kind") if k in moments.KINDS) or moments.KINDS
    decades = moments.decades(request.visible, chosen)
    period = request.GET.get("period", "")
    period = period if period.isdecimal() and len(period) in (3, 4) else ""
    if not period and sum(decades.values()) > MOMENTS_PER_PAGE:
        period = max(decades, key=lambda decade: decades[decade])
    page = page_of(request, moments.moments(request.visible, period, chosen), MOMENTS_PER_PAGE)
    shown = moments.with_titles(request.visible, list(page.object_list), language())
    note_shown(request, request.visible.sensitive_claims().filter(pk__in=[m.claim for m in shown]))
    note_shown_of(request, (m.subject for m in shown))
    return render(
        request,
        "timeline.html",
        {
            "page": page,
            "moments": shown,
            "decades": [(decade, show(f"{decade}X", language()), n) for decade, n in decades.items()],
            "period": period,
            "kinds": [(k, plural(k), k in chosen) for k in moments.KINDS],
            "chart": _drawn(tuple(shown), language()) if shown else {},
        },
    )


@lru_cache(maxsize=64)
def _drawn(shown: tuple[moments.Moment, ...], language: str) -> dict[str, str]:
    """The picture for a page and for a phone, where a date is written in one calendar only; kept by what it shows."""
    words = ChartLabels(
        title=gettext("Timeline"),
        description=gettext("The same entries stand in the list below the picture."),
        kinds={k: kind_name(k) for k in moments.KINDS},
        gap=gettext("years without an entry: {n}"),
    )
    entries = [_entry(m) for m in shown]
    drawn = {"wide": draw(entries, words, language, width=WIDE, prefix="wide")}
    brief = [entry._replace(when=_when(m.date, brief=True)) for entry, m in zip(entries, shown, strict=True)]
    return {**drawn, "narrow": draw(brief, words, language, width=NARROW, prefix="narrow")}


def _entry(moment: moments.Moment) -> TimelineEntry:
    """As the picture wants it: an open end stands for one moment."""
    label = f"{moment.title} ({gettext('sources differ on the date')})" if moment.is_disputed else moment.title
    last = moment.last if moment.last and moment.last != moment.first else None
    approximate = any(sign in moment.date for sign in "~?%X")
    address = reverse("subject", args=[moment.subject])
    return TimelineEntry(moment.first, last, label, address, moment.kind, approximate, _when(moment.date))


def _when(date: str, *, brief: bool = False) -> str:
    """In Persian the Jalali date leads."""
    said = show(date, language())
    beside = show_all(date, language()).get("jalali") if language() == "fa" else ""
    if not beside:
        return said
    return beside if brief else f"{beside} ({said})"


def terms(request: HttpRequest) -> HttpResponse:
    """The controlled words: each code with its label, definition and boundary."""
    chosen = request.GET.get("list", "")
    every = vocabulary().lists
    found = [every[chosen]] if chosen in every else list(every.values())
    return render(request, "terms.html", {"lists": found, "every": every.values(), "chosen": chosen})
