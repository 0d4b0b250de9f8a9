"""Taking in files through the browser: little at once, much as long work that survives the browser."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext

from dadkhah.archive import uploads, work
from dadkhah.archive.access import require
from dadkhah.archive.actions.take_in import take_in
from dadkhah.archive.models import Compartment
from dadkhah.archive.queries.review import places_of_work
from dadkhah.web.forms.files import IntakeForm, warnings, where
from dadkhah.web.views.common import note_shown
from dadkhah.web.views.review import tried

AT_ONCE = 50_000_000
"""Bytes that are taken in while the browser waits; more becomes long work."""


def intake(request: HttpRequest) -> HttpResponse:
    places = places_of_work(request.visible, "take_in")
    require(request.actor, "take_in", places[0] if places else None)
    form = IntakeForm(request.POST or None, request.FILES or None, compartments=places)
    if request.method == "POST" and form.is_valid():
        for warning in warnings(form.cleaned_data["sent"]):
            messages.warning(request, warning)
        compartment = form.compartments[form.cleaned_data["compartment"]]
        if answer := tried(form, lambda: _keep(request, form, compartment)):
            return answer
    kept = list(request.visible.items().filter(pk__in=request.GET.getlist("kept")[:100]).order_by("id"))
    note_shown(request, kept)
    return render(request, "review/intake.html", {"form": form, "kept": kept})


def _keep(request: HttpRequest, form: IntakeForm, compartment: Compartment) -> HttpResponse:
    files = form.cleaned_data["sent"]
    if sum(file.size for file in files) > AT_ONCE:
        upload = uploads.place_upload([(file.name, where(file)) for file in files], form.acquisition())
        work.start(request.actor, "take_in", {"compartment": compartment.pk, "upload": upload})
        messages.success(request, gettext("The files are here and are being taken in. You can see how far it is below."))
        return redirect("jobs")
    names = {where(file): file.name for file in files}
    # The place of the copy on this server says nothing about where the file came from.
    acquisition = replace(form.acquisition(), original_path="upload")
    items = take_in(request.actor, compartment, list(names), acquisition, names)
    messages.success(request, gettext("Kept. From now on any change to these bytes is found out."))
    return redirect(f"{resolve_url('intake')}?{urlencode([('kept', item.pk) for item in items[:100]])}")
