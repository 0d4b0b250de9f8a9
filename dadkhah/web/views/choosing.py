"""The steps before a form: from which source, about whom or what, which predicate. They work without JavaScript."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dadkhah.archive.access import require
from dadkhah.archive.index import NAMING
from dadkhah.archive.models import Item, Source, Subject
from dadkhah.archive.queries import review
from dadkhah.archive.queries.labels import labels
from dadkhah.claims.predicates import predicates
from dadkhah.web.forms.common import Choices
from dadkhah.web.views.common import language, note_shown, one

KEPT = ("source", "subject", "kind", "name", "predicate", "item", "like")


@dataclass
class Chosen:
    """What the steps before have chosen: the source, whom it is about (or a new name), which predicate."""

    source: Source | None = None
    subject: Subject | None = None
    label: str = ""
    kind: str = ""
    name: str = ""
    kept: dict[str, str] = field(default_factory=dict)

    @property
    def has_subject(self) -> bool:
        return bool(self.subject or (self.name and self.kind))

    def address(self, **further: str) -> str:
        return "?" + urlencode({**self.kept, **further})


def chosen_so_far(request: HttpRequest, verb: str) -> Chosen:
    """Read the steps from the address; what is not visible is not there."""
    chosen = Chosen(kept={name: request.GET[name] for name in KEPT if request.GET.get(name)})
    kept = chosen.kept
    if "source" in kept:
        chosen.source = one(request, request.visible.sources().select_related("item"), pk=kept["source"])
    require(request.actor, verb, chosen.source.compartment_id if chosen.source else _somewhere(request, verb))
    if "subject" in kept:
        chosen.subject = one(request, request.visible.subjects(), pk=kept["subject"])
        chosen.label = name_of(request, chosen.subject.pk)
    chosen.kind = chosen.subject.kind if chosen.subject else kept.get("kind", "")
    chosen.name = kept.get("name", "").strip()
    return chosen


def _somewhere(request: HttpRequest, verb: str) -> str | None:
    return next(iter(request.actor.compartments(verb)), None)


def name_of(request: HttpRequest, subject: str) -> str:
    """What the subject is called; the claims that name it are shown by this."""
    note_shown(request, request.visible.claims().filter(subject=subject, predicate__in=NAMING))
    return labels(request.visible, [subject], language()).get(subject, "")


def choose_source(request: HttpRequest, chosen: Chosen, verb: str) -> HttpResponse:
    """Which source says it: found by its words, or one of the newest."""
    typed = request.GET.get("q", "")
    places = [place.pk for place in review.places_of_work(request.visible, verb)]
    found = review.find_sources(request.visible, typed, places)
    note_shown(request, found)
    rows = [(chosen.address(source=source.pk), source.title, source) for source in found]
    return render(request, "review/choose_source.html", {"chosen": chosen, "typed": typed, "rows": rows})


def choose_subject(request: HttpRequest, chosen: Chosen, kinds: Iterable[str]) -> HttpResponse:
    """Whom or what it is about: found by its name, or a new name."""
    typed, kind = request.GET.get("q", "").strip(), request.GET.get("of", "")
    kinds = list(kinds)
    found = _found(request, typed, [kind] if kind in kinds else kinds)
    rows = [(chosen.address(subject=choice.id), choice) for choice in found]
    fresh = [(chosen.address(kind=each, name=typed), each) for each in ([kind] if kind in kinds else kinds)]
    context = {"chosen": chosen, "typed": typed, "kind": kind, "kinds": kinds, "rows": rows, "fresh": fresh if typed else []}
    return render(request, "review/choose_subject.html", context)


def choose_predicate(request: HttpRequest, chosen: Chosen) -> HttpResponse:
    """What is said: the predicates that this kind of subject takes."""
    persian = language() == "fa"
    known = [
        (chosen.address(predicate=p.code), p.fa if persian and p.fa else p.en, p.definition)
        for p in predicates().values()
        if chosen.kind in p.subjects
    ]
    return render(request, "review/choose_predicate.html", {"chosen": chosen, "rows": known})


def _found(request: HttpRequest, typed: str, kinds: Iterable[str]) -> list[review.Choice]:
    found = review.find_subjects(request.visible, typed, kinds, language())
    note_shown(request, (claim for choice in found for claim in choice.claims))
    return found


def entities(request: HttpRequest, typed: str) -> Choices:
    """Everything that is called so, of any kind, to choose from."""
    return [(choice.id, choice.name) for choice in _found(request, typed, ())]


def items(request: HttpRequest, chosen: Chosen) -> list[Item]:
    """The files a passage may be in."""
    found = review.items_to_quote(request.visible, chosen.source, chosen.kept.get("item", ""))
    note_shown(request, found)
    return found
