"""A vertical timeline: one row for each entry in the order of time, with bars where something lasted.

The rows follow each other closely, so that a summer of weeks and the decades after it can both be read on a
phone. The spine is therefore no ruler: each new year is named on it, and a stretch without entries is broken
and says how many years it skips.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from dadkhah.publish.labels import ChartLabels
from dadkhah.publish.layout import width_of, wrap
from dadkhah.publish.legend import paragraph
from dadkhah.publish.scales import Moment, digits, jalali_year, language, moment
from dadkhah.publish.svg import circle, frame, is_rtl, line, link, nothing, text

_TONES: Final = (
    "opposition_aligned",
    "state",
    "victim_side",
    "armed_opposition",
    "foreign_state",
    "state_dissident",
)
_LANE: Final = 11.0
_LANES: Final = 0.18
"""The most that all lanes together take of the width: words need the rest on a phone."""
_SPINE: Final = 62.0
_LINE: Final = 18.0
_SMALL_LINE: Final = 15.0


class TimelineEntry(NamedTuple):
    """Something with a first and a last moment: years as numbers, or ISO dates (*last* equal or None
    for one moment).

    *approximate* says that the dates are not certain. *when* is the date as the page writes
    it; without it the dates are shown as they are given.
    """

    first: Moment
    last: Moment | None
    label: str
    href: str
    kind: str
    approximate: bool
    when: str = ""


class _Row(NamedTuple):
    """An entry in its place: its bar ends at row *through* in a lane beside the spine (lane None: no bar)."""

    entry: TimelineEntry
    first: float
    last: float
    through: int
    lane: int | None


class _Written(NamedTuple):
    """The words of a row: lines of the date, the kind at the other end of the first, lines of the label."""

    when: Sequence[str]
    kind: str
    label: Sequence[str]


class _Sides(NamedTuple):
    """Places across the picture; in a right-to-left language the spine stands at the right."""

    width: float
    rtl: bool
    words: float
    lane: float

    @property
    def room(self) -> float:
        """How wide a line of words may be."""
        return self.width - self.words - 12

    def at(self, across: float) -> float:
        return self.width - across if self.rtl else across

    @property
    def near(self) -> str:
        return "right" if self.rtl else "left"

    @property
    def far(self) -> str:
        return "left" if self.rtl else "right"


def timeline(
    entries: Sequence[TimelineEntry],
    labels: ChartLabels,
    lang: str,
    *,
    width: float = 480,
    prefix: str = "timeline",
) -> str:
    """The entries from top to bottom; time is never mirrored, the side of the spine follows the language."""
    if not entries:
        return nothing(labels.empty)
    rows = _rows(entries)
    lanes = 1 + max((row.lane for row in rows if row.lane is not None), default=-1)
    lane = min(_LANE, width * _LANES / max(lanes, 1))
    sides = _Sides(width, is_rtl(labels.title), _SPINE + 16 + lanes * lane, lane)
    written = _written(rows, labels.kinds, lang, sides)
    heights, between, end = _lay_out(rows, written, labels, lang, sides)
    drawn = [
        _entry(row, written[at], heights[at], sides, tone=_tone(row.entry.kind, labels.kinds))
        for at, row in enumerate(rows)
    ]
    bars = [_bar(row, heights, at, labels.kinds, sides) for at, row in enumerate(rows)]
    spine = line(sides.at(_SPINE), 10, sides.at(_SPINE), heights[-1])
    note = paragraph(labels.note, 14, end, width - 14)
    body = (spine, *bars, *between, *drawn, note.markup)
    return frame(prefix, "timeline", (width, end + note.height), labels, lang, *body)


def _written(rows: Sequence[_Row], kinds: Mapping[str, str], lang: str, sides: _Sides) -> list[_Written]:
    """The words of each row. Where one has no room for date and kind side by side, every kind leads its date."""
    entries = [row.entry for row in rows]
    small = [(digits(_when(entry), lang), kinds.get(entry.kind, "")) for entry in entries]
    labels = [wrap(entry.label, sides.room, 13, 3) for entry in entries]
    if all(width_of(when, 11.5) + width_of(kind, 10.5) + 12 <= sides.room for when, kind in small):
        return [_Written([when], kind, label) for (when, kind), label in zip(small, labels, strict=True)]
    led = [wrap(" · ".join(filter(None, (kind, when))), sides.room, 11.5, 3) for when, kind in small]
    return [_Written(when, "", label) for when, label in zip(led, labels, strict=True)]


def _bounds(entry: TimelineEntry) -> tuple[float, float]:
    ends = moment(entry.first), moment(entry.first if entry.last is None else entry.last, last=True)
    return min(ends), max(ends)


def _rows(entries: Sequence[TimelineEntry]) -> list[_Row]:
    """The entries in order; an entry that lasts takes the first lane that is free when it begins."""
    bounded = sorted(((*_bounds(entry), entry) for entry in entries), key=lambda one: (*one[:2], one[2].label))
    free: list[int] = []
    rows = []
    for at, (first, last, entry) in enumerate(bounded):
        lane, through = None, at
        if entry.last is not None and entry.last != entry.first:
            through = max(other for other, one in enumerate(bounded) if other == at or (at < other and one[0] < last))
            lane = next((number for number, until in enumerate(free) if until < at), len(free))
            free[lane : lane + 1] = [through]
        rows.append(_Row(entry, first, last, through, lane))
    return rows


def _lay_out(
    rows: Sequence[_Row], written: Sequence[_Written], labels: ChartLabels, lang: str, sides: _Sides
) -> tuple[list[float], list[str], float]:
    """The height of each row, the years and gaps drawn between them, and the height of it all."""
    heights: list[float] = []
    between: list[str] = []
    y, year = 20.0, math.floor(rows[0].first) - 1
    for row, words in zip(rows, written, strict=True):
        skipped = math.floor(row.first) - year - 1
        if skipped > 0 and labels.gap:
            between.append(_gap(skipped, y, labels, lang, sides))
            y += 32
        if skipped >= 0:
            year += skipped + 1
            between.append(_year(year, y, lang, sides))
        heights.append(y)
        y += 26 + _LINE * len(words.label) + _SMALL_LINE * (len(words.when) - 1)
    return heights, between, y


def _year(year: int, y: float, lang: str, sides: _Sides) -> str:
    edge = sides.at(_SPINE - 12)
    parts = [text(edge, y + 4, digits(str(year), lang), side=sides.far, size=13, bold=True)]
    if language(lang) == "fa":
        pair = digits(f"{jalali_year(year)}/{(jalali_year(year) + 1) % 100:02d}", lang)
        parts.append(text(edge, y + 19, pair, side=sides.far, size=10, tone="soft"))
    return "".join(parts)


def _gap(years: int, y: float, labels: ChartLabels, lang: str, sides: _Sides) -> str:
    x, top, bottom = sides.at(_SPINE), y - 10, y + 12
    words = labels.gap.replace("{n}", digits(str(years), lang))
    parts = [
        line(x, top, x, bottom, "paper", width=4),
        line(x, top, x, bottom, width=2, dash="1 4"),
        text(sides.at(sides.words), y + 4, words, side=sides.near, size=11, tone="soft"),
    ]
    return "".join(parts)


def _tone(kind: str, kinds: Mapping[str, str]) -> str:
    order = list(kinds)
    return _TONES[order.index(kind) % len(_TONES)] if kind in order else "none"


def _bar(row: _Row, heights: Sequence[float], at: int, kinds: Mapping[str, str], sides: _Sides) -> str:
    """A bar from an entry's row to the last row that begins before the entry ends."""
    if row.lane is None:
        return ""
    x, dash = sides.at(_SPINE + 15 + row.lane * sides.lane), "5 3" if row.entry.approximate else None
    ends = heights[at] - 5, heights[row.through] + 10
    return line(x, ends[0], x, ends[1], _tone(row.entry.kind, kinds), width=4.5, dash=dash)


def _entry(row: _Row, words: _Written, y: float, sides: _Sides, *, tone: str) -> str:
    inside = "paper" if row.entry.approximate else None
    x, below = sides.at(sides.words), y + 4 + _SMALL_LINE * (len(words.when) - 1)
    parts = [
        circle(sides.at(_SPINE), y, 5, tone, fill=inside),
        *(text(x, below + _LINE * at, one, side=sides.near, size=13) for at, one in enumerate(words.label, start=1)),
        *(
            text(x, y + 4 + _SMALL_LINE * at, one, side=sides.near, size=11.5, tone="soft")
            for at, one in enumerate(words.when)
        ),
        text(sides.at(sides.width - 12), y + 4, words.kind, side=sides.far, size=10.5, tone="soft"),
    ]
    return link(row.entry.href, f"{' '.join(words.when)} {row.entry.label}", *parts)


def _when(entry: TimelineEntry) -> str:
    if entry.when:
        return entry.when
    same = entry.last is None or entry.last == entry.first
    written = str(entry.first) if same else f"{entry.first} – {entry.last}"
    return f"~ {written}" if entry.approximate else written
