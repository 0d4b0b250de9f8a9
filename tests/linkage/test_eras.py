"""In which calendar a column of dates is written: what it says counts, what nobody can know covers both, a guess never misleads."""

from __future__ import annotations

from datetime import date

import pytest

from dadkhah.linkage import eras
from dadkhah.linkage.columns import check, guess
from dadkhah.linkage.dates import days
from dadkhah.linkage.eras import of_column
from dadkhah.linkage.records import read
from dadkhah.reading.conversion import hijri, jalali


def told(text: str, calendar: str = "") -> str:
    found = days(text, calendar=calendar)
    return "/".join(str(date.fromordinal(each)) for each in found) if found else ""


@pytest.mark.parametrize(
    "text",
    ["1408/12/13 ق", "1408/12/13 ه.ق", "13 ذو الحجة 1408", "١٣ ذي الحجة ١٤٠٨", "۱۳ ذی‌الحجهٔ ۱۴۰۸", "13 Dhu al-Hijja 1408",
     "13 Dhu al-Hijja 1408 AH", "13 ذوالحجه سال ۱۴۰۸ هجری قمری"],
)  # fmt: skip
def test_a_date_that_names_the_lunar_calendar_is_read_in_it(text: str) -> None:
    assert told(text) == told(text, "jalali") == "1988-07-26/1988-07-28"


@pytest.mark.parametrize("text", ["1367/5/6 ش", "۶ مرداد ۱۳۶۷ ه‍.ش", "1367/5/6 هجری شمسی"])
def test_a_date_that_names_the_solar_calendar_is_read_in_it(text: str) -> None:
    assert told(text, "hijri") == told(text, "either") == "1988-07-28/1988-07-28"


def test_years_of_the_hegira_may_be_solar_or_lunar() -> None:
    assert told("1367 هـ") == told("1367", "either") == "1947-11-14/1989-03-20"
    assert told("1367 هـ", "jalali") == told("1367") == "1988-03-21/1989-03-20"
    assert told("1367 هـ", "hijri") == told("1367", "hijri") == "1947-11-14/1948-11-02"


def test_a_gregorian_date_stays_in_any_column() -> None:
    assert {told("1988-07-28", era) for era in ("", *eras.ERAS)} == {"1988-07-28/1988-07-28"}
    assert told("1388", "gregorian") == "1388-01-01/1388-12-31"


def test_a_year_that_has_not_come_is_lunar_unless_it_is_said_to_be_solar() -> None:
    later = jalali(date.fromordinal(eras.today()))[0] + 2
    assert told(str(later)) == told(str(later), "either") == told(str(later), "hijri") != ""
    assert told(str(later), "jalali").startswith(str(later + 621)), "Who says that it is solar is believed."
    assert told("1449/1/1", "either") == ""


def test_a_slip_in_a_solar_day_does_not_make_it_lunar() -> None:
    assert told("1404/12/30") == ""


@pytest.mark.parametrize(
    ("header", "cells", "era"),
    [
        ("تاریخ", ["1367", "1368/5/31"], ""),
        ("تاريخ الوفاة", ["1408", "١٤٠٩"], "hijri"),
        ("Date", ["1409", "1410", "1399"], "hijri"),
        ("التاريخ", ["1390/2/3"], "either"),
        ("سنة الوفاة (هـ)", ["1399"], "either"),
        ("تاریخ هجری", ["1350"], "either"),
        ("تاریخ هجری قمری", ["1350"], "hijri"),
        ("تاریخ هجری شمسی", ["1350"], "jalali"),
        ("تاریخ میلادی", ["1388"], "gregorian"),
        ("Date", ["1367"] * 99 + ["1431"], "jalali"),
        ("Date", ["1367"] * 9 + ["1431"], "either"),
        ("التاريخ", ["1988", "1989-07-28"], ""),
        ("Date", ["", "unknown"], ""),
        ("Date", ["02/08/2101", "1480/05/11", "03/08/2101"], "jalali"),
        ("Date", ["02/08/2101", "1431/05/11", "1988-08-03", "1989-08-03"], "hijri"),
    ],
)
def test_a_column_tells_its_calendar_or_that_nobody_knows(header: str, cells: list[str], era: str) -> None:
    assert of_column(header, cells) == era


def test_what_a_column_covers_always_holds_the_day_that_was_meant() -> None:
    """A day written in either calendar, in a column of which nothing is known, is never left out."""
    for day in map(date.fromordinal, range(date(1961, 1, 1).toordinal(), date(2008, 1, 1).toordinal(), 97)):
        for parts in (jalali(day), *hijri(day)):
            low, high = days("{}/{}/{}".format(*parts), calendar="either") or (0, 0)
            assert low <= day.toordinal() <= high, (day, parts)


def test_the_mapping_says_the_calendar_and_what_the_user_says_goes_first() -> None:
    header, sample = ["الاسم", "تاريخ الوفاة"], [{"الاسم": "كريم الحسن", "تاريخ الوفاة": "١٤٠٨"}]
    assert guess(header, sample) == {"name": ["الاسم"], "event": ["تاريخ الوفاة"], "hijri": ["تاريخ الوفاة"]}
    given = {"jalali": ["تاريخ الوفاة"]}
    assert guess(header, sample, given) == {"name": ["الاسم"], "event": ["تاريخ الوفاة"], "jalali": ["تاريخ الوفاة"]}


def test_a_calendar_is_said_of_dates_and_once() -> None:
    assert check({"name": ["a"], "event": ["b"], "hijri": ["b"]}, ["a", "b"]) == []
    [twice] = check({"name": ["a"], "event": ["b"], "hijri": ["b"], "jalali": ["b"]}, ["a", "b"])
    assert "several" in twice
    [not_dated] = check({"name": ["a"], "hijri": ["a"]}, ["a", "b"])
    assert "no field of dates" in not_dated


def test_lists_are_compared_in_the_calendar_that_was_said() -> None:
    rows = [{"who": "Karim Hasan", "when": "1387/12/13"}]
    columns = {"name": ["who"], "event": ["when"]}
    [solar], [lunar] = (read("made up", rows, {**columns, **era}).records for era in ({}, {"hijri": ["when"]}))
    assert [date.fromordinal(record.events[0][0]).year for record in (solar, lunar)] == [2009, 1968]
