"""Subjects of a sheet and what is said of them: predicates as keys of their own, and the list `claims`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from dadkhah.claims.predicates import Predicate, predicates
from dadkhah.claims.sheet.attested import Cite, cites, derivation, record
from dadkhah.claims.sheet.draft import SUBJECT_SECTIONS, Draft, folded
from dadkhah.claims.sheet.entry import Entry, hint
from dadkhah.claims.sheet.keys import CLAIM_KEYS, CLAIM_WORDS, ENTRY_KEYS, EXTRA_KEYS, SHORT_KEYS
from dadkhah.claims.sheet.nodes import Mapping, Node, Scalar
from dadkhah.claims.values import ClaimRow, SubjectKind, SubjectRow
from dadkhah.reading.calendars import CALENDARS

KINDS = ("case", *dict.fromkeys(SUBJECT_SECTIONS.values()))
# Words of the compiler by their nature: the sources of the entry do not say them.
COMPILERS = frozenset({"note", "compiled_note", "open_question", "not_known"})
_CLAIM_ID = re.compile(r"\w[\w./\-]{0,199}")
_FLAGS = {"true": "true", "yes": "true", "false": "false", "no": "false"}


def register_subjects(draft: Draft) -> list[tuple[str, str, Entry]]:
    """Give every subject its id and remember its names. Answers with section, id and entry of each."""
    found = []
    sections: dict[str, SubjectKind] = {"case": "case", **SUBJECT_SECTIONS}
    for section, kind in sections.items():
        for entry in draft.sections.get(section, ()):
            key = draft.register(entry, kind, f"An entry of “{section}”")
            if key:
                draft.subjects.append(SubjectRow(key=key, kind=kind, lines=entry.lines))
                draft.names[key] = {folded(name) for name in _names(entry)}
            found.append((section, key, entry))
    return found


def _names(entry: Entry) -> Iterable[str]:
    for key in ("name", "alias"):
        for node in entry.items(key):
            if isinstance(node, Mapping):
                yield Entry(node, entry.faults).text("value")
            else:
                yield entry.word(node, key)


def read_subject(draft: Draft, section: str, key: str, entry: Entry) -> None:
    """All claims of one entry."""
    kind = "case" if section == "case" else SUBJECT_SECTIONS[section]
    known = _predicates_of(kind)
    entry.allow(ENTRY_KEYS | EXTRA_KEYS.get(kind, frozenset()) | known.keys(), f"An entry of “{section}”")
    told = _Told(draft, key, known, cites(draft, entry), entry.text("confidence"), entry.text("hold"))
    for name in entry.values:
        for node in entry.items(name) if name in known else ():
            told.short(known[name], node)
    for claim in entry.entries("claims"):
        told.full(claim)
    if section in ("prisons", "burial_sites"):
        told.kind_of_place(section, entry)


def _predicates_of(kind: str) -> dict[str, Predicate]:
    """The predicates written as keys of an entry. Figures, statements and answers have their sections."""
    apart = {"responds_to"} if kind == "response" else set()
    return {
        code: one
        for code, one in predicates().items()
        if kind in one.subjects and one.value not in ("figure", "statement") and code not in apart
    }


@dataclass(frozen=True, slots=True)
class _Told:
    """What is said of one subject; `sources`, `confidence` and `hold` are the entry's and hold for each."""

    draft: Draft
    key: str
    known: dict[str, Predicate]
    sources: list[Cite]
    confidence: str
    hold: str

    def short(self, predicate: Predicate, node: Node) -> None:
        """A claim under its predicate as key: a mapping, or one word for the field that it must mean."""
        if isinstance(node, Scalar):
            if node.empty or not node.text.strip():
                return
            name = Scalar(self.field_of(predicate, node.text.strip()), False, node.lines)
            node = Mapping(((name, node),), node.lines)
        if not isinstance(node, Mapping):
            self.draft.faults.add(node.lines, f"“{predicate.code}” holds a list in a list. Write one list.")
            return
        claim = Entry(node, self.draft.faults)
        claim.allow(SHORT_KEYS, f"A claim “{predicate.code}”")
        self.claim(predicate, claim)

    def field_of(self, predicate: Predicate, word: str) -> str:
        if predicate.value == "place":
            return "entity" if self.draft.ids.get(word, ("",))[0] == "place" else "place"
        return predicate.value if predicate.value in ("date", "entity") else "value"

    def full(self, claim: Entry) -> None:
        """A claim of the list `claims`, which names its predicate in `field`."""
        claim.allow(CLAIM_KEYS, "A claim")
        name = claim.needed("field", "A claim")
        if name in self.known:
            self.claim(self.known[name], claim)
        elif name:
            message = f"“{name}” cannot be said of such an entry. {hint(name, self.known)}"
            self.draft.faults.add(claim.at("field"), message)

    def claim(self, predicate: Predicate, claim: Entry) -> None:
        draft, words = self.draft, self.words(predicate, claim)
        cited = self.own_cites(claim) or ([] if predicate.code in COMPILERS else self.sources)
        if words["quote"] and len(cited) > 1:
            message = "A quote with several sources must stand with its source: “- {source: …, quote: …}”."
            draft.faults.add(claim.at("quote"), message)
        row = ClaimRow(
            key="",
            group=claim_id(draft, claim, f"{self.key}/{predicate.code}"),
            subject=self.key,
            predicate=predicate.code,
            source="",
            entity=draft.known(claim.text("entity"), KINDS, claim.at("entity"), "subject"),
            date=draft.date(claim, "date"),
            claimed_on=draft.date(claim, "claimed_on"),
            calendar=_calendar(claim),
            party=draft.code(claim, "party", "party"),
            stance=draft.code(claim, "stance", "stances"),
            inferred=claim.flag("inferred"),
            lines=claim.lines,
            **words,
        )
        self.check_value(predicate, row, claim)
        record(draft, row, cited, [row.attributed_to])

    def words(self, predicate: Predicate, claim: Entry) -> dict[str, Any]:
        """The plain words of a claim, with what the entry says for all of them."""
        words = {name: claim.text(name) for name in CLAIM_WORDS}
        words["hold"] = words["hold"] or self.hold
        if not claim.has("sources") and predicate.code not in COMPILERS:
            words["confidence"] = words["confidence"] or self.confidence
        if predicate.value == "flag":
            words["value"] = _FLAGS.get(words["value"].lower(), words["value"])
        return words

    def own_cites(self, claim: Entry) -> list[Cite]:
        """The claim's own sources; what it says on derivation holds for each that says nothing itself."""
        state, parents = derivation(self.draft, claim, "")
        cited = cites(self.draft, claim)
        if state and not cited:
            self.draft.faults.add(claim.at("derivation"), "A derivation needs “sources” in the same claim.")
        return [one if one.derivation else replace(one, derivation=state, derives_from=parents) for one in cited]

    def check_value(self, predicate: Predicate, row: ClaimRow, claim: Entry) -> None:
        faults, kind = self.draft.faults, predicate.value
        if not (row.value or row.date or row.place or claim.has("entity")):
            faults.add(claim.lines, "The claim has neither a value nor a date. Add “value” or “date”.")
        elif kind == "code":
            self.draft.check_code(row.value, predicate.vocabulary or "", claim.at("value"))
        elif kind == "flag" and row.value not in _FLAGS:
            faults.add(claim.at("value"), f"“{predicate.code}” must be true or false, not “{row.value}”.")
        elif kind == "number":
            claim.number("value")

    def kind_of_place(self, section: str, entry: Entry) -> None:
        """A prison is one by its section; what a burial site is must be said: “alleged” hangs on it."""
        if any(row.subject == self.key and row.predicate == "site_kind" for row in self.draft.claims):
            return
        if section == "prisons":
            prison = Scalar("prison", False, entry.lines)
            self.short(self.known["site_kind"], prison)
        else:
            message = "A burial site needs “site_kind”, such as mass_grave.alleged or cemetery."
            self.draft.faults.add(entry.lines, message)


def claim_id(draft: Draft, claim: Entry, stem: str) -> str:
    """The written id of a claim, or the next free one that begins with `stem`."""
    found = claim.text("id")
    if found and not _CLAIM_ID.fullmatch(found):
        message = f"“{found}” cannot be an id. Use letters, digits, dots, hyphens and slashes only."
        draft.faults.add(claim.at("id"), message)
    return found or draft.free_group(stem)


def _calendar(claim: Entry) -> str:
    found = claim.text("calendar")
    if found and found not in CALENDARS:
        message = f"“{found}” is not a calendar we know. {hint(found, CALENDARS)}"
        claim.faults.add(claim.at("calendar"), message)
    return found
