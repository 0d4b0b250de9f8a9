"""The boxes that pdftotext gives for words, put to the words of the text as it is read.

It gives words of a line from the left, those of Arabic script backwards. So a word is known by its letters, whatever their
order, and of equal words the one next to the word before is taken.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from dadkhah.reading.extract.extracted import Word

Box = tuple[str, float, float, float, float]
_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
_WORD = re.compile(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>')
_TOKEN = re.compile(r"\S+")
_SIGNS = re.compile(r"[\W_]+")
_ARABIC = re.compile("[\u0620-\u06d3]")


def pages(bbox: str) -> Iterator[tuple[float, float, list[Box]]]:
    """Width, height and boxes of each page, from what `pdftotext -bbox` writes."""
    for width, height, inner in _PAGE.findall(bbox):
        found = (_box(*each) for each in _WORD.findall(inner))
        yield float(width), float(height), _in_order([box for box in found if box[1] < box[3] and box[2] < box[4]])


def _box(x0: str, y0: str, x1: str, y1: str, word: str) -> Box:
    return html.unescape(word), float(x0), float(y0), float(x1), float(y1)


def _in_order(boxes: list[Box]) -> list[Box]:
    """Lines of Arabic script from the right."""
    ordered: list[Box] = []
    line: list[Box] = []
    for box in boxes:
        if line and not (abs(box[2] - line[-1][2]) < 2 and box[1] >= line[-1][1]):
            ordered += _line(line)
            line = []
        line.append(box)
    return ordered + _line(line)


def _line(line: list[Box]) -> list[Box]:
    is_arabic = sum(bool(_ARABIC.search(box[0])) for box in line) * 2 > len(line)
    return line[::-1] if is_arabic else line


def placed(text: str, boxes: list[Box]) -> list[Word]:
    """The words of the text that have a box, in the order of the text."""
    tokens = list(_TOKEN.finditer(text))
    free: dict[str, list[int]] = defaultdict(list)
    for number, token in enumerate(tokens):
        free[_key(token[0])].append(number)
    found, last = [], -1
    for word, x0, y0, x1, y1 in boxes:
        held = free.get(_key(word))
        if not held:
            continue
        last = held.pop(_nearest(held, last + 1))
        found.append(Word(*tokens[last].span(), x0, y0, x1, y1))
    return sorted(found)


@lru_cache(50_000)
def _key(word: str) -> str:
    return "".join(sorted(_SIGNS.sub("", word))) or "".join(sorted(word))


def _nearest(held: list[int], wanted: int) -> int:
    """Which of the places is nearest to the wanted one; of two the later."""
    at = bisect_left(held, wanted)
    return at - 1 if at and (at == len(held) or wanted - held[at - 1] < held[at] - wanted) else at
