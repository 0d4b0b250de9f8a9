"""The year axis, shared by the pictures that lay time from left to right in every language."""

from dadkhah.publish.scales import Linear, digits, jalali_year, language, year_ticks
from dadkhah.publish.svg import line, text


def axis_height(lang: str) -> float:
    """How far the years reach below the axis: a second row where Jalali years stand."""
    return 34.0 if language(lang) == "fa" else 20.0


def year_axis(scale: Linear, top: float, bottom: float, lang: str) -> str:
    """Grid lines with the years below; in Persian also the Jalali year that holds each 1 January."""
    ticks = year_ticks(int(scale.low), int(scale.high), int((scale.end - scale.start) / 52))
    return "".join(_tick(year, scale(year), top, bottom, lang) for year in ticks)


def grid_line(x1: float, y1: float, x2: float, y2: float) -> str:
    """A fine dotted line: calm, and dark enough to be seen."""
    return line(x1, y1, x2, y2, "grid", width=0.8, dash="0.8 4.2")


def _tick(year: int, x: float, top: float, bottom: float, lang: str) -> str:
    parts = [
        grid_line(x, top, x, bottom),
        text(x, bottom + 16, digits(str(year), lang), side="middle", size=11.5),
    ]
    if language(lang) == "fa":
        jalali = digits(str(jalali_year(year)), lang)
        parts.append(text(x, bottom + 30, jalali, side="middle", size=10, tone="soft"))
    return "".join(parts)
