"""A text in stretches of bounded length, none across two pages: the places that a search of texts can name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

MOST = 4_000
"""Letters of one stretch: more than a page of print has; a longer page, and a text without pages, is cut at spaces."""
_SPACE = re.compile(r"\s")


class Stretch(NamedTuple):
    """`text[start:end]`, in code points. `page`: its number, 0 where there is no paper.

    `is_doubtful`: a machine read the page from a picture, or its words may stand in another order.
    """

    page: int
    start: int
    end: int
    is_doubtful: bool


def stretches(text: str, pages: Sequence[Mapping[str, Any]]) -> Iterator[Stretch]:
    """All of the text but empty pages, in its order. `pages`: as `extract.Page` is kept, where the file has some."""
    for each in pages:
        number = each["number"] if each["width"] else 0
        yield from _cut(text, Stretch(number, each["start"], each["end"], each["ocr"] or each["doubtful"]))
    if not pages:
        yield from _cut(text, Stretch(0, 0, len(text), is_doubtful=False))


def _cut(text: str, whole: Stretch) -> Iterator[Stretch]:
    at = whole.start
    while at < whole.end:
        end = _end(text, at, whole.end)
        if text[at:end].strip():
            yield whole._replace(start=at, end=end)
        at = end


def _end(text: str, at: int, last: int) -> int:
    """Behind the last line, else behind the last space, in the second half of what may be taken; else where that ends."""
    most = at + MOST
    if most >= last:
        return last
    half = at + MOST // 2
    spaces = (match.end() for match in _SPACE.finditer(text, half, most))
    return text.rfind("\n", half, most) + 1 or max(spaces, default=most)
