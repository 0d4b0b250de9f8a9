"""“What do you know?”: families and former prisoners tell, and decide about each use. They can take it back."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from dadkhah.archive.access import require
from dadkhah.archive.actions.record_consent import DENIALS, GRANTS, record_consent
from dadkhah.archive.actions.record_testimony import check_testimony, record_testimony
from dadkhah.archive.actions.take_in import Acquisition, take_in
from dadkhah.archive.models import Compartment, Item, Source
from dadkhah.archive.queries import testimony
from dadkhah.archive.queries.review import find_subjects, places_of_work
from dadkhah.claims.vocabulary import vocabulary
from dadkhah.web.forms.common import Choices
from dadkhah.web.forms.files import warnings, where
from dadkhah.web.forms.know import NEW, KnowForm
from dadkhah.web.saying import reason
from dadkhah.web.views.common import follow, language, note_shown, one
from dadkhah.web.views.review import tried


def know(request: HttpRequest) -> HttpResponse:
    places = places_of_work(request.visible, "record_testimony")
    require(request.actor, "record_testimony", places[0] if places else None)
    open_places = [place for place in places if not place.is_sensitive]
    sealed = testimony.sealed_places(request.visible)
    looks = request.method == "POST" and "find" in request.POST
    form = KnowForm(
        None if looks else request.POST or None,
        None if looks else request.FILES or None,
        initial=KnowForm.unsent(request.POST) if looks else {},
        places=[*open_places, *(place for place in places if place.is_sensitive)],
        sealed=sealed,
        find=lambda text: _persons(request, text),
    )
    is_told = request.method == "POST" and not looks and form.is_valid()
    if is_told and (made := tried(form, lambda: _record(request, form))):
        messages.success(request, gettext("Kept, as you decided."))
        return redirect("know_kept", made.pk)
    return render(request, "review/know.html", {"form": form, "sealed": sealed, "looks": looks})


def _persons(request: HttpRequest, typed: str) -> Choices:
    found = find_subjects(request.visible, typed, ["person"], language())
    note_shown(request, (claim for choice in found for claim in choice.claims))
    return [(choice.id, choice.name) for choice in found]


def _record(request: HttpRequest, form: KnowForm) -> Source:
    """Everything or nothing: no file is kept without the consent it came with."""
    given = form.cleaned_data
    compartment = form.places[given["compartment"]]
    identities = form.sealed.get(given["identities"]) if given["name"] or given["contact"] else None
    chosen = given["person"]
    subject = None if chosen in ("", NEW) else one(request, request.visible.subjects("person"), pk=chosen)
    case = testimony.case_of(request.visible, compartment)
    check_testimony(request.actor, compartment, identities, form.testimony(subject, [], case))
    with transaction.atomic():
        items = _take_in(request, compartment, form)
        return record_testimony(request.actor, compartment, identities, form.testimony(subject, items, case))


def _take_in(request: HttpRequest, compartment: Compartment, form: KnowForm) -> list[Item]:
    names = {where(file): file.name for file in form.cleaned_data["sent"]}
    for warning in warnings(form.cleaned_data["sent"]):
        messages.warning(request, warning)
    acquisition = Acquisition(method="testimony", original_path="upload", acquired=form.cleaned_data["taken"].edtf)
    return take_in(request.actor, compartment, list(names), acquisition, names) if names else []


def know_kept(request: HttpRequest, pk: str) -> HttpResponse:
    """What was kept of what somebody told: under which name, which claims, for which uses."""
    source = one(request, request.visible.sources().select_related("item", "compartment"), pk=pk)
    told = testimony.testimony_of(request.visible, source)
    if told is None:
        raise Http404
    claims = request.visible.claims().filter(source=source).order_by("id")
    context = {
        "source": source,
        "testimony": told,
        "found": follow(request, claims),
        "consents": testimony.consents(request.visible, source),
    }
    return render(request, "review/know_kept.html", context)


def consent(request: HttpRequest, pk: str) -> HttpResponse:
    """For which uses consent stands, and taking it back: that acts at once."""
    source = one(request, request.visible.sources().select_related("item"), pk=pk)
    uses = vocabulary().codes("consent_scope")
    if request.method == "POST":
        states = {use: state for use in uses if (state := request.POST.get(use, "")) in (*GRANTS, *DENIALS)}
        try:
            record_consent(request.actor, source, states)
        except ValueError as fault:
            messages.error(request, reason(fault))
            return redirect("consent", source.pk)
        messages.success(request, gettext("This acts from now on, on every use you named."))
        return redirect("consent", source.pk)
    held = testimony.consents(request.visible, source)
    rows = [(use, held.get(use, [])) for use in uses]
    may = source.compartment_id in request.actor.compartments("record_consent")
    return render(request, "review/consent.html", {"source": source, "rows": rows, "may": may, "grants": GRANTS})
