"""A date as people write it: EDTF, or a day, month or year of the Persian calendar; kept as written beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dadkhah.reading.calendars import from_jalali, from_jalali_month
from dadkhah.reading.edtf import NotADate, parse
from dadkhah.reading.fold import fold
from dadkhah.reading.numerals import to_ascii_digits
from dadkhah.reading.wording import words
from dadkhah.web.saying import reason

YEARS = range(1200, 1500)
"""Years that are rather of the Persian calendar than of the Gregorian one."""
PARTS = re.compile(r"\d+|[^\W\d_]+")
NUMBERS = re.compile(r"[~?%\d\s/.\-–،,]+")
MARK = re.compile(r"[~?%]$")
MONTHS = {
    fold(name).replace(" ", ""): number
    for language in ("en", "fa")
    for number, name in enumerate(words(language).months["jalali"], 1)
}
CALENDARS = [("", _("as it is written")), ("jalali", _("Persian (Jalali)")), ("gregorian", _("Gregorian"))]


@dataclass(frozen=True)
class Written:
    """A date in EDTF, and how it was written where that is another way."""

    edtf: str = ""
    as_written: str = ""
    calendar: str = ""

    def __str__(self) -> str:
        return self.edtf


def read_date(text: str, calendar: str = "") -> Written:
    """Understand what somebody typed. Raises NotADate with a sentence that says what to write."""
    typed = text.strip()
    plain = to_ascii_digits(typed).translate({0x61F: "?", 0x66A: "%", 0x200C: " "})
    jalali = _jalali(plain, chosen=calendar == "jalali") if calendar != "gregorian" else ""
    if jalali:
        return Written(jalali, typed, "jalali")
    if calendar != "gregorian" and _is_early(plain):
        raise NotADate(
            gettext(
                "Is “%(typed)s” a date of the Persian calendar? Then choose “Persian” beside it. If it is truly a year "
                "before 1500, choose “Gregorian”.",
            )
            % {"typed": typed},
        )
    if len(plain.split("/")) == 3:
        raise NotADate(
            gettext(
                "“%(typed)s” can be read in two ways. Write year, month and day with hyphens: 1988-07-28. A Persian "
                "date may stay as it is: ۱۵/۵/۱۳۶۷.",
            )
            % {"typed": typed},
        )
    found = parse(plain)
    return Written(found.text, "" if found.text == typed else typed, "gregorian")


def _is_early(plain: str) -> bool:
    years = re.findall(r"(?<!\d)\d{4}(?!\d)", plain)
    return any(int(year) < YEARS.stop for year in years)


def _jalali(plain: str, *, chosen: bool) -> str:
    """The date as EDTF if it is of the Persian calendar: chosen so, with slashes, or with a month's name."""
    mark = MARK.search(plain)
    bare = plain[: mark.start()] if mark else plain
    parts = PARTS.findall(bare)
    named = [number for part in parts if (number := MONTHS.get(fold(part).replace(" ", "")))]
    numbers = [int(part) for part in parts if part.isdecimal()]
    by_slash = "/" in bare and NUMBERS.fullmatch(bare) is not None and any(number in YEARS for number in numbers)
    if not (chosen or named or by_slash):
        return ""
    year, month, day = _in_order(numbers, named, plain)
    return _edtf(year, month, day, mark[0] if mark else "")


def _in_order(numbers: list[int], named: list[int], typed: str) -> tuple[int, int, int]:
    """Year, month and day (0 where there is none), in whichever order they stand: the year is the long one."""
    years = [number for number in numbers if number >= 1000]
    rest = [number for number in numbers if number < 1000]
    if len(years) != 1 or len(named) + len(rest) > 2:
        raise NotADate(
            gettext(
                "“%(typed)s” is not a Persian date we understand. Write the year with four digits: ۱۳۶۷, ۱۳۶۷/۵, ۱۵/۵/۱۳۶۷ "
                "or ۱۵ مرداد ۱۳۶۷.",
            )
            % {"typed": typed},
        )
    if numbers[0] != years[0] and not named:
        rest.reverse()
    month, day = ([*named, *rest, 0, 0])[:2]
    return years[0], month, day


def _edtf(year: int, month: int, day: int, mark: str) -> str:
    if day:
        return f"{from_jalali(year, month, day).isoformat()}{mark}"
    if month:
        ends = from_jalali_month(year, month).split("/")
    else:
        last = from_jalali(year + 1, 1, 1) - timedelta(days=1)
        ends = [from_jalali(year, 1, 1).isoformat(), last.isoformat()]
    return "/".join(f"{end}{mark}" for end in ends)


class DateEntry(forms.MultiWidget):
    """The date as written, and beside it the calendar."""

    def __init__(self) -> None:
        date = forms.TextInput({"dir": "auto", "autocomplete": "off", "aria-label": _("Date")})
        calendar = forms.Select({"aria-label": _("Calendar")}, CALENDARS)
        super().__init__({"": date, "calendar": calendar})

    def decompress(self, value: Written | str | None) -> list[str]:
        if isinstance(value, Written):
            return [value.as_written or value.edtf, value.calendar]
        return [value or "", ""]


class DateField(forms.MultiValueField):
    """A date of any certainty, in either calendar; gives a `Written`."""

    widget = DateEntry
    help = _(
        "A year, month or day: 1988, 1988-07, 1988-07-28; from and to: 1988-07/1988-09; about: 1988~; uncertain: 1988?; "
        "Persian: ۱۵/۵/۱۳۶۷ or ۱۳۶۷/۵.",
    )

    def __init__(self, **kwargs: Any) -> None:
        fields = (forms.CharField(max_length=200), forms.ChoiceField(choices=CALENDARS, required=False))
        kwargs.setdefault("help_text", self.help)
        super().__init__(fields, require_all_fields=False, **kwargs)

    def compress(self, values: list[str]) -> Written:
        typed, calendar = [*values, "", ""][:2]
        if not typed:
            return Written()
        try:
            return read_date(typed, calendar)
        except ValueError as fault:
            raise forms.ValidationError(reason(fault)) from fault
