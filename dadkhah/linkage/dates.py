"""Dates and ages of lists as ranges of days, with the uncertainty that they have (days are proleptic Gregorian ordinals).

A year from 1250 to 1449 is one of the Persian calendar, unless it has a mark or a month of another, or is still to come.
A year is 365 days wide, an age two years less a day: who is 24 on a day was born in the year before they turned it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache, lru_cache
from math import ceil, floor

from dadkhah.linkage.eras import EITHER, OF_TWO, Month, lunar, months_in, today, told_by
from dadkhah.linkage.names import table
from dadkhah.reading.conversion import from_jalali, jalali
from dadkhah.reading.fold import fold
from dadkhah.reading.numerals import to_ascii_digits

Days = tuple[int, int]
"""First and last day."""
_PARTS = re.compile(r"\d+|[^\W\d_]+")
_YEAR = re.compile(r"(\d{4})(?:\.0+)?")
_COMPACT = re.compile(r"(?<!\d)([12]\d{3})(0\d|1[0-2])([0-2]\d|3[01])(?!\d)")
_UNKNOWN = re.compile(r"([12]\d{2})([x?]|0s)|([12]\d)([x?]{2})")
_FOUR = re.compile(r"\d{4}")
_ENDS = (
    re.compile(r"(.*\d{4})\s*[-–—]\s*(.*\d{4})"),
    re.compile(r"(.*\d{4}.*?)(?:\s*\.\.\s*|\s[-–—]\s|\s(?:to|al?|تا)\s)(.*\d{4}.*)"),
    re.compile(r"([\d-]*\d{4}[\d-]*)/([\d-]*\d{4}[\d-]*)"),
)
"""Two dates, each with its year: DEC/1976-JAN/1977, 1367/5/6 - 1367/5/8, 1976-08-05/1976-08-10."""
_OPEN = re.compile(r"\.\.|\b(?:before|after|until|since|antes|despues|después|hasta|desde)\b|قبل از|پیش از|پس از|بعد از|قبل|بعد")
"""What only says that it was not later, or not earlier, says too little."""
_ABOUT = re.compile(r"~|%|\b(?:about|around|circa|c\.|ca\.|aprox|hacia)|حدود")
_AGE = re.compile(r"(\d{1,4})(?:\.0+)?\s*([^\W\d_]*)\.?")
YEAR, MONTHS, OLDEST = 365, 12, 130


def day_first(values: Iterable[str]) -> bool:
    """Whether a column writes 3/12 for the 3rd of December; where nothing tells, it does."""
    for value in dict.fromkeys(values):
        found = [int(part) for part in _PARTS.findall(to_ascii_digits(value)) if part.isdecimal()]
        if len(found) == 3 and len(str(found[0])) < 3 and found[1] > 12:
            return False
        if len(found) == 3 and len(str(found[0])) < 3 and found[0] > 12:
            return True
    return True


@lru_cache(1 << 17)
def days(text: str, *, first: bool = True, calendar: str = "") -> Days | None:
    """The days that a written date may mean: 1950, 1950.0, 1950-09-01, 01/09/1950, 5-8/08/1976, NOV/1976, FEB-MAR/1977,
    ۱۳۶۷/۵/۶, ۶ مرداد ۱۳۶۷, ١٤٠٨هـ; in EDTF 197X, 1950~ (a year more on both sides), 1976-08-05/1976-08-10.

    `first`: whether the day stands before the month. `calendar`: one of `eras.ERAS`, where it is known; what a date
    says of itself goes before it. Nothing for what is no date.
    """
    text = to_ascii_digits(text).strip().lower()
    if year := _YEAR.fullmatch(text):
        return _span(int(year[1]), 0, 0, calendar)
    if digits := _UNKNOWN.fullmatch(text):
        known = digits[1] or digits[3]
        return _between(*(_span(int(known.ljust(4, digit)), 0, 0, calendar) for digit in "09"))
    text = _COMPACT.sub(r"\1-\2-\3", text)
    if len(_FOUR.findall(text)) > 1 and (ends := next(filter(None, (each.fullmatch(text) for each in _ENDS)), None)):
        return _between(*(days(ends[at], first=first, calendar=calendar) for at in (1, 2)))
    found = None if _OPEN.search(text) else _one(text, first=first, calendar=calendar)
    return (found[0] - YEAR, found[1] + YEAR) if found and _ABOUT.search(text) else found


def _one(text: str, *, first: bool, calendar: str) -> Days | None:
    found = _PARTS.findall(text)
    numbers = [int(part) for part in found if part.isdecimal()]
    year_at = next((at for at, number in enumerate(numbers) if number > 1000), None)
    if year_at is None:
        return None
    year, before, after = numbers[year_at], numbers[:year_at], numbers[year_at + 1 :]
    words = tuple(fold(part) for part in found if not part.isdecimal())
    months, calendar = months_in(words), told_by(words, calendar)
    if months:
        own = [month for month in months if bool(month.calendar) == (year in OF_TWO and calendar != "gregorian")]
        return _named(year, own, before or after[:1], calendar)
    if len(before) == 3:  # 5-8/08/1976
        return _between(*(_span(year, before[2], before[at], calendar) for at in (0, 1)))
    rest = (before + after)[:2]
    if len(rest) == 2 and year_at and first:
        rest = rest[::-1]
    month, day = (*rest, 0, 0)[:2]
    return _span(year, month, day, calendar) or _span(year, day, month, calendar)


def _named(year: int, months: Sequence[Month], numbers: Sequence[int], calendar: str) -> Days | None:
    """A month by its name, or the first to the last of some; the first is of the year before where it comes later in it."""
    if not months:
        return None
    low, high = months[0].number, months[-1].number
    day, last = (numbers[0], numbers[-1]) if len(numbers) == 1 or (len(numbers) == 2 and numbers[1]) else (0, 0)
    if len(months) > 1 and len(numbers) < 2:
        day = last = 0
    return _between(_span(year - (low > high), low, day, calendar), _span(year, high, last, calendar))


def _between(low: Days | None, high: Days | None) -> Days | None:
    return (low[0], high[1]) if low and high and low[0] <= high[1] else None


def _span(year: int, month: int, day: int, calendar: str) -> Days | None:
    if not (1 <= year <= 9998 and 0 <= month <= 12 and 0 <= day <= 31) or (day and not month):
        return None
    if year in OF_TWO and calendar != "gregorian":
        return _of_two(year, month, day, calendar)
    if day and day > monthrange(year, month)[1]:
        return None
    low = date(year, month or 1, day or 1)
    high = low if day else date(year, month or 12, monthrange(year, month or 12)[1])
    return low.toordinal(), high.toordinal()


def _of_two(year: int, month: int, day: int, calendar: str) -> Days | None:
    """In the calendar that is told. Else what is still to come is not meant; where that leaves both calendars, both are."""
    if calendar == "hijri":
        return lunar(year, month, day)
    solar, now = _jalali(year, month, day), today()
    if calendar == "jalali" or (calendar != EITHER and (solar is None or solar[0] <= now)):
        return solar
    others = [lunar(year, month, day)]
    read = [each for each in (solar, *others) if each and each[0] <= now]
    return (min(each[0] for each in read), max(each[1] for each in read)) if read else None


def _jalali(year: int, month: int, day: int) -> Days | None:
    try:
        low = from_jalali(year, month or 1, day or 1)
        high = low if day else _last_of(year, month or 12)
    except ValueError:
        return None
    return low.toordinal(), high.toordinal()


def exchanged(day: int) -> tuple[int, int]:
    """A day with month and day exchanged, if it is written in the Gregorian and in the Persian calendar; 0 where there is none."""
    when = date.fromordinal(day)
    solar = jalali(when)
    gregorian = date(when.year, when.day, when.month).toordinal() if when.day <= MONTHS else 0
    return gregorian, from_jalali(solar[0], solar[2], solar[1]).toordinal() if solar[2] <= MONTHS else 0


def _last_of(year: int, month: int) -> date:
    after = from_jalali(year + (month == 12), month % 12 + 1, 1)
    return date.fromordinal(after.toordinal() - 1)


def age(text: str) -> int | None:
    """Whole years: 24, 24.0, ۲۴, 24 años, ۲۴ ساله, 5 months; nothing for what is no age."""
    found = _AGE.fullmatch(to_ascii_digits(text).strip().lower())
    if not found:
        return None
    unit = fold(found[2])
    years = 1 if not unit or unit in _units("years") else 12 if unit in _units("months") else 0
    return int(found[1]) // years if years and int(found[1]) < OLDEST * years else None


@cache
def _units(name: str) -> frozenset[str]:
    return frozenset(fold(word) for word in table("columns")["ages"][name])


def born(years: int, when: Days) -> Days:
    """The days on which somebody was born who had this age on a day of the range."""
    return when[0] - ceil((years + 1) * 365.25) + 1, when[1] - floor(years * 365.25)
