"""The evidence on one pair of records in bits: where it begins, what speaks for and against, and where that leads.

More bits are always drawn to the same side, in every language; what speaks for is filled, what speaks against is hollow.
"""

import math
from collections.abc import Callable, Sequence
from functools import partial
from itertools import accumulate, pairwise
from typing import Final, NamedTuple

from dadkhah.publish.axes import grid_line
from dadkhah.publish.colours import colour
from dadkhah.publish.labels import ChartLabels
from dadkhah.publish.layout import width_of, wrap
from dadkhah.publish.legend import Block, Sample, key, paragraph, stack
from dadkhah.publish.scales import Linear
from dadkhah.publish.svg import element, frame, is_rtl, line, nothing, text, title
from dadkhah.publish.values import round_ticks, signed, told

FOR: Final = "opposition_aligned"
AGAINST: Final = "state"
SUM: Final = "none"
_SIDE: Final = 14.0
_LINE: Final = 17.0
_BAR: Final = 14.0
_SIZE: Final = 12.5


class EvidenceBar(NamedTuple):
    """One comparison: what it is called, what it found in words, and the bits that this is worth."""

    label: str
    words: str
    bits: float


class _Row(NamedTuple):
    """A bar from one sum of bits to the next, under its words."""

    words: list[str]
    start: float
    end: float
    tone: str
    bold: bool
    hint: str

    @property
    def height(self) -> float:
        return _LINE * len(self.words) + _BAR + 14


def waterfall(
    bars: Sequence[EvidenceBar],
    prior: float,
    labels: ChartLabels,
    lang: str,
    *,
    width: float = 720,
    prefix: str = "evidence",
) -> str:
    """*prior* bits, then each bar from where the one before it ended, then the sum.

    `labels.kinds` names `prior`, `total`, `for` and `against`; `labels.x_axis` the unit. Raises ValueError for
    bits that are not finite.
    """
    if not bars:
        return nothing(labels.empty)
    if not all(map(math.isfinite, (prior, *(bar.bits for bar in bars)))):
        raise ValueError("Evidence is not a finite number of bits. Give every level of the model a share above zero.")
    rows = _rows(bars, prior, labels, lang, width)
    across = _across(rows, lang, width)
    bottom = 14 + sum(row.height for row in rows)
    parts, y = [_grid(across, bottom, lang)], 14.0
    for row in rows:
        parts.append(_row(row, across, y, lang, width))
        y += row.height
    foot = stack(_foot(labels, width), bottom + 44)
    axis = text(width / 2, bottom + 34, labels.x_axis, side="middle", size=11.5, tone="soft")
    spoken = told(labels, (row.hint for row in rows))
    return frame(prefix, "evidence", (width, bottom + 44 + foot.height), spoken, lang, *parts, axis, foot.markup)


def _rows(bars: Sequence[EvidenceBar], prior: float, labels: ChartLabels, lang: str, width: float) -> list[_Row]:
    sums = list(accumulate((bar.bits for bar in bars), initial=prior))
    ends = [labels.kinds.get(kind, kind) for kind in ("prior", "total")]

    def row(words: str, start: float, end: float, tone: str, *, bold: bool = False) -> _Row:
        rows = wrap(words, width - 2 * _SIDE, _SIZE, 3)
        return _Row(rows, start, end, tone, bold, f"{words}: {signed(end - start, lang)}")

    found = [row(ends[0], 0, prior, SUM)]
    for bar, (start, end) in zip(bars, pairwise(sums), strict=True):
        words = f"{bar.label}: {bar.words}" if bar.words else bar.label
        found.append(row(words, start, end, FOR if bar.bits >= 0 else AGAINST))
    return [*found, row(ends[1], 0, sums[-1], SUM, bold=True)]


def _across(rows: Sequence[_Row], lang: str, width: float) -> Linear:
    """The bits across the picture, with room for a number beyond the longest bar at either side."""
    reached = [bits for row in rows for bits in (row.start, row.end)]
    room = _SIDE + 8 + max(width_of(signed(row.end - row.start, lang), _SIZE) for row in rows)
    low, high = min(reached), max(reached)
    return Linear(low, high if high - low > 1 else low + 1, room, width - room)


def _grid(across: Linear, bottom: float, lang: str) -> str:
    parts = []
    for tick in round_ticks(across.low, across.high, max(2, int((across.end - across.start) / 60))):
        x = across(tick)
        parts.append(line(x, 8, x, bottom) if tick == 0 else grid_line(x, 8, x, bottom))
        parts.append(text(x, bottom + 16, signed(tick, lang, 0 if tick == round(tick) else 1), side="middle", size=11.5))
    return "".join(parts)


def _row(row: _Row, across: Linear, top: float, lang: str, width: float) -> str:
    rtl = is_rtl(" ".join(row.words))
    edge, side = (width - _SIDE, "right") if rtl else (_SIDE, "left")
    words = [
        text(edge, top + 13 + _LINE * at, each, side=side, size=_SIZE, bold=row.bold, halo=True)
        for at, each in enumerate(row.words)
    ]
    y = top + _LINE * len(row.words) + 3
    start, end = across(row.start), across(row.end)
    grows = row.end >= row.start
    number = text(
        end + (5 if grows else -5), y + 11.5, signed(row.end - row.start, lang), side="left" if grows else "right",
        size=_SIZE, bold=row.bold, halo=True,
    )  # fmt: skip
    return element("g", title(row.hint), bar(start, end, y, row.tone), number, *words, class_="mark")


def bar(start: float, end: float, top: float, tone: str, height: float = _BAR) -> str:
    """A bar between two places, whichever comes first; one against is hollow, one of no length a stroke."""
    inside = "paper" if tone == AGAINST else tone
    return element(
        "rect", x=min(start, end), y=top, width=max(abs(end - start), 1.5), height=height, fill=colour(inside),
        stroke=colour(tone), stroke_width=1.8, class_=f"fill-{inside} line-{tone}",
    )  # fmt: skip


def _foot(labels: ChartLabels, width: float) -> list[Callable[[float], Block]]:
    tones = {"for": FOR, "against": AGAINST}
    samples = [Sample(partial(_sample, tones[kind]), labels.kinds[kind]) for kind in tones if kind in labels.kinds]
    return [
        lambda top: key(labels.kind_heading, samples, _SIDE, top, width - _SIDE),
        lambda top: paragraph(labels.note, _SIDE, top, width - _SIDE),
    ]


def _sample(tone: str, x: float, y: float) -> str:
    return bar(x - 8, x + 8, y - 5, tone, 10)
