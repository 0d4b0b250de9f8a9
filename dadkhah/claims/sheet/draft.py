"""A sheet while it is being read: its sections, the ids in it, and the checks that any part may ask for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from dadkhah.claims.sheet.entry import Entry, Faults, hint
from dadkhah.claims.sheet.nodes import Mapping
from dadkhah.claims.values import (
    ClaimRow,
    FigureRow,
    Lines,
    ResponseRow,
    SourceRow,
    StatementRow,
    SubjectKind,
    SubjectRow,
)
from dadkhah.claims.vocabulary import vocabulary
from dadkhah.reading.edtf import NotADate, parse

SUBJECT_SECTIONS: dict[str, SubjectKind] = {
    "persons": "person",
    "groups": "group",
    "places": "place",
    "prisons": "place",
    "burial_sites": "place",
    "events": "event",
    "orders": "order",
    "efforts": "effort",
    "recognitions": "recognition",
    "disclosures": "disclosure",
    "arguments": "argument",
    "responses": "response",
    "questions": "question",
}
LIST_SECTIONS = ("sources", *SUBJECT_SECTIONS, "positions", "panels", "site_damage", "figures", "statements")
SECTIONS = ("sheet", "case", *LIST_SECTIONS)


@dataclass
class Draft:
    """What has been read so far. `ids` and `names` cover every id before the first claim is built."""

    faults: Faults = field(default_factory=Faults)
    sections: dict[str, list[Entry]] = field(default_factory=dict)
    key: str = ""
    title: str = ""
    compiled: str = ""
    compartment: str = ""
    case: str = ""
    ids: dict[str, tuple[str, Lines]] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=dict)
    groups: dict[str, Lines] = field(default_factory=dict)
    sources: dict[str, SourceRow] = field(default_factory=dict)
    subjects: list[SubjectRow] = field(default_factory=list)
    figures: list[FigureRow] = field(default_factory=list)
    statements: list[StatementRow] = field(default_factory=list)
    claims: list[ClaimRow] = field(default_factory=list)
    responses: list[ResponseRow] = field(default_factory=list)

    def take(self, top: Mapping) -> None:
        """Sort the sections of one file into the draft. A section may go on in several files."""
        page = Entry(top, self.faults)
        page.allow(SECTIONS, "A sheet")
        for name in SECTIONS:
            if name in LIST_SECTIONS:
                self.sections.setdefault(name, []).extend(page.entries(name))
            elif (entry := page.mapping(name)) is not None:
                self.sections.setdefault(name, []).append(entry)

    def register(self, entry: Entry, kind: str, what: str) -> str:
        """Give the entry's id its place among all ids. Answers with the id, or nothing if it has none."""
        found = entry.name(what)
        if not found:
            return ""
        if found in self.ids:
            first = _where(self.ids[found][1], entry.lines)
            message = f"The id “{found}” is already used in {first}. Give this entry another."
            self.faults.add(entry.at("id"), message)
            return ""
        self.ids[found] = (kind, entry.lines)
        return found

    def take_group(self, group: str, lines: Lines) -> bool:
        """Reserve the id of a group of claims. False, and a fault, if another group has it."""
        if group in self.groups:
            first = _where(self.groups[group], lines)
            message = f"The claim id “{group}” is already used in {first}. Give this claim another id."
            self.faults.add(lines, message)
            return False
        self.groups[group] = lines
        return True

    def free_group(self, stem: str) -> str:
        """The stem itself, or with the first number from 2 that no claim of the sheet has taken yet."""
        number, found = 1, stem
        while found in self.groups:
            number += 1
            found = f"{stem}-{number}"
        return found

    def known(self, key: str, kinds: Collection[str], lines: Lines, what: str) -> str:
        """The id, if it stands in the sheet for one of these kinds; else nothing, and a fault."""
        if not key:
            return ""
        if key not in self.ids:
            others = [name for name, (kind, _) in self.ids.items() if kind in kinds]
            near = hint(key, others) if others else f"The sheet has no {what} at all yet."
            self.faults.add(lines, f"There is no {what} “{key}” in this sheet. {near}")
            return ""
        if self.ids[key][0] not in kinds:
            self.faults.add(lines, f"“{key}” is a {self.ids[key][0]}. Name a {what} here.")
            return ""
        return key

    def known_list(self, entry: Entry, key: str, kinds: Collection[str], what: str) -> list[str]:
        """The ids under the key that the sheet has for these kinds, each once."""
        found = [self.known(word, kinds, lines, what) for word, lines in entry.texts(key)]
        return list(dict.fromkeys(filter(None, found)))

    def date(self, entry: Entry, key: str) -> str:
        """An EDTF date as written; a fault if it is none."""
        found = entry.text(key)
        if found:
            try:
                parse(found)
            except NotADate:
                message = f"“{found}” is not an EDTF date. Write 1988, 1988-08-15~ or 1988-07/1988-09."
                self.faults.add(entry.at(key), message)
        return found

    def code(self, entry: Entry, key: str, listed_in: str) -> str:
        """A code of the vocabulary list as written; a fault if the list does not have it."""
        found = entry.text(key)
        if found:
            self.check_code(found, listed_in, entry.at(key))
        return found

    def check_code(self, code: str, listed_in: str, lines: Lines) -> None:
        """A fault if the vocabulary list does not have the code."""
        codes = vocabulary().codes(listed_in)
        if code not in codes:
            message = f"“{code}” is not in the vocabulary list {listed_in}. {hint(code, codes)}"
            self.faults.add(lines, message)


def folded(words: str) -> str:
    """Words as they are compared when an author is looked for: no case, single spaces."""
    return " ".join(words.casefold().split())


def _where(first: Lines, here: Lines) -> str:
    return f"line {first.first}" + ("" if first.file == here.file else f" of {first.file}")
