"""Dates in texts: three calendars, in digits and words, as EDTF; and what the text counts from them."""

from __future__ import annotations

from dadkhah.reading.moments.anchors import Leaning, anchored
from dadkhah.reading.moments.find import times
from dadkhah.reading.prose import Prose
from dadkhah.reading.suggestion import Date, Mention

__all__ = ["find_dates"]


def find_dates(prose: Prose) -> list[Date]:
    """Every date, in order. An EDTF that may be wrong is an interval, with a confidence below one half, or is not given."""
    return [date for leaning in anchored(prose.text, times(prose)) for date in _date(prose.text, leaning)]


def _date(text: str, leaning: Leaning) -> list[Date]:
    found, anchor = leaning.found, leaning.anchor
    edtf = found.when.edtf()
    if edtf is None:
        return []
    return [
        Date(
            start=found.start,
            end=found.end,
            exact=text[found.start : found.end],
            confidence=round(found.when.sure, 2),
            rule=found.when.rule,
            edtf=edtf,
            calendar=found.when.calendar,
            anchor=Mention.of(text, anchor.start, anchor.end) if anchor else None,
        )
    ]
