"""The controlled terms: lists of codes with labels, definitions and boundaries, from `data/vocab/*.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from dadkhah.sentences import Word

_NAMED = ("code", "en", "fa", "definition", "boundary", "parent", "note", "fa_uncertain")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One code of a list. `boundary` tells what falls outside it, and which code then.

    `fa_uncertain`: a Persian-speaking lawyer or archivist must check the label. `more` holds what only some
    lists have: "maps" (legal families of an act), "premis", "local", "instrument", "level".
    """

    code: str
    en: str
    fa: str
    definition: str
    boundary: str
    parent: str = ""
    note: str = ""
    fa_uncertain: bool = False
    more: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TermList:
    """A list of terms in its order. `draft`: definitions not yet approved; `fa_reviewed`: Persian checked."""

    name: str
    en: str
    fa: str
    purpose: str
    draft: bool
    fa_reviewed: bool
    terms: Mapping[str, Term]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All lists by name."""

    lists: Mapping[str, TermList]

    def term(self, name: str, code: str) -> Term:
        """The term; KeyError with a whole sentence when the list or the code does not exist."""
        terms = self._list(name).terms
        if code not in terms:
            raise KeyError(f"The list {name} has no code {code!r}; it has {', '.join(terms)}.")
        return terms[code]

    def label(self, name: str, code: str, lang: str = "en") -> str:
        """What to show for a code: Persian for "fa" and its variants, else English, else the code itself."""
        held = self.lists.get(name)
        term = held.terms.get(code) if held else None
        if term is None:
            return code
        return term.fa if lang.startswith("fa") else term.en

    def word(self, name: str, code: str) -> Word:
        """The code as a value of a sentence: other languages have its label in its place."""
        return Word(code, fa=self.label(name, code, "fa"))

    def codes(self, name: str) -> tuple[str, ...]:
        """The codes of a list in its order; KeyError when there is no such list."""
        return tuple(self._list(name).terms)

    def _list(self, name: str) -> TermList:
        if name not in self.lists:
            raise KeyError(f"There is no list {name!r}; there are {', '.join(sorted(self.lists))}.")
        return self.lists[name]


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary shipped with this version. ValueError when a list or a code stands twice in the data."""
    lists: dict[str, TermList] = {}
    for path in sorted((files("dadkhah.claims") / "data" / "vocab").iterdir(), key=lambda path: path.name):
        data = read_data("vocab", path.name)
        for name, row in data["lists"].items():
            if name in lists:
                raise ValueError(f"The list {name} stands in two files; keep one.")
            lists[name] = _term_list(name, row, draft=data["draft"], fa_reviewed=data["fa_reviewed"])
    return Vocabulary(MappingProxyType(lists))


def _term_list(name: str, row: dict[str, Any], *, draft: bool, fa_reviewed: bool) -> TermList:
    terms: dict[str, Term] = {}
    for entry in row["terms"]:
        if entry["code"] in terms:
            raise ValueError(f"The code {entry['code']} stands twice in the list {name}; keep one.")
        more = MappingProxyType({key: value for key, value in entry.items() if key not in _NAMED})
        named = {key: value for key, value in entry.items() if key in _NAMED}
        terms[entry["code"]] = Term(**named, more=more)
    return TermList(
        name=name, en=row["en"], fa=row["fa"], purpose=row["purpose"],
        draft=draft, fa_reviewed=fa_reviewed, terms=MappingProxyType(terms),
    )  # fmt: skip


def read_data(*names: str) -> Any:
    """One YAML file of this room's `data` folder; with the C loader where there is one, ten times faster."""
    text = files("dadkhah.claims").joinpath("data", *names).read_text("utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 (both are safe)
