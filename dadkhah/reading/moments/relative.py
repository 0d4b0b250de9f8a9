"""What a text counts from the last date: "five days later", "the same month", «روز بعد»."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from dadkhah.reading.conversion import jalali
from dadkhah.reading.moments.grammar import Built, Stage, the
from dadkhah.reading.moments.lexemes import Lexeme, lexemes
from dadkhah.reading.moments.when import When

REACH = 350
"""So many code points behind a date its successor may be counted from it."""
_UNITS = "days?|weeks?|months?|years?|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_WORDS = re.compile(
    rf"(?:[a-z]) (?:later|earlier|after|before)\b|(?:ext|ollowing|revious|receding|ame|hat) (?:same |very )?(?:{_UNITS})\b"
    r"|(?:روز|هفته|ماه|سال) ?(?:بعد|قبل|پیش)|همان |فردای|آن (?:روز|سال|ماه)"
    r"|(?:día|mes|año|semana)s? (?:después|antes|anterior|siguiente)|mism[oa] (?:día|mes|año)|التالي|نفس "
)
_BEFORE, _AFTER = 36, 24
Step = tuple[str, int, str]
"""The unit (D, W, M or Y; small where the whole of it is meant, as in "the next year"; a number for a weekday), how many of it,
and "~" where it is said to be about."""
_NUMBER = "(?<![&vnIuH])[1cn]"


def _counted(taken: list[Lexeme], _language: str) -> Built:
    number, unit = the(taken, "1cn"), the(taken, "DWMY")
    if not number or not unit:
        return None
    backwards = the(taken, "Kb") is not None
    count = 1 if number.letter == "1" else number.value
    return "S", (unit.letter, -count if backwards else count, "~" if the(taken, "a") else "")


def _next(taken: list[Lexeme], _language: str) -> Built:
    unit = the(taken, "DWMYw")
    step = -1 if the(taken, "JKb") else 0 if the(taken, "A") and not the(taken, "Nkl") else 1
    if unit is None or (unit.letter == "w" and step == 0):
        return None
    return "S", (str(unit.value) if unit.letter == "w" else unit.letter.lower(), step, "")


_STAGE = Stage.of(
    "DWMYw",
    [
        ("counted", rf"a?{_NUMBER}[DWMY](?:[kK]|[lb](?=[.,)]|$))", _counted),
        ("next", r"[NJA](?:[DMYw]|W(?=[.,]))(?![DWMYkKlbfmhPyn&])|(?:t|^)D[lb](?=[,.])|[DMY][NJ](?![mhny])", _next),
        ("persian", r"(?<![1cnu])[DMYw][kK](?![fPY])|ND(?=[A,x])", _next),
    ]
)


def relatives(text: str, start: int, end: int, language: str) -> Iterator[tuple[int, int, Step]]:
    """Place and step of each expression between two places of the text."""
    at = start
    for match in _WORDS.finditer(text, start, end):
        first, last = max(at, match.start() - _BEFORE), min(end, match.end() + _AFTER)
        for lexeme in _STAGE.apply(_lexed(text, first, last, language), language):
            if lexeme.letter == "S" and lexeme.value and lexeme.start >= at:  # "since" has the letter too, and no value
                yield lexeme.start, lexeme.end, lexeme.value
                at = lexeme.end


def _lexed(text: str, start: int, end: int, language: str) -> list[Lexeme]:
    """Whole words only."""
    while start < end and start and text[start - 1].isalnum() and text[start].isalnum():
        start += 1
    while end > start and text[end - 1 : end + 1].isalnum() and end < len(text):
        end -= 1
    return lexemes(text, start, end, language)


def counted_from(anchor: When, step: Step) -> When | None:
    """The time so far from the anchor; None where the anchor is not exact enough to count from."""
    unit, number, mark = step
    if unit in "Yy":
        return _years(anchor, number, mark, is_whole=unit == "y")
    if unit in "Mm":
        return _months(anchor, number, mark, is_whole=unit == "m")
    return _days(anchor, unit, number, mark)


def _years(anchor: When, number: int, mark: str, *, is_whole: bool) -> When | None:
    """The next year is a year; a year later has the exactness of the date before it."""
    if anchor.year is None or anchor.span > 1:
        return None
    if is_whole:
        return When(anchor.calendar, anchor.year + number, sure=_sure(anchor, 0.75), rule="whole_year_from")
    certain = 0.7 if anchor.is_bare_year else 0.45
    return anchor._replace(year=anchor.year + number, part=None, mark=mark, sure=_sure(anchor, certain), rule="years_from")


def _months(anchor: When, number: int, mark: str, *, is_whole: bool) -> When | None:
    if anchor.month is None or anchor.year is None:
        return None
    months = anchor.year * 12 + anchor.month - 1 + number
    if is_whole:
        return When(anchor.calendar, months // 12, months % 12 + 1, sure=_sure(anchor, 0.75), rule="whole_month_from")
    sure = _sure(anchor, 0.45 if anchor.day else 0.7)
    return anchor._replace(year=months // 12, month=months % 12 + 1, part=None, mark=mark, sure=sure, rule="months_from")


def _days(anchor: When, unit: str, number: int, mark: str) -> When | None:
    edtf = anchor.edtf()
    if not anchor.day or edtf is None or "/" in edtf or anchor.mark or anchor.calendar == "hijri":
        return None
    day = date.fromisoformat(edtf)
    if unit.isdigit():
        ahead = (int(unit) - day.isoweekday() - 1) % 7 + 1
        there, sure = day + timedelta(days=ahead if number > 0 else ahead - 7 - 7 * (ahead == 7)), 0.6
    else:
        there, sure = _later(day, number * (7 if unit in "Ww" else 1)), 0.75 if unit in "Dd" else 0.6
    year, month, of_month = jalali(there) if anchor.calendar == "jalali" else (there.year, there.month, there.day)
    return When(anchor.calendar, year, month, of_month, mark=mark, sure=_sure(anchor, sure), rule="days_from")


def _later(day: date, days: int) -> date:
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def _sure(anchor: When, most: float) -> float:
    return min(anchor.sure, most)
