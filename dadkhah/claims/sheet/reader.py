"""Reading a sheet: files into sections, sections into rows, all faults at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import get_args

from dadkhah.claims.sheet.draft import Draft
from dadkhah.claims.sheet.entry import Entry
from dadkhah.claims.sheet.nodes import UnreadableError, read_nodes
from dadkhah.claims.sheet.offices import read_damage, read_panel, read_position
from dadkhah.claims.sheet.sources import own_source, read_head, read_notes, read_source, register_source
from dadkhah.claims.sheet.spoken import read_figure, read_responses, read_statement
from dadkhah.claims.sheet.subjects import read_subject, register_subjects
from dadkhah.claims.values import Lines, Sheet, SheetFault, SubjectKind

_LAST = {"figure": 1, "said": 2}


def read_sheet(path: Path) -> tuple[Sheet | None, list[SheetFault]]:
    """The sheet in a YAML file, or in all `*.yaml` files of a folder in the order of their names.

    Answers with the sheet and no faults, or with no sheet and every fault that was found. Raises nothing,
    whatever the files hold. Rows come in a fixed order: subjects by kind, claims by subject, then as written.
    """
    files, faults = _files(path)
    draft = Draft()
    for name, content in files:
        try:
            top = read_nodes(name, content)
        except UnreadableError as error:
            faults.append(error.fault)
            continue
        if top is not None:
            draft.take(top)
    # With a file missing, every reference into it would be a fault too: say only what is certain.
    if not faults:
        _read(draft, files[0][0])
    found = [*faults, *draft.faults.in_order()]
    return (None, found) if found else (_sheet(draft, files), [])


def _files(path: Path) -> tuple[list[tuple[str, bytes]], list[SheetFault]]:
    """Names and bytes of the files of the sheet."""
    try:
        places = sorted(path.glob("*.yaml"), key=lambda one: one.name) if path.is_dir() else [path]
        if not places:
            return [], [
                SheetFault(path.name, 1, "The folder holds no file that ends in .yaml. Put the sheet into one.")
            ]
        return [(place.name, place.read_bytes()) for place in places], []
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        return [], [
            SheetFault(path.name, 1, f"The file could not be opened ({reason}). Check the path and its rights.")
        ]


def _read(draft: Draft, first_file: str) -> None:
    head = _only(draft, "sheet")
    if head is None:
        message = "The sheet has no head. Begin it with “sheet:” and its id, title and compiled."
        draft.faults.add(Lines(first_file, 1, 1), message)
        return
    read_head(draft, head)
    sources = [(register_source(draft, one), one) for one in draft.sections.get("sources", ())]
    own_source(draft, head)
    _only(draft, "case")
    subjects = register_subjects(draft)
    draft.case = next((key for section, key, _ in subjects if section == "case"), "")
    figures = [(draft.register(one, "figure", "A figure"), one) for one in draft.sections.get("figures", ())]
    said = [(draft.register(one, "statement", "A statement"), one) for one in draft.sections.get("statements", ())]
    for key, entry in sources:
        read_source(draft, entry, key)
    read_notes(draft, head)
    for section, key, entry in subjects:
        read_subject(draft, section, key, entry)
    _read_rest(draft, subjects, figures, said)


def _read_rest(
    draft: Draft,
    subjects: list[tuple[str, str, Entry]],
    figures: list[tuple[str, Entry]],
    said: list[tuple[str, Entry]],
) -> None:
    for section, read in (("positions", read_position), ("panels", read_panel), ("site_damage", read_damage)):
        for entry in draft.sections.get(section, ()):
            read(draft, entry)
    for key, entry in figures:
        read_figure(draft, entry, key)
    for key, entry in said:
        read_statement(draft, entry, key)
    _argue(draft, subjects)
    for section, key, entry in subjects:
        if section == "responses":
            read_responses(draft, entry, key, entry.text("hold"))
    for key, entry in said:
        read_responses(draft, entry, key, entry.text("hold"))


def _argue(draft: Draft, subjects: list[tuple[str, str, Entry]]) -> None:
    """Bring what arguments list under `statements` to the statements themselves."""
    used: dict[str, list[str]] = {row.key: list(row.arguments) for row in draft.statements}
    for section, key, entry in subjects:
        if section == "arguments":
            for said in draft.known_list(entry, "statements", ("statement",), "statement"):
                used[said].append(key)
    draft.statements = [replace(row, arguments=tuple(dict.fromkeys(used[row.key]))) for row in draft.statements]


def _only(draft: Draft, section: str) -> Entry | None:
    """The one mapping of a section that a sheet has once."""
    found = draft.sections.get(section, [])
    for other in found[1:]:
        draft.faults.add(other.lines, f"The sheet has a second section “{section}”. Keep one.")
    return found[0] if found else None


def _sheet(draft: Draft, files: list[tuple[str, bytes]]) -> Sheet:
    kinds: tuple[SubjectKind, ...] = get_args(SubjectKind)
    subjects = sorted(draft.subjects, key=lambda row: kinds.index(row.kind))
    place = {row.key: number for number, row in enumerate(subjects)}
    claims = sorted(draft.claims, key=lambda row: (place[row.subject], _LAST.get(row.predicate, 0)))
    own = draft.sources[draft.key]
    return Sheet(
        key=draft.key,
        title=draft.title,
        compiled=draft.compiled,
        compartment=draft.compartment,
        sources=(own, *(row for row in draft.sources.values() if row is not own)),
        subjects=tuple(subjects),
        figures=tuple(draft.figures),
        statements=tuple(draft.statements),
        claims=tuple(claims),
        responses=tuple(draft.responses),
        files=tuple(files),
    )
