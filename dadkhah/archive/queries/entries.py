"""An entry of the ledger as far as the actor may see it: the rows it wrote that are visible, and a count of the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db.models import Model, QuerySet

from dadkhah.archive.access import Visible
from dadkhah.archive.models import LedgerRow, Response, Zone
from dadkhah.archive.queries.history import entry_at

MOST = 100
"""So many visible rows are named one by one."""
BATCH = 2000
Line = tuple[str, str, str | None]
"""Table, id and digest of a row as the entry wrote it."""


@dataclass(frozen=True)
class Named:
    """A row that the entry wrote, with its digest; None: it deleted the row."""

    table: str
    digest: str | None
    row: Model


@dataclass(frozen=True)
class Entry:
    """`body` is the entry as it was hashed, with the ids of all it names: given to those alone who may see all of it.

    `more` visible rows are not in `rows`; of `hidden` ones nothing is told but their number.
    """

    seq: int
    at: str
    action: str
    leaf: str
    root: str
    count: int
    body: str = ""
    rows: list[Named] = field(default_factory=list)
    more: int = 0
    hidden: int = 0


def entry(visible: Visible, seq: int) -> Entry | None:
    """None where there is none, and for those who see no row of it and manage no compartment."""
    value = entry_at(seq)
    if value is None:
        return None
    listed: list[Line] = []
    seen = hidden = things = 0
    for lines in _batches(LedgerRow.objects.filter(seq=seq).order_by("line")):
        open_ones = {
            table: _ids(visible, table, {line[1] for line in lines if line[0] == table}) for table, *_ in lines
        }
        shown = [line for line in lines if line[1] in open_ones[line[0]]]
        listed += shown[: MOST - len(listed)]
        seen, hidden = seen + len(shown), hidden + len(lines) - len(shown)
        things += sum(table != "zone" for table, *_ in shown)
    if not things and not visible.actor.compartments("manage"):
        return None
    is_whole = not hidden and _sees_noted(visible, value.get("notes", {}))
    told = {name: value[name] for name in ("seq", "at", "action", "leaf")}
    return Entry(
        **told,
        root=value.get("root", ""),
        count=value.get("count", len(value.get("rows", []))),
        body=value["body"] if is_whole else "",
        rows=_named(listed),
        more=seen - len(listed),
        hidden=hidden,
    )


def _batches(lines: QuerySet[LedgerRow]) -> Iterator[list[Line]]:
    left = lines.values_list("table", "pk_value", "digest").iterator()
    while batch := list(islice(left, BATCH)):
        yield batch


def _ids(visible: Visible, table: str, ids: Iterable[str]) -> set[str]:
    """Those of these rows that the actor may see; a withdrawn claim too, for its history is open."""
    if table == "response":
        return {row.pk for row in visible.answers(Response.objects.filter(pk__in=ids))}
    rows = _rows(visible, table)
    return set(rows.filter(pk__in=ids).values_list("pk", flat=True)) if rows is not None else set()


def _rows(visible: Visible, table: str) -> QuerySet[Any] | None:
    """Everything the actor may see of a ledgered table; None of a table that nobody is shown."""
    if table == "claim":
        return visible.claims() | visible.retired_claims()
    if table == "zone":
        return Zone.objects.filter(pk__in=visible.zones)
    ways = {
        "account": visible.accounts,
        "assessment": visible.assessments,
        "coding": visible.codings,
        "compartment": visible.compartments,
        "consent": visible.consents,
        "custody_event": visible.custody,
        "derivation": visible.derivations,
        "figure": visible.figures,
        "item": visible.items,
        "passage": visible.passages,
        "role": visible.granted,
        "source": visible.sources,
        "stance": visible.stances,
        "standing": visible.standings,
        "statement": visible.statements,
        "subject": visible.subjects,
        "testimony": visible.testimonies,
        "witness_identity": visible.identities,
    }
    return ways[table]() if table in ways else None


def _sees_noted(visible: Visible, notes: dict[str, Any]) -> bool:
    """Whether the actor may see every row that the entry names beside those it wrote."""
    noted: dict[str, set[str]] = defaultdict(set)
    for table, ids in notes.get("shown", {}).items():
        noted[table].update(ids)
    for table, pk in (notes[name] for name in ("erased", "row") if name in notes):
        noted[table].add(pk)
    if "account" in notes:
        noted["account"].add(notes["account"])
    return all(_ids(visible, table, ids) == ids for table, ids in noted.items())


def _named(lines: list[Line]) -> list[Named]:
    """The few rows that are listed, in the order of the entry."""
    from dadkhah.archive.tables import ledgered

    held: dict[tuple[str, str], Model] = {}
    for table in {table for table, *_ in lines}:
        ids = [pk for of, pk, _ in lines if of == table]
        held |= {(table, row.pk): row for row in ledgered(table).model._default_manager.filter(pk__in=ids)}
    return [Named(table, digest, held[table, pk]) for table, pk, digest in lines if (table, pk) in held]
