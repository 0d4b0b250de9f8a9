"""Times that lean on the date before them: a day without its year, and what is counted from a date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from dadkhah.reading.conversion import jalali
from dadkhah.reading.edtf import parse
from dadkhah.reading.moments.find import Found
from dadkhah.reading.moments.relative import REACH, counted_from, relatives
from dadkhah.reading.moments.when import Stretch, When

_NEAR = 400
_UNSURE, _SAFE = 0.45, 0.6


class Leaning(NamedTuple):
    """A time and the date it leans on, if any."""

    found: Found
    anchor: Found | None = None


def anchored(text: str, found: Iterable[Found]) -> Iterator[Leaning]:
    """Every time with a year, said or taken from the date before it, in the order of the text."""
    listed = list(found)
    last: Found | None = None
    for at, each in enumerate(listed):
        leaning = _dated(each, last)
        if leaning is None:
            continue
        yield leaning
        if not _anchors(leaning.found.when):
            continue
        last = leaning.found
        until = listed[at + 1].start if at + 1 < len(listed) else len(text)
        for further in _counted(text, last, min(until, last.end + REACH)):
            yield further
            last = further.found


def _dated(each: Found, last: Found | None) -> Leaning | None:
    if _has_year(each.when):
        return Leaning(each)
    if last is None or each.start - last.end > _NEAR:
        return None
    when = _with_year(each.when, last)
    if when is None:
        return None
    is_safe = last.paragraph == each.paragraph and last.when.sure >= _SAFE
    return Leaning(each._replace(when=when._replace(sure=min(when.sure, 1 if is_safe else _UNSURE))), last)


def _anchors(when: When | Stretch) -> bool:
    """What goes on from 2015, and a decade, are no dates to count from."""
    if isinstance(when, When):
        return when.span == 1
    return when.first is not None and when.last is not None


def _has_year(when: When | Stretch) -> bool:
    if isinstance(when, When):
        return when.year is not None
    return all(each.year is not None for each in (when.first, when.last) if each)


def _with_year(when: When | Stretch, last: Found) -> When | Stretch | None:
    if isinstance(when, When):
        return _of_year(when, last)
    first, end = (_of_year(each, last) if each else None for each in (when.first, when.last))
    if (when.first and not first) or (when.last and not end):
        return None
    sure = min(each.sure for each in (first, end) if each)
    return when._replace(first=first, last=end, sure=min(when.sure, sure))


def _of_year(when: When, last: Found) -> When | None:
    """A month before that of the last date may be of another year: less sure."""
    if when.year is not None:
        return when
    near = _latest(last.when)
    year = _year_in(near, when.calendar or near.calendar) if near else None
    if near is None or year is None or near.span > 1:
        return None
    is_later = near.calendar == when.calendar and near.month is not None and when.month is not None
    surely = not is_later or (when.month or 0) >= (near.month or 0)
    sure = min(when.sure, near.sure, 1 if surely else _UNSURE)
    return when._replace(calendar=when.calendar or near.calendar, year=year, sure=sure)


def _latest(when: When | Stretch) -> When | None:
    return when if isinstance(when, When) else when.last or when.first


def _year_in(near: When, calendar: str) -> int | None:
    """The year of the date in the calendar of the month; None where it lies in two years."""
    if near.calendar == calendar:
        return near.year
    ends = near.ends()
    if ends is None or "hijri" in (calendar, near.calendar):
        return None
    days = [parse(ends[0]).first, parse(ends[1]).last]
    years = {_year(day, calendar) for day in days if day}
    return years.pop() if len(years) == 1 else None


def _year(day: date, calendar: str) -> int:
    return jalali(day)[0] if calendar == "jalali" else day.year


def _counted(text: str, last: Found, end: int) -> Iterator[Leaning]:
    """One after the other: the second "a day later" counts from the first."""
    for start, stop, step in relatives(text, last.end, end, last.language):
        anchor = _latest(last.when)
        when = counted_from(anchor, step) if anchor else None
        if when and when.edtf():
            found = Found(start, stop, when, last.language, last.paragraph)
            yield Leaning(found, last)
            last = found
