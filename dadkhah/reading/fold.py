"""Folding for search: one spelling for words that readers type in many ways.

What meets what, and why:

- ی ي ى ې and ک ك ڪ are one letter on different keyboards; ة ۀ ە ہ ھ are shown and typed as ه.
- Hamza: أ إ آ ٱ become ا (Persian typists often leave out the sign). ئ becomes ی because رئیس is often
  written رییس; ؤ becomes و (مؤمن, مومن); ئو becomes وو so that مسئول, مسؤول and مسوول meet. A lone ء is
  dropped (شهداء, شهدا). The price: ویدئو does not meet ویدیو.
- Kurdish ڵ ڕ ۆ ێ become ل ر و ی. Vowel signs, tanwin, tashdid and tatweel go; so do accents (Gómez, Gomez).
  Letters that no decomposition reaches are spelt out (ß ss, đ d, ł l, ø o, æ ae).
- Digits of any script become 0-9, and grouped thousands one number: ۳۰٬۰۰۰, 30,000 and 30000 meet.
- A word held together by a zero-width non-joiner, an apostrophe or a hyphen, or of letters and digits in
  one, is kept as one word *and* as its parts: می‌شود is میشود, می and شود.

Not done: stemming, and joining words across a plain space in a text (only `query_tokens` does that).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

from dadkhah.reading.numerals import to_ascii_digits

_ONE_FOR_MANY = {
    "ی": "يىېۍێےۑئ",
    "ک": "كڪ",
    "ه": "ةۃەہھۀ",
    "ا": "ٱأإآ",
    "و": "ؤۆۊ",
    "ل": "ڵ",
    "ر": "ڕ",
    "": "ءـʾʿʼʻʹʺˈ",
    "o": "ø",
    "l": "ł",
    "d": "đð",
    "h": "ħ",
    "t": "ŧ",
    "n": "ŋ",
    "i": "ı",
    "ae": "æ",
    "oe": "œ",
    "th": "þ",
    "ss": "ß",
}
_TABLE = str.maketrans({char: one for one, many in _ONE_FOR_MANY.items() for char in many})
_HAMZA_SEAT_BEFORE_VAV = re.compile("[يیى]\u0654و")
_MARKS = "".join(
    chr(code) for code in (*range(0x300, 0x3100), *range(0xA600, 0xAC00), *range(0xF900, 0xFFFF))  # none in Han and Hangul
    if unicodedata.category(chr(code)).startswith("M")
)
_ZERO_WIDTH = "\u200b-\u200f\u00ad\u2060\ufeff"  # some editors write other invisible signs for the non-joiner
_HYPHENS = "\u2010\u2011-"
_APOSTROPHES = "'’‘`"
_LEAF = rf"[\w{_MARKS}]+"
_GROUPED = re.compile(r"\d{1,3}(?:[,٬،.'’\u202f\u00a0]\d{3})+(?!\d)")
_JOINT = rf"(?:[{_ZERO_WIDTH}]+|(?<!\d)[{_APOSTROPHES}{_HYPHENS}](?!\d))"
_WORD = re.compile(rf"{_GROUPED.pattern}|{_LEAF}(?:{_JOINT}{_LEAF})*")
# Whole; split at hyphens and non-joiners; split at apostrophes and between letters and digits too.
_CUTS = (
    re.compile(r"(?s).+"),
    re.compile(rf"[^{_ZERO_WIDTH}{_HYPHENS}]+"),
    re.compile(rf"\d+|[^\d{_ZERO_WIDTH}{_APOSTROPHES}{_HYPHENS}]+"),
)
_DIGITS_APART = re.compile(r"\d+|\D+")
# Persian writes these apart, joined, or with a non-joiner; a query of any form should meet all three.
_PREFIXES = frozenset({"می", "نمی"})
_SUFFIXES = frozenset({"ها", "های", "هایی", "هایش", "هایشان", "تر", "ترین"})

Span = tuple[str, int, int]
Alternative = tuple[str, ...]


def fold(text: str) -> str:
    """The folded words of the text with one space between; a word of several parts is written as one."""
    return " ".join(_forms(word)[0][0] for word in _words(text) if _forms(word))


def spans(text: str) -> list[Span]:
    """Folded tokens (letters and digits only) with code-point offsets: text[start:end] is as written.

    A word of several parts gives its joined form and each part at its own place, longest first.
    """
    return [
        (token, at + start, at + end)
        for match in _WORD.finditer(text.replace("_", " "))
        for at in (match.start(),)
        for token, start, end in _forms(match[0])
    ]


def tokens(text: str) -> list[str]:
    """The tokens of `spans`, in order, for an index."""
    return list(chain.from_iterable(map(_tokens_of, _words(text))))


def query_tokens(text: str) -> list[tuple[Alternative, ...]]:
    """What a query asks for: one alternative of each entry, and of an alternative all tokens.

    The query می‌شود or می شود is one entry, (("میشود",), ("می", "شود")); میشود is (("میشود",),).
    """
    found: list[tuple[Alternative, ...]] = []
    for word in filter(_forms, _words(text)):
        ways = tuple(dict.fromkeys(tuple(token for token, _, _ in level) for level in _levels(word)))
        before, whole = found[-1][0][0] if found else "", ways[0][0]
        if before in _PREFIXES or (before and whole in _SUFFIXES):
            found[-1] = ((before + whole,), *((*earlier, *way) for earlier in found[-1] for way in ways))
        else:
            found.append(ways)
    return found


def matches(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """Ranges of the text to highlight for the query words, in order, overlapping ranges merged.

    Parts of one word count only where they stand in a row: a query for می‌شود does not light up می‌رود.
    """
    wanted: dict[str, list[Alternative]] = {}
    for alternative in chain.from_iterable(query_tokens(" ".join(words))):
        wanted.setdefault(alternative[0], []).append(alternative)
    found = [(match.start(), _levels(match[0])) for match in _WORD.finditer(text.replace("_", " "))]
    lines = (
        [(token, at + start, at + end) for at, levels in found for token, start, end in levels[cut]]
        for cut in range(len(_CUTS))
    )
    return _merged([place for line in lines for place in _rows(line, wanted)])


def _words(text: str) -> list[str]:
    spaced = text.replace("_", " ")
    is_plain = spaced.isascii() and spaced.replace(" ", "").isalnum()
    return spaced.split() if is_plain else _WORD.findall(spaced)


@lru_cache(maxsize=1 << 16)
def _tokens_of(word: str) -> tuple[str, ...]:
    if word.isascii() and word.isalnum():  # most words of lists, and each number of a row is another one
        parts = _DIGITS_APART.findall(word.lower())
        return (word.lower(), *parts) if len(parts) > 1 else tuple(parts)
    return tuple(token for token, _, _ in _forms(word))


@lru_cache(maxsize=1 << 16)
def _forms(word: str) -> tuple[Span, ...]:
    """The distinct tokens of all levels, longest first at each place; offsets are within the word."""
    longest: dict[tuple[str, int], Span] = {}
    for token, start, end in chain.from_iterable(_levels(word)):
        longest.setdefault((token, start), (token, start, end))
    return tuple(sorted(longest.values(), key=lambda span: (span[1], -span[2])))


@lru_cache(maxsize=1 << 16)
def _levels(word: str) -> tuple[tuple[Span, ...], ...]:
    """The word cut ever finer, once for each of `_CUTS`; pieces without a letter or digit are left out."""
    if _GROUPED.fullmatch(word):
        return (((re.sub(r"\D", "", to_ascii_digits(word)), 0, len(word)),),) * len(_CUTS)
    return tuple(
        tuple(
            (token, piece.start(), piece.end())
            for piece in cut.finditer(word)
            if (token := _fold_part(piece[0]))
        )
        for cut in _CUTS
    )


def _fold_part(part: str) -> str:
    if part.isascii() and part.isalnum():
        return part.lower()
    # First of all: a raised footnote number or a fraction must not become digits of its word.
    kept = "".join(char for char in part if unicodedata.category(char) != "No")
    spread = _HAMZA_SEAT_BEFORE_VAV.sub("وو", unicodedata.normalize("NFKD", kept))
    bare = unicodedata.normalize("NFKD", _letters_and_digits(spread).casefold())
    plain = _letters_and_digits(bare).translate(_TABLE)
    return unicodedata.normalize("NFC", to_ascii_digits(plain))


def _letters_and_digits(text: str) -> str:
    return "".join(char for char in text if char.isalpha() or char.isdecimal())


def _rows(line: list[Span], wanted: dict[str, list[Alternative]]) -> list[tuple[int, int]]:
    """From the first to the last word wherever the tokens of an alternative follow each other."""
    return [
        (start, line[at + len(row) - 1][2])
        for at, (token, start, _) in enumerate(line)
        for row in wanted.get(token, ())
        if tuple(span[0] for span in line[at : at + len(row)]) == row
    ]


def _merged(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged
