"""Lines that the first reading of a picture lost or hardly read, each looked at alone.

Tesseract takes a page for one block of lines of one height: a heading in larger letters may be left out, or come as noise.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from typing import Any

from dadkhah.reading.extract.ocr_lines import Box, Line, Place, around

Found = tuple[Place, Line]
DARK = 128
LEAST = 0.001
"""Of the width of a page, so much of a row of pixels is dark where letters stand."""
LOW = 12
"""Pixels: what is lower is a rule or dirt."""
MARGIN = 12
COVERED = 0.4
"""A stretch of the page was read where so much of its height is."""
DOUBTFUL = 60
"""Mean confidence below which a line is looked at again."""
MOST = 12
"""Lines of a page that are looked at again: a page that needs more is no page of text."""


def again(image: Any, found: list[Found], read: Callable[[Any], list[Found]]) -> list[Found]:
    """The lines of a grey picture, top down where some were added. `read` gives those of a picture with one line."""
    lost = [*_lost(image, found), *(around(line) for _, line in found if _sure(line) < DOUBTFUL)]
    for box in lost[:MOST]:
        line = _alone(image, box, read)
        held = [each for each in found if _is_within(around(each[1]), box)]
        if line and _sure(line) > max([DOUBTFUL, *(_sure(each[1]) for each in held)]):
            found = _with(found, held, line)
    return found


def _lost(image: Any, found: list[Found]) -> Iterator[Box]:
    """Stretches with ink, as wide as the page, in which no line was read."""
    import numpy as np

    ink = (np.asarray(image) < DARK).mean(axis=1) > LEAST
    edges = np.flatnonzero(np.diff(np.concatenate([[0], ink.astype(np.int8), [0]])))
    boxes = [around(line) for _, line in found]
    for top, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        read = max((min(end, box[3]) - max(top, box[1]) for box in boxes), default=0)
        if end - top >= LOW and read < COVERED * (end - top):
            yield 0, top, image.width, end


def _alone(image: Any, box: Box, read: Callable[[Any], list[Found]]) -> Line:
    left, top = max(0, box[0] - MARGIN), max(0, box[1] - MARGIN)
    lines = read(image.crop((left, top, min(image.width, box[2] + MARGIN), min(image.height, box[3] + MARGIN))))
    return [(word, (x0 + left, y0 + top, x1 + left, y1 + top), sure) for _, line in lines for word, (x0, y0, x1, y1), sure in line]


def _with(found: list[Found], held: list[Found], line: Line) -> list[Found]:
    """In the place of what was held for it, or before the first line that begins below."""
    top = around(line)[1]
    after = next((at for at, each in enumerate(found) if each in held or around(each[1])[1] > top), len(found))
    place = held[0][0] if held else ("", str(top), "")
    kept = [each for each in found if each not in held]
    return [*kept[:after], (place, line), *kept[after:]]


def _sure(line: Line) -> float:
    """Mean confidence, long words counting as many."""
    return statistics.fmean([sure for word, _, sure in line for _ in word])


def _is_within(box: Box, other: Box) -> bool:
    within = min(box[3], other[3]) - max(box[1], other[1])
    return 2 * within > box[3] - box[1] and box[0] >= other[0] - MARGIN and box[2] <= other[2] + MARGIN
