import re
from datetime import date, timedelta

import jdatetime
import pytest
from hijridate import Gregorian, Hijri
from hypothesis import given
from hypothesis import strategies as st

from dadkhah.reading import (
    HIJRI_VARIANT,
    NotADate,
    from_jalali,
    from_jalali_month,
    hijri,
    hijri_variant,
    jalali,
    parse,
    show,
    show_all,
)
from dadkhah.reading.conversion import _tabular, from_hijri

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("gregorian", "persian"),
    [
        (date(1988, 7, 28), (1367, 5, 6)),
        (date(1988, 7, 31), (1367, 5, 9)),
        (date(1988, 12, 6), (1367, 9, 15)),
        (date(1988, 12, 30), (1367, 10, 9)),
        (date(1988, 5, 27), (1367, 3, 6)),
        (date(1981, 6, 17), (1360, 3, 27)),
        (date(1982, 5, 26), (1361, 3, 5)),
        (date(2025, 4, 14), (1404, 1, 25)),
        (date(1988, 3, 20), (1366, 12, 30)),  # the last day of a leap year
        (date(1988, 3, 21), (1367, 1, 1)),
        (date(1996, 3, 20), (1375, 1, 1)),  # Nowruz on 20 March
        (date(2021, 3, 20), (1399, 12, 30)),  # 1399 was a leap year
        (date(2021, 3, 21), (1400, 1, 1)),
    ],
)
def test_known_days_in_the_persian_calendar(gregorian, persian):
    assert jalali(gregorian) == persian
    assert from_jalali(*persian) == gregorian


def test_every_persian_day_of_two_centuries_follows_the_day_before():
    day, before = from_jalali(1250, 1, 1), (1249, 12, 29)
    while before < (1450, 1, 1):
        here = jalali(day)
        year, month, number = before
        # An independent rule: in a cycle of 33 years these eight are leap.
        esfand = 30 if year % 33 in {1, 5, 9, 13, 17, 22, 26, 30} else 29
        length = 31 if month <= 6 else 30 if month < 12 else esfand
        following = (year, month + 1, 1) if month < 12 else (year + 1, 1, 1)
        assert here == ((year, month, number + 1) if number < length else following)
        day, before = day + DAY, here


@given(st.dates(min_value=date(1871, 3, 21), max_value=date(2071, 3, 20)))
def test_jdatetime_and_we_agree_in_both_directions(day):
    assert jdatetime.date(*jalali(day)).togregorian() == from_jalali(*jalali(day)) == day


@given(st.integers(1250, 1449), st.integers(1, 12))
def test_persian_months_tile_the_years(year, month):
    first, last = parse(from_jalali_month(year, month)).bounds
    assert jalali(first) == (year, month, 1)
    assert jalali(last + DAY) == ((year, month + 1, 1) if month < 12 else (year + 1, 1, 1))
    assert show(from_jalali_month(year, month), "en", "jalali").endswith(f" {year}")


def test_shahrivar_1367_and_esfand_of_a_leap_year():
    assert from_jalali_month(1367, 6) == "1988-08-23/1988-09-22"
    assert from_jalali_month(1399, 12) == "2021-02-19/2021-03-20"


@pytest.mark.parametrize(
    "impossible", [(1367, 12, 30), (1367, 7, 31), (1367, 13, 1), (1367, 0, 1), (0, 1, 1)]
)
def test_a_day_the_persian_calendar_lacks_is_refused(impossible):
    with pytest.raises(NotADate, match="in the Persian calendar: months are 1 to 12"):
        from_jalali(*impossible)


def test_the_tabular_calendar_begins_at_its_epoch_and_meets_a_published_day():
    assert _tabular(date(622, 7, 19).toordinal()) == (1, 1, 1)
    # Sample data of Calendrical Calculations: R.D. 710347, 12 November 1945.
    assert _tabular(date(1945, 11, 12).toordinal()) == (1364, 12, 6)


def test_every_tabular_month_begins_within_two_days_of_umm_al_qura():
    for year in range(1344, 1500):
        for month in range(1, 13):
            first = Hijri(year, month, 1).to_gregorian().toordinal()
            assert any(_tabular(first + shift) == (year, month, 1) for shift in range(-2, 3))


@given(st.dates(min_value=date(1924, 8, 2), max_value=date(2077, 11, 15)))
def test_a_hijri_range_holds_umm_al_qura_and_a_month_sighted_a_day_later(day):
    first, last = hijri(day)
    assert hijri_variant(day) == HIJRI_VARIANT
    for shift in (0, 1):
        theirs = Gregorian.fromdate(day - shift * DAY).to_hijri()
        assert first <= (theirs.year, theirs.month, theirs.day) <= last
    assert first < last


@given(st.dates(min_value=date(622, 7, 20)))
def test_tabular_days_count_up_by_one_and_are_named_so_outside_the_table(day):
    first, last = hijri(day)
    assert first < last
    assert ("Umm al-Qura and" in hijri_variant(day)) == (date(1924, 8, 2) <= day <= date(2077, 11, 16))
    (y1, m1, d1), (y2, m2, d2) = _tabular(day.toordinal() - 1), _tabular(day.toordinal())
    assert (y2, m2, d2) == (y1, m1, d1 + 1) or (
        d2 == 1 and d1 in (29, 30) and y2 * 12 + m2 == y1 * 12 + m1 + 1
    )


@pytest.mark.parametrize(
    ("text", "english", "persian"),
    [
        ("1988-07-28~", "about 28 July 1988", "حدود ۲۸ ژوئیه ۱۹۸۸"),
        ("1988-08", "August 1988", "اوت ۱۹۸۸"),
        ("1988", "1988", "۱۹۸۸"),
        ("1988-07?", "July 1988 (uncertain)", "ژوئیه ۱۹۸۸ (با تردید)"),
        ("1988%", "about 1988 (uncertain)", "حدود ۱۹۸۸ (با تردید)"),
        (
            "1988-08-27/1988-09-06",
            "between 27 August 1988 and 6 September 1988",
            "بین ۲۷ اوت ۱۹۸۸ و ۶ سپتامبر ۱۹۸۸",
        ),
        ("../1988-07", "until July 1988", "تا ژوئیه ۱۹۸۸"),
        ("/1988-07", "until July 1988 (start unknown)", "تا ژوئیه ۱۹۸۸ (آغاز نامعلوم)"),
        ("1988/..", "from 1988 on", "از ۱۹۸۸ به بعد"),
        ("1988-22", "summer 1988", "تابستان ۱۹۸۸"),
        ("198X", "the 1980s", "دههٔ ۱۹۸۰"),
        ("1988-07-XX", "July 1988, day unknown", "ژوئیه ۱۹۸۸، روز نامعلوم"),
        ("[1988-08-06,1988-08-09]", "6 August 1988 or 9 August 1988", "۶ اوت ۱۹۸۸ یا ۹ اوت ۱۹۸۸"),
    ],
)
def test_dates_in_words(text, english, persian):
    assert show(text, "en") == english
    assert show(text, "fa") == persian


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1988-07-28", "6 Mordad 1367"),
        ("1988-08", "Mordad–Shahrivar 1367"),
        ("1988-03", "Esfand 1366 – Farvardin 1367"),
        ("1988", "1366–1367"),
        ("1988-22", "summer 1367"),
        ("1988-08-23/1988-09-22", "Shahrivar 1367"),
        ("1988-10-23/1988-12-21", "Aban–Azar 1367"),
        ("1983-03-21/1984-03-20", "1362"),
        ("1988-07-25/1988-07-28", "between 3 Mordad 1367 and 6 Mordad 1367"),
        ("1988-07/1988-08", "Tir–Shahrivar 1367"),
        ("2019/2024-05-19", "between 1397–1398 and 30 Ordibehesht 1403"),
        ("1988-07~", "about Tir–Mordad 1367"),
    ],
)
def test_dates_in_the_persian_calendar(text, words):
    assert show(text, "en", "jalali") == words


def test_all_calendars_of_a_day_and_hijri_for_days_only():
    assert show_all("1988-07-28", "en") == {
        "gregorian": "28 July 1988",
        "jalali": "6 Mordad 1367",
        "hijri": "13–15 Dhu al-Hijja 1408",
    }
    assert show_all("1988-07-28", "fa")["hijri"] == "۱۳–۱۵ ذی‌الحجه ۱۴۰۸"
    assert set(show_all("1988-07", "en")) == {"gregorian", "jalali"}
    assert set(show_all("0500", "en")) == {"gregorian"}


def test_a_hijri_range_over_the_turn_of_a_year_names_both():
    assert show("1988-08-13", "en", "hijri") == "29 Dhu al-Hijja 1408 – 1 Muharram 1409"


def test_an_unknown_calendar_and_a_day_out_of_reach_are_refused():
    with pytest.raises(ValueError, match="not a calendar we know"):
        show("1988", "en", "julian")
    with pytest.raises(ValueError, match="lies outside"):
        show("0500-01-01", "en", "jalali")


@given(st.dates(), st.sampled_from([4, 7, 10]), st.sampled_from(["", "~", "?", "/.."]))
def test_nothing_shown_in_persian_has_a_latin_letter_or_digit(day, length, mark):
    for said in show_all(day.isoformat()[:length] + mark, "fa").values():
        assert not re.search("[A-Za-z0-9]", said)


def test_an_islamic_day_may_be_each_day_that_may_carry_it() -> None:
    for day in map(date.fromordinal, range(date(1870, 1, 1).toordinal(), date(2030, 1, 1).toordinal(), 211)):
        for there in hijri(day):
            first, last = from_hijri(*there)
            assert first <= day <= last
            assert (last - first).days < 3
    assert from_hijri(1408, 12, 13) == (date(1988, 7, 26), date(1988, 7, 28))


@pytest.mark.parametrize("there", [(1408, 13, 1), (1408, 0, 1), (1408, 1, 31), (0, 1, 1)])
def test_no_islamic_day(there: tuple[int, int, int]) -> None:
    with pytest.raises(NotADate, match="There is no day"):
        from_hijri(*there)
