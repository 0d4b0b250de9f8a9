"""Dates and ages of lists with the uncertainty that they have."""

from __future__ import annotations

from datetime import date

import pytest

from dadkhah.linkage.dates import age, born, day_first, days


def told(text: str, *, first: bool = True) -> str:
    """The days as first/last; one day alone as itself."""
    found = days(text, first=first)
    if found is None:
        return ""
    low, high = map(date.fromordinal, found)
    return str(low) if low == high else f"{low}/{high}"


@pytest.mark.parametrize(
    "text", ["1950", "1950.0", " 1950 ", "۱۹۵۰", "١٩٥٠", "00/00/1950", "1950-00-00", "1950?", "1950-XX", "1950-XX-XX"]
)
def test_a_year(text: str) -> None:
    assert told(text) == "1950-01-01/1950-12-31"


@pytest.mark.parametrize(
    "text",
    ["1976-11", "11/1976", "NOV/1976", "nov-1976", "Nov. 1976", "noviembre de 1976", "Noviembre 1976", "November 1976",
     "00/11/1976", "1976-11-XX", "??/11/1976", "novembre 1976", "نوامبر ۱۹۷۶", "نوفمبر 1976"],
)  # fmt: skip
def test_a_month(text: str) -> None:
    assert told(text) == "1976-11-01/1976-11-30"


@pytest.mark.parametrize(
    "text",
    ["1975-08-01", "01/08/1975", "1/8/1975", "1º/08/1975", "1°/08/1975", "1.8.1975", "01-08-1975", "1975/08/01", "19750801",
     "1 de agosto de 1975", "1º de agosto de 1975", "1 AGO 1975", "August 1, 1975", "1 August 1975", "1er août 1975", "۱۹۷۵/۸/۱",
     "1975-08-01T00:00:00", "1975-08-01 00:00:00", "01/08/1975 10:30", "١/٨/١٩٧٥"],
)  # fmt: skip
def test_a_day(text: str) -> None:
    assert told(text) == "1975-08-01"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("FEB-MAR/1977", "1977-02-01/1977-03-31"),
        ("feb/mar 1977", "1977-02-01/1977-03-31"),
        ("mayo-junio 1977", "1977-05-01/1977-06-30"),
        ("DIC-ENE/1977", "1976-12-01/1977-01-31"),
        ("DIC/1976-ENE/1977", "1976-12-01/1977-01-31"),
        ("20-21/05/1977", "1977-05-20/1977-05-21"),
        ("1º-16/04/1975", "1975-04-01/1975-04-16"),
        ("03-05/09/1977", "1977-09-03/1977-09-05"),
        ("5 al 8 de agosto de 1976", "1976-08-05/1976-08-08"),
        ("27-28 nov 1976", "1976-11-27/1976-11-28"),
        ("30 nov - 2 dic 1976", "1976-11-30/1976-12-02"),
        ("1976/1977", "1976-01-01/1977-12-31"),
        ("1976-1977", "1976-01-01/1977-12-31"),
        ("1976 to 1977", "1976-01-01/1977-12-31"),
        ("1976-08-05/1976-08-10", "1976-08-05/1976-08-10"),
        ("1976-08-05..1976-08-10", "1976-08-05/1976-08-10"),
        ("01/09/1950-05/09/1950", "1950-09-01/1950-09-05"),
        ("197X", "1970-01-01/1979-12-31"),
        ("1970s", "1970-01-01/1979-12-31"),
        ("19XX", "1900-01-01/1999-12-31"),
        ("1950~", "1949-01-01/1951-12-31"),
        ("c. 1950", "1949-01-01/1951-12-31"),
        ("about 1950", "1949-01-01/1951-12-31"),
    ],
)
def test_ranges_and_what_is_not_certain(text: str, meant: str) -> None:
    assert told(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("۱۳۶۷/۵/۶", "1988-07-28"),
        ("1367-05-06", "1988-07-28"),
        ("6/5/1367", "1988-07-28"),
        ("۶ مرداد ۱۳۶۷", "1988-07-28"),
        ("6 Mordad 1367", "1988-07-28"),
        ("مرداد ۱۳۶۷", "1988-07-23/1988-08-22"),
        ("۱۳۶۷/۰۵", "1988-07-23/1988-08-22"),
        ("مرداد تا شهریور ۱۳۶۷", "1988-07-23/1988-09-22"),
        ("۱۳۶۷/۵/۶ - ۱۳۶۷/۵/۸", "1988-07-28/1988-07-30"),
        ("۱۳۶۷", "1988-03-21/1989-03-20"),
        ("اسفند ۱۳۶۶", "1988-02-20/1988-03-20"),
        ("1403/12/30", "2025-03-20"),  # a leap year
        ("1404/12/30", ""),
        ("حدود ۱۳۳۰", "1950-03-22/1953-03-20"),
        ("۸ اسد ۱۳۵۸", "1979-07-30"),  # months of Afghanistan
    ],
)
def test_the_calendar_of_iran(text: str, meant: str) -> None:
    assert told(text) == meant


@pytest.mark.parametrize(
    "text",
    ["", "abc", "s/d", "Sin datos", "01/09/50", "1/9/50", "76", "12", "1/77", "AÑOS/1976-77", "1976-99-99", "30/02/1976",
     "1976-02-30", "32/01/1976", "0000", "9999", "before 1976", "antes de 1976", "1976/..", "../1976", "قبل از ۱۳۶۷",
     "19769999", "1977-1976"],
)  # fmt: skip
def test_what_is_no_date_says_nothing(text: str) -> None:
    assert days(text) is None


def test_a_column_tells_whether_the_day_comes_first() -> None:
    assert day_first(["", "03/04/1976", "13/04/1976"])
    assert not day_first(["", "03/04/1976", "04/13/1976"])
    assert day_first(["03/04/1976", "1976-04-13", "abc"])
    assert day_first([])
    assert told("03/12/1976") == "1976-12-03"
    assert told("03/12/1976", first=False) == "1976-03-12"
    assert told("13/12/1976", first=False) == "1976-12-13"  # it cannot be a month


@pytest.mark.parametrize(
    ("text", "years"),
    [("24", 24), ("24.0", 24), (" 24 ", 24), ("۲۴", 24), ("٢٤", 24), ("24 años", 24), ("24 years", 24), ("24y", 24), ("۲۴ سال", 24),
     ("۲۴ ساله", 24), ("24 سنة", 24), ("0", 0), ("5 meses", 0), ("18 months", 1), ("۷ ماه", 0), ("129", 129)],
)  # fmt: skip
def test_ages(text: str, years: int) -> None:
    assert age(text) == years


@pytest.mark.parametrize("text", ["", "abc", "130", "999", "-3", "23-25", "adult", "24 cows", "24.5", "1350"])
def test_what_is_no_age_says_nothing(text: str) -> None:
    assert age(text) is None


def test_an_age_at_a_date_is_a_range_of_births() -> None:
    """Who is 24 on 5 August 1976 was born from 6 August 1951 to 5 August 1952; a day more where leap years fall so."""
    low, high = map(date.fromordinal, born(24, days("1976-08-05") or (0, 0)))
    assert date(1951, 8, 5) <= low <= date(1951, 8, 6)
    assert date(1952, 8, 5) <= high <= date(1952, 8, 6)


@pytest.mark.parametrize("birthday", ["1951-08-06", "1952-01-31", "1952-08-05", "1952-02-29"])
def test_who_had_that_age_is_in_the_range(birthday: str) -> None:
    found, day = born(24, days("1976-08-05") or (0, 0)), days(birthday)
    assert day is not None
    assert found[0] <= day[0] <= found[1]


def test_an_age_in_a_year_is_a_range_of_two() -> None:
    low, high = map(date.fromordinal, born(24, days("1976") or (0, 0)))
    assert (low.year, high.year) == (1951, 1952)
