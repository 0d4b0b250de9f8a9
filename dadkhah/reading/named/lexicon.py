"""The words by which names are known, read once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any

import yaml

from dadkhah.reading.fold import fold

Phrases = dict[str, dict[tuple[str, ...], str]]
"""First word -> all words -> kind."""


@dataclass(frozen=True)
class Lexicon:
    titles: frozenset[str]
    groups: frozenset[str]
    places: frozenset[str]
    given: frozenset[str]
    none: frozenset[str]
    small: frozenset[str]
    joints: frozenset[str]
    before_places: frozenset[str]
    before_name: frozenset[str]
    of_places: frozenset[str]
    bodies: frozenset[str]
    offices: frozenset[str]
    fields: frozenset[str]
    surnames: frozenset[str]
    known: Phrases

    @cached_property
    def empty(self) -> frozenset[str]:
        """Words that no name begins or ends with."""
        return self.none | self.small

    @cached_property
    def heads(self) -> frozenset[str]:
        """Words that alone are no name."""
        return self.groups | self.places | self.titles

    @cached_property
    def not_towns(self) -> frozenset[str]:
        """Words with which a heading begins that is no place before a report."""
        return self.none | self.groups | self.titles

    @cached_property
    def first(self) -> frozenset[str]:
        """Words that a name may begin with, in a script without capitals."""
        return self.titles | self.groups | self.places | self.given | self.offices | self.known.keys()


@lru_cache(maxsize=2)
def lexicon(language: str) -> Lexicon:
    """Of `en` as written, its known phrases in small letters; of `fa` folded."""
    given: dict[str, Any] = yaml.safe_load((files(__package__) / "words.yaml").read_text("utf-8"))[language]
    words = {name: frozenset(given.get(name, "").split())
             for name in ("titles", "groups", "places", "given", "none", "small", "joints", "before_places", "before_name",
                          "of_places", "bodies", "offices", "fields", "surnames")}  # fmt: skip
    return Lexicon(**words, known=_phrases(given, fold if language == "fa" else str.lower))


def _phrases(given: dict[str, str], written: Callable[[str], str]) -> Phrases:
    found: Phrases = {}
    for kind in ("group", "place"):
        for phrase in given[f"known_{kind}s"].split(","):
            words = tuple(written(phrase).split())
            found.setdefault(words[0], {})[words] = kind
    return found
