"""A time as a text names it, in its own calendar, and the Gregorian EDTF of it.

Days become days; months, seasons, years and decades of another calendar become the Gregorian interval of their first and last
day. A Hijri day is the two or three days that may be it. "Early", "mid" and "late" are thirds.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from dadkhah.reading.conversion import from_hijri, from_jalali, from_jalali_month
from dadkhah.reading.edtf import NotADate, parse

Fields = tuple[int, ...]
"""Year, or year and month, or year, month and day."""
_PARTS = {"third": 3, "half": 2, "quarter": 4}
_LARGEST = 9990
_KEPT = 10_000
"""A text names the same few dates again and again."""


class When(NamedTuple):
    """What is said; None where it is not.

    `span`: 10 or 100 years that begin with `year`. `part`: its kind and its place, the last being -1;
    of `months` how many, from the end on where it is less than none. `mark`: ~ about,
    ? perhaps. `sure`: 0 to 1. `rule`: the rule that read it.
    """

    calendar: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    season: int | None = None
    span: int = 1
    part: tuple[str, int] | None = None
    mark: str = ""
    sure: float = 0.9
    rule: str = "date"

    @property
    def is_bare_year(self) -> bool:
        return self.year is not None and not (self.month or self.season or self.part or self.mark) and self.span == 1

    def ends(self) -> tuple[str, str] | None:
        """The EDTF of its beginning and of its end, equal for one day, month, season or year; None for what never was."""
        return _ends(self.calendar, self.year, self.month, self.day, self.season, self.span, self.part)

    def reckon(self) -> tuple[str, str]:
        """The same, or ValueError."""
        first, last = _reach(self)
        if self.calendar == "jalali":
            return _jalali_day(first, at_end=False), _jalali_day(last, at_end=True)
        if self.calendar == "hijri":
            return _hijri_day(first, at_end=False), _hijri_day(last, at_end=True)
        if self.season and not self.part:
            return (_edtf((self.year or 0, self.season + 20)),) * 2
        if self.span > 1 and not self.part and first[0] % self.span == 0:
            return (_edtf(first)[: 4 - len(str(self.span)) + 1] + "X" * (len(str(self.span)) - 1),) * 2
        return _edtf(first), _edtf(last)

    def edtf(self) -> str | None:
        """One EDTF expression, or None."""
        return joined(self, self)


@lru_cache(maxsize=_KEPT)
def _ends(calendar: str, year: int | None, *rest: Any) -> tuple[str, str] | None:
    if year is None or not 0 < year < _LARGEST:
        return None
    try:
        first, last = When(calendar, year, *rest).reckon()
    except (ValueError, OverflowError):
        return None  # no such day, or out of the calendar's reach: no date
    return (first, last) if _holds(first) and _holds(last) else None


def joined(start: When, end: When) -> str | None:
    """From the beginning of the one to the end of the other: one point where it is one."""
    begins, finishes = start.ends(), end.ends()
    if not begins or not finishes:
        return None
    first, last = begins[0] + start.mark, finishes[1] + end.mark
    text = first if first == last else f"{first}/{last}"
    return text if _holds(text) else None


@lru_cache(maxsize=_KEPT)
def _holds(text: str) -> bool:
    try:
        parse(text)
    except NotADate:
        return False
    return True


def _edtf(fields: Fields) -> str:
    return "-".join(f"{each:04}" if at == 0 else f"{each:02}" for at, each in enumerate(fields))


def _reach(when: When) -> tuple[Fields, Fields]:
    """First and last as its own calendar has them."""
    year = when.year or 0
    if when.day:
        return ((year, when.month or 0, when.day),) * 2
    if when.month:
        return _part_of_month(when, year, when.month) if when.part else ((year, when.month),) * 2
    if when.season:
        return _season(when, year)
    if when.span > 1:
        return _part_of_years(when, year)
    return _part_of_year(when, year) if when.part else ((year,), (year,))


def _season(when: When, year: int) -> tuple[Fields, Fields]:
    """Three months each. A Gregorian winter begins with the last month of its year."""
    start = 3 * ((when.season or 1) - 1) + (3 if when.calendar == "gregorian" else 1)
    months = [(year + (start + step - 1) // 12, (start + step - 1) % 12 + 1) for step in range(3)]
    kind, index = when.part or ("whole", 0)
    if kind == "third":
        return months[index], months[index]
    return months[0], months[2]


def _part_of_years(when: When, year: int) -> tuple[Fields, Fields]:
    kind, index = when.part or ("whole", 0)
    tenth = when.span // 10
    bounds = {("third", 0): (0, 4), ("third", 1): (4, 7), ("third", 2): (7, 10), ("half", 0): (0, 5), ("half", 1): (5, 10)}
    first, end = bounds.get((kind, index), (0, 10))
    return (year + first * tenth,), (year + end * tenth - 1,)


def _part_of_year(when: When, year: int) -> tuple[Fields, Fields]:
    kind, index = when.part or ("", 0)
    if kind == "months":
        return ((year, 1), (year, index)) if index > 0 else ((year, 13 + index), (year, 12))
    if kind in _PARTS:
        length = 12 // _PARTS[kind]
        index %= _PARTS[kind]
        return (year, index * length + 1), (year, (index + 1) * length)
    if kind == "day":
        return ((year, 1, 1),) * 2 if index == 0 else (_last_days(when.calendar, year, 12, 1),) * 2
    if kind == "month":
        return ((year, index % 12 + 1),) * 2
    raise ValueError(kind)


def _part_of_month(when: When, year: int, month: int) -> tuple[Fields, Fields]:
    kind, index = when.part or ("", 0)
    length = _length(when.calendar, year, month)
    first, last = {
        "third": (1 + 10 * index, 10 * (index + 1) if index < 2 else length),
        "half": (1, 15) if index == 0 else (16, length),
        "week": (7 * index + 1, 7 * index + 7) if index >= 0 else (length - 6, length),
        "day": (index + 1, index + 1) if index >= 0 else (length, length),
    }[kind]
    return (year, month, first), (year, month, last)


def _last_days(calendar: str, year: int, month: int, day_from_end: int) -> Fields:
    return year, month, _length(calendar, year, month) - day_from_end + 1


def _length(calendar: str, year: int, month: int) -> int:
    """Days of a month; 30 of every Hijri one, which may have 29."""
    if calendar == "hijri":
        return 30
    if calendar == "jalali":
        first, last = from_jalali_month(year, month).split("/")
    else:
        first, last = f"{year:04}-{month:02}-01", f"{year + month // 12:04}-{month % 12 + 1:02}-01"
        return (date.fromisoformat(last) - date.fromisoformat(first)).days
    return (date.fromisoformat(last) - date.fromisoformat(first)).days + 1


def _jalali_day(fields: Fields, *, at_end: bool) -> str:
    year, month, day = _filled(fields, at_end=at_end)
    if day:
        return from_jalali(year, month, day).isoformat()
    return from_jalali_month(year, month).split("/")[at_end]


def _hijri_day(fields: Fields, *, at_end: bool) -> str:
    year, month, day = _filled(fields, at_end=at_end)
    return from_hijri(year, month, day or (30 if at_end else 1))[at_end].isoformat()


def _filled(fields: Fields, *, at_end: bool) -> tuple[int, int, int]:
    """Year, month and day of an end; day 0 for the month's own."""
    year, month, day = (*fields, 0, 0)[:3]
    return year, month or (12 if at_end else 1), day


class Stretch(NamedTuple):
    """From one time to another, None for an open end. `joint`: "/", or "[" for one of the two."""

    first: When | None
    last: When | None
    joint: str = "/"
    sure: float = 0.85
    rule: str = "range"

    @property
    def calendar(self) -> str:
        known = self.first or self.last
        return known.calendar if known else ""

    def edtf(self) -> str | None:
        """One EDTF expression; None where an end never was or the last is before the first."""
        if self.first and self.last:
            return self._choice() if self.joint == "[" else joined(self.first, self.last)
        known = self.first or self.last
        ends = known.ends() if known else None
        if not known or not ends:
            return None
        text = f"{ends[0]}{known.mark}/.." if self.first else f"../{ends[1]}{known.mark}"
        return text if _holds(text) else None

    def _choice(self) -> str | None:
        both = [each.edtf() for each in (self.first, self.last) if each]
        if None in both or any("/" in str(each) for each in both):
            return joined(self.first, self.last) if self.first and self.last else None
        text = f"[{','.join(map(str, both))}]"
        return text if _holds(text) else None


def part_of(when: When, part: tuple[str, int]) -> When:
    """Such as the late part of it, with less certainty: where a part begins is a matter of habit."""
    certain = part[0] in ("half", "quarter", "day", "month", "months")
    return when._replace(part=part, sure=min(when.sure, 0.85 if certain else 0.45))
