"""Dates in words, in English and Persian, in three calendars; and the conversions between these.

`show` and `show_all` put a date expression into words. The conversions live in `dadkhah.reading.conversion`.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from dadkhah.reading.conversion import (
    HIJRI_VARIANT,
    REACH,
    YearMonthDay,
    from_jalali,
    from_jalali_month,
    hijri,
    hijri_variant,
    jalali,
)
from dadkhah.reading.edtf import Edtf, parse
from dadkhah.reading.numerals import localise
from dadkhah.reading.wording import Words, words

__all__ = [
    "CALENDARS",
    "HIJRI_VARIANT",
    "from_jalali",
    "from_jalali_month",
    "hijri",
    "hijri_variant",
    "jalali",
    "show",
    "show_all",
]

CALENDARS = ("gregorian", "jalali", "hijri")
KEPT = 5_000
"""So many dates in words are remembered: a page says the same few again and again."""
_DAY = timedelta(days=1)
_JALALI_OFFSET = 621  # a Persian year begins in the Gregorian year that is 621 higher


@lru_cache(maxsize=KEPT)
def show(edtf_text: str, lang: str, calendar: str = "gregorian") -> str:
    """The date in words, as "about 28 July 1988", "مرداد–شهریور ۱۳۶۷" or "13–15 Dhu al-Hijja 1408".

    A Gregorian month or year that straddles two of another calendar is shown as both with a dash. Languages
    without words of their own are shown in English. Raises NotADate, and ValueError for a calendar we do not
    know or a day that the calendar does not reach.
    """
    if calendar not in CALENDARS:
        raise ValueError(f"“{calendar}” is not a calendar we know. Use one of: {', '.join(CALENDARS)}.")
    return localise(_say(parse(edtf_text), words(lang), calendar), lang if lang == "fa" else "en")


def show_all(edtf_text: str, lang: str) -> dict[str, str]:
    """`show` by calendar: gregorian, jalali where it reaches, hijri for single days only. Raises NotADate."""
    return {calendar: show(edtf_text, lang, calendar) for calendar in _reached(edtf_text)}


@lru_cache(maxsize=KEPT)
def _reached(edtf_text: str) -> tuple[str, ...]:
    """The calendars that can show the date."""
    found = parse(edtf_text)
    points = found.parts if found.kind == "choice" else (found,)
    days_only = all(point and point.kind == "day" for point in points)
    return tuple(c for c in CALENDARS if (c != "hijri" or days_only) and _reaches(found, c))


def _say(found: Edtf, use: Words, calendar: str) -> str:
    if found.kind == "interval":
        return _say_interval(found, use, calendar)
    if found.kind == "choice":
        return use.either.join(_say_point(part, use, calendar) for part in found.parts if part)
    return _say_point(found, use, calendar)


def _say_interval(found: Edtf, use: Words, calendar: str) -> str:
    start, end = (_say_point(part, use, calendar) if part else "" for part in found.parts)
    if not start:
        return (use.until if found.open_start else use.until_unknown).format(end)
    if not end:
        return (use.since if found.open_end else use.since_unknown).format(start)
    if calendar != "gregorian" and not (found.approximate or found.uncertain):
        whole = _whole_months(found, calendar)
        kinds = {part.kind for part in found.parts if part}
        if whole or "day" not in kinds:
            by_year = whole == "years" or not kinds & {"day", "month", "season"}
            return _period(found, use, calendar, by_year=by_year)
    return start if start == end else use.between.format(start, end)


def _whole_months(found: Edtf, calendar: str) -> str:
    """Tells if the interval covers Persian "months" or "years" exactly, else ""."""
    start, end = found.bounds
    if calendar != "jalali" or end >= REACH["jalali"][1]:
        return ""
    first, following = jalali(start), jalali(end + _DAY)
    if (first[2], following[2]) != (1, 1):
        return ""
    return "years" if (first[1], following[1]) == (1, 1) else "months"


def _say_point(part: Edtf, use: Words, calendar: str) -> str:
    said = _bare(part, use, calendar)
    if part.approximate:
        said = use.about.format(said)
    return use.uncertain.format(said) if part.uncertain else said


def _bare(part: Edtf, use: Words, calendar: str) -> str:
    first, _ = part.bounds
    if part.kind == "day":
        return _day_words(first, use, calendar)
    if part.kind == "season" and calendar != "hijri":
        year = first.year - (_JALALI_OFFSET if calendar == "jalali" else 0)
        return f"{use.seasons[int(part.text[5:7]) - 21]} {year}"
    if calendar != "gregorian":
        return _period(part, use, calendar, by_year=part.kind not in ("month", "season"))
    return _unknown(part, use).format(_gregorian(part, use))


def _gregorian(part: Edtf, use: Words) -> str:
    first, last = part.bounds
    if part.kind == "month":
        return f"{use.months['gregorian'][first.month - 1]} {first.year}"
    if part.kind == "decade":
        return use.decade.format(first.year)
    if part.kind == "century":  # "the 1900s" could be read as ten years
        return use.between.format(first.year, last.year)
    return str(first.year)


def _unknown(part: Edtf, use: Words) -> str:
    _, month, day = (part.text.rstrip("~?%") + "--").split("-")[:3]
    patterns = {("XX", ""): use.month_unknown, ("XX", "XX"): use.both_unknown}
    return patterns.get((month, day), use.day_unknown if day == "XX" else "{}")


def _day_words(day: date, use: Words, calendar: str) -> str:
    if calendar == "gregorian":
        return _named((day.year, day.month, day.day), use, calendar)
    if calendar == "jalali":
        return _named(jalali(day), use, calendar)
    first, last = hijri(day)
    if first[:2] == last[:2]:
        return f"{first[2]}–{_named(last, use, calendar)}"
    return f"{_named(first, use, calendar)} – {_named(last, use, calendar)}"


def _named(there: YearMonthDay, use: Words, calendar: str) -> str:
    year, month, day = there
    return f"{day} {use.months[calendar][month - 1]} {year}"


def _period(found: Edtf, use: Words, calendar: str, by_year: bool) -> str:
    """From the first to the last day as years or months of another calendar, as short as can be."""
    start, end = found.bounds
    first, last = _earliest(start, calendar), _latest(end, calendar)
    names = use.months[calendar]
    if by_year:
        return f"{first[0]}" if first[0] == last[0] else f"{first[0]}–{last[0]}"
    ending = f"{names[last[1] - 1]} {last[0]}"
    if first[:2] == last[:2]:
        return ending
    if first[0] == last[0]:
        return f"{names[first[1] - 1]}–{ending}"
    return f"{names[first[1] - 1]} {first[0]} – {ending}"


def _earliest(day: date, calendar: str) -> YearMonthDay:
    return jalali(day) if calendar == "jalali" else hijri(day)[0]


def _latest(day: date, calendar: str) -> YearMonthDay:
    return jalali(day) if calendar == "jalali" else hijri(day)[1]


def _reaches(found: Edtf, calendar: str) -> bool:
    first, last = REACH[calendar]
    return all(first <= day <= last for day in (found.first, found.last) if day)
