"""Dates in a text, found where digits or the names of times stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from dadkhah.reading.moments.grammar import Stage
from dadkhah.reading.moments.lexemes import Lexeme, lexemes
from dadkhah.reading.moments.lexicon import lexicon
from dadkhah.reading.moments.points import POINTS
from dadkhah.reading.moments.stretches import MODIFIERS, OPEN, PARTS, RANGES
from dadkhah.reading.moments.support import support
from dadkhah.reading.moments.when import Stretch, When
from dadkhah.reading.pieces import plain_word, windows
from dadkhah.reading.prose import Paragraph, Prose

STAGES: tuple[Stage, ...] = (PARTS, POINTS, MODIFIERS, RANGES, OPEN)
_BEFORE, _AFTER = 42, 32
_TENS = r"ties\b(?:(?<=[Ff]orties|[Ff]ifties|[Ss]ixties)|(?<=[Tt]wenties|[Tt]hirties|[Ee]ighties|[Nn]ineties)|(?<=[Ss]eventies))"
_ANOS = r"ños (?=veinte|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa)"
# They begin with letters: that costs next to nothing.
_SPELLED = [*map(re.compile, ("entur", "ecade", _TENS, "ineteen", "iglo ", _ANOS))]
_SPELLED_ARABIC = [
    *map(re.compile, ("عقد", "دهه", "قرن ", "سده")),
    re.compile(r"سال[ \u200c](?=های|هزار|بیست|سی |چهل|پنجاه|شصت|هفتاد|هشتاد|نود)"),
    re.compile(r"م (?=فرورد|اردیب|خرداد|تیر|مرداد|شهری|مهر|آبان|آذر|دی |بهمن|اسفند|ژ|اوت|سپتام|اکتبر|نوامبر|دسامبر)"),
]
_DAY_LOOK = 30
_COLUMNS = "0123456789۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩ \n\t.,،٬;:"
"""Numbers among which no other sign stands are no days."""
_FEW = 60
_STROKES = re.compile(r"[/–—-]\d|\d['’]?s\b|['’]\d")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SHORTEST = 3
_NAMES = "mh@sYEC"


class Found(NamedTuple):
    """A time at its place. `language`: of its paragraph, whose number is `paragraph`."""

    start: int
    end: int
    when: When | Stretch
    language: str
    paragraph: int


def times(prose: Prose) -> Iterator[Found]:
    """Every time named, with its year or without, in the order of the text."""
    hits = _hits(prose)
    length = len(prose.text.rstrip())
    for paragraph, start, end in windows(prose, hits, _BEFORE, _AFTER):
        language = _language(prose, paragraph, start, end)
        read = _read(prose.text, start, end, language)
        is_whole = start == 0 and end >= length and _is_one(read)
        for at, lexeme in enumerate(read):
            if lexeme.letter in "PRZ" and lexeme.value is not None:
                found = _judged(read, at, language, is_whole=is_whole)
                if found:
                    yield Found(lexeme.start, lexeme.end, found, language, paragraph.start)


def _language(prose: Prose, paragraph: Paragraph, start: int, end: int) -> str:
    """A few words in Latin letters may be of any language: "no later than" has a word that Spanish has too."""
    if len(prose.text) < _FEW and paragraph.language in ("en", "es"):
        return ""
    return paragraph.language or _by_digits(prose.text[start:end])


def _by_digits(text: str) -> str:
    """Digits of the Persian keyboard make a text Persian that has no words."""
    return "fa" if any("۰" <= each <= "۹" for each in text) else ""


def _hits(prose: Prose) -> list[int]:
    patterns = _SPELLED + _SPELLED_ARABIC if prose.has_arabic else _SPELLED
    spelled = [match.start() for pattern in patterns for match in pattern.finditer(prose.text)]
    return sorted([start for start, end in prose.digits if _may_be_dated(prose.text, start, end)] + spelled)


def _may_be_dated(text: str, start: int, end: int) -> bool:
    """A year, or a small number with a month or a stroke near it."""
    if end - start == 4:
        return 1000 <= int(text[start:end]) < 2200
    if end - start > 2:
        return False
    near = text[max(0, start - _DAY_LOOK) : end + _DAY_LOOK]
    return near.strip(_COLUMNS) != "" and _is_near_a_name(near)


def _is_near_a_name(near: str) -> bool:
    """Begins a word like a month, a season or a span of time, or is there a stroke, as in 28/7?"""
    if _STROKES.search(near):
        return True
    words = _WORD.findall(near)
    if near.isascii():
        return not _names().isdisjoint(map(str.lower, words))
    return not _beginnings().isdisjoint([plain_word(word[:_SHORTEST]) for word in words])


@lru_cache(maxsize=1)
def _beginnings() -> frozenset[str]:
    """The first letters of the names of times, in every language."""
    return frozenset(word[:_SHORTEST] for word in _names())


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    """The first words of the names of times, in every language."""
    return frozenset(
        word
        for language in ("en", "es", "fa", "ar")
        for word, phrases in lexicon(language).phrases.items()
        if any(each.letter in _NAMES for each in phrases)
    )


def _read(text: str, start: int, end: int, language: str) -> list[Lexeme]:
    read = lexemes(text, start, end, language)
    for stage in STAGES:
        read = stage.apply(read, language)
        if stage is POINTS and not any(each.letter in "PRZ" for each in read):
            return []
    return read


def _is_one(read: list[Lexeme]) -> bool:
    """Is what was read nothing but one time?"""
    return len([each.letter for each in read if each.letter not in "tif.M,"]) == 1


def _judged(read: list[Lexeme], at: int, language: str, *, is_whole: bool) -> When | Stretch | None:
    """The time with how sure it is; None for numbers that nothing supports."""
    when: When | Stretch = read[at].value
    if isinstance(when, When):
        if not _is_bare(when):
            return when
        sure = support(read, at, when, language, is_whole=is_whole)
        return when._replace(sure=sure) if sure else None
    bare = [each for each in (when.first, when.last) if each and _is_bare(each)]
    if len(bare) == 2 and not is_whole and not _is_years(read, at, bare):
        return None
    return when._replace(sure=min([when.sure, *(each.sure for each in bare)]))


def _is_bare(when: When) -> bool:
    return when.rule == "year" and when.is_bare_year


def _is_years(read: list[Lexeme], at: int, bare: list[When]) -> bool:
    """Two numbers of four digits with a dash or "to" between them, and nothing counted behind."""
    counted = at + 1 < len(read) and read[at + 1].letter == "u"
    return not counted and all(each.year is not None and (1800 <= each.year <= 2100 or 1300 <= each.year <= 1410) for each in bare)
