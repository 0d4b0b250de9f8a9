"""In which calendar a date or a column of dates is written: as far as words or years tell, never by guessing between two.

A year of 1250-1449 is one of the solar calendar of Iran, or, some decades earlier, of the lunar one. Where nothing else is
said it is solar, unless that year has not come yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from dadkhah.linkage.names import table
from dadkhah.reading.conversion import from_hijri, jalali
from dadkhah.reading.edtf import NotADate
from dadkhah.reading.fold import fold
from dadkhah.reading.numerals import to_ascii_digits

EITHER = "either"
"""Solar or lunar, nobody knows; such a date covers both."""
ERAS = ("gregorian", "jalali", "hijri", EITHER)
OF_TWO = range(1250, 1450)
"""Years that lists may mean in the solar calendar (1871 to 2071) or in the lunar one (1834 to 2028)."""
LONGEST = 4
"""Words of a month's name: dhu al qa da."""
FEW, MOST = 0.05, 0.5
"""Shares of years that cannot be solar: below the one they are slips of the pen, above the other all years are lunar."""
_WORDS = re.compile(r"[^\W\d_]+")
_YEARS = re.compile(r"(?<!\d)1[34]\d\d(?!\d)")
_COMING = re.compile(r"(?<!\d)2\d{3}(?!\d)")
_ARABIC = re.compile(r"(?:^| )ال\w\w")


def today() -> int:
    """The ordinal of the day on the wall: what lists tell is past."""
    return date.today().toordinal()  # noqa: DTZ011 - the calendar on the wall


class Month(NamedTuple):
    """Its number, and the calendar in which alone it is; nothing for one of the Gregorian calendar."""

    number: int
    calendar: str


@cache
def _months() -> dict[str, Month]:
    tables = table("columns")
    named = ((tables["months"], ""), (tables["jalali_months"], "jalali"), (tables["hijri_months"], "hijri"))
    return {fold(str(word)): Month(number, calendar) for months, calendar in named for word, number in months.items()}


@lru_cache(1 << 14)
def months_in(words: tuple[str, ...]) -> list[Month]:
    """The months that folded words name; of some the name has several words."""
    found, at = [], 0
    while at < len(words):
        named = ((size, _months().get(" ".join(words[at : at + size]))) for size in range(LONGEST, 0, -1))
        size, month = next(((size, month) for size, month in named if month), (1, None))
        found += [month] if month else []
        at += size
    return found


@lru_cache(1 << 14)
def told_by(words: tuple[str, ...], known: str = "") -> str:
    """The calendar that folded words beside a date name, else what is known. Years of the Hegira are solar and lunar ones."""
    named = {era for era, marks in _names().items() if marks.intersection(words)}
    named |= {month.calendar for month in months_in(words) if month.calendar}
    one = next((era for era in ("jalali", "hijri", "gregorian") if era in named), "")
    return one or (EITHER if EITHER in named and known not in ("jalali", "hijri") else known)


def said(text: str) -> str:
    """The calendar that words of a date, or of a header, name; nothing where they name none."""
    return told_by(tuple(_WORDS.findall(fold(text))))


@cache
def _names() -> dict[str, frozenset[str]]:
    return {era: frozenset(fold(str(word)) for word in words) for era, words in table("columns")["calendars"].items()}


def of_column(header: str, cells: Iterable[str]) -> str:
    """One of ERAS, or nothing where the usual reading is right: Gregorian years as they are, others as solar ones."""
    if (told := said(header)) and told != EITHER:
        return told
    bare = [cell for cell in map(to_ascii_digits, cells) if not said(cell)]
    years = [int(found[0]) for cell in bare if (found := _YEARS.search(cell))]
    if not years:
        return ""
    if _is_to_come(bare):
        return "jalali"
    latest = jalali(date.fromordinal(today()))[0]
    never = sum(year > latest for year in years) / len(years)
    if never >= MOST:
        return "hijri"
    if told or never >= FEW or _ARABIC.search(fold(header)):
        return EITHER
    return "jalali" if never else ""


def _is_to_come(cells: Sequence[str]) -> bool:
    """Whether most dates are of years to come, as of a country that is made up: there no solar year is too late."""
    now = date.fromordinal(today()).year
    return sum(int(found[0]) > now for cell in cells if (found := _COMING.search(cell))) >= MOST * len(cells)


def of_columns(
    dated: Iterable[str], sample: Sequence[Mapping[str, str]], given: Mapping[str, Sequence[str]]
) -> dict[str, list[str]]:
    """Calendar -> the columns of dates that are written in it, where it is not the usual one. `given`: what the user says."""
    told = {column: era for era, columns in given.items() for column in columns}
    for column in dated:
        told.setdefault(column, of_column(column, (row.get(column) or "" for row in sample)))
    return {era: held for era in ERAS if (held := [column for column, of in told.items() if of == era])}


def by_column(mapping: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Column -> what it holds; of dates with their calendar behind it: “event hijri”."""
    eras = {column: era for era in ERAS for column in mapping.get(era, ())}
    fields = {column: field for field, columns in mapping.items() if field not in ERAS for column in columns}
    return {column: f"{field} {eras.get(column, '')}".strip() for column, field in fields.items()}


def lunar(year: int, month: int, day: int) -> tuple[int, int] | None:
    """First and last day, as ordinals, of a lunar day, month (day 0) or year (month 0), wherever the moon was seen."""
    following = (year + month // 12, month % 12 + 1) if month else (year + 1, 1)
    try:
        low, high = from_hijri(year, month or 1, day or 1)
        last = high.toordinal() if day else from_hijri(*following, 1)[1].toordinal() - 1
    except NotADate:
        return None
    return low.toordinal(), last
