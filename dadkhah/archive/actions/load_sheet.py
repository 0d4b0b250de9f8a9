"""Bring a sourced sheet into the archive: what is new is added, what differs changed, what is gone retired.

Everything is compared by its key before anything is written, so that loading the same sheet again, or what
`dadkhah export --sheet` wrote of it, makes no entry.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import models

from dadkhah.archive.access import Actor, require
from dadkhah.archive.actions import sheet_rows
from dadkhah.archive.actions.take_in import Acquisition, add_written
from dadkhah.archive.connection import gather_statistics
from dadkhah.archive.models import Compartment, Item, Passage, Source
from dadkhah.archive.recording import Recording, recording
from dadkhah.archive.zones import zone_for, zone_of_item
from dadkhah.claims.values import Lines, Sheet
from dadkhah.sentences import Sentence

RETIRED = str(Sentence("no longer in the sheet"))


@dataclass
class Difference:
    """What loading would do: wanted rows without a row, rows with other values, rows nobody wants any more."""

    added: list[sheet_rows.Wanted] = field(default_factory=list)
    changed: list[tuple[models.Model, sheet_rows.Wanted]] = field(default_factory=list)
    retired: list[models.Model] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.changed or self.retired)

    def summary(self) -> dict[str, int]:
        return {"added": len(self.added), "changed": len(self.changed), "retired": len(self.retired)}


def load_sheet(actor: Actor, sheet: Sheet, compartment: Compartment, *, dry_run: bool = False) -> Difference:
    """Load in one transaction, with the sheet's files taken in as items. `dry_run` only compares."""
    require(actor, "load_sheet", compartment)
    with recording(actor, "load_sheet") as record:
        zones = {held: zone_for(record, compartment.pk, compartment.pk, held=held) for held in (False, True)}
        zones_of_sources = {held: zone_for(record, compartment.pk, None, held=held) for held in (False, True)}
        places = sheet_rows.Places(compartment.pk, actor.id, zones, zones_of_sources)
        difference = compare(sheet, places)
        if dry_run or difference.is_empty:
            record.forget()
        else:
            _write(record, sheet, difference, compartment)
    if not (dry_run or difference.is_empty):
        gather_statistics()
    return difference


def compare(sheet: Sheet, places: sheet_rows.Places) -> Difference:
    """What differs between the sheet and what was loaded of it before."""
    difference = Difference()
    held = {model: _held(model, sheet.key) for model in sheet_rows.MODELS}
    ids = {model: {key: row.pk for key, row in rows.items()} for model, rows in held.items()}
    for wanted in sheet_rows.wanted(sheet, places, ids):
        row = held[wanted.model].pop(wanted.key, None)
        if row is None:
            difference.added.append(wanted)
        elif row.retired or any(getattr(row, name) != value for name, value in wanted.values.items()):
            difference.changed.append((row, wanted))
    for rows in held.values():
        difference.retired += [row for row in rows.values() if not row.retired]
    return difference


def _held(model: type[models.Model], sheet: str) -> dict[str, Any]:
    rows: models.QuerySet[Any] = model._default_manager.filter(key__startswith=f"{sheet}:")
    return {row.key: row for row in rows}


def _write(record: Recording, sheet: Sheet, difference: Difference, compartment: Compartment) -> None:
    items = _take_in(record, sheet, compartment)
    for wanted in difference.added:
        passage = _passage(record, items, wanted.lines) if wanted.has_passage else None
        row: Any = wanted.model(id=wanted.id, key=wanted.key, **wanted.values)
        if passage:
            row.passage = passage
        record.add(row)
    for row, wanted in difference.changed:
        passage = _passage(record, items, wanted.lines) if wanted.has_passage else None
        record.change(row, **wanted.values, retired="", **({"passage_id": passage.pk} if passage else {}))
    for row in difference.retired:
        record.change(row, retired=f"{record.at}: {RETIRED}")
    _hold_the_sheet(record, sheet, difference, items)


def _hold_the_sheet(record: Recording, sheet: Sheet, difference: Difference, items: dict[str, Item]) -> None:
    """The sheet is itself a source, and its file is held: the newest, and of a folder the one with the head."""
    key = f"{sheet.key}:{sheet.key}"
    [head] = [row.lines for row in sheet.sources if row.key == sheet.key]
    rows = [*(row for row, _ in difference.changed), *record.pending(Source), *Source.objects.filter(key=key)]
    own = next(row for row in rows if isinstance(row, Source) and row.key == key)
    if head:
        record.change(own, item=items[head.file])


def _passage(record: Recording, items: dict[str, Item], lines: Lines | None) -> Passage | None:
    if lines is None:
        return None
    return record.add(Passage(item=items[lines.file], first_line=lines.first, last_line=lines.last))


def _take_in(record: Recording, sheet: Sheet, compartment: Compartment) -> dict[str, Item]:
    """The sheet's files as items: the passages of its claims are lines in them."""
    acquisition = Acquisition(
        acquired=sheet.compiled, method="sheet", received_from=sheet.title, original_path=sheet.key
    )
    zone = zone_of_item(record, compartment.pk, hold="")
    return {name: add_written(record, content, name, compartment, zone, acquisition) for name, content in sheet.files}
