"""Dates found in texts: single expressions, whole sentences, and what must not be taken for a date."""

from __future__ import annotations

from pathlib import Path

import pytest
from edtf.parser.grammar import parse_edtf
from hypothesis import given, settings
from hypothesis import strategies as st

from dadkhah.reading.edtf import parse
from dadkhah.reading.moments import find_dates
from dadkhah.reading.prose import Prose
from tests.reading import gold
from tests.reading.growth import EVENLY, growth

ROWS = [
    tuple(part.strip() for part in line.split("|"))
    for line in (Path(__file__).parent / "gold/date_expressions.txt").read_text("utf-8").splitlines()
]


def dates(text):
    return [(each.exact, each.edtf) for each in find_dates(Prose(text))]


@pytest.mark.parametrize(("text", "edtf"), ROWS, ids=[text for text, _ in ROWS])
def test_a_text_that_is_nothing_but_a_date(text, edtf):
    assert [each for _, each in dates(text)] == ([edtf] if edtf else [])


@pytest.mark.parametrize("edtf", sorted({edtf for _, edtf in ROWS if edtf}))
def test_what_is_written_is_edtf(edtf):
    assert parse(edtf).text == edtf
    assert parse_edtf(edtf) is not None


SENTENCES = [
    (
        "On 28 July 1988 he was moved. Five days later he was dead. The next day the family came.",
        [("28 July 1988", "1988-07-28"), ("Five days later", "1988-08-02"), ("The next day", "1988-08-03")],
    ),
    (
        "On 6 Mordad 1367 (28 July 1988) the order was given. On 3 August the hangings went on.",
        [("6 Mordad 1367", "1988-07-28"), ("28 July 1988", "1988-07-28"), ("3 August", "1988-08-03")],
    ),
    (
        "در ۶ مرداد ۱۳۶۷ خبر رسید. پنج روز بعد، در ۱۲ مرداد، در بسته شد. همان سال او رفت.",
        [
            ("۶ مرداد ۱۳۶۷", "1988-07-28"),
            ("پنج روز بعد", "1988-08-02"),
            ("۱۲ مرداد", "1988-08-03"),
            ("همان سال", "1988-03-21/1989-03-20"),
        ],
    ),
    (
        "He left in July 1987. The following year he came back. A 2018 report says so (Geneva, 2019).",
        [("July 1987", "1987-07"), ("The following year", "1988"), ("2018", "2018"), ("2019", "2019")],
    ),
    (
        "El 28 de julio de 1988 murió. Cinco días después llegó la carta, y desde 1989 nada.",
        [("28 de julio de 1988", "1988-07-28"), ("Cinco días después", "1988-08-02"), ("desde 1989", "1989/..")],
    ),
    ("قُتل في 28 يوليو 1988، ثم منذ عام 1990 لا خبر.", [("28 يوليو 1988", "1988-07-28"), ("منذ عام 1990", "1990/..")]),
    ("He served from 1982 until 1988.", [("from 1982 until 1988", "1982/1988")]),
    (
        "On 28 July 1988 he left. A day later, and ever since, the house was empty.",
        [("28 July 1988", "1988-07-28"), ("A day later", "1988-07-29")],
    ),
    ("He came back three years later, 1991, and left.", [("1991", "1991")]),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_dates_of_sentences(text, expected):
    assert dates(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "He was aged 25, paid $1988 at 10:30 and read page 1988 of article 1988.",
        "Some 2000 prisoners and 1988 people, resolution 1988 of the council, cell 14 in ward 209.",
        "Call 021-88-1988 or see https://example.org/1988/07/28/x and E/CN.4/1989/26.",
        "ماده ۱۳۶۷ و ۱۳۶۷ نفر و ۲۰۰۰ تومان در سلول ۱۳۶۷",
        "Nothing happened on 31 April or 31 February 1988.",
        "He may come to march 5 miles; the fall of 12 houses.",
    ],
)
def test_other_numbers_are_no_dates(text):
    assert dates(text) == []


@pytest.mark.parametrize("text", ["03/04/1988", "late Mordad 1367", "14 Dhu al-Hijja 1408", "in 1367", "2001-02"])
def test_what_may_be_wrong_is_an_interval_with_little_confidence(text):
    [date] = find_dates(Prose(text))
    assert date.confidence < 0.5
    assert "/" in date.edtf


def test_the_calendar_is_that_of_the_text_and_the_anchor_a_place_in_it():
    text = "On 6 Mordad 1367 he was moved. Two days later he was dead."
    first, second = find_dates(Prose(text))
    assert (first.calendar, second.calendar) == ("jalali", "jalali")
    assert second.anchor is not None
    assert text[second.anchor.start : second.anchor.end] == "6 Mordad 1367"


PIECES = st.sampled_from(
    ["1988", "28", "July", "مرداد", "۱۳۶۷", "۶", "-", "/", " to ", " ", "of", "the day before", "دههٔ", "AH", "\n\n", "1367/5/6"]
)


@settings(deadline=None, max_examples=150)
@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=14).map(" ".join), st.lists(PIECES, max_size=14).map("".join)))
def test_any_text_gives_places_that_hold_and_edtf_that_is_read(text):
    for date in find_dates(Prose(text)):
        assert text[date.start : date.end] == date.exact
        assert parse(date.edtf).text == date.edtf
        assert 0 < date.confidence <= 1


@pytest.mark.parametrize("unit", ["1", "a", "1 ", "۱۳۶۷/", "five days later "])
def test_a_text_of_one_sign_ends_soon(unit):
    assert growth(find_dates, unit) < EVENLY


def test_dates_of_the_made_up_documents():
    right = found = wanted = 0
    for _, text, entries in gold.documents("date"):
        said = {(each["start"], each["end"], str(each["edtf"])) for each in entries}
        read = {(each.start, each.end, each.edtf) for each in find_dates(Prose(text))}
        right, found, wanted = right + len(said & read), found + len(read), wanted + len(said)
    assert right / found >= 0.95
    assert right / wanted >= 0.95


def test_what_goes_on_is_no_anchor():
    dates = find_dates(Prose("It began on 9 June 2017. It was the worst since January 2015. By 10 June the town was empty."))
    assert all(each.edtf != "2015-06-10" for each in dates)


@pytest.mark.parametrize("text", ["1367 (1988)", "1367/1988"])
def test_one_year_in_two_calendars_is_two_dates(text):
    assert dates(text) == [("1367", "1988-03-21/1989-03-20"), ("1988", "1988")]
