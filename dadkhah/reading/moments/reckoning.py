"""Which calendar a year, a month or a row of digits is of, by mark, month, number and language; and how sure that is."""

from __future__ import annotations

from dadkhah.reading.moments.when import When
from dadkhah.reading.numerals import to_ascii_digits

SOLAR_YEARS = range(1250, 1407)
"""Years that a text in Persian means as solar where it says nothing; later ones are still to come, so lunar."""
HIJRI_YEARS = range(1200, 1500)
_GREGORIAN_FROM = 1500
UNSURE = 0.45
_SOLAR_AHEAD, _HALF_WAY = 621, 50


def reckoned(when: When, language: str, marker: str | None = None) -> When:
    """With its calendar settled. A month decides, then a mark, then the number and the language."""
    if when.year is None:
        return when
    if when.calendar:
        return _by_month(when, language)
    if marker and marker != "either":
        return when._replace(calendar=marker, sure=when.sure if marker != "hijri" else min(when.sure, UNSURE))
    if when.year >= _GREGORIAN_FROM:
        return when._replace(calendar="gregorian")
    return _by_language(when, language, marker)


def _by_month(when: When, language: str) -> When:
    year = when.year or 0
    if when.calendar == "jalali" and year >= 1600:
        ahead = _SOLAR_AHEAD + (when.month is not None and when.month > 10)
        return when._replace(year=year - ahead, sure=UNSURE)
    if when.calendar == "hijri":
        return when._replace(sure=min(when.sure, UNSURE))
    if when.calendar == "gregorian" and year in HIJRI_YEARS:
        return _gregorian_month_of_old_year(when, language)
    return when


def _gregorian_month_of_old_year(when: When, language: str) -> When:
    """A Persian text may write «ژوئیهٔ ۱۳۶۷»; elsewhere it is the Middle Ages."""
    if language not in ("fa", "ar") or when.month is None or when.month == 3:
        return when._replace(sure=UNSURE)
    return when._replace(year=(when.year or 0) + _SOLAR_AHEAD + (when.month < 3), sure=UNSURE)


def _by_language(when: When, language: str, marker: str | None) -> When:
    year = when.year or 0
    if language == "ar":
        return when._replace(calendar="hijri" if year in HIJRI_YEARS else "gregorian", sure=UNSURE)
    if year not in HIJRI_YEARS:
        return when._replace(calendar="gregorian", sure=UNSURE)
    solar = year in SOLAR_YEARS
    sure = when.sure if solar and language == "fa" and marker is None and year >= 1300 else UNSURE
    return when._replace(calendar="jalali" if solar else "hijri", sure=min(when.sure, sure))


def full_year(value: int, calendar: str, language: str) -> int:
    """A year of two digits: 67 is 1367 with a Persian month or in a Persian text, else 1967; 03 is 1403 and 2003."""
    if value >= 100:
        return value
    if calendar == "jalali" or (not calendar and language == "fa"):
        return value + (1300 if value > 10 else 1400)
    return value + (1900 if value > 30 else 2000)


def all_in_digits(written: str, language: str) -> When | tuple[When, When] | None:
    """1988-07-28, 28/7/1988, ۱۳۶۷/۵/۶: the day; two readings where day and month may be either; None for no date."""
    plain = to_ascii_digits(written)
    by = next(each for each in plain if not each.isdigit())
    first, middle, last = (int(each) for each in plain.split(by))
    lengths = [len(each) for each in plain.split(by)]
    if 3 in lengths or sum(each == 4 for each in lengths) > 1:
        return None
    if lengths[0] == 4:
        return _day(first, middle, last, language, 0.95)
    if lengths[2] == 4:
        return _day_first(first, middle, last, by, language)
    return _short_year(first, middle, last, by, language)


def _day(year: int, month: int, day: int, language: str, sure: float) -> When | None:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    found = reckoned(When("", year, month, day, sure=sure, rule="all_in_digits"), "fa" if year < 1500 else language)
    return found if found.calendar != "gregorian" or year >= _GREGORIAN_FROM else None


def _day_first(first: int, middle: int, year: int, by: str, language: str) -> When | tuple[When, When] | None:
    day_first = _day(year, middle, first, language, 0.9)
    month_first = _day(year, first, middle, language, 0.9) if year >= _GREGORIAN_FROM and by != "." and language != "es" else None
    if day_first and month_first and first != middle:
        return day_first._replace(sure=0.3), month_first._replace(sure=0.3)
    return day_first or month_first


def _short_year(first: int, middle: int, last: int, by: str, language: str) -> When | tuple[When, When] | None:
    """Both ends of two digits: the one that is no day is the year."""
    if by == "-" and language != "fa":
        return None
    if first > 31 and language == "fa":
        return _day(full_year(first, "", language), middle, last, language, 0.8)
    if last > 31:
        found = _day_first(first, middle, full_year(last, "", language), by, language)
        return found._replace(sure=min(found.sure, 0.7)) if isinstance(found, When) else found
    return None
