"""Reading a file into a list, step by step: the file, its columns, a look at every row without writing, the import."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext

from dadkhah.archive import uploads, work
from dadkhah.archive.access import require
from dadkhah.archive.actions.save_mapping import save_mapping
from dadkhah.archive.actions.take_in import take_in
from dadkhah.archive.envelopes import opened
from dadkhah.archive.lists.ahead import size_of
from dadkhah.archive.lists.erased import has_erased, lines_left_out
from dadkhah.archive.lists.looking import Look, check, look
from dadkhah.archive.lists.rows import Reading
from dadkhah.archive.models import Compartment, Item, RecordList
from dadkhah.archive.queries import review
from dadkhah.evidence.store import NotHeld
from dadkhah.reading.tables import NotATable
from dadkhah.web.forms.files import warnings, where
from dadkhah.web.forms.listing import ColumnsForm, FileForm
from dadkhah.web.saying import reason, said
from dadkhah.web.views.common import note_shown, one
from dadkhah.web.views.intake import AT_ONCE
from dadkhah.web.views.record_lists import count_labels, list_asked
from dadkhah.web.views.review import tried

CHECKED_AT_ONCE = 10_000_000
"""Bytes of a file whose rows are all looked at while the browser waits."""
FIRST, TOLD = 5, 200
READING = ("encoding", "delimiter", "sheet")


def choose_file(request: HttpRequest, pk: str) -> HttpResponse:
    """Send a file, or choose one that is here."""
    listed = _list(request, pk)
    held = review.items_to_quote(request.visible, None, "")
    note_shown(request, held)
    form = FileForm(request.POST or None, request.FILES or None, items=held)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["item"]:
            return to_columns(listed, form.cleaned_data["item"])
        if answer := tried(form, lambda: _keep(request, form, listed)):
            return answer
    return render(request, "review/read_list.html", {"form": form, "listed": listed})


def _list(request: HttpRequest, pk: str) -> RecordList:
    listed = list_asked(request, pk)
    require(request.actor, "import_list", listed.source.compartment_id)
    return listed


def _keep(request: HttpRequest, form: FileForm, listed: RecordList) -> HttpResponse:
    [file] = form.cleaned_data["sent"]
    compartment: Compartment = listed.source.compartment
    for warning in warnings([file]):
        messages.warning(request, warning)
    acquisition = replace(form.acquisition(), original_path="upload")
    if file.size > AT_ONCE:
        upload = uploads.place_upload([(file.name, where(file))], form.acquisition())
        work.start(request.actor, "take_in", {"compartment": compartment.pk, "upload": upload})
        messages.success(request, gettext("The file is here and is being taken in. When it is done, choose it from the list."))
        return redirect("jobs")
    [item] = take_in(request.actor, compartment, [where(file)], acquisition, {where(file): file.name})
    return to_columns(listed, item.pk)


def to_columns(listed: RecordList, item: str) -> HttpResponse:
    return redirect(f"{resolve_url('read_columns', listed.pk)}?{urlencode({'item': item})}")


def columns(request: HttpRequest, pk: str) -> HttpResponse:
    """What each column holds: guessed, or as a mapping that was kept says; then a look at all rows, then the import."""
    listed = _list(request, pk)
    row = one(request, request.visible.items().filter(erased__isnull=True), pk=request.GET.get("item", ""))
    kept = {each.pk: each for each in request.visible.mappings().order_by("name", "id")}
    asked = Reading(**{name: request.GET.get(name, "")[:200] for name in READING})
    mapping = kept.get(request.GET.get("mapping", ""))
    context = {"listed": listed, "item": row, "asked": asked, "mappings": kept.values(), "mapping": mapping}
    try:
        found = look(partial(opened, row), asked, json.loads(mapping.columns) if mapping else {})
    except (NotATable, NotHeld) as fault:
        faults = [said(each) for each in fault.faults] if isinstance(fault, NotATable) else [reason(fault)]
        return render(request, "review/read_columns.html", {**context, "faults": faults}, status=422)
    form = ColumnsForm(request.POST or None, look=found, name=mapping.name if mapping else listed.source.handle)
    if request.method == "POST" and form.is_valid():
        if "check" in request.POST:
            context |= _checked(row, replace(found, columns=form.columns()))
        elif tried(form, lambda: _start(request, listed, row, found, form)):
            return redirect("jobs")
    context |= {"form": form, "look": found, "first": found.first[:FIRST], "has_erased": has_erased(listed)}
    return render(request, "review/read_columns.html", context)


def _checked(item: Item, found: Look) -> dict[str, object]:
    """Every row's fault and the counts; nothing is written."""
    if size_of(item) > CHECKED_AT_ONCE:
        return {"too_large": True}
    checked, labels = check(partial(opened, item), found), count_labels()
    told = [json.loads(line) for line in checked.rest]
    return {
        "checked": [(labels[name], checked.counts[name]) for name in labels if checked.counts[name]],
        "bad": [(each["row"], shown(each["cells"]), each["reason"]) for each in told[:TOLD]],
        "more_bad": max(0, checked.counts["bad"] - TOLD),
    }


def shown(cells: list[str]) -> str:
    """Cells in one line; a byte that is no letter is shown as the sign for that."""
    return " · ".join(cells).encode("utf-8", "replace").decode()


def _start(request: HttpRequest, listed: RecordList, item: Item, found: Look, form: ColumnsForm) -> bool:
    if not form.cleaned_data["bring_back_erased"]:
        lines_left_out(listed, item, found.reading.sheet)
    mapping = save_mapping(request.actor, form.cleaned_data["mapping_name"], form.columns(), listed)
    arguments = {"list": listed.pk, "item": item.pk, "mapping": mapping.pk, "reading": asdict(found.reading)}
    arguments["bring_back_erased"] = form.cleaned_data["bring_back_erased"]
    work.start(request.actor, "import_list", arguments)
    messages.success(request, gettext("The rows are being read. Until the last one is written nobody sees any of them."))
    return True
