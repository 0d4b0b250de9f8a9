"""What the register of statements can be narrowed to, with counts; and who of a panel has spoken."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Value
from django.db.models.functions import Substr

from dadkhah.archive.access import Visible
from dadkhah.archive.models import Statement
from dadkhah.archive.queries.labels import labels
from dadkhah.archive.queries.statements import NOT_ASSESSED, codings, seats, select, with_standing

FACETS = ("speaker", "stance", "argument", "standing", "year", "mode")
FACET_LIMIT = 100
"""The most choices a filter offers; what is further down is reached from its own page."""


def facets(visible: Visible, chosen: dict[str, str], language: str) -> dict[str, list[tuple[str, str, int]]]:
    """For each filter its (code, name, count) as they would be with the other choices kept; names only of subjects."""
    fitting = Statement.objects.filter(pk__among=list(select(visible, chosen).values_list("pk", flat=True)))
    found = {
        name: _counts(visible, name, select(visible, {**chosen, name: ""}) if chosen.get(name) else fitting)
        for name in FACETS
    }
    subjects = {code for name in ("speaker", "argument") for code, _ in found[name]}
    names = labels(visible, subjects, language)
    return {name: [(code, names.get(code, ""), n) for code, n in rows] for name, rows in found.items()}


def _counts(visible: Visible, name: str, rows: QuerySet[Statement]) -> list[tuple[str, int]]:
    counted: QuerySet[Any, Any]
    if name == "stance":
        counted = visible.readings().filter(statement__in=rows).values_list("stance")
    elif name == "argument":
        counted = codings().filter(statement__in=rows).values_list("argument")
    elif name == "year":
        dated = rows.filter(date_first__isnull=False)
        counted = dated.annotate(year=Substr("date_first", Value(1), Value(4))).values_list("year")
    elif name == "standing":
        counted = with_standing(visible, rows).values_list("standing")  # type: ignore[misc]  # annotated there
    else:
        counted = rows.values_list(name)
    once = Count("statement", distinct=True) if name in ("stance", "argument") else Count("pk")
    ordered = counted.annotate(n=once).order_by(*(["year"] if name == "year" else ["-n", name]))
    return [(code or NOT_ASSESSED, n) for code, n in ordered[:FACET_LIMIT]]


@dataclass(frozen=True)
class Member:
    """Someone whom a source names as holding a seat on a panel, and what is recorded of their words."""

    id: str
    name: str
    panels: list[tuple[str, str]]
    statements: int
    stances: list[tuple[str, int]]


def panel_members(visible: Visible, language: str, limit: int = FACET_LIMIT) -> list[Member]:
    """Every named holder of a seat, with the number of statements by stance; those without a statement too."""
    panels: dict[str, set[str]] = defaultdict(set)
    for subject, panel in seats(visible).values_list("subject", "entity").order_by("subject").distinct()[: limit * 5]:
        panels[subject] |= {panel} if panel else set()
    people = list(panels)[:limit]
    said = dict(
        visible.statements().filter(speaker__in=people).values_list("speaker").annotate(n=Count("pk")).order_by(),
    )
    held: dict[str, list[tuple[str, int]]] = defaultdict(list)
    of_them = visible.readings().filter(statement__in=visible.statements().filter(speaker__in=people))
    counted = of_them.values_list("statement__speaker", "stance").annotate(n=Count("statement", distinct=True))
    for speaker, stance, n in counted.order_by("-n", "stance"):
        held[speaker].append((stance, n))
    names = labels(visible, {*people, *(p for found in panels.values() for p in found)}, language)
    return sorted(
        (
            Member(pk, names.get(pk, pk), [(p, names.get(p, p)) for p in sorted(panels[pk])], said.get(pk, 0), held[pk])
            for pk in people
        ),
        key=lambda member: (-member.statements, member.name),
    )
