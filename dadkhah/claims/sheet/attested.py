"""From one assertion of a sheet to its claims: one for each source that carries it, with its derivation."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import cast

from dadkhah.claims.sheet.draft import Draft, folded
from dadkhah.claims.sheet.entry import Entry
from dadkhah.claims.sheet.keys import CITE_KEYS
from dadkhah.claims.sheet.nodes import Mapping, Node
from dadkhah.claims.values import ClaimRow, DerivationState, SourceRow

_BETWEEN_AUTHORS = re.compile(r"\s*[/,;]\s*")


@dataclass(frozen=True, slots=True)
class Cite:
    """One source of an assertion. `derivation` is empty where the sheet leaves it to the default rule."""

    source: str
    derivation: str = ""
    derives_from: tuple[str, ...] = ()
    quote: str = ""
    confidence: str = ""
    note: str = ""


def cites(draft: Draft, entry: Entry) -> list[Cite]:
    """The sources under the entry's `sources`, each a key or a mapping with what this source says."""
    found: dict[str, Cite] = {}
    for node in entry.items("sources"):
        cite = _of_mapping(draft, node) if isinstance(node, Mapping) else _of_key(draft, node, entry)
        if cite and cite.source in found:
            message = f"The source “{cite.source}” is named twice for one assertion. Keep one."
            draft.faults.add(node.lines, message)
        elif cite:
            found[cite.source] = cite
    return list(found.values())


def _of_key(draft: Draft, node: Node, entry: Entry) -> Cite | None:
    key = draft.known(entry.word(node, "sources"), ("source",), node.lines, "source")
    return Cite(key) if key else None


def _of_mapping(draft: Draft, node: Mapping) -> Cite | None:
    entry = Entry(node, draft.faults)
    entry.allow(CITE_KEYS, "A source of a claim")
    written = entry.needed("source", "A source of a claim")
    key = draft.known(written, ("source",), entry.at("source"), "source")
    state, parents = derivation(draft, entry, key)
    own = {name: entry.text(name) for name in ("quote", "confidence", "note")}
    return Cite(key, state, parents, **own) if key else None


def derivation(draft: Draft, entry: Entry, key: str) -> tuple[str, tuple[str, ...]]:
    """What the entry says on where its words come from: a state or nothing, and the keys of sources."""
    state = draft.code(entry, "derivation", "derivation")
    parents = draft.known_list(entry, "derives_from", ("source",), "source")
    if parents and state in ("own", "unknown"):
        message = f"“derivation: {state}” and “derives_from” contradict each other. Keep one of them."
        draft.faults.add(entry.at("derivation"), message)
    if state == "derived" and not entry.has("derives_from"):
        draft.faults.add(entry.at("derivation"), "“derivation: derived” needs “derives_from”, a list of sources.")
    if key and key in parents:
        draft.faults.add(entry.at("derives_from"), f"The source “{key}” cannot derive from itself.")
    return ("derived" if parents else state), tuple(parents)


def record(draft: Draft, row: ClaimRow, cited: list[Cite], voices: Iterable[str] = ()) -> None:
    """Add the assertion to the draft: `row` once for each source, or once for the sheet if there is none.

    `voices` are the names of the one who speaks; a source whose author has one of them is "own".
    """
    if row.lines and not draft.take_group(row.group, row.lines):
        return
    heard = {folded(voice) for voice in voices if voice}
    for cite in cited or [Cite(draft.key)]:
        state, parents = _derived(draft, cite, heard)
        draft.claims.append(
            replace(
                row,
                key=f"{row.group}/{cite.source}",
                source=cite.source,
                quote=cite.quote or row.quote,
                confidence=cite.confidence or row.confidence,
                note=cite.note or row.note,
                derivation=state,
                derives_from=parents,
            )
        )


def _derived(draft: Draft, cite: Cite, voices: set[str]) -> tuple[DerivationState, tuple[str, ...]]:
    """The default rule: what is written, else what the source draws on, else own if its author speaks."""
    if cite.derivation:
        return cast(DerivationState, cite.derivation), cite.derives_from
    source = draft.sources.get(cite.source)
    if source and source.derives_from:
        return "derived", source.derives_from
    own = cite.source == draft.key or (source is not None and not voices.isdisjoint(_authors(source)))
    return ("own" if own else "unknown"), ()


def _authors(source: SourceRow) -> set[str]:
    parts = {source.author, *_BETWEEN_AUTHORS.split(source.author)}
    return {folded(name) for name in parts if name}
