"""Lists and their rows: what a list holds now, one row with its cells and versions, and what an import did."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from dadkhah.archive.access import Visible
from dadkhah.archive.envelopes import opened
from dadkhah.archive.models import Item, ListImport, Record, RecordList
from dadkhah.linkage.eras import by_column
from dadkhah.reading.fold import fold

COUNTED = ("rows", "new", "changed", "same", "bad", "erased", "gone", "nameless", "unclear")
"""What an import counts, in the order in which it is told."""
MOST_REST = 500


@dataclass(frozen=True)
class Listed:
    """A list, how many rows of it count now, and the newest import."""

    list: RecordList
    count: int
    newest: ListImport | None


@dataclass(frozen=True)
class Cell:
    """One cell as given: the name of its column, what it was taken for, and its text."""

    column: str
    field: str
    text: str


@dataclass(frozen=True)
class Rest:
    """A row that was left out: its line, its cells and the reason; or a record that the file has no more."""

    row: int
    cells: list[str]
    reason: str
    gone: Record | None = None


def lists(visible: Visible) -> list[Listed]:
    rows = visible.lists().select_related("source").order_by("source__title", "id")
    counts = dict(visible.records().values_list("list").annotate(Count("id")).order_by())
    newest = {each.list_id: each for each in visible.list_imports().filter(state="in_force").order_by("id")}
    return [Listed(each, counts.get(each.pk, 0), newest.get(each.pk)) for each in rows]


def by_name(visible: Visible, name: str) -> RecordList | None:
    """The list of this id, of the source with this handle or id, or with this title alone."""
    rows = visible.lists().select_related("source")
    for field in ("pk", "source__handle", "source_id"):
        if found := rows.filter(**{field: name}).first():
            return found
    named = [each for each in rows if fold(each.source.title) == fold(name)]
    return named[0] if len(named) == 1 else None


def records(visible: Visible, listed: RecordList) -> QuerySet[Record]:
    """In the order of the file."""
    return visible.records().filter(list=listed).order_by("number", "id")


def imports(visible: Visible, listed: RecordList) -> list[ListImport]:
    """All that was read into the list, the newest first; not what is being written just now."""
    rows = visible.list_imports().filter(list=listed).exclude(state="staged")
    return list(rows.select_related("item", "account").order_by("-id"))


def counts(batch: ListImport) -> dict[str, int]:
    said = json.loads(batch.counts or "{}")
    return {name: said[name] for name in COUNTED if said.get(name)}


def mapping(batch: ListImport) -> list[tuple[str, str]]:
    """(column, field) for every column of the file, in its order, as `by_column`; of one used for nothing the field is empty."""
    taken = by_column(json.loads(batch.columns))
    return [(column, taken.get(column, "")) for column in json.loads(batch.header)]


def cells(record: Record) -> list[Cell]:
    """The row as given, cell by cell; nothing where it was erased."""
    if not record.given:
        return []
    given = json.loads(record.given)
    return [Cell(column, field, text) for (column, field), text in zip(mapping(record.batch), given, strict=True)]


def versions(visible: Visible, record: Record) -> list[Record]:
    """The former versions of this row and the later ones, the newest first, with itself among them."""
    rows = visible.records_ever().select_related("batch")
    found, waiting = {record.pk: record}, {record.pk, record.previous_id or record.pk}
    while waiting:
        more = list(rows.filter(pk__in=waiting)) + list(rows.filter(previous__in=waiting))
        fresh = {each.pk: each for each in more if each.pk not in found}
        found.update(fresh)
        waiting = {pk for each in fresh.values() for pk in (each.pk, each.previous_id) if pk}
    return sorted(found.values(), key=lambda each: each.pk, reverse=True)


def stands(visible: Visible, record: Record) -> bool:
    """Whether this version counts now."""
    return visible.records().filter(pk=record.pk).exists()


def rest(visible: Visible, batch: ListImport) -> list[Rest]:
    """What the import left out, at most MOST_REST rows; the file itself holds all. Raises NotHeld."""
    item = visible.items().filter(pk=batch.faults_id, erased__isnull=True).first() if batch.faults_id else None
    if item is None:
        return []
    told = [json.loads(line) for line in _first_lines(item)]
    gone = {each.pk: each for each in visible.records_ever().filter(pk__in=[one["gone"] for one in told if "gone" in one])}
    made = (_rest(one, gone) for one in told)
    return [each for each in made if each]


def _first_lines(item: Item) -> list[bytes]:
    found = []
    with opened(item) as file:
        left = file.read(2_000_000)
        found = left.split(b"\n")[:MOST_REST]
        while file.read(1 << 20):
            continue
    return [line for line in found if line.endswith(b"}")]


def _rest(one: dict[str, Any], gone: dict[str, Record]) -> Rest | None:
    if "gone" in one:
        record = gone.get(one["gone"])
        return Rest(record.number, [], "", record) if record else None
    shown = [cell.encode("utf-8", "replace").decode() for cell in one["cells"]]
    return Rest(one["row"], shown, one["reason"])


def can_undo(visible: Visible, batch: ListImport) -> bool:
    """Whether it is in force and none came after it."""
    later = ListImport.objects.filter(list=OuterRef("list"), state="in_force", pk__gt=OuterRef("pk"))
    return visible.list_imports().filter(~Exists(later), pk=batch.pk, state="in_force").exists()


def table(visible: Visible, listed: RecordList) -> Iterator[list[str]]:
    """The list as it stands, for a spreadsheet: a row of names, then every record with its cells as given.

    Files with different columns are put together: each column that any of them has, in the order of their coming.
    """
    headers = {each.pk: json.loads(each.header) for each in visible.list_imports().filter(list=listed).order_by("id")}
    columns = list(dict.fromkeys(column for header in headers.values() for column in header))
    yield ["record", "line", *columns]
    for record in records(visible, listed).iterator(chunk_size=2000):
        given = dict(zip(headers[record.batch_id], json.loads(record.given or "[]"), strict=False))
        yield [record.pk, str(record.number), *(given.get(column, "") for column in columns)]
