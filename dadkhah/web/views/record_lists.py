"""Lists of victims: all of them, one with its rows, one row with its cells and versions, one reading of a file."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from dadkhah.archive.access import may, require
from dadkhah.archive.actions.describe_list import describe_list
from dadkhah.archive.actions.undo_import import undo_import
from dadkhah.archive.models import ListImport, RecordList
from dadkhah.archive.queries import records as of_records
from dadkhah.archive.queries.sources import about
from dadkhah.evidence.store import NotHeld
from dadkhah.reading.spreadsheet import csv_lines
from dadkhah.web.forms.listing import DescriptionForm, field_labels
from dadkhah.web.saying import reason
from dadkhah.web.views.common import note_shown, one
from dadkhah.web.views.paging import window
from dadkhah.web.views.review import tried
from dadkhah.web.views.row_proof import row_proof

ROWS = 50


def lists(request: HttpRequest) -> HttpResponse:
    found = of_records.lists(request.visible)
    note_shown(request, [each.list.source for each in found])
    return render(request, "record_lists.html", {"lists": found})


def list_asked(request: HttpRequest, pk: str) -> RecordList:
    found = one(request, request.visible.lists().select_related("source__compartment"), pk=pk)
    note_shown(request, [found.source])
    return found


def one_list(request: HttpRequest, pk: str) -> HttpResponse:
    listed = list_asked(request, pk)
    ties = about(request.visible, listed.source)
    batches = of_records.imports(request.visible, listed)
    rows = window(request, of_records.records(request.visible, listed), ROWS)
    note_shown(request, [*ties.derives_from, *(each.item for each in batches), *rows.rows])
    context = {
        "listed": listed,
        "derives_from": ties.derives_from,
        "imports": [(each, of_records.counts(each)) for each in batches],
        "states": states(),
        "count": of_records.records(request.visible, listed).count(),
        "window": rows,
        "may_read": may(request.actor, "import_list", listed.source.compartment_id),
        "may_describe": may(request.actor, "describe_source", listed.source.compartment_id),
    }
    return render(request, "record_list.html", context)


def states() -> dict[str, str]:
    return {"in_force": gettext("counts"), "undone": gettext("undone")}


def count_labels() -> dict[str, str]:
    """What an import counts."""
    return {
        "rows": gettext("rows in the file"),
        "new": gettext("new records"),
        "changed": gettext("new versions of records"),
        "same": gettext("here already, unchanged"),
        "bad": gettext("could not be read and are kept beside"),
        "erased": gettext("left out, because they were erased here"),
        "gone": gettext("records that the file has no more; they stay"),
        "nameless": gettext("without a name"),
        "unclear": gettext("dates or ages that are not understood; they stay as given"),
    }


def describe(request: HttpRequest, pk: str) -> HttpResponse:
    """Say of a source that it is a list, and whom it takes in."""
    source = one(request, request.visible.sources(), pk=pk)
    require(request.actor, "describe_source", source.compartment_id)
    listed = request.visible.lists().filter(source=source).first()
    form = DescriptionForm(request.POST or None, visible=request.visible, listed=listed, source=source)
    if request.method == "POST" and form.is_valid():
        made = tried(form, lambda: describe_list(request.actor, source, **form.described()))
        if made:
            messages.success(request, gettext("Kept. Now read a file into the list."))
            return redirect("record_list", made.pk)
    return render(request, "review/describe_list.html", {"form": form, "source": source})


def spreadsheet(request: HttpRequest, pk: str) -> StreamingHttpResponse:
    """The list as it stands, as a table for a spreadsheet: whatever looks like a formula is disarmed."""
    listed = list_asked(request, pk)
    if request.visible.sensitive_zones:
        note_shown(request, of_records.records(request.visible, listed).iterator(chunk_size=2000))
    answer = StreamingHttpResponse(csv_lines(of_records.table(request.visible, listed)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="list-{listed.pk}.csv"'
    return answer


def record(request: HttpRequest, pk: str) -> HttpResponse:
    rows = request.visible.records_ever().select_related("list__source", "batch__item")
    found = one(request, rows, pk=pk)
    versions = of_records.versions(request.visible, found)
    note_shown(request, [found.list.source, found.batch.item, *versions])
    context = {
        "record": found,
        "cells": of_records.cells(found),
        "fields": field_labels(),
        "versions": versions,
        "stands": of_records.stands(request.visible, found),
    }
    return render(request, "record.html", context)


def record_proof(request: HttpRequest, pk: str) -> HttpResponse:
    """Of the row that holds the cells as given."""
    return row_proof(one(request, request.visible.records_ever(), pk=pk))


def import_asked(request: HttpRequest, pk: str) -> ListImport:
    rows = request.visible.list_imports().exclude(state="staged").select_related("list__source", "item", "account")
    found = one(request, rows, pk=pk)
    note_shown(request, [found.list.source, found.item])
    return found


def one_import(request: HttpRequest, pk: str) -> HttpResponse:
    batch = import_asked(request, pk)
    try:
        rest, closed = of_records.rest(request.visible, batch), ""
    except NotHeld as fault:
        rest, closed = [], reason(fault)
    note_shown(request, [each.gone for each in rest if each.gone])
    labels = count_labels()
    context = {
        "batch": batch,
        "counts": [(labels[name], count) for name, count in of_records.counts(batch).items()],
        "mapping": of_records.mapping(batch),
        "fields": field_labels(),
        "states": states(),
        "rest": rest,
        "closed": closed,
        "can_undo": of_records.can_undo(request.visible, batch)
        and may(request.actor, "import_list", batch.list.source.compartment_id),
    }
    return render(request, "list_import.html", context)


@require_POST
def undo(request: HttpRequest, pk: str) -> HttpResponse:
    batch = import_asked(request, pk)
    try:
        undo_import(request.actor, batch)
    except ValueError as fault:
        messages.error(request, reason(fault))
        return redirect("list_import", batch.pk)
    messages.success(request, gettext("Its rows count no more. Those whose place they took count again."))
    return redirect("record_list", batch.list_id)
