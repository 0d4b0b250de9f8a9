"""Digits, dates and scales: from figures and moments to places on paper."""

import math
import re
from bisect import bisect_left
from calendar import isleap, monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

Moment = float | int | str

_DIGITS: Final = {
    "fa": "۰۱۲۳۴۵۶۷۸۹",
    "ur": "۰۱۲۳۴۵۶۷۸۹",
    "ar": "٠١٢٣٤٥٦٧٨٩",
    "ckb": "٠١٢٣٤٥٦٧٨٩",
}
_SEPARATORS: Final = {"fa": "٬", "ur": "٬", "ar": "٬", "ckb": "٬", "es": ".", "de": ".", "fr": "\u202f"}
_DAY: Final = re.compile(r"(-?\d{4})(?:-(\d\d))?(?:-(\d\d))?[~?%]?")
_STEPS: Final = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000)


def language(tag: str) -> str:
    """The language of a tag such as fa-IR."""
    return tag.partition("-")[0].lower()


def digits(written: str, lang: str) -> str:
    """The same text with the digits of the language."""
    own = _DIGITS.get(language(lang))
    return written.translate(str.maketrans("0123456789", own)) if own else written


def amount(value: float, lang: str) -> str:
    """A count with the digits and the thousands separator of the language."""
    separator = _SEPARATORS.get(language(lang), ",")
    return digits(f"{value:,.0f}".replace(",", separator), lang)


def moment(value: Moment, *, last: bool = False) -> float:
    """A year as a fraction: 1988.5 is the middle of 1988.

    Takes a year as a number or an ISO date of year, month or day; a month or a year given as text stands for
    its first instant, or for its last one with *last*. Raises ValueError for anything else.
    """
    if not isinstance(value, str):
        if not math.isfinite(value):
            raise ValueError(
                "A date is not a finite number; give a year such as 1988.5 or a day such as 1988-07-28."
            )
        return float(value)
    found = _DAY.fullmatch(value)
    if not found:
        raise ValueError(
            f"The date {value!r} is not a year, month or day; write it like 1988, 1988-07 or 1988-07-28."
        )
    return _fraction(found, last=last)


def _fraction(found: re.Match[str], *, last: bool) -> float:
    year, month, day = (int(part) if part else 0 for part in found.groups())
    like = 2000 if isleap(year) else 2001  # datetime knows no year 0 and none before it
    through = (month or 12, day or monthrange(like, month or 12)[1]) if last else (month or 1, day or 1)
    passed = date(like, *through).timetuple().tm_yday - (0 if last else 1)
    return year + passed / (366 if isleap(year) else 365)


@dataclass(frozen=True, slots=True)
class Linear:
    """Values from *low* to *high* laid evenly from *start* to *end*."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


@dataclass(frozen=True, slots=True)
class Log:
    """Positive values laid so that equal ratios take equal space; a zero lies on its own line, *zero*."""

    low: float
    high: float
    start: float
    end: float
    zero: float

    def __call__(self, value: float) -> float:
        if value <= 0:
            return self.zero
        share = math.log(value / self.low) / math.log(self.high / self.low)
        return self.start + share * (self.end - self.start)


def log_span(values: Sequence[float]) -> tuple[float, float]:
    """Bounds that leave air around the positive values and never less than a factor of ten between them."""
    low, high = min(values), max(values)
    air = max(1.5, math.sqrt(10 * low / high))
    return low / air, high * air


def log_ticks(low: float, high: float, most: int = 9) -> list[int]:
    """Round counts between the bounds: 1, 2, 5, 10 ... or, where these are too many, powers of ten."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    ladder = [step * 10**power for power in powers if power >= 0 for step in (1, 2, 5)]
    inside = [tick for tick in ladder if low <= tick <= high]
    return inside if len(inside) <= most else [tick for tick in inside if str(tick)[0] == "1"]


def year_span(moments: Sequence[float]) -> tuple[int, int]:
    """Whole years around the moments, at least two apart."""
    first, last = math.floor(min(moments)), math.ceil(max(moments))
    return (first, last) if last - first >= 2 else (first - 1, max(last, first + 1) + 1)


def year_ticks(first: int, last: int, most: int) -> list[int]:
    """Round years between the bounds, at most about *most* of them."""
    step = _STEPS[min(bisect_left(_STEPS, (last - first) / max(most, 1)), len(_STEPS) - 1)]
    return list(range(-(-first // step) * step, last + 1, step))


def jalali_year(year: int) -> int:
    """The Jalali year in which 1 January of a Gregorian year falls."""
    return year - 622
