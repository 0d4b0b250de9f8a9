"""Figures in texts: a number of people or things, how exact it is meant, what is counted."""

from __future__ import annotations

from collections.abc import Sequence

from dadkhah.reading.counts.find import figures
from dadkhah.reading.moments import find_dates
from dadkhah.reading.prose import Prose
from dadkhah.reading.suggestion import Date, Figure

__all__ = ["find_figures"]


def find_figures(prose: Prose, dates: Sequence[Date] | None = None) -> list[Figure]:
    """Every figure, in order; what is a date is none. `dates`: those of the text, where somebody has found them already."""
    dates = find_dates(prose) if dates is None else dates
    found: list[Figure] = []
    at = 0
    for figure in figures(prose):
        while at < len(dates) and dates[at].end <= figure.start:
            at += 1
        if at < len(dates) and dates[at].start < figure.end and not _counts_well(figure):
            continue
        found.append(figure)
    return found


def _counts_well(figure: Figure) -> bool:
    """A known noun behind a number that may be a year: 1988 prisoners."""
    return figure.confidence >= 0.8
