"""What views share: the reader's language, one row or 404, a page of rows, and the note of sensitive reads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import get_language

from dadkhah.archive.queries.assertions import Assertion, assertions

Row = TypeVar("Row", bound=Model)
PER_PAGE = 25


def language() -> str:
    return (get_language() or "en")[:2]


def one(request: HttpRequest, rows: QuerySet[Row], **which: Any) -> Row:
    """The one visible row; what is hidden and what is missing are both not there."""
    row = rows.filter(**which).first()
    if row is None:
        raise Http404
    note_shown(request, [row])
    return row


def note_shown(request: HttpRequest, rows: Iterable[Model]) -> None:
    """Remember sensitive rows that the answer shows; the middleware writes one entry for them all."""
    for row in rows:
        if request.visible.is_sensitive(row):
            request.shown.setdefault(row._meta.db_table, set()).add(row.pk)


def page_of(request: HttpRequest, rows: Any, size: int = PER_PAGE) -> Page:
    """The page asked for by ?page=; a page beyond the end is the last one."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


def follow(request: HttpRequest, claims: Iterable[Any]) -> list[Assertion]:
    """The assertions behind these claims, with the sensitive ones noted."""
    found = assertions(request.visible, claims, language())
    for assertion in found:
        note_shown(request, (carried.claim for carried in assertion.carried))
    return found
