"""The lines that tesseract writes as TSV, without those it saw twice."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from dadkhah.reading.extract.reading_page import clean

Box = tuple[int, int, int, int]
Line = list[tuple[str, Box, int]]
"""Words with their boxes (left, top, right, bottom) and how sure it is of them, 0 to 100."""
Place = tuple[str, ...]
"""Numbers of the block, the paragraph and the line."""


def lines(table: str) -> Iterator[tuple[Place, Line]]:
    """Lines in reading order, each with its place. Dots of large letters, taken for small lines of their own, are left out."""
    rows = (row.split("\t") for row in table.split("\n")[1:])
    held = (row for row in rows if len(row) == 12 and row[0] == "5" and clean(row[11]).strip())
    found = [(place, [_word(row) for row in line]) for place, line in groupby(held, key=lambda row: tuple(row[2:5]))]
    boxes = [around(line) for _, line in found]
    for (place, line), box in zip(found, boxes, strict=True):
        if not any(_is_part(box, other) for other in boxes):
            yield place, line


def _word(row: list[str]) -> tuple[str, Box, int]:
    left, top, width, height = map(int, row[6:10])
    return clean(row[11]).strip(), (left, top, left + width, top + height), round(float(row[10]))


def around(line: Line) -> Box:
    edges = list(zip(*(box for _, box, _ in line), strict=True))
    return min(edges[0]), min(edges[1]), max(edges[2]), max(edges[3])


def _is_part(box: Box, other: Box) -> bool:
    """Whether a line lies, by half of its height and all of its length, in one that is twice as high."""
    height, within = box[3] - box[1], min(box[3], other[3]) - max(box[1], other[1])
    is_inside = other[0] - height <= box[0] and box[2] <= other[2] + height
    return is_inside and 2 * height < other[3] - other[1] and 2 * within > height
