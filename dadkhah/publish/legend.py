"""The key inside a picture: sample marks with their words, flowing like text, either way."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple

from dadkhah.publish.colours import STANDINGS, mark, standing_of
from dadkhah.publish.labels import ChartLabels
from dadkhah.publish.layout import shorten, width_of, wrap
from dadkhah.publish.marks import disc
from dadkhah.publish.svg import is_rtl, text

ROW = 26.0
_SAMPLE = 22.0
_SIZE = 11.5


class Sample(NamedTuple):
    """A sample mark, drawn around a point, and what it means."""

    draw: Callable[[float, float], str]
    label: str


class Block(NamedTuple):
    """Finished markup and the height it takes."""

    markup: str
    height: float


def key(heading: str, samples: Sequence[Sample], left: float, top: float, right: float) -> Block:
    """A heading and its samples between *left* and *right*, from the right in a right-to-left language."""
    if not samples:
        return Block("", 0)
    rtl = is_rtl(heading or samples[0].label)
    start = 18.0 if heading else 0.0
    parts = [line_of(heading, left, top + 12, right, bold=True)] if heading else []
    used, row = 0.0, 0
    for sample in samples:
        needs = _SAMPLE + width_of(sample.label, _SIZE) + 14
        if used and used + needs > right - left + 14:
            used, row = 0.0, row + 1
        parts.append(
            _entry(sample, (right - used) if rtl else (left + used), top + start + row * ROW + 13, rtl=rtl)
        )
        used += needs
    return Block("".join(parts), start + (row + 1) * ROW + 8)


def _entry(sample: Sample, edge: float, middle: float, *, rtl: bool) -> str:
    way = -1 if rtl else 1
    words = text(edge + way * _SAMPLE, middle + 4, sample.label, side="right" if rtl else "left", size=_SIZE)
    return sample.draw(edge + way * 9, middle) + words


def line_of(content: str, left: float, baseline: float, right: float, *, bold: bool = False) -> str:
    """A line that begins at the side from which it is read."""
    rtl = is_rtl(content)
    return text(
        right if rtl else left, baseline, content, side="right" if rtl else "left", size=_SIZE, bold=bold
    )


def paragraph(content: str, left: float, top: float, right: float, lines: int = 6) -> Block:
    """Small print under a picture, wrapped."""
    rows = wrap(content, right - left, _SIZE, lines)
    edge, side = (right, "right") if is_rtl(content) else (left, "left")
    drawn = [
        text(edge, top + 12 + at * 16, row, side=side, size=_SIZE, tone="soft") for at, row in enumerate(rows)
    ]
    return Block("".join(drawn), len(rows) * 16 + (8 if rows else 0))


def listing(heading: str, rows: Sequence[tuple[str, str]], left: float, top: float, right: float) -> Block:
    """A heading and a line for each number and its words, from the side at which the heading is read."""
    if not rows:
        return Block("", 0)
    rtl = is_rtl(heading or rows[0][1])
    edge, side, way = (right, "right", -1) if rtl else (left, "left", 1)
    parts = [line_of(heading, left, top + 12, right, bold=True)]
    for at, (number, words) in enumerate(rows, start=1):
        y = top + 13 + at * 17
        parts.append(text(edge, y, number, side=side, size=_SIZE))
        parts.append(
            text(edge + way * 22, y, shorten(words, right - left - 26, _SIZE), side=side, size=_SIZE)
        )
    return Block("".join(parts), 17 * (len(rows) + 1) + 10)


def standing_samples(codes: Iterable[str], labels: ChartLabels, lang: str) -> list[Sample]:
    """A sample disc for each standing that a picture uses, in the palette's order."""
    used = {standing_of(code) for code in codes}
    ordered = [code for code in STANDINGS if code in used]
    return [
        Sample(partial(disc, code, mark(code, lang)), labels.standings.get(code, code)) for code in ordered
    ]


def stack(blocks: Sequence[Callable[[float], Block]], top: float) -> Block:
    """Blocks one below the other, each drawn at the height where the one before it ends."""
    parts, at = [], top
    for draw in blocks:
        block = draw(at)
        parts.append(block.markup)
        at += block.height
    return Block("".join(parts), at - top)
