"""The head of a sheet and its sources."""

from __future__ import annotations

from typing import Any

from dadkhah.claims.sheet.attested import record
from dadkhah.claims.sheet.draft import Draft
from dadkhah.claims.sheet.entry import Entry
from dadkhah.claims.sheet.keys import SHEET_KEYS, SOURCE, SOURCE_KEYS
from dadkhah.claims.values import ClaimRow, SourceRow

OWN_KIND = "compilation"
_CHECKED = ("date", "kind", "party", "reliability", "seen", "derives_from")


def read_head(draft: Draft, entry: Entry) -> None:
    """The section `sheet`. The sheet is itself a source: of all that its compilers say of their own."""
    entry.allow(SHEET_KEYS, "The section “sheet”")
    draft.key = entry.name("The section “sheet”")
    draft.title = entry.needed("title", "The section “sheet”")
    entry.needed("compiled", "The section “sheet”")
    draft.compiled = draft.date(entry, "compiled")
    draft.compartment = entry.text("compartment")


def own_source(draft: Draft, entry: Entry) -> None:
    """The sheet's own row among the sources, unless the sheet describes itself there."""
    if draft.key not in draft.ids:
        draft.register(entry, "source", "The section “sheet”")
        draft.sources[draft.key] = SourceRow(
            key=draft.key,
            title=draft.title,
            date=draft.compiled,
            language=entry.text("language"),
            kind=OWN_KIND,
            seen="full",
            lines=entry.lines,
        )


def register_source(draft: Draft, entry: Entry) -> str:
    return draft.register(entry, "source", "A source")


def read_source(draft: Draft, entry: Entry, key: str) -> None:
    """One source. What it is known to draw on goes into the default derivation of its claims."""
    entry.allow(SOURCE_KEYS, "A source")
    entry.needed("title", "A source")
    above = draft.known_list(entry, "derives_from", ("source",), "source")
    words: dict[str, Any] = {name: entry.text(name) for name in SOURCE if name not in _CHECKED}
    if key and key in above:
        draft.faults.add(entry.at("derives_from"), f"The source “{key}” cannot derive from itself.")
    draft.sources[key] = SourceRow(
        key=key,
        date=draft.date(entry, "date"),
        kind=draft.code(entry, "kind", "source_kinds"),
        party=draft.code(entry, "party", "party"),
        reliability=draft.code(entry, "reliability", "admiralty_reliability"),
        seen=draft.code(entry, "seen", "seen"),
        derives_from=tuple(above),
        lines=entry.lines,
        **words,
    )


def read_notes(draft: Draft, entry: Entry) -> None:
    """Free remarks of the sheet on itself: claims on the case, by the sheet, under the name each has."""
    notes = entry.mapping("notes")
    if notes is None:
        return
    if not draft.case:
        message = "The notes of a sheet belong to its case. Add “case:” with an id to the sheet."
        draft.faults.add(notes.lines, message)
    for name in notes.values:
        notes.check_id(name, notes.keys[name].lines)
        row = ClaimRow(
            key="",
            group=f"{draft.key}/{name}",
            subject=draft.case,
            predicate="compiled_note",
            source="",
            value=notes.text(name),
            lines=notes.at(name),
        )
        record(draft, row, [])
