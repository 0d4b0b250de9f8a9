"""Weekdays that a text names, and whether they fit its date: a cheap test of every date a source gives.

A mismatch is reported only if *no* named weekday is the day's. A text that says "on Thursday he wrote, on
Friday he spoke" names two days and has one date, and is right if either fits.

What counts as naming a day: "Friday sermon" and "نماز جمعه" do, because a sermon dated to another day is
worth a look. "Friday prayer leader" and "امام جمعه" do not: they are offices. "شب جمعه" does not: the night
may be that of Thursday. Plurals ("on Fridays", "جمعه‌ها") tell of habits, and چهارشنبه‌سوری of a feast. Short
forms ("Sun", "Sat", "Fri") are never taken: they are words and names as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from dadkhah.reading.calendars import show
from dadkhah.reading.edtf import Edtf, parse
from dadkhah.reading.wording import ENGLISH, Words, words

_GAP = "[ \u00a0\u200b-\u200f]{0,2}"
_EDGE = "\u200b-\u200f"
_PERSIAN_COUNT = {
    "": 6,
    "یک": 7,
    "دو": 1,
    "سه": 2,
    "چهار": 3,
    "پنج": 4,
    "1": 7,
    "2": 1,
    "3": 2,
    "4": 3,
    "5": 4,
}
_ARABIC = {
    "الإثنين": 1,
    "الإثنان": 1,
    "الثلاثاء": 2,
    "الأربعاء": 3,
    "الخميس": 4,
    "الجمعة": 5,
    "السبت": 6,
    "الأحد": 7,
}
_LOOSE = str.maketrans(
    {"ي": "ی", "ى": "ی", "ك": "ک", "أ": "ا", "إ": "ا", "ة": "ه", "ۀ": "ه"}
    | {chr(0x660 + n): str(n) for n in range(10)}
    | {chr(0x6F0 + n): str(n) for n in range(10)}
)
_ARABIC_NUMBERS = {name.translate(_LOOSE): number for name, number in _ARABIC.items()}
_ENGLISH_NUMBERS = {name.lower(): number for number, name in enumerate(ENGLISH.weekdays, 1)}
# Written over the loosened text, which has the length of the original.
_PATTERN = re.compile(
    rf"\b(?P<en>{'|'.join(_ENGLISH_NUMBERS)})\b(?!\s+(?:congregational\s+)?(?:prayers?\s+)?(?:leader|imam))"
    rf"|(?<![\w{_EDGE}])(?P<fa>(?:(?P<count>یک|دو|سه|چهار|پنج|[1-5]){_GAP})?شنبه)(?!\w|{_GAP}(?:ها|سوری))"
    rf"|(?<!\w)(?P<friday>جمعه)(?!\w|{_GAP}ها)"
    rf"|(?<!\w)[وفبل]?(?P<ar>{'|'.join(_ARABIC_NUMBERS)})(?!\w)",
    re.IGNORECASE,
)
_NOT_ITS_DAY = re.compile(rf"\b[وفبل]?(?:امام|امامان|ائمه|خطیب|خطبای|شب|شب{_GAP}های|لیله){_GAP}$")


@dataclass(frozen=True, slots=True)
class Mismatch:
    """The weekdays a text names and those its day really has; ISO 8601 numbers, Monday 1 to Sunday 7.

    `day` holds one day, or each of the alternatives; `is_really` has a number for each of them.
    """

    said: tuple[int, ...]
    is_really: tuple[int, ...]
    day: tuple[date, ...]
    calendar: str = "gregorian"

    def describe(self, lang: str) -> str:
        """One or two plain sentences in English or Persian ("fa")."""
        use = words(lang)
        return use.mismatch.format(
            said=use.and_.join(use.weekdays[number - 1] for number in self.said),
            really=use.and_.join(self._day_is(day, use, lang) for day in self.day),
            nearby=use.nearby if self.calendar == "hijri" else "",
        )

    def _day_is(self, day: date, use: Words, lang: str) -> str:
        shown = show(day.isoformat(), lang)
        if self.calendar != "gregorian":
            shown = f"{show(day.isoformat(), lang, self.calendar)} ({shown})"
        return use.day_is.format(day=shown, weekday=use.weekdays[day.isoweekday() - 1])


def named_weekdays(text: str) -> list[tuple[str, int, int, int]]:
    """Weekdays named in English, Persian or Arabic: (as written, ISO number 1-7, start, end), in order.

    Offsets are code points; text[start:end] is the name as written.
    """
    loose = text.translate(_LOOSE)
    return [
        (text[start:end], number, start, end)
        for match in _PATTERN.finditer(loose)
        for number, (start, end) in (_number(match),)
        if not _NOT_ITS_DAY.search(loose, max(0, start - 12), start)
    ]


def check_weekday(text: str, edtf_text: str, calendar: str = "gregorian") -> Mismatch | None:
    """A mismatch if the text names weekdays and none is that of the date: one day, or a choice of days.

    `edtf_text` is Gregorian, as everywhere; `calendar` is the one the source wrote in. From a Hijri date the
    day cannot be known exactly, so the day before and the day after are accepted too. None where all is well
    or nothing can be said (no weekday named, a month, "about"). Raises NotADate.
    """
    days = _days(parse(edtf_text))
    said = tuple(dict.fromkeys(number for _, number, _, _ in named_weekdays(text)))
    slack = (-1, 0, 1) if calendar == "hijri" else (0,)
    fitting = {(day.isoweekday() + shift - 1) % 7 + 1 for day in days for shift in slack}
    if not days or not said or fitting & set(said):
        return None
    return Mismatch(said, tuple(day.isoweekday() for day in days), days, calendar or "gregorian")


def _number(match: re.Match[str]) -> tuple[int, tuple[int, int]]:
    if match["en"]:
        return _ENGLISH_NUMBERS[match["en"].lower()], match.span("en")
    if match["ar"]:
        return _ARABIC_NUMBERS[match["ar"]], match.span("ar")
    if match["friday"]:
        return 5, match.span("friday")
    return _PERSIAN_COUNT[match["count"] or ""], match.span("fa")


def _days(found: Edtf) -> tuple[date, ...]:
    """The single day, or the days of a choice; empty where any of them is about, or more than a day."""
    points = found.parts if found.kind == "choice" else (found,)
    days = [point.first for point in points if point and point.kind == "day" and not point.approximate]
    return tuple(day for day in days if day) if len(days) == len(points) else ()
