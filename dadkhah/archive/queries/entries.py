"""An entry of the ledger as far as the actor may see it: the rows it wrote that are visible, and a count of the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db.models import Model, QuerySet

from dadkhah.archive.access import Visible
from dadkhah.archive.models import LedgerRow, Response
from dadkhah.archive.queries.history import entry_at

MOST = 100
"""So many visible rows are named one by one."""
BATCH = 250
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

    `more` visible rows are not in `rows`; of `hidden` ones nothing is told but their number. Of a bulk entry, which
    names its rows by their root alone, `unread` rows were not looked at once enough were found.
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
    unread: int = 0


def entry(visible: Visible, seq: int) -> Entry | None:
    """None where there is none, and for those who see no row of it and manage no compartment."""
    value = entry_at(seq)
    if value is None:
        return None
    is_bulk = "root" in value
    found = _looked_through(visible, seq, enough=MOST if is_bulk else None)
    if not any(table != "zone" for table, *_ in found.seen) and not visible.actor.compartments("manage"):
        return None
    is_whole = (is_bulk or not found.hidden) and _sees_noted(visible, value.get("notes", {}))
    count = value.get("count", len(value.get("rows", [])))
    return Entry(
        **{name: value[name] for name in ("seq", "at", "action", "leaf")},
        root=value.get("root", ""),
        count=count,
        body=value["body"] if is_whole else "",
        rows=_named(found.seen[:MOST]),
        more=len(found.seen[MOST:]),
        hidden=found.hidden,
        unread=count - len(found.seen) - found.hidden,
    )


@dataclass
class _Found:
    """The visible lines of an entry, as far as it was looked through, and how many others there were."""

    seen: list[Line] = field(default_factory=list)
    hidden: int = 0


def _looked_through(visible: Visible, seq: int, enough: int | None) -> _Found:
    """All lines, or those until `enough` visible ones are found."""
    found = _Found()
    for lines in _batches(LedgerRow.objects.filter(seq=seq).order_by("line")):
        ids: dict[str, set[str]] = defaultdict(set)
        for table, pk, _ in lines:
            ids[table].add(pk)
        seen = {table: _ids(visible, table, some) for table, some in ids.items()}
        found.seen += [line for line in lines if line[1] in seen[line[0]]]
        found.hidden += sum(line[1] not in seen[line[0]] for line in lines)
        if enough and len(found.seen) >= enough:
            break
    return found


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
    ways = {
        "account": visible.accounts,
        "assessment": visible.assessments,
        "claim": visible.claims_ever,
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
        "zone": visible.zone_rows,
    }
    return ways[table]() if table in ways else None


def _sees_noted(visible: Visible, notes: dict[str, Any]) -> bool:
    """Whether the actor may see every row that the entry names beside those it wrote."""
    noted: dict[str, set[str]] = defaultdict(set)
    for table, ids in notes.get("shown", {}).items():
        noted[table].update(ids)
    if "erased" in notes:
        table, pk = notes["erased"]
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
