"""What a threshold costs: pairs joined wrongly and true pairs missed, for every threshold, on one scale of counts."""

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, NamedTuple

from dadkhah.publish.axes import grid_line
from dadkhah.publish.colours import colour
from dadkhah.publish.labels import ChartLabels
from dadkhah.publish.layout import Box, width_of
from dadkhah.publish.legend import Block, Sample, key, paragraph, stack
from dadkhah.publish.scales import Linear, Log, amount, log_ticks
from dadkhah.publish.svg import circle, element, frame, line, nothing, number, text, title
from dadkhah.publish.values import on_log, percent, told

TONES: Final = {"false": "state", "missed": "opposition_aligned"}
DASHES: Final = {"false": None, "missed": "6 3"}
_SIDE: Final = 14.0
_SIZE: Final = 11.5
_TICKS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)


class Spread(NamedTuple):
    """A number of pairs with its interval."""

    value: float
    low: float
    high: float


class ThresholdLine(NamedTuple):
    """By the model: pairs joined wrongly and true pairs missed from this threshold (0 to 1) on."""

    threshold: float
    false: float
    missed: float


class ThresholdSample(NamedTuple):
    """The same, by what people found in a sample."""

    threshold: float
    false: Spread
    missed: Spread


def threshold_chart(
    lines: Sequence[ThresholdLine],
    labels: ChartLabels,
    lang: str,
    *,
    samples: Sequence[ThresholdSample] = (),
    chosen: float | None = None,
    width: float = 720,
    prefix: str = "threshold",
) -> str:
    """Thresholds from 0 on the one side to 1 on the other, the same in every language; counts on a log scale, upwards.

    `labels.kinds` names `false`, `missed`, `false_judged`, `missed_judged` and `chosen`, the threshold in use. Raises
    ValueError for counts that are not finite.
    """
    if not lines and not samples:
        return nothing(labels.empty)
    counts = [count for one in lines for count in one[1:]] + [spread.high for one in samples for spread in one[1:]]
    if not all(map(math.isfinite, counts)):
        raise ValueError("A number of pairs is not finite. Give each threshold the numbers of its pairs.")
    top = max(10.0, 1.2 * max(counts))
    area = Box(max(44.0, width_of(amount(top, lang), _SIZE) + 18), 34, width - _SIDE, 314)
    across = Linear(0, 1, area.left + 8, area.right - 14)
    up = Log(1, top, area.bottom - 20, area.top + 6, area.bottom)
    parts = [_grid(across, up, area, labels, lang)]
    for kind in TONES:
        parts += [_course(kind, sorted(lines), across, up), *(_sample(kind, one, across, up, lang) for one in samples)]
    if chosen is not None:
        parts.append(_chosen(chosen, across, area, labels, lang))
    foot = stack(_foot(labels, width, has_lines=bool(lines), has_samples=bool(samples)), area.bottom + 56)
    spoken = told(labels, _spoken(lines, samples, labels, lang))
    return frame(prefix, "threshold", (width, area.bottom + 56 + foot.height), spoken, lang, *parts, foot.markup)


def _grid(across: Linear, up: Log, area: Box, labels: ChartLabels, lang: str) -> str:
    parts = [line(area.left, area.bottom, area.right, area.bottom), text(10, 18, labels.y_axis, size=_SIZE, bold=True)]
    for count in (0, *log_ticks(up.low, up.high, 7)):
        y = on_log(up, count)
        parts += [grid_line(area.left, y, area.right, y), text(area.left - 8, y + 4, amount(count, lang), side="right", size=_SIZE)]
    for share in _TICKS:
        x = across(share)
        parts.append(grid_line(x, area.top, x, area.bottom))
        parts.append(text(x, area.bottom + 16, percent(share, lang), side="middle", size=_SIZE))
    middle = (area.left + area.right) / 2
    return "".join([*parts, text(middle, area.bottom + 40, labels.x_axis, side="middle", size=_SIZE, tone="soft")])


def _course(kind: str, lines: Sequence[ThresholdLine], across: Linear, up: Log) -> str:
    """A line through the counts of the model, which has one for every threshold; a single one is a stroke."""
    spots = [(across(one.threshold), on_log(up, getattr(one, kind))) for one in lines]
    if len(spots) == 1:
        [(x, y)] = spots
        spots = [(x - 6, y), (x + 6, y)]
    course = "L".join(f"{number(x)} {number(y)}" for x, y in spots)
    return element(
        "path", d=f"M{course}", fill="none", stroke=colour(TONES[kind]), stroke_width=2.2,
        stroke_dasharray=DASHES[kind], class_=f"line-{TONES[kind]}",
    ) if spots else ""  # fmt: skip


def _sample(kind: str, one: ThresholdSample, across: Linear, up: Log, lang: str) -> str:
    spread: Spread = getattr(one, kind)
    x = across(one.threshold) + (-3 if kind == "false" else 3)
    low, high = on_log(up, spread.low), on_log(up, spread.high)
    hint = f"{percent(one.threshold, lang)}: {_between(spread, lang)}"
    bar = line(x, low, x, high, TONES[kind], width=1.6)
    return element("g", title(hint), bar, dot(kind, x, on_log(up, spread.value)), class_="mark")


def dot(kind: str, x: float, y: float) -> str:
    """What people found: a disc for pairs joined wrongly, a ring for those missed."""
    return circle(x, y, 4, TONES[kind], fill=None if kind == "false" else "paper", width=1.8)


def _between(spread: Spread, lang: str) -> str:
    value, low, high = (amount(each, lang) for each in spread)
    return value if low == high else f"{value} ({low}–{high})"


def _chosen(chosen: float, across: Linear, area: Box, labels: ChartLabels, lang: str) -> str:
    x = across(chosen)
    words = f"{labels.kinds.get('chosen', '')} {percent(chosen, lang)}".strip()
    half = width_of(words, _SIZE) / 2
    at = min(max(x, area.left + half), area.right - half)
    return line(x, area.top - 4, x, area.bottom, "ink", width=1.4, dash="2 3") + text(
        at, area.top - 8, words, side="middle", size=_SIZE, halo=True
    )


def _foot(labels: ChartLabels, width: float, *, has_lines: bool, has_samples: bool) -> list[Callable[[float], Block]]:
    drawn = {kind: partial(_stroke, kind) for kind in TONES if has_lines}
    drawn |= {f"{kind}_judged": partial(dot, kind) for kind in TONES if has_samples}
    samples = [Sample(draw, labels.kinds[kind]) for kind, draw in drawn.items() if kind in labels.kinds]
    return [
        lambda top: key(labels.kind_heading, samples, _SIDE, top, width - _SIDE),
        lambda top: paragraph(labels.note, _SIDE, top, width - _SIDE),
    ]


def _stroke(kind: str, x: float, y: float) -> str:
    return line(x - 9, y, x + 9, y, TONES[kind], width=2.2, dash=DASHES[kind])


def _spoken(lines: Sequence[ThresholdLine], samples: Sequence[ThresholdSample], labels: ChartLabels, lang: str) -> list[str]:
    """Every tenth part of the lines and all samples in words."""
    step = max(1, len(lines) // 10)
    names = labels.kinds
    said = [
        f"{percent(at, lang)}: {names.get('false', '')} {amount(false, lang)}, {names.get('missed', '')} {amount(missed, lang)}"
        for at, false, missed in sorted(lines)[::step]
    ]
    judged = [
        f"{percent(one.threshold, lang)}: {names.get('false_judged', '')} {_between(one.false, lang)},"
        f" {names.get('missed_judged', '')} {_between(one.missed, lang)}"
        for one in samples
    ]
    return [*said, *judged]
