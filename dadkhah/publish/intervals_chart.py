"""Several estimates of one number below each other, on one scale, beside the people that were observed."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from dadkhah.publish.axes import grid_line
from dadkhah.publish.labels import ChartLabels
from dadkhah.publish.layout import wrap
from dadkhah.publish.legend import Block, Sample, key, paragraph, stack
from dadkhah.publish.scales import Log, amount, log_span, log_ticks
from dadkhah.publish.svg import circle, element, frame, is_rtl, line, nothing, text, title
from dadkhah.publish.values import told

TONE: Final = "opposition_aligned"
_SIDE: Final = 14.0
_SIZE: Final = 12.0
_LINE: Final = 15.0
_BAND: Final = 24.0


class IntervalRow(NamedTuple):
    """An estimate by its name; an upper end of None: none is known. With `words` alone: why there is no number."""

    name: str
    estimate: float | None
    lower: float | None
    upper: float | None
    words: str = ""
    bold: bool = False


def intervals_chart(
    rows: Sequence[IntervalRow],
    observed: int,
    labels: ChartLabels,
    lang: str,
    *,
    width: float = 720,
    prefix: str = "intervals",
) -> str:
    """More people are always drawn to the same side, in every language; the scale is logarithmic.

    `labels.kinds` names `observed`, `estimate` and `unbounded`. A row without a number is told in words.
    """
    if not rows:
        return nothing(labels.empty)
    across = _across(rows, observed, width)
    heights = [_height(row, width) for row in rows]
    bottom = 44 + sum(heights)
    parts, y = [_grid(across, bottom, observed, labels, lang)], 44.0
    for row, height in zip(rows, heights, strict=True):
        parts.append(_row(row, across, y, width, labels, lang))
        y += height
    axis = text(width / 2, bottom + 36, labels.x_axis, side="middle", size=11.5, tone="soft")
    foot = stack(_foot(labels, width), bottom + 46)
    spoken = told(labels, (_words(row, labels, lang) for row in rows))
    return frame(prefix, "intervals", (width, bottom + 46 + foot.height), spoken, lang, *parts, axis, foot.markup)


def _across(rows: Sequence[IntervalRow], observed: int, width: float) -> Log:
    ends = [float(max(observed, 1))]
    ends += [value for row in rows for value in (row.lower, row.estimate, row.upper) if value]
    low, high = log_span(ends)
    return Log(low, high, _SIDE + 6, width - _SIDE - 16, _SIDE)


def _height(row: IntervalRow, width: float) -> float:
    return _LINE + 4 + (_BAND if row.estimate is not None else _LINE * len(_told(row, width)))


def _told(row: IntervalRow, width: float) -> list[str]:
    return wrap(row.words, width - 2 * _SIDE - 12, 11.5, 3)


def _grid(across: Log, bottom: float, observed: int, labels: ChartLabels, lang: str) -> str:
    parts = []
    for tick in log_ticks(across.low, across.high, max(2, int((across.end - across.start) / 70))):
        x = across(tick)
        parts += [grid_line(x, 30, x, bottom), text(x, bottom + 16, amount(tick, lang), side="middle", size=11.5)]
    x = across(observed)
    words = f"{labels.kinds.get('observed', '')} {amount(observed, lang)}".strip()
    parts += [line(x, 26, x, bottom, "ink", width=1.4, dash="2 3"), text(x + 4, 20, words, size=11.5, halo=True)]
    return "".join(parts)


def _row(row: IntervalRow, across: Log, top: float, width: float, labels: ChartLabels, lang: str) -> str:
    edge, side = (width - _SIDE, "right") if is_rtl(row.name) else (_SIDE, "left")
    name = text(edge, top + 11, row.name, side=side, size=_SIZE, bold=row.bold, halo=True)
    if row.estimate is None or row.lower is None:
        inside, end = (width - _SIDE - 12, "right") if is_rtl(row.words) else (_SIDE + 12, "left")
        told_ = [text(inside, top + 11 + _LINE * (at + 1), each, side=end, size=11.5, tone="soft", halo=True)
                 for at, each in enumerate(_told(row, width))]  # fmt: skip
        return element("g", name, *told_, class_="mark")
    y, from_, to = top + _LINE + 9, across(row.lower), across.end if row.upper is None else across(row.upper)
    bar = line(from_, y, to, y, TONE, width=4 if row.bold else 2.4)
    arrow = _arrow(to, y) if row.upper is None else ""
    return element("g", title(_words(row, labels, lang)), name, bar, arrow, dot(across(row.estimate), y), class_="mark")


def _arrow(x: float, y: float) -> str:
    return line(x - 7, y - 5, x, y, TONE, width=2.4) + line(x - 7, y + 5, x, y, TONE, width=2.4)


def dot(x: float, y: float) -> str:
    return circle(x, y, 4.5, TONE, width=1.8)


def _words(row: IntervalRow, labels: ChartLabels, lang: str) -> str:
    if row.estimate is None or row.lower is None:
        return f"{row.name}: {row.words}"
    end = labels.kinds.get("unbounded", "") if row.upper is None else amount(row.upper, lang)
    return f"{row.name}: {amount(row.estimate, lang)} ({amount(row.lower, lang)}–{end})"


def _foot(labels: ChartLabels, width: float) -> list[Callable[[float], Block]]:
    samples = [Sample(dot, labels.kinds["estimate"])] if "estimate" in labels.kinds else []
    if "unbounded" in labels.kinds:
        samples.append(Sample(_sample, labels.kinds["unbounded"]))
    return [
        lambda top: key(labels.kind_heading, samples, _SIDE, top, width - _SIDE),
        lambda top: paragraph(labels.note, _SIDE, top, width - _SIDE),
    ]


def _sample(x: float, y: float) -> str:
    return line(x - 9, y, x + 8, y, TONE, width=2.4) + _arrow(x + 9, y)
