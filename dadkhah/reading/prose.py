"""A text cut where its author did: paragraphs with their language, and sentences. Nothing is changed; all places are kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any

import yaml

_BLANK = re.compile(r"\n[ \t\r\f\u200b-\u200f]*(?:\n\s*)+")
_LINE = re.compile(r"[^\n]+")
_TYPICAL_WRAP = 100
"""Lines longer than this were not broken to fit a page."""
_END = re.compile(
    r"""[.!?؟…](?<![.!?؟…].)[.!?؟…]*+["'”’»›\)\]]*+(?=(\s+)["'“‘«‹\(\[]*[^\sa-z])"""  # a small letter goes on with the sentence
)
_ABBREVIATED = re.compile(r"(?:^|[\s(\"“«])(?:[A-Z]|[A-Z]\.[A-Z]|{})\.$")
_WORD = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d\d*")  # so written, a search leaps to the next one
_ARABIC = re.compile("[\u0600-\u06ff]")
_LOOK_AT = 200
_ARABIC_LETTERS, _LATIN = ("fa", "ar"), ("en", "es")
_PLAINLY = 3
"""Small words of English that are enough, where half as many of Spanish are not there."""


@dataclass(frozen=True)
class Paragraph:
    """`start`, `end`: code points. `language`: fa, ar, en, es, or "" where nothing tells."""

    text: str = field(repr=False)
    start: int
    end: int
    language: str

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Start and end of each in the whole text, without the space around."""
        return list(_sentences(self.text, self.start, self.end))


@dataclass(frozen=True)
class Prose:
    text: str = field(repr=False)

    @cached_property
    def paragraphs(self) -> list[Paragraph]:
        spans = list(_paragraphs(self.text))
        found, before = [], ""
        for start, end in spans:
            before = language_of(self.text[start : min(end, start + _LOOK_AT)]) or before
            found.append(Paragraph(self.text, start, end, before))
        return found

    @cached_property
    def digits(self) -> list[tuple[int, int]]:
        """Start and end of every row of digits of any script: what readers of times and of figures set out from."""
        return [match.span() for match in _DIGITS.finditer(self.text)]

    @cached_property
    def has_arabic(self) -> bool:
        """Whether any letter is of the Arabic script."""
        return not self.text.isascii() and _ARABIC.search(self.text) is not None

    @cached_property
    def language(self) -> str:
        """That of most of the text."""
        lengths = Counter[str]()
        for each in self.paragraphs:
            lengths[each.language] += each.end - each.start
        return max(lengths, key=lambda each: (lengths[each], each), default="")


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Blank lines part paragraphs; where there are none, every line is one unless lines were broken to fit a page."""
    breaks = [match.span() for match in _BLANK.finditer(text)]
    if not breaks:
        lengths = [match.end() - match.start() for match in _LINE.finditer(text)]
        if len(lengths) > 1 and max(lengths) > _TYPICAL_WRAP:
            breaks = [at.span() for at in re.finditer(r"\n+", text)]
    start = 0
    for before, after in [*breaks, (len(text), len(text))]:
        yield from _trimmed(text, start, before)
        start = after


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    if kept := piece.strip():
        first = start + len(piece) - len(piece.lstrip()) if len(kept) < len(piece) else start
        yield first, first + len(kept)


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for match in _END.finditer(text, start, end):
        if text[match.start()] == "." and _abbreviated().search(text, max(start, match.start() - 20), match.start() + 1):
            continue
        yield at, match.end()
        at = match.end(1)
    yield at, end


def language_of(text: str) -> str:
    """fa, ar, en or es, by script and by the small words that only one of them has; "" where nothing tells."""
    lowered = text.lower()
    has_arabic = not text.isascii() and _ARABIC.search(text) is not None
    if not has_arabic:
        chunks = lowered.split()
        english, spanish = (sum(map(_languages()[each][0].__contains__, chunks)) for each in _LATIN)
        if english >= _PLAINLY and english > 2 * spanish:
            return "en"
    words = _WORD.findall(lowered)
    is_arabic = has_arabic and 2 * len([word for word in words if "\u0600" <= word < "\u0700"]) > len(words)
    counted = {each: _count(words, text, *_languages()[each]) for each in (_ARABIC_LETTERS if is_arabic else _LATIN)}
    first = max(counted, key=counted.__getitem__)
    return first if counted[first] else ("fa" if is_arabic else "")


def _count(words: list[str], text: str, small: frozenset[str], signs: str) -> int:
    return sum(map(small.__contains__, words)) + 2 * sum(map(text.count, signs))


@lru_cache(maxsize=1)
def _data() -> Any:
    return yaml.safe_load((files("dadkhah.reading") / "languages.yaml").read_text("utf-8"))


@lru_cache(maxsize=1)
def _languages() -> dict[str, tuple[frozenset[str], str]]:
    return {language: (frozenset(each["words"].split()), each["signs"]) for language, each in _data()["languages"].items()}


@lru_cache(maxsize=1)
def _abbreviated() -> re.Pattern[str]:
    return re.compile(_ABBREVIATED.pattern.format("|".join(map(re.escape, _data()["abbreviations"].split()))))
