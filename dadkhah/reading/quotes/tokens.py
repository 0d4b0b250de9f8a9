"""Words and signs of a stretch of text, one by one, where a phrase is sought in it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_JOINED = r"\w(?:[\w’'.\u2010\u2011-]*[\w’'])?"
TOKEN = re.compile(r"[A-Za-z][a-z]*(?![\w’'.\u2010\u2011-])"  # most words, and quickly told
                   r"|(?:[^\W\d_]\.){2,}|\b(?:Mrs|Gen|Col|Maj|Sen|Rep|Gov|Rev|Sgt|Capt|Prof|Del|Brig|Supt|Insp|Amb|Hon|Pres)\."
                   rf"|{_JOINED}(?:\.(?:(?<=\b[A-Z]\.)|(?<=Mr\.|Ms\.|Dr\.|Lt\.|Sr\.|St\.|Jr\.)))?"
                   rf"|[$€£]{_JOINED}|\ue000+|[^\w\s]")
_KEPT = 30_000
"""Distinct words that are cut once."""
_LONGEST = 40


class Token(NamedTuple):
    """`low`: in small letters. `capital`: begins with a large letter. `word`: is no sign."""

    text: str
    low: str
    capital: bool
    word: bool
    start: int
    end: int


_new = tuple.__new__


def tokens(text: str, start: int, end: int, most: int | None = None) -> list[Token]:
    """Between two places; of `most`, a few more may come."""
    out: list[Token] = []
    at = start
    for chunk in text[start:end].split(" "):
        if length := len(chunk):
            for word, low, capital, is_word, first, last in _cut(chunk) if length < _LONGEST else _parts(chunk):
                out.append(_new(Token, (word, low, capital, is_word, at + first, at + last)))
            if most and len(out) >= most:
                break
        at += length + 1
    return out


def _parts(chunk: str) -> tuple[Token, ...]:
    if chunk.isalpha():
        return (Token(chunk, chunk.lower(), chunk[0].isupper(), True, 0, len(chunk)),)
    return tuple(
        Token(word := match[0], word.lower(), word[0].isupper(), word[0].isalnum() or word[0] in "$€£", *match.span())
        for match in TOKEN.finditer(chunk)
    )


_cut = lru_cache(maxsize=_KEPT)(_parts)
