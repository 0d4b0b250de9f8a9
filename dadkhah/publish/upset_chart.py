"""Who is on which lists together: a column for each set of lists, a row for each list (Lex et al., UpSet, 2014)."""

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

from dadkhah.publish.colours import colour
from dadkhah.publish.labels import ChartLabels
from dadkhah.publish.layout import shorten
from dadkhah.publish.scales import amount
from dadkhah.publish.svg import circle, element, frame, line, nothing, text, title
from dadkhah.publish.values import told

TONE: Final = "opposition_aligned"
_SIDE: Final = 14.0
_SIZE: Final = 11.5
_ROW: Final = 22.0
_TOP: Final = 40.0
_BARS: Final = 130.0
_STEP: Final = 30.0


class Together(NamedTuple):
    """How many people are on exactly these lists."""

    lists: Sequence[str]
    people: int


def upset_chart(
    sizes: Sequence[tuple[str, int]],
    sets: Sequence[Together],
    labels: ChartLabels,
    lang: str,
    *,
    width: float = 720,
    prefix: str = "upset",
) -> str:
    """*sizes*: each list with its people, a row each; *sets*: the columns, drawn in their order as far as there is room.

    `labels.y_axis` says what a column counts, `labels.not_drawn` how many sets found no room ("{n}").
    """
    if not sets or not sizes:
        return nothing(labels.empty)
    left = _SIDE + min(width * 0.42, 230.0)
    drawn = list(sets)[: max(1, int((width - _SIDE - left) // _STEP))]
    most = max(each.people for each in drawn)
    foot = _TOP + _BARS + 16
    parts = [text(_SIDE, 18, labels.y_axis, size=_SIZE, bold=True)]
    parts += [_row(name, people, foot + _ROW * at, left, lang) for at, (name, people) in enumerate(sizes)]
    rows = {name: foot + _ROW * at + _ROW / 2 for at, (name, _) in enumerate(sizes)}
    parts += [_column(each, left + _STEP * (at + 0.5), most, rows, lang) for at, each in enumerate(drawn)]
    bottom = foot + _ROW * len(sizes) + 8
    if left_out := len(sets) - len(drawn):
        parts.append(text(_SIDE, bottom + 14, labels.not_drawn.replace("{n}", amount(left_out, lang)), size=_SIZE, tone="soft"))
        bottom += 22
    spoken = told(labels, (_words(each, lang) for each in sets))
    return frame(prefix, "upset", (width, bottom), spoken, lang, *parts)


def _row(name: str, people: int, top: float, left: float, lang: str) -> str:
    y = top + _ROW / 2 + 4
    count = text(left - 10, y, amount(people, lang), side="right", size=_SIZE)
    return text(_SIDE, y, shorten(name, left - _SIDE - 62, _SIZE), size=_SIZE) + count


def _column(each: Together, x: float, most: int, rows: dict[str, float], lang: str) -> str:
    """Columns are as high as their people; the root makes small sets beside large ones visible, and the number is written."""
    height = max(1.5, (_BARS - 16) * math.sqrt(each.people / most))
    base = _TOP + _BARS
    bar = element("rect", x=x - 9, y=base - height, width=18, height=height, fill=colour(TONE), class_=f"fill-{TONE}")
    count = text(x, base - height - 5, amount(each.people, lang), side="middle", size=10)
    inside = [rows[name] for name in each.lists if name in rows]
    full, hollow = [y for y in rows.values() if y in inside], [y for y in rows.values() if y not in inside]
    dots = [*(circle(x, y, 5, TONE, width=1.2) for y in full), *(circle(x, y, 5, "grid", fill="paper", width=1.2) for y in hollow)]
    thread = line(x, min(inside), x, max(inside), TONE, width=2) if inside else ""
    return element("g", title(_words(each, lang)), bar, count, thread, *dots, class_="mark")


def _words(each: Together, lang: str) -> str:
    return f"{' + '.join(each.lists)}: {amount(each.people, lang)}"
