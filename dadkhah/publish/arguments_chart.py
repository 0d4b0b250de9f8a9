"""Arguments over the decades: a row for each argument, a mark for each statement that gives it."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from dadkhah.publish.axes import axis_height, year_axis
from dadkhah.publish.colours import mark, standing_of
from dadkhah.publish.labels import ChartLabels
from dadkhah.publish.layout import Box, wrap
from dadkhah.publish.legend import key, paragraph, stack, standing_samples
from dadkhah.publish.marks import disc
from dadkhah.publish.scales import Linear, Moment, moment, year_span
from dadkhah.publish.svg import element, frame, is_rtl, line, link, nothing, text

_LINE: Final = 17.0
_STEP: Final = 18.0
_SIDE: Final = 14.0


class ArgumentStatement(NamedTuple):
    """A statement that gives an argument: year (or ISO date), label, page, and the speaker's standing."""

    year: Moment
    label: str
    href: str
    standing: str


class ArgumentRow(NamedTuple):
    """An argument and the statements that give it."""

    label: str
    href: str
    statements: Sequence[ArgumentStatement]


class _Row(NamedTuple):
    """An argument's words, and how high the statements of each place on the axis are stacked."""

    argument: ArgumentRow
    words: list[str]
    spots: list[tuple[float, int]]

    @property
    def height(self) -> float:
        rise = max((level for _, level in self.spots), default=0)
        return _LINE * len(self.words) + _STEP * (rise + 1) + 24


def arguments_over_decades(
    rows: Sequence[ArgumentRow],
    labels: ChartLabels,
    lang: str,
    *,
    width: float = 720,
    prefix: str = "arguments",
) -> str:
    """Each argument's words above its own line of time; statements of the same time stand on each other."""
    given = [
        ArgumentRow(label, href, [ArgumentStatement(*one) for one in said]) for label, href, said in rows
    ]
    times = [moment(one.year) for row in given for one in row.statements]
    if not times:
        return nothing(labels.empty)
    across = Linear(*year_span(times), _SIDE + 12, width - _SIDE - 12)
    laid = [_Row(row, wrap(row.label, width - 2 * _SIDE, 13, 3), _stacked(row, across)) for row in given]
    bottom = 12 + sum(row.height for row in laid)
    parts, y = [year_axis(across, 12, bottom, lang)], 12.0
    for row in laid:
        y += row.height
        parts.append(_row(row, y, lang, width))
    codes = [one.standing for row in given for one in row.statements]
    under = bottom + axis_height(lang) + 18
    foot = stack(
        [
            lambda top: key(
                labels.standing_heading, standing_samples(codes, labels, lang), _SIDE, top, width - _SIDE
            ),
            lambda top: paragraph(labels.note, _SIDE, top, width - _SIDE),
        ],
        under,
    )
    height = under + foot.height
    return frame(prefix, "arguments", (width, height), labels, lang, *parts, foot.markup)


def _stacked(row: ArgumentRow, across: Linear) -> list[tuple[float, int]]:
    """For each statement its place across and its level: the lowest at which it hides no other."""
    done: list[tuple[float, int]] = []
    for one in row.statements:
        x, level = across(moment(one.year)), 0
        while any(taken == level and abs(x - other) < _STEP for other, taken in done):
            level += 1
        done.append((x, level))
    return done


def _row(row: _Row, floor: float, lang: str, width: float) -> str:
    base = floor - 16
    rtl = is_rtl(row.argument.label)
    area = Box(_SIDE, floor - row.height, width - _SIDE, floor)
    edge, side = (area.right, "right") if rtl else (area.left, "left")
    words = [
        text(edge, area.top + 14 + _LINE * at, one, side=side, size=13, bold=True, halo=True)
        for at, one in enumerate(row.words)
    ]
    parts = [
        line(area.left, base, area.right, base),
        link(row.argument.href, row.argument.label, *words),
    ]
    for one, (x, level) in zip(row.argument.statements, row.spots, strict=True):
        dot = disc(standing_of(one.standing), mark(one.standing, lang), x, base - _STEP * level)
        parts.append(link(one.href, one.label, element("g", dot, class_="mark")))
    return "".join(parts)
