"""Two readings of one page held against each other, and signs that a text stands in the wrong order."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from pathlib import Path

import yaml

from dadkhah.reading.fold import fold
from dadkhah.reading.numerals import to_ascii_digits

APART = 0.05
"""Share of letters in which two readings of a page may differ."""
FEW = 3
"""So many usual words must be seen before they say anything about the order."""
_NOT_SAID = re.compile(r"[\W_]+")
_WORD = re.compile(r"[\u0620-\u06ff\u200c]{2,}")
_NUMBER = re.compile(r"\d+")
_YEAR = re.compile(r"(?:1[234]\d\d|20[0-3]\d|19\d\d|18\d\d)")


def bare(text: str) -> str:
    """What a reading says, apart from how it spells and sets it: letters folded, digits 0-9, no spaces and no signs."""
    return _NOT_SAID.sub("", fold(text))


def difference(one: str, other: str) -> float:
    """The share of letters, 0 to 1, that must be changed to make one reading of the other (character error rate)."""
    from rapidfuzz.distance import Levenshtein

    first, second = bare(one), bare(other)
    return Levenshtein.distance(first, second) / max(len(first), len(second), 1)


def are_apart(one: str, other: str) -> bool:
    """Whether they differ by more than `APART`; quick, for it gives up where that is sure."""
    from rapidfuzz.distance import Levenshtein

    first, second = bare(one), bare(other)
    most = int(APART * max(len(first), len(second)))
    return Levenshtein.distance(first, second, score_cutoff=most) > most


@lru_cache(1)
def usual_words() -> frozenset[str]:
    """Usual words of Persian and Arabic that are no words when they are read backwards."""
    told = yaml.safe_load(Path(__file__).with_name("usual.yaml").read_text("utf-8"))
    words = {fold(word) for each in told.values() for word in each.split()}
    return frozenset(word for word in words if len(word) > 1 and word[::-1] not in words)


def usual(text: str) -> tuple[int, int]:
    """How many usual words a text holds, and how many it would hold with each word turned around."""
    words = fold(" ".join(_WORD.findall(text))).split()
    known = usual_words()
    return sum(word in known for word in words), sum(word[::-1] in known for word in words)


def is_turned(text: str) -> bool:
    """Whether its Persian or Arabic words seem to be written backwards."""
    forward, backward = usual(text)
    return backward >= FEW and backward > forward


def turned_years(text: str) -> list[str]:
    """Numbers of four digits that are no year, but would be one when turned around; in texts of Arabic script alone."""
    if not _WORD.search(text):
        return []
    numbers = (number for number in _NUMBER.findall(to_ascii_digits(text)) if len(number) == 4)
    return [each for each in numbers if _YEAR.fullmatch(each[::-1]) and not _YEAR.fullmatch(each)]


def numbers_apart(one: str, other: str) -> list[str]:
    """Numbers of the first reading that the second does not hold as often, in order; leading parts of groups count alone."""
    first, second = (Counter(_NUMBER.findall(to_ascii_digits(text))) for text in (one, other))
    return sorted((first - second).elements())
