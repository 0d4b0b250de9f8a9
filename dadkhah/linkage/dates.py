"""Dates and ages of lists as ranges of days, with the uncertainty that they have (days are proleptic Gregorian ordinals).

A year is 365 days wide, an age two years less a day: who is 24 on a day was born in the year before they turned it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from dadkhah.linkage.names import table
from dadkhah.reading.conversion import from_jalali
from dadkhah.reading.numerals import to_ascii_digits

Days = tuple[int, int]
"""First and last day."""
_PARTS = re.compile(r"\d+|[^\W\d_]+")
_YEAR = re.compile(r"(\d{4})(?:\.0+)?")
JALALI = range(1250, 1450)


def day_first(values: Iterable[str]) -> bool:
    """Whether a column writes 3/12 for the 3rd of December; where nothing tells, it does."""
    for value in values:
        found = [int(part) for part in _PARTS.findall(to_ascii_digits(value)) if part.isdecimal()]
        if len(found) == 3 and len(str(found[0])) < 3 and found[1] > 12:
            return False
        if len(found) == 3 and len(str(found[0])) < 3 and found[0] > 12:
            return True
    return True


@lru_cache(1 << 17)
def days(text: str, *, first: bool = True) -> Days | None:
    """The days that a written date may mean: 1950, 1950.0, 1950-09-01, 01/09/1950, NOV/1976, FEB-MAR/1977, ۱۳۶۷/۵/۶.

    `first`: whether the day stands before the month. Nothing for what is no date.
    """
    text = to_ascii_digits(text).strip().lower()
    if year := _YEAR.fullmatch(text):
        return _span(int(year[1]), 0, 0)
    found = _PARTS.findall(text)
    months = [table("columns")["months"][part] for part in found if part in table("columns")["months"]]
    numbers = [int(part) for part in found if part.isdecimal()]
    year_at = next((at for at, number in enumerate(numbers) if number > 1000), None)
    if year_at is None:
        return None
    rest = [number for at, number in enumerate(numbers) if at != year_at]
    if months:
        spans = [_span(numbers[year_at], month, rest[0] if len(rest) == 1 and len(months) == 1 else 0) for month in months]
        return _around([span for span in spans if span])
    if len(rest) > 2:
        rest = rest[:2]
    if len(rest) == 2 and year_at and first:
        rest = rest[::-1]
    month, day = (*rest, 0, 0)[:2]
    return _span(numbers[year_at], month, day) or _span(numbers[year_at], day, month)


def _span(year: int, month: int, day: int) -> Days | None:
    if year in JALALI:
        return _jalali(year, month, day)
    if not (1 <= year <= 9998 and 0 <= month <= 12 and 0 <= day <= 31):
        return None
    if day and not (month and day <= monthrange(year, month)[1]):
        return None
    low = date(year, month or 1, day or 1)
    high = low if day else date(year, month or 12, monthrange(year, month or 12)[1])
    return low.toordinal(), high.toordinal()


def _jalali(year: int, month: int, day: int) -> Days | None:
    if not (0 <= month <= 12 and 0 <= day <= 31):
        return None
    try:
        low = from_jalali(year, month or 1, day or 1)
        high = low if day else _last_of(year, month or 12)
    except ValueError:
        return None
    return low.toordinal(), high.toordinal()


def _last_of(year: int, month: int) -> date:
    after = from_jalali(year + (month == 12), month % 12 + 1, 1)
    return date.fromordinal(after.toordinal() - 1)


def _around(spans: list[Days]) -> Days | None:
    return (min(low for low, _ in spans), max(high for _, high in spans)) if spans else None


def age(text: str) -> int | None:
    """Whole years; nothing for what is no age."""
    found = re.fullmatch(r"(\d{1,3})(?:\.0+)?", to_ascii_digits(text).strip())
    return int(found[1]) if found and int(found[1]) < 130 else None


def born(years: int, when: Days) -> Days:
    """The days on which somebody was born who had this age on a day of the range."""
    return when[0] - round((years + 1) * 365.25) + 1, when[1] - round(years * 365.25)
