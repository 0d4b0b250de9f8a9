"""Agreement of reviewers over time: a mark with its interval for each period, and where there is none, that there is none."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from dadkhah.publish.axes import grid_line
from dadkhah.publish.labels import ChartLabels
from dadkhah.publish.layout import Box, width_of
from dadkhah.publish.legend import Sample, key, paragraph, stack
from dadkhah.publish.scales import Linear, amount
from dadkhah.publish.svg import circle, element, frame, line, link, nothing, text, title
from dadkhah.publish.values import decimal, round_ticks, told

TONE: Final = "opposition_aligned"
_SIDE: Final = 14.0
_SIZE: Final = 11.5


class TrendPoint(NamedTuple):
    """A period in the words of the page, its value with an interval (None: not defined), and from how many units."""

    period: str
    value: float | None
    low: float | None
    high: float | None
    units: int
    href: str = ""


class Limit(NamedTuple):
    """A value worth knowing, drawn across the picture: 0, where agreement is no better than chance."""

    value: float
    label: str


def trend_chart(
    points: Sequence[TrendPoint],
    labels: ChartLabels,
    lang: str,
    *,
    limits: Sequence[Limit] = (),
    width: float = 720,
    prefix: str = "agreement",
) -> str:
    """The periods in the order given, the earliest on the same side in every language; agreement upwards, to 1 at the top.

    `labels.kinds` names `value`, `none` (a period without a value) and `units`, which stand below each period. Raises ValueError
    for values that are not finite.
    """
    if not points:
        return nothing(labels.empty)
    numbers = [number for point in points for number in point[1:4] if number is not None]
    if not all(map(math.isfinite, numbers)):
        raise ValueError("A value of agreement is not finite. Give None where it is not defined.")
    area = Box(46, 34, width - _SIDE, 254)
    lowest = min([0.0, *numbers, *(limit.value for limit in limits)])
    up = Linear(lowest, max([1.0, *numbers]), area.bottom - 18, area.top + 8)
    places = _places(len(points), area)
    parts = [_grid(up, area, labels, limits, lang), *_threads(points, places, up)]
    parts += [_point(point, x, up, area, labels, lang) for point, x in zip(points, places, strict=True)]
    parts += _periods(points, places, area, lang)
    parts.append(text((area.left + area.right) / 2, area.bottom + 54, labels.x_axis, side="middle", size=_SIZE, tone="soft"))
    foot = stack(
        [
            lambda top: key(labels.kind_heading, _samples(points, labels), _SIDE, top, width - _SIDE),
            lambda top: paragraph(labels.note, _SIDE, top, width - _SIDE),
        ],
        area.bottom + 68,
    )
    spoken = told(labels, (_hint(point, labels, lang) for point in points))
    return frame(prefix, "trend", (width, area.bottom + 68 + foot.height), spoken, lang, *parts, foot.markup)


def _places(count: int, area: Box) -> list[float]:
    step = (area.right - area.left) / count
    return [area.left + step * (at + 0.5) for at in range(count)]


def _grid(up: Linear, area: Box, labels: ChartLabels, limits: Sequence[Limit], lang: str) -> str:
    parts = [text(10, 18, labels.y_axis, size=_SIZE, bold=True), line(area.left, area.bottom, area.right, area.bottom)]
    for value in round_ticks(up.low, up.high, 6):
        y = up(value)
        parts.append(grid_line(area.left, y, area.right, y))
        parts.append(text(area.left - 6, y + 4, decimal(value, lang), side="right", size=_SIZE))
    for limit in limits:
        y = up(limit.value)
        parts += [
            line(area.left, y, area.right, y, "soft", dash="6 4"),
            text(area.right, y - 4, limit.label, side="right", size=10.5, tone="soft", halo=True),
        ]
    return "".join(parts)


def _threads(points: Sequence[TrendPoint], places: Sequence[float], up: Linear) -> list[str]:
    """Thin lines between periods that follow each other and both have a value."""
    pairs = pairwise(zip(points, places, strict=True))
    return [
        line(x, up(one.value), after, up(other.value), TONE)
        for (one, x), (other, after) in pairs
        if one.value is not None and other.value is not None
    ]


def _point(point: TrendPoint, x: float, up: Linear, area: Box, labels: ChartLabels, lang: str) -> str:
    if point.value is None:
        inside = _none(x, area.bottom - 9)
    else:
        low, high = (point.value if end is None else end for end in (point.low, point.high))
        inside = line(x, up(low), x, up(high), TONE, width=1.6) + _value(x, up(point.value))
    hint = _hint(point, labels, lang)
    marked = element("g", title(hint), inside, class_="mark")
    return link(point.href, hint, marked) if point.href else marked


def _value(x: float, y: float) -> str:
    return circle(x, y, 4.5, TONE)


def _none(x: float, y: float) -> str:
    return line(x - 4, y - 4, x + 4, y + 4, "none", width=1.8) + line(x - 4, y + 4, x + 4, y - 4, "none", width=1.8)


def _hint(point: TrendPoint, labels: ChartLabels, lang: str) -> str:
    units = f"{labels.kinds.get('units', '')} {amount(point.units, lang)}".strip()
    if point.value is None:
        return f"{point.period}: {labels.kinds.get('none', '')} ({units})"
    ends = [decimal(end, lang, 2) for end in (point.low, point.high) if end is not None]
    between = f" ({' – '.join(ends)})" if ends else ""
    return f"{point.period}: {decimal(point.value, lang, 2)}{between}, {units}"


def _periods(points: Sequence[TrendPoint], places: Sequence[float], area: Box, lang: str) -> list[str]:
    """The periods and their units below the axis, as many as there is room for, always with the last."""
    widest = max(width_of(point.period, _SIZE) for point in points) + 10
    every = max(1, math.ceil(widest * len(points) / (area.right - area.left)))
    shown = [(point, x) for at, (point, x) in enumerate(zip(points, places, strict=True)) if (len(points) - 1 - at) % every == 0]
    parts = []
    for point, x in shown:
        half = width_of(point.period, _SIZE) / 2
        at = min(max(x, half + 2), area.right + _SIDE - half - 2)
        parts.append(text(at, area.bottom + 16, point.period, side="middle", size=_SIZE))
        parts.append(text(at, area.bottom + 32, amount(point.units, lang), side="middle", size=10, tone="soft"))
    return parts


def _samples(points: Sequence[TrendPoint], labels: ChartLabels) -> list[Sample]:
    drawn = {"value": any(point.value is not None for point in points), "none": any(point.value is None for point in points)}
    draw = {"value": _value, "none": _none}
    return [Sample(draw[kind], labels.kinds[kind]) for kind, used in drawn.items() if used and kind in labels.kinds]
