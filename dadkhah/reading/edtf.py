"""Dates as sources give them: a day, a month, a season, "about 1988", "until July 1988".

The grammar is the part of EDTF (Library of Congress, 2019; ISO 8601-2:2019) that an archive of events needs:

- level 0: 1988, 1988-07, 1988-07-28, and intervals a/b;
- level 1: a qualifier at the end (~ about, ? uncertain, % both), X for unknown last digits (198X,
  1988-07-XX), seasons 21-24, open ends (../1988-07, 1988-07/..) and unknown ends (/1988-07, 1988-07/);
- level 2: "one of these" ([1988-08-06,1988-08-09]).

All dates are Gregorian; years run from 0001 to 9999.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Literal

from dadkhah.reading.numerals import to_ascii_digits
from dadkhah.sentences import Sentence

Kind = Literal["day", "month", "season", "year", "decade", "century", "interval", "choice"]

_POINT = re.compile(
    r"(?P<year>\d{4}|\d{3}X|\d{2}XX)(?:-(?P<month>\d\d|XX)(?:-(?P<day>\d\d|XX))?)?(?P<mark>[~?%]?)", re.ASCII
)
# Each season reaches from the meteorological start to the latest astronomical end, so that a Western "summer"
# (June to August) and a Persian one (Tir to Shahrivar) both lie inside. Northern half of the globe only.
_SEASONS = {21: (3, 1, 6, 22), 22: (6, 1, 9, 23), 23: (9, 1, 12, 22), 24: (12, 1, 3, 21)}
_WINTER = 24
_KEYBOARD = str.maketrans({"؟": "?", "٪": "%", "،": ",", "x": "X", "\u200e": None, "\u200f": None})
_HOW = Sentence(
    "Write a year (1988), a month (1988-07), a day (1988-07-28) or an interval (1988-07/1988-09, ../1988-07, "
    "1988-07/..); add ~ for about or ? for uncertain, and put X for digits nobody knows (198X, 1988-07-XX).",
)


class NotADate(ValueError):
    """The text is no date of our grammar, or names a day that never was. Says what is wrong, what to do."""


@dataclass(frozen=True, slots=True)
class Edtf:
    """A date expression and the days it may mean.

    `first` and `last` are the earliest and latest day it covers, None at an open or unknown end. An end is
    *open* (`..`) when the source says that it goes on, *unknown* (empty) when it says nothing. `parts` are
    the two ends of an interval (None where open or unknown), or the members of a choice.
    """

    text: str
    first: date | None
    last: date | None
    approximate: bool = False
    uncertain: bool = False
    open_start: bool = False
    open_end: bool = False
    kind: Kind = "day"
    parts: tuple[Edtf | None, ...] = ()

    @property
    def bounds(self) -> tuple[date, date]:
        """First and last day of an expression that has both. ValueError for an open or unknown end."""
        if self.first is None or self.last is None:
            raise ValueError(f"{self.text} is open or unknown at one end. Use first and last, which may be None.")
        return self.first, self.last

    @property
    def sort_key(self) -> tuple[date, date, str]:
        """Order of a timeline: by first day, shorter before longer. Without a first day, by the last."""
        first = self.first or self.last or date.min
        return first, self.last or date.max, self.text


def parse(text: str) -> Edtf:
    """Read a date expression. Persian digits, ؟ and ٪ are taken as typed; `.text` holds the plain EDTF.

    Raises NotADate, a whole sentence, with every fault found.
    """
    plain = to_ascii_digits(text).translate(_KEYBOARD).strip()
    faults: list[Sentence] = []
    found = _read(plain, faults)
    if found is None:
        shown = plain if len(plain) <= 60 else plain[:57] + "..."
        raise NotADate(
            Sentence(
                "“{text}” is not a date we can keep: {faults}. {how}",
                text=shown,
                faults=reduce(_also, faults),
                how=_HOW,
            )
        )
    return found


def _also(first: Sentence, further: Sentence) -> Sentence:
    return Sentence("{first}; {further}", first=first, further=further)


def interval(text: str) -> tuple[str, str]:
    """Earliest and latest day as ISO strings, "" where that end is open or unknown. Raises NotADate."""
    found = parse(text)
    return (
        found.first.isoformat() if found.first else "",
        found.last.isoformat() if found.last else "",
    )


def _read(text: str, faults: list[Sentence]) -> Edtf | None:
    if "/" in text:
        return _interval(text, faults)
    if text.startswith("[") and text.endswith("]"):
        return _choice(text, faults)
    return _point(text, faults)


def _interval(text: str, faults: list[Sentence]) -> Edtf | None:
    ends = text.split("/")
    if len(ends) != 2:
        faults.append(Sentence("an interval has one slash, and a day is written with hyphens"))
        return None
    parts = [None if end in ("", "..") else _point(end, faults) for end in ends]
    if faults:
        return None
    start, end = parts
    if not (start or end):
        faults.append(Sentence("an interval needs a date on at least one side"))
        return None
    if start and end and start.bounds[0] > end.bounds[1]:
        faults.append(Sentence("it starts ({start}) after it ends ({end})", start=start.text, end=end.text))
        return None
    given = [part for part in parts if part]
    return Edtf(
        text,
        start.first if start else None,
        end.last if end else None,
        approximate=any(part.approximate for part in given),
        uncertain=any(part.uncertain for part in given),
        open_start=ends[0] == "..",
        open_end=ends[1] == "..",
        kind="interval",
        parts=tuple(parts),
    )


def _choice(text: str, faults: list[Sentence]) -> Edtf | None:
    members = [_point(member.strip(), faults) for member in text[1:-1].split(",")]
    given = [member for member in members if member]
    if faults:
        return None
    return Edtf(
        "[" + ",".join(member.text for member in given) + "]",
        min(member.bounds[0] for member in given),
        max(member.bounds[1] for member in given),
        approximate=any(member.approximate for member in given),
        uncertain=any(member.uncertain for member in given),
        kind="choice",
        parts=tuple(given),
    )


def _point(text: str, faults: list[Sentence]) -> Edtf | None:
    match = _POINT.fullmatch(text)
    if not match:
        unknown = Sentence("“{text}” has a form we do not know", text=text)
        faults.append(unknown if text else Sentence("a date is missing"))
        return None
    year, month, day, mark = match["year"], match["month"] or "", match["day"] or "", match["mark"]
    fault = _fault(year, month, day)
    if fault:
        faults.append(fault)
        return None
    first, last, kind = _span(year, month, day)
    return Edtf(text, first, last, approximate=mark in ("~", "%"), uncertain=mark in ("?", "%"), kind=kind)


def _fault(year: str, month: str, day: str) -> Sentence | None:
    """What is wrong with the three parts, if anything."""
    if int(year.replace("X", "0")) == 0:
        return Sentence("years run from 0001 to 9999")
    if ("X" in year and month not in ("", "XX")) or (month == "XX" and day not in ("", "XX")):
        return Sentence("after an X everything smaller must be X too, or be left out")
    return None if month in ("", "XX") else _month_fault(year, int(month), day)


def _month_fault(year: str, month: int, day: str) -> Sentence | None:
    if month in _SEASONS:
        if year == "9999":
            return Sentence("seasons are kept up to the year 9998")
        return Sentence("a season (21 to 24) has no days") if day else None
    if not 1 <= month <= 12:
        return Sentence("there is no month {month} (months are 01 to 12, seasons 21 to 24)", month=f"{month:02}")
    longest = monthrange(int(year), month)[1]
    if day not in ("", "XX") and not 1 <= int(day) <= longest:
        return Sentence(
            "{month} has no day {day} (it has {count} days)", month=f"{year}-{month:02}", day=day, count=longest
        )
    return None


def _span(year: str, month: str, day: str) -> tuple[date, date, Kind]:
    low, high = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if month in ("", "XX"):
        unknown: dict[int, Kind] = {0: "year", 1: "decade", 2: "century"}
        return date(low, 1, 1), date(high, 12, 31), unknown[year.count("X")]
    number = int(month)
    if number in _SEASONS:
        from_month, from_day, to_month, to_day = _SEASONS[number]
        return date(low, from_month, from_day), date(low + (number == _WINTER), to_month, to_day), "season"
    if day in ("", "XX"):
        return date(low, number, 1), date(low, number, monthrange(low, number)[1]), "month"
    exact = date(low, number, int(day))
    return exact, exact, "day"
