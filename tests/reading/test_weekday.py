import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dadkhah.reading import check_weekday, named_weekdays
from dadkhah.reading.wording import ENGLISH, PERSIAN

ZWNJ = "\u200c"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("On Thursday, 28 July, and FRIDAY", [4, 5]),
        ("the Sun, Sat and Fri; Sundar Mondayish", []),
        ("families gather on Fridays", []),
        ("the Friday sermon", [5]),
        ("the Friday prayer leader and the Friday Imam of Tehran", []),
        ("شنبه یکشنبه دوشنبه سه‌شنبه چهارشنبه پنج‌شنبه جمعه", [6, 7, 1, 2, 3, 4, 5]),
        (f"پنج{ZWNJ}شنبه، پنجشنبه، پنج شنبه، ۵شنبه، ٥ شنبه", [4, 4, 4, 4, 4]),
        ("يكشنبه و سه شنبه", [7, 2]),
        ("شنبه‌شب", [6]),
        ("در ۱۳۶۵ شنبه بود", [6]),
        ("نماز جمعه", [5]),
        ("امام جمعه، امام‌جمعه، ائمه جمعه", []),
        ("شب جمعه", []),
        ("جمعه‌ها و پنج‌شنبه ها", []),
        ("چهارشنبه‌سوری، چهارشنبه سوری", []),
        ("يوم الخميس والجمعة والأحد والاحد بالسبت", [4, 5, 7, 7, 6]),
        ("الإثنين الاثنين الثلاثاء الأربعاء الاربعاء", [1, 1, 2, 3, 3]),
        ("إمام الجمعة وليلة الجمعة", []),
        ("مجمعه و جمعیت", []),
    ],
)
def test_weekdays_are_named_or_not(text, numbers):
    assert [number for _, number, _, _ in named_weekdays(text)] == numbers


def test_the_name_is_given_as_written():
    text = f"روز پنج{ZWNJ}شنبه، يكشنبه والجمعة on Monday’s"
    found = named_weekdays(text)
    assert [name for name, *_ in found] == [f"پنج{ZWNJ}شنبه", "يكشنبه", "الجمعة", "Monday"]
    assert all(text[start:end] == name for name, _, start, end in found)


@given(st.dates())
def test_the_right_weekday_passes_and_every_other_is_reported(day):
    for use in (ENGLISH, PERSIAN):
        for number, name in enumerate(use.weekdays, 1):
            found = check_weekday(f"… {name} …", day.isoformat())
            assert (found is None) == (number == day.isoweekday())
            if found:
                assert (found.said, found.is_really, found.day) == ((number,), (day.isoweekday(),), (day,))


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("Thursday", "1988-07-28"),
        ("Tuesday", "1988-07-26"),
        ("Monday", "2025-04-14"),
        ("Sunday", "1988-07-31"),
        ("پنج‌شنبه ۶ مرداد ۱۳۶۷", "1988-07-28"),
        ("the Friday sermon", "1988-08-05"),
        ("on Thursday he wrote, on Friday he spoke", "1988-07-28"),
        ("Tuesday", "[1988-08-06,1988-08-09]"),
        ("no weekday at all", "1988-07-28"),
        ("Friday", "1988-07-28~"),
        ("Friday", "1988-07"),
        ("Friday", "1988-07-28/1988-07-30"),
        ("Friday", "[1988-07-28,1988-08]"),
        ("the Friday prayer leader", "1988-07-28"),
    ],
)
def test_what_fits_or_cannot_be_judged_is_passed(text, edtf):
    assert check_weekday(text, edtf) is None


def test_an_uncertain_day_is_judged_because_the_weekday_may_settle_it():
    assert check_weekday("Friday", "1988-07-28?") is not None


def test_a_hijri_date_leaves_a_day_either_way():
    assert check_weekday("Friday", "1988-07-28", "hijri") is None
    assert check_weekday("Wednesday", "1988-07-28", "hijri") is None
    found = check_weekday("Saturday", "1988-07-28", "hijri")
    assert "13–15 Dhu al-Hijja 1408 (28 July 1988) is a Thursday" in found.describe("en")


def test_a_mismatch_says_so_plainly_in_both_languages():
    found = check_weekday("Friday", "1988-07-28", "jalali")
    assert found.day == (date(1988, 7, 28),)
    assert found.describe("en") == (
        "The text says Friday, but 6 Mordad 1367 (28 July 1988) is a Thursday. "
        "Check the date and the weekday against the source."
    )
    persian = found.describe("fa")
    assert "۶ مرداد ۱۳۶۷ (۲۸ ژوئیه ۱۹۸۸) پنج‌شنبه است" in persian
    assert not re.search("[A-Za-z0-9]", persian)


def test_every_alternative_is_named():
    said = check_weekday("Friday", "[1988-08-06,1988-08-09]").describe("en")
    assert "6 August 1988 is a Saturday and 9 August 1988 is a Tuesday" in said
