"""Claimed figures over time: each mark is one claim by one claimant, and nothing is drawn between them.

There is no mean, band or trend: figures are compared by eye only, and only those of equal measure and scope
belong in one picture.
"""

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, NamedTuple

from dadkhah.publish.axes import axis_height, grid_line, year_axis
from dadkhah.publish.colours import mark, standing_of
from dadkhah.publish.labels import ChartLabels
from dadkhah.publish.layout import Box, Placed, apart, place, shorten, width_of, wrap
from dadkhah.publish.legend import Block, Sample, key, listing, paragraph, stack, standing_samples
from dadkhah.publish.marks import SHAPES, box_of, mark_of, sample_of, shape_of
from dadkhah.publish.scales import Linear, Log, Moment, amount, digits, log_span, log_ticks, moment, year_span
from dadkhah.publish.svg import element, frame, line, link, nothing, text

_LEFT: Final = 54.0
_TOP: Final = 34.0
_SIZE: Final = 11.5


class FigurePoint(NamedTuple):
    """One claimed figure: its number or its lower and upper number, who claims it, and when.

    A *claimant* of two lines is a name and how a source attributes it: each keeps its own line and direction.
    *when_first* and *when_last* bound the date of the claim: years as numbers (1988.5) or ISO dates.
    *title* is the full attribution shown as a tooltip.
    """

    id: str
    low: float | None
    high: float | None
    value: float | None
    qualifier: str
    standing: str
    claimant: str
    when_first: Moment
    when_last: Moment
    href: str
    title: str


class _Drawn(NamedTuple):
    """A point with the numbers and dates at which it is drawn, and its mark's place on the paper."""

    point: FigurePoint
    shape: str
    low: float
    high: float
    first: float
    last: float


def figure_chart(
    points: Sequence[FigurePoint],
    labels: ChartLabels,
    lang: str,
    *,
    width: float = 720,
    prefix: str = "figures",
) -> str:
    """Figures (log scale, upwards) by the date on which they were claimed (left to right in every language).

    Draw it at a *width* of about 720 for a page and 400 for a phone; type keeps its size. A point without a
    number is not drawn, and the picture says how many there are. Raises ValueError for a date not understood.
    """
    drawn = sorted(
        filter(None, map(_drawn, points)), key=lambda one: (one.first + one.last, one.low, one.point.id)
    )
    if not drawn:
        return nothing(labels.empty)
    widest = width_of(amount(max(one.high for one in drawn) * 2, lang), _SIZE)
    area = Box(max(_LEFT, widest + 18), _TOP, width - 14, _TOP + 400)
    across, up = _scales(drawn, area)
    boxes = apart([_box(one, across, up) for one in drawn], area)
    names, listed = _names(drawn, boxes, area, lang)
    parts = [_grid(up, across, area, labels, lang), _threads(drawn, boxes, across, up)]
    parts += [_point(one, box, up, lang) for one, box in zip(drawn, boxes, strict=True)]
    under = area.bottom + axis_height(lang) + 30
    foot = stack(_legend(drawn, listed, labels, lang, missing=len(points) - len(drawn), width=width), under)
    height = under + foot.height
    return frame(prefix, "figures", (width, height), labels, lang, *parts, names, foot.markup)


def _drawn(point: FigurePoint) -> _Drawn | None:
    given = [number for number in (point.low, point.high) if number is not None]
    spread = len(given) == 2
    numbers = given if spread else [point.value] if point.value is not None else given
    if not numbers or not all(math.isfinite(number) and (number == 0 or number >= 1) for number in numbers):
        return None
    qualifier = point.qualifier
    if not spread and point.value is None:
        qualifier = "at_least" if point.low is not None else "up_to"
    times = sorted((moment(point.when_first), moment(point.when_last, last=True)))
    point = point._replace(standing=standing_of(point.standing))
    return _Drawn(point, shape_of(qualifier, spread=spread), min(numbers), max(numbers), times[0], times[-1])


def _scales(drawn: Sequence[_Drawn], area: Box) -> tuple[Linear, Log]:
    years = year_span([when for one in drawn for when in (one.first, one.last)])
    numbers = [number for one in drawn for number in (one.low, one.high)]
    low, high = log_span([number for number in numbers if number > 0] or [1])
    floor = area.bottom - (44 if min(numbers) <= 0 else 22)
    up = Log(low, high, floor, area.top + 30, area.bottom - 16)
    return Linear(*years, area.left + 14, area.right - 14), up


def _box(one: _Drawn, across: Linear, up: Log) -> Box:
    return box_of(one.shape, across((one.first + one.last) / 2), up(one.high), up(one.low))


def _middle(box: Box) -> float:
    return (box.left + box.right) / 2


def _threads(drawn: Sequence[_Drawn], boxes: Sequence[Box], across: Linear, up: Log) -> str:
    """Thin lines for the time in which a claim may have been made, reaching to a mark moved aside."""
    parts = []
    for one, box in zip(drawn, boxes, strict=True):
        ends = across(one.first), across(one.last), _middle(box)
        y = up(one.low)
        if max(ends) - min(ends) > 1:
            parts.append(line(min(ends), y, max(ends), y, one.point.standing))
    return "".join(parts)


def _point(one: _Drawn, box: Box, up: Log, lang: str) -> str:
    point = one.point
    letter = mark(point.standing, lang)
    drawn = mark_of(one.shape, point.standing, letter, (_middle(box), up(one.high), up(one.low)))
    return link(
        point.href, point.title or point.claimant, element("g", drawn, class_="mark", data_figure=point.id)
    )


def _names(
    drawn: Sequence[_Drawn], boxes: list[Box], area: Box, lang: str
) -> tuple[str, list[tuple[str, str]]]:
    """The claimants beside their marks; where there is no room a number, and the names to list below."""
    most = 112.0 if area.right > 600 else 88.0
    names = [_rows(one.point.claimant, most) for one in drawn]
    found = place(boxes, [_extent(rows) for rows in names], area)
    left_out = [at for at, spot in enumerate(found) if spot is None]
    taken = [*boxes, *(spot.box for spot in found if spot)]
    counted = [digits(str(at), lang) for at in range(1, len(left_out) + 1)]
    spots = place([boxes[at] for at in left_out], [_extent([written]) for written in counted], area, taken)
    parts = [_name(names[at], boxes[at], spot) for at, spot in enumerate(found) if spot]
    for at, written, spot in zip(left_out, counted, spots, strict=True):
        parts.append(_name([written], boxes[at], spot or Placed(boxes[at].shifted(18), None)))
    return "".join(parts), [(n, drawn[at].point.claimant.replace("\n", " · ")) for n, at in zip(counted, left_out, strict=True)]


def _rows(claimant: str, most: float) -> list[str]:
    name, *attributed = claimant.split("\n", 1)
    return [shorten(each, most, _SIZE) for each in (name, *attributed)] if attributed else wrap(name, most, _SIZE, 2)


def _extent(rows: Sequence[str]) -> tuple[float, float]:
    return max((width_of(row, _SIZE) for row in rows), default=0), 13.0 * len(rows)


def _name(rows: Sequence[str], mark_box: Box, spot: Placed) -> str:
    """The rows of a name, flush with the side that faces the mark."""
    box = spot.box
    side = "left" if box.left >= mark_box.right else "right" if box.right <= mark_box.left else "middle"
    x = {"left": box.left, "right": box.right, "middle": _middle(box)}[side]
    thread = line(*spot.leader, width=0.7) if spot.leader else ""
    written = [
        text(x, box.top + 10 + 13 * at, row, side=side, size=_SIZE, halo=True) for at, row in enumerate(rows)
    ]
    return thread + "".join(written)


def _grid(up: Log, across: Linear, area: Box, labels: ChartLabels, lang: str) -> str:
    ticks = [(up(tick), amount(tick, lang)) for tick in log_ticks(up.low, up.high)]
    if up.start < area.bottom - 30:
        ticks.append((up.zero, amount(0, lang)))
    parts = [
        year_axis(across, area.top, area.bottom, lang),
        line(area.left, area.bottom, area.right, area.bottom),
    ]
    for y, written in ticks:
        parts.append(grid_line(area.left, y, area.right, y))
        parts.append(text(area.left - 8, y + 4, written, side="right", size=_SIZE))
    parts.append(text(10, 18, labels.y_axis, size=_SIZE, bold=True))
    under = area.bottom + axis_height(lang) + 14
    parts.append(text(_middle(area), under, labels.x_axis, side="middle", size=_SIZE, tone="soft"))
    return "".join(parts)


def _legend(
    drawn: Sequence[_Drawn],
    listed: Sequence[tuple[str, str]],
    labels: ChartLabels,
    lang: str,
    *,
    missing: int,
    width: float,
) -> list[Callable[[float], Block]]:
    left, right = 14.0, width - 14
    codes = [one.point.standing for one in drawn]
    left_out = labels.not_drawn.replace("{n}", amount(missing, lang)) if missing else ""
    return [
        lambda top: listing(labels.names_heading, listed, left, top, right),
        lambda top: key(labels.standing_heading, standing_samples(codes, labels, lang), left, top, right),
        lambda top: key(labels.qualifier_heading, _shape_samples(drawn, labels), left, top, right),
        lambda top: paragraph(left_out, left, top, right),
        lambda top: paragraph(labels.note, left, top, right),
    ]


def _shape_samples(drawn: Sequence[_Drawn], labels: ChartLabels) -> list[Sample]:
    words: dict[str, list[str]] = {}
    for one in drawn:
        code = one.point.qualifier
        words.setdefault(one.shape, []).append(labels.qualifiers.get(code, code))
    shapes = [shape for shape in SHAPES if shape in words]
    return [Sample(partial(sample_of, shape), " / ".join(dict.fromkeys(words[shape]))) for shape in shapes]
