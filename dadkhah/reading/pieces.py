"""A stretch of text in pieces, words, numbers and signs, each with its place, for readers that look at a few words at once."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from dadkhah.reading.fold import fold
from dadkhah.reading.prose import Paragraph, Prose

_MARKS = "\u0300-\u036f\u064b-\u065f\u0670\u00ad\u200b-\u200d\u2060"
_LETTER = r"[^\W\d_]"
_PIECE = re.compile(
    rf"(?:(?P<word>{_LETTER}+(?:[{_MARKS}]+{_LETTER}*|['’ʼ]{_LETTER}+)*)"
    r"|(?P<date>(?<![\w/.\-])\d{1,4}(?P<by>[/.\-])\d{1,2}(?P=by)\d{1,4}(?![\w/]|[.\-]\d))"
    r"|(?P<number>\d+(?:[,٬،.'’\u202f\u00a0]\d{3}(?!\d))*(?:[.٫:]\d+)*)"
    r"|(?P<sign>[^\w\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u0640]))"
)
_UNBROKEN = re.compile(r"[^\t\n\r]+")
_LONGEST_CHUNK = 400
_TABLE = 4000
LONGEST = 48
"""No word that a reader looks for is longer."""


class Piece(NamedTuple):
    """`kind`: date, number, word or sign. `word`: a word as `plain_word` spells it, anything else as written."""

    start: int
    end: int
    kind: str
    word: str


_new = tuple.__new__


@lru_cache(maxsize=20_000)
def plain_word(word: str) -> str:
    """One spelling, as `fold` has it, of a word with all its parts."""
    return word.lower() if word.isascii() and word.isalpha() else fold(word).replace(" ", "")


def pieces(text: str, start: int, end: int) -> list[Piece]:
    """All pieces between two places, in order; what no reader looks for is one piece of its length."""
    out: list[Piece] = []
    at = start
    for chunk in text[start:end].split(" "):
        if chunk:
            for first, last, kind, word in _cut(chunk) if len(chunk) < LONGEST else _long(chunk):
                out.append(_new(Piece, (at + first, at + last, kind, word)))
        at += len(chunk) + 1
    return out


def _parts(chunk: str) -> tuple[Piece, ...]:
    if chunk.isascii() and chunk.isalpha() and len(chunk) < LONGEST:
        return (Piece(0, len(chunk), "word", chunk.lower()),)
    return tuple([_piece(match) for match in _PIECE.finditer(chunk)])


_cut = lru_cache(maxsize=30_000)(_parts)
"""What stands between two spaces is cut once, wherever it stands again."""


def _long(chunk: str) -> Iterator[Piece]:
    """Of lines or columns with no space between; what is longer still without any is no words, but one sign."""
    for match in _UNBROKEN.finditer(chunk):
        at = match.start()
        parts = _parts(match[0]) if match.end() - at < _LONGEST_CHUNK else (Piece(0, match.end() - at, "sign", ""),)
        for first, last, kind, word in parts:
            yield Piece(at + first, at + last, kind, word)


def _piece(match: re.Match[str]) -> Piece:
    kind = match.lastgroup or ""
    start, end = match.span()
    if end - start > LONGEST:
        return Piece(start, end, "sign", "")
    return Piece(start, end, kind, plain_word(match[0]) if kind == "word" else match[0])


def windows(prose: Prose, hits: Iterable[int], before: int, after: int) -> Iterator[tuple[Paragraph, int, int]]:
    """Where to look: so many code points around each place, never past its paragraph, whole words, no place twice."""
    for paragraph, start, end in _around(prose.paragraphs, hits, before, after):
        if not _is_table(prose.text, start, end):
            yield _whole_words(prose.text, paragraph, start, end)


def _around(paragraphs: list[Paragraph], hits: Iterable[int], before: int, after: int) -> Iterator[tuple[Paragraph, int, int]]:
    starts = [*(each.start for each in paragraphs), sys.maxsize]
    paragraph, first, last, following = None, 0, -1, -1
    for hit in hits:
        if paragraph and hit < following and hit - before <= last:
            last = max(last, min(paragraph.end, hit + after))
            continue
        if paragraph:
            yield paragraph, first, last
        at = max(1, bisect_right(starts, hit))
        paragraph, following = paragraphs[at - 1], starts[at]
        first, last = max(paragraph.start, hit - before), min(paragraph.end, hit + after)
    if paragraph:
        yield paragraph, first, last


def _is_table(text: str, start: int, end: int) -> bool:
    """Columns of numbers, and hardly a letter among them: they are none of a reader of prose."""
    return end - start > _TABLE and sum(map(str.isalpha, text[start:end])) < (end - start) // 20


def _whole_words(text: str, paragraph: Paragraph, start: int, end: int) -> tuple[Paragraph, int, int]:
    while start > paragraph.start and end - start < 4 * LONGEST and not text[start - 1].isspace():
        start -= 1
    while end < paragraph.end and not text[end].isspace() and text[end - 1 : end + 1].isalnum():
        end += 1
    return paragraph, start, end
