from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import edtf as oracle
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from dadkhah.reading import NotADate, interval, parse, show, show_all

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
DATE_KEYS = {"date", "date_edtf", "edtf", "claim_date", "period"}
NOT_EDTF: set[str] = set()  # strings under these keys that are knowingly no EDTF: none today

days = st.dates(min_value=date(1000, 1, 1), max_value=date(9990, 12, 31))
marks = st.sampled_from(["", "~", "?", "%"])


@st.composite
def exact_points(draw):
    iso = draw(days).isoformat()
    return draw(st.sampled_from([iso, iso[:7], iso[:4]])) + draw(marks)


@st.composite
def decades_and_centuries(draw):
    iso = draw(days).isoformat()
    return draw(st.sampled_from([iso[:3] + "X", iso[:2] + "XX"])) + draw(marks)


@st.composite
def unknown_days_and_months(draw):
    iso = draw(days).isoformat()
    return draw(st.sampled_from([iso[:7], iso[:4]])) + "-XX" + draw(marks)


@st.composite
def seasons(draw):
    return draw(days).isoformat()[:4] + "-2" + draw(st.sampled_from("1234")) + draw(marks)


@st.composite
def spans(draw, points):
    one, two = draw(points), draw(points)
    if parse(one).first > parse(two).first:
        one, two = two, one
    forms = [one, f"{one}/{two}", f"../{two}", f"{one}/..", f"/{two}", f"{one}/", f"[{one},{two}]"]
    return draw(st.sampled_from(forms))


def expressions():
    return spans(st.one_of(exact_points(), decades_and_centuries(), unknown_days_and_months(), seasons()))


def read_by_the_oracle():
    """It has no X within intervals, fails on a year with an unknown month, and has narrower seasons (see below)."""
    return st.one_of(spans(exact_points()), decades_and_centuries())


@given(expressions())
def test_bounds_are_ordered_and_the_text_round_trips(text):
    found = parse(text)
    assert found.text == text
    assert parse(found.text) == found
    if found.first and found.last:
        assert found.first <= found.last
    first, last = interval(text)
    assert first <= last or not last


@given(days)
def test_a_day_lies_in_its_month_its_year_its_decade_and_its_century(day):
    iso = day.isoformat()
    nested = [parse(text) for text in (iso, iso[:7], iso[:4], iso[:3] + "X", iso[:2] + "XX")]
    for inner, outer in pairwise(nested):
        assert outer.first <= inner.first <= inner.last <= outer.last
    assert nested[0].first == nested[0].last == day


@given(days)
def test_a_month_reaches_from_its_first_day_to_the_eve_of_the_next(day):
    month = parse(day.isoformat()[:7])
    assert month.first.day == 1
    assert (month.last + timedelta(days=1)).day == 1
    assert month.first <= day <= month.last


@settings(max_examples=40, deadline=None)  # the oracle takes tens of milliseconds for each
@given(read_by_the_oracle())
def test_the_edtf_library_agrees_on_bounds_and_marks(text):
    found = parse(text)
    theirs = oracle.parse_edtf(text)
    low, high = theirs.lower_strict(), theirs.upper_strict()
    if found.first:
        assert tuple(low)[:3] == found.first.timetuple()[:3]
    elif found.open_start:
        assert low == float("-inf")
    if found.last:
        assert tuple(high)[:3] == found.last.timetuple()[:3]
    elif found.open_end:
        assert high == float("inf")
    assert found.approximate == ("~" in text or "%" in text)
    assert found.uncertain == ("?" in text or "%" in text)


@pytest.mark.parametrize("season", ["1988-21", "1988-22", "1988-23", "1988-24"])
def test_a_season_holds_the_days_the_edtf_library_gives_it(season):
    theirs, ours = oracle.parse_edtf(season), parse(season)
    assert ours.first.timetuple()[:3] <= tuple(theirs.lower_strict())[:3]
    assert tuple(theirs.upper_strict())[:3] <= ours.last.timetuple()[:3]


@given(st.text(alphabet="0123456789-/.X~?%[], ", max_size=24))
def test_whatever_is_typed_is_read_or_refused_in_a_sentence(text):
    if _reads(text):
        assert parse(parse(text).text) == parse(text)
        assert show(text, "en")
    else:
        with pytest.raises(NotADate, match=r"Write a year \(1988\).*\.$"):
            parse(text)


def test_open_and_unknown_ends_differ_but_both_have_no_day():
    until, unknown = parse("../1988-07"), parse("/1988-07")
    assert (until.first, until.open_start, unknown.first, unknown.open_start) == (None, True, None, False)
    assert interval("../1988-07") == ("", "1988-07-31")
    assert interval("1988-07-25/..") == ("1988-07-25", "")
    with pytest.raises(ValueError, match="open or unknown at one end"):
        _ = until.bounds


def test_a_choice_spans_its_members():
    found = parse("[1988-08-09, 1988-08-06]")
    assert (found.first, found.last) == (date(1988, 8, 6), date(1988, 8, 9))
    assert found.text == "[1988-08-09,1988-08-06]"


def test_a_persian_keyboard_writes_the_same_date():
    assert parse("\u200f۱۹۸۸-۰۷-۲۸؟ ") == parse("1988-07-28?")
    assert parse("۱۹۸x").text == "198X"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1987-02-29", "1987-02 has no day 29 (it has 28 days)"),
        ("1988-02-30", "it has 29 days"),
        ("1900-02-29", "it has 28 days"),
        ("1988-04-31", "it has 30 days"),
        ("1988-00", "there is no month 00"),
        ("1988-13", "there is no month 13"),
        ("1988-22-01", "a season (21 to 24) has no days"),
        ("198X-07", "after an X"),
        ("1988-XX-07", "after an X"),
        ("0000", "years run from 0001"),
        ("1988/7/28", "an interval has one slash"),
        ("28 July 1988", "has a form we do not know"),
        ("1989/1988", "it starts (1989) after it ends (1988)"),
        ("/", "at least one side"),
        ("../..", "at least one side"),
        ("", "a date is missing"),
    ],
)
def test_an_impossible_date_is_refused_with_the_reason(text, says):
    with pytest.raises(NotADate) as refusal:
        parse(text)
    assert says in str(refusal.value)


def test_both_ends_of_an_interval_are_judged_at_once():
    with pytest.raises(NotADate) as refusal:
        parse("1988-13/1988-07-32")
    assert "no month 13" in str(refusal.value)
    assert "no day 32" in str(refusal.value)


def test_a_timeline_sorts_by_first_day_then_shorter_first_and_open_starts_by_their_end():
    given_order = ["1988-08", "1988", "1988-07-28", "../1988-07", "1988-07", "1988-07/.."]
    assert sorted(given_order, key=lambda text: parse(text).sort_key) == [
        "1988",
        "1988-07",
        "1988-07/..",
        "1988-07-28",
        "../1988-07",
        "1988-08",
    ]


def _dates(node):
    if isinstance(node, list):
        for child in node:
            yield from _dates(child)
    if isinstance(node, dict):
        for key, value in node.items():
            if key in DATE_KEYS and isinstance(value, str):
                yield value
            yield from _dates(value)


def test_every_date_of_the_example_sheets_is_read_and_shown():
    sheets = sorted((SHARED / "facts").glob("*.yaml"))
    if not sheets:
        pytest.skip("the example sheets are not on this machine")
    texts = {text for sheet in sheets for text in _dates(yaml.safe_load(sheet.read_text(encoding="utf-8")))}
    assert len(texts) > 200
    unread = {text for text in texts if not _reads(text)}
    assert unread == NOT_EDTF
    for text in texts - unread:
        persian = " ".join(show_all(text, "fa").values())
        assert not any(char.isascii() and char.isalnum() for char in persian), persian


def _reads(text):
    try:
        parse(text)
    except NotADate:
        return False
    return True
