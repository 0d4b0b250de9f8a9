"""The words of figures by language, out of the YAML files beside."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any

import yaml

from dadkhah.reading.number_words import NumberWords, number_words
from dadkhah.reading.pieces import pieces, plain_word

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Words:
    """Sets of words as `plain_word` spells them. `qualifiers`, `behind`: phrase to code; `measures`: word to code."""

    numbers: NumberWords
    qualifiers: dict[Phrase, str]
    behind: dict[Phrase, str]
    orders: dict[str, int]
    measures: dict[str, str]
    measure_cues: dict[str, tuple[str, ...]]
    scope_cues: dict[str, tuple[str, ...]]
    extends: tuple[Phrase, ...]
    number_of: frozenset[Phrase]
    between: frozenset[str]
    joints: frozenset[str]
    pair_joints: frozenset[str]
    vague: frozenset[str]
    dozen: frozenset[str]
    half: frozenset[str]
    skipped: frozenset[str]
    pronouns: frozenset[str]
    classifiers: frozenset[str]
    nouns: frozenset[str]
    singular: frozenset[str]
    adjectives: frozenset[str]
    not_counted: frozenset[str]
    numbered: frozenset[str]
    stops: frozenset[str]
    kill: frozenset[str]
    other_verbs: frozenset[str]
    tolls: frozenset[str]
    being: frozenset[str]
    noun_first: bool
    """The noun before its adjectives, and no plural behind a number: Persian and Arabic."""

    @cached_property
    def begin_numbers(self) -> frozenset[str]:
        """Words that a number may begin with."""
        return frozenset(self.orders) | self.half | self.dozen | self.numbers.starters

    @cached_property
    def end_qualifiers(self) -> frozenset[str]:
        """Words that a qualifier may end with."""
        return frozenset(phrase[-1] for phrase in self.qualifiers)

    @cached_property
    def begin_number_of(self) -> frozenset[str]:
        return frozenset(phrase[0] for phrase in self.number_of)

    @cached_property
    def verbs(self) -> frozenset[str]:
        return self.kill | self.other_verbs


_SETS = (
    *("between", "joints", "pair_joints", "vague", "dozen", "half", "skipped", "pronouns", "classifiers", "nouns", "singular"),
    *("adjectives", "not_counted", "numbered", "stops", "kill", "other_verbs", "tolls", "being"),
)


@lru_cache(maxsize=8)
def words_of(language: str) -> Words:
    """Those of en, es, fa or ar; English for a text of no known language."""
    name = language if language in ("en", "es", "fa", "ar") else "en"
    data = yaml.safe_load((files("dadkhah.reading.counts") / f"{name}.yaml").read_text("utf-8"))
    return Words(
        numbers=number_words(name),
        qualifiers=_phrases(data["qualifiers"]),
        behind=_phrases(data["behind"]),
        orders={plain_word(word): value for word, value in data["orders"].items()},
        measures={plain_word(word): code for code, listed in data["measures"].items() for word in listed.split()},
        measure_cues=_cues(data["measure_cues"]),
        scope_cues=_cues(data["scope_cues"]),
        extends=tuple(_phrase(each) for each in data.get("extends", "").split(",") if each),
        number_of=frozenset(_phrase(each) for each in data["number_of"].split(",")),
        noun_first=name in ("fa", "ar"),
        **{each: frozenset(map(plain_word, (data.get(each) or "").split())) for each in _SETS},
    )


def _phrases(codes: dict[str, str]) -> dict[Phrase, str]:
    return {_phrase(each): code for code, listed in codes.items() for each in listed.split(",") if each.strip()}


def _phrase(text: str) -> Phrase:
    return tuple(piece.word for piece in pieces(text, 0, len(text)) if piece.kind == "word")


def _cues(codes: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    return {code: tuple(listed) for code, listed in codes.items()}
