"""Numbers in words: "two thousand eight hundred", «دو هزار و هشتصد», "treinta mil"; and the places of a row, "twenty-eighth"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import yaml

from dadkhah.reading.pieces import plain_word


class Spelled(NamedTuple):
    """`used`: how many of the words it took."""

    value: int
    used: int
    is_ordinal: bool


@dataclass(frozen=True)
class NumberWords:
    """One language's. `scales` multiply what stands before; `ordinals` end a number."""

    plain: dict[str, int]
    scales: dict[str, int]
    ordinals: dict[str, int]
    joints: frozenset[str]

    @cached_property
    def starters(self) -> frozenset[str]:
        """Every word that a number may begin with."""
        return frozenset(self.plain) | frozenset(self.scales) | frozenset(self.ordinals)


@lru_cache(maxsize=8)
def number_words(language: str) -> NumberWords:
    """Those of en, es, fa or ar; a text of no known language is read as English."""
    data = _data().get(language) or _data()["en"]
    plain, scales, ordinals = (_spelled(data[part]) for part in ("plain", "scales", "ordinals"))
    return NumberWords(plain, scales, ordinals, frozenset(data["joints"].split()))


def _spelled(table: dict[str, int]) -> dict[str, int]:
    return {plain_word(word): value for word, value in table.items()}


@lru_cache(maxsize=1)
def _data() -> Any:
    return yaml.safe_load((files("dadkhah.reading") / "number_words.yaml").read_text("utf-8"))


def read_number(words: Sequence[str], use: NumberWords) -> Spelled | None:
    """The longest number that the words (as `plain_word` spells them; "-" for a hyphen) begin with, or None."""
    reader = _Reader(use)
    for at, word in enumerate(words):
        if not reader.takes(word, at):
            break
    return reader.result()


class _Reader:
    """Adds word by word. A number may go on only with what is smaller than the last place it filled."""

    def __init__(self, use: NumberWords) -> None:
        self.use = use
        self.total = self.current = self.used = 0
        self.room = 10**12
        self.is_ordinal = self.joined = False

    def takes(self, word: str, at: int) -> bool:
        if self.is_ordinal:
            return False
        if (word in self.use.joints or word == "-") and self.used == at and at and self.room > 1:
            self.joined = True
            return True
        value = self.use.plain.get(word)
        if value is None and word in self.use.ordinals:
            value, self.is_ordinal = self.use.ordinals[word], True
        done = self._adds(value) if value is not None else self._scales(self.use.scales.get(word, 0))
        if done:
            self.used = at + 1
        else:
            self.is_ordinal = False
        self.joined = False
        return done

    def _adds(self, value: int) -> bool:
        if self.is_ordinal and value >= 100 and self.used:
            return self._scales(value)
        if value >= self.room or (self.used and value == 0):
            return False
        self.current += value
        self.room = _place(value)
        return True

    def _scales(self, scale: int) -> bool:
        if not scale or (self.joined and self.current and scale >= self.room):
            return False
        if scale < 1000:
            if self.current >= scale:
                return False
            self.current = max(self.current, 1) * scale
            self.room = scale
            return True
        if self.total and scale >= _place(self.total):
            return False
        self.total += max(self.current, 1) * scale
        self.current, self.room = 0, scale
        return True

    def result(self) -> Spelled | None:
        return Spelled(self.total + self.current, self.used, self.is_ordinal) if self.used else None


def _place(value: int) -> int:
    """The lowest place that is filled: 20 leaves room below 10, 200 below 100, 7 none."""
    place = 1
    while value and value % (place * 10) == 0:
        place *= 10
    return place
