"""Dates, digits and scales."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dadkhah.publish.layout import shorten, width_of, wrap
from dadkhah.publish.scales import amount, jalali_year, log_span, log_ticks, moment, year_span, year_ticks
from dadkhah.publish.svg import clean, is_rtl, number, safe_href


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("1988", 1988, 1989),
        ("1988-07", 1988 + 182 / 366, 1988 + 213 / 366),
        ("2001-12-31", 2001 + 364 / 365, 2002),
    ],
)
def test_a_period_runs_from_its_first_to_its_last_instant(written, first, last):
    assert moment(written) == pytest.approx(first)
    assert moment(written, last=True) == pytest.approx(last)


@pytest.mark.parametrize("wrong", ["yesterday", "88", "1988-13-01", float("nan")])
def test_what_is_no_date_is_refused(wrong):
    with pytest.raises(ValueError):
        moment(wrong)


@given(st.lists(st.floats(min_value=0.5, max_value=1e8), min_size=1))
def test_log_bounds_hold_the_values_and_leave_room(values):
    low, high = log_span(values)
    assert 0 < low < min(values) <= max(values) < high
    assert high / low >= 9.99


def test_ticks_are_round_and_few():
    assert log_ticks(600, 60_000) == [1000, 2000, 5000, 10_000, 20_000, 50_000]
    assert log_ticks(0.5, 200_000) == [1, 10, 100, 1000, 10_000, 100_000]
    assert year_ticks(1988, 2025, 8) == [1990, 1995, 2000, 2005, 2010, 2015, 2020, 2025]


@given(st.lists(st.floats(min_value=-500, max_value=3000), min_size=1))
def test_the_year_span_holds_every_moment(moments):
    first, last = year_span(moments)
    assert first <= min(moments)
    assert max(moments) <= last
    assert last - first >= 2


def test_amounts_follow_the_language():
    assert [amount(30000, lang) for lang in ("en", "fa", "ar", "es")] == [
        "30,000",
        "۳۰٬۰۰۰",
        "٣٠٬٠٠٠",
        "30.000",
    ]


def test_1_january_2000_lay_in_1378():
    assert jalali_year(2000) == 1378


@given(st.text(max_size=80), st.floats(min_value=20, max_value=300))
def test_shortened_and_wrapped_texts_fit(content, most):
    assert width_of(shorten(content, most, 12), 12) <= max(most, width_of("…", 12))
    rows = wrap(content, most, 12, 3)
    assert len(rows) <= 3
    assert all(width_of(row, 12) <= max(most, width_of("…", 12)) for row in rows)


def test_a_name_is_not_cut_inside_a_bracket():
    assert shorten("Shahab al-Din Haeri (as quoted by a site)", 180, 12) == "Shahab al-Din Haeri…"


def test_persian_joiners_stay_and_direction_marks_go():
    assert clean("می\u200cگوید\u200f\u202e\x00") == "می\u200cگوید"
    assert is_rtl("۱۲ نفر")
    assert not is_rtl("NCRI شورا")
    assert not is_rtl("۱۲")


@pytest.mark.parametrize(
    "href", ["javascript:x", " JavaScript:x", "java\nscript:x", "data:text/html,x", "", "http://[x"]
)
def test_only_pages_are_linked(href):
    assert safe_href(href) is None


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_no_coordinate_is_without_a_number(value):
    with pytest.raises(ValueError, match="finite"):
        number(value)
