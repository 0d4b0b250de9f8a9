"""From one calendar to another: Gregorian, Persian solar (Jalali) and Islamic lunar (Hijri) days.

Jalali days come from jdatetime (33-year cycle). Umm al-Qura days come from hijridate, which holds the
published table of 1343-1500 AH. A month that begins when the moon is *seen*, as in Iran, often begins a day
later than in Umm al-Qura, so a Hijri day is always given as a range, never as one day.
"""

from __future__ import annotations

from datetime import date, timedelta

import jdatetime
from hijridate import Gregorian

from dadkhah.reading.edtf import NotADate
from dadkhah.sentences import Sentence

YearMonthDay = tuple[int, int, int]

HIJRI_VARIANT = "Umm al-Qura and tabular (civil); a sighted month may begin a day later"
HIJRI_VARIANT_OUTSIDE = "tabular (civil) only, a day either way: outside the Umm al-Qura table (1343-1500 AH)"

REACH: dict[str, tuple[date, date]] = {
    "gregorian": (date.min, date.max),
    "jalali": (date(622, 3, 21), jdatetime.date.max.togregorian()),
    "hijri": (date(622, 7, 20), date.max),
}
# A day later than hijridate's table begins, because the day before is looked up too.
_UMM_AL_QURA = date(1924, 8, 2), date(2077, 11, 16)
_DAY = timedelta(days=1)
_EPOCH = date(622, 7, 19).toordinal()
LAST_HIJRI = 9600


def jalali(day: date) -> YearMonthDay:
    """Year, month and day of the Persian solar calendar. ValueError before March 622 and after year 9377."""
    _check_reach(day, "jalali")
    there = jdatetime.date.fromgregorian(date=day)
    return there.year, there.month, there.day


def from_jalali(y: int, m: int, d: int) -> date:
    """The Gregorian day of a Persian one. Raises NotADate for a day that calendar does not have."""
    try:
        there: date = jdatetime.date(y, m, d).togregorian()
    except ValueError as fault:
        raise NotADate(
            Sentence(
                "There is no day {day} in the Persian calendar: months are 1 to 12, the first six "
                "have 31 days, the others 30, and Esfand has 29 except in a leap year. Check year, month and day.",
                day=f"{y}-{m:02}-{d:02}",
            )
        ) from fault
    return there


def from_jalali_month(y: int, m: int) -> str:
    """A Persian month as an EDTF interval: (1367, 6) is 1988-08-23/1988-09-22. Raises NotADate."""
    start = from_jalali(y, m, 1)
    following = from_jalali(y + m // 12, m % 12 + 1, 1)
    return f"{start.isoformat()}/{(following - _DAY).isoformat()}"


def hijri(day: date) -> tuple[YearMonthDay, YearMonthDay]:
    """Earliest and latest Islamic date the day may carry; `hijri_variant(day)` names the reckonings used.

    ValueError before the first days of the calendar, in July 622.
    """
    _check_reach(day, "hijri")
    n = day.toordinal()
    if _in_table(day):
        dates = [_umm_al_qura(day - _DAY), _umm_al_qura(day), _tabular(n)]
    else:
        dates = [_tabular(n - 1), _tabular(n), _tabular(n + 1)]
    return min(dates), max(dates)


def from_hijri(y: int, m: int, d: int) -> tuple[date, date]:
    """The first and last day that may be this Islamic one, by `hijri`. Raises NotADate for a day that calendar never has."""
    if not (1 <= y <= LAST_HIJRI and 1 <= m <= 12 and 1 <= d <= 30):
        raise NotADate(
            Sentence(
                "There is no day {day} in the Islamic calendar: months are 1 to 12 and have 29 or 30 days. "
                "Check year, month and day.",
                day=f"{y}-{m:02}-{d:02}",
            )
        )
    about = _EPOCH + 354 * (y - 1) + (3 + 11 * y) // 30 + 29 * (m - 1) + m // 2 + d - 1
    near = (date.fromordinal(about + off) for off in range(-3, 4) if date.fromordinal(about + off) >= REACH["hijri"][0])
    met = [day for day in near if hijri(day)[0] <= (y, m, d) <= hijri(day)[1]]
    return (met[0], met[-1]) if met else from_hijri(y, m, d - 1)


def hijri_variant(day: date) -> str:
    """The name of the reckonings behind `hijri(day)`, to show beside the date."""
    return HIJRI_VARIANT if _in_table(day) else HIJRI_VARIANT_OUTSIDE


def _check_reach(day: date, calendar: str) -> None:
    first, last = REACH[calendar]
    if not first <= day <= last:
        raise ValueError(f"The {calendar} calendar is reckoned from {first} to {last}; {day} lies outside.")


def _in_table(day: date) -> bool:
    return _UMM_AL_QURA[0] <= day <= _UMM_AL_QURA[1]


def _umm_al_qura(day: date) -> YearMonthDay:
    there = Gregorian.fromdate(day).to_hijri()
    return there.year, there.month, there.day


def _tabular(ordinal: int) -> YearMonthDay:
    """The arithmetical calendar: leap where (11 y + 14) mod 30 < 11, first day 19 July 622 (Gregorian).

    Reingold and Dershowitz, Calendrical Calculations, ch. 7 (arithmetical Islamic calendar).
    """
    since = ordinal - _EPOCH
    year = (30 * since + 10646) // 10631
    into_year = since - (354 * (year - 1) + (3 + 11 * year) // 30)
    month = min((11 * into_year + 330) // 325, 12)
    return year, month, into_year - (29 * (month - 1) + month // 2) + 1
