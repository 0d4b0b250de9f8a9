"""A page as it was read, before its place in the whole text is known, and the whole made of such pages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from dadkhah.reading.extract.extracted import Page, Word

BETWEEN = "\n\n"
"""Stands between two pages."""
_UNSAID = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass
class Read:
    """One page; `words` have their places in `text`."""

    text: str
    width: float = 0
    height: float = 0
    words: list[Word] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    ocr: bool = False


@dataclass
class Whole:
    """All that a reader of one kind of file found."""

    pages: list[Read]
    tools: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def clean(text: str) -> str:
    """Without signs that no text holds, and with one kind of line end."""
    return _UNSAID.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def joined(read: Iterable[Read]) -> tuple[str, tuple[Page, ...]]:
    """The text of all pages and where each stands in it."""
    texts, pages, at = [], [], 0
    for number, each in enumerate(read, 1):
        texts.append(each.text)
        pages.append(_placed(each, number, at))
        at += len(each.text) + len(BETWEEN)
    return BETWEEN.join(texts), tuple(pages)


def _placed(read: Read, number: int, at: int) -> Page:
    return Page(
        number=number,
        start=at,
        end=at + len(read.text),
        width=round(read.width, 2),
        height=round(read.height, 2),
        words=tuple(_moved(word, at) for word in read.words),
        doubtful=bool(read.reasons),
        reasons=tuple(read.reasons),
        ocr=read.ocr,
    )


def _moved(word: Word, at: int) -> Word:
    x0, y0, x1, y1 = (round(edge, 1) for edge in word[2:6])
    return Word(word.start + at, word.end + at, x0, y0, x1, y1, word.confidence, word.unconfirmed)
