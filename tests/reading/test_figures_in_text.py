"""Figures found in texts: number, how exact it is meant, what is counted; and numbers that count nothing."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from dadkhah.reading.counts import find_figures
from dadkhah.reading.prose import Prose
from tests.reading import gold
from tests.reading.growth import EVENLY, growth
from tests.rules.house import ROOT

DOCUMENTS = gold.documents("figure")
CODES = {
    name: {term["code"] for term in listed["terms"]}
    for name, listed in yaml.safe_load((ROOT / "dadkhah/claims/data/vocab/figures.yaml").read_text("utf-8"))["lists"].items()
}


def figures(text):
    return [(each.number, each.upper, each.qualifier, each.object) for each in find_figures(Prose(text))]


def test_what_the_made_up_documents_count():
    right = found = wanted = 0
    for _, text, entries in DOCUMENTS:
        said = {(e["start"], e["number"], e.get("upper"), e["qualifier"], e["object"]) for e in entries}
        read = {(e.start, e.number, e.upper, e.qualifier, e.object) for e in find_figures(Prose(text))}
        right, found, wanted = right + len(said & read), found + len(read), wanted + len(said)
    assert right / found >= 0.95
    assert right / wanted >= 0.95


def test_measures_of_the_made_up_documents():
    wrong = []
    for name, text, entries in DOCUMENTS:
        read = {each.start: each.measure for each in find_figures(Prose(text))}
        said = [each for each in entries if "measure" in each]
        wrong += [(name, each["exact"], read.get(each["start"])) for each in said if read.get(each["start"]) != each["measure"]]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("More than 30,000 political prisoners", [(30000, None, "over", "political prisoners")]),
        ("between 2,800 and 3,800 prisoners", [(2800, 3800, "range", "prisoners")]),
        ("two to three thousand people", [(2000, 3000, "range", "people")]),
        ("Thirty thousand prisoners", [(30000, None, "exact", "prisoners")]),
        ("1.5 million people", [(1500000, None, "exact", "people")]),
        ("two and a half thousand detainees", [(2500, None, "exact", "detainees")]),
        ("a few hundred protesters", [(100, None, "order", "protesters")]),
        ("tens of thousands of mourners", [(10000, None, "order", "mourners")]),
        ("300 or more villagers", [(300, None, "at_least", "villagers")]),
        ("Of the 45 prisoners, 30 were executed.", [(45, None, "exact", "prisoners"), (30, None, "exact", "prisoners")]),
        ("He killed 30 and wounded 12.", [(30, None, "exact", ""), (12, None, "exact", "")]),
        ("The death toll from the attack has risen to 126, they said.", [(126, None, "exact", "")]),
        ("The group counted 4,482 disappeared prisoners.", [(4482, None, "exact", "disappeared prisoners")]),
        ("Thirty-one of those killed were under 18.", [(31, None, "exact", "")]),
        ("The number of dead rose to 45.", [(45, None, "exact", "dead")]),
        ("بیش از ۳۰ هزار زندانی سیاسی", [(30000, None, "over", "زندانی سیاسی")]),
        ("دو هزار و هشتصد نفر اعدام شدند.", [(2800, None, "exact", "نفر")]),
        ("بین ۲۸۰۰ تا ۳۸۰۰ زندانی", [(2800, 3800, "range", "زندانی")]),
        ("۳۰۰ تن از زندانیان سیاسی", [(300, None, "exact", "زندانیان سیاسی")]),
        ("شمار کشته‌شدگان به ۴۵ رسید.", [(45, None, "exact", "کشته‌شدگان")]),
        ("صدها نفر بازداشت شدند.", [(100, None, "order", "نفر")]),
        ("Al menos 30 presos políticos fueron fusilados.", [(30, None, "at_least", "presos políticos")]),
        ("قتل أكثر من 30 سجينا سياسيا في السجن.", [(30, None, "over", "سجينا سياسيا")]),
    ],
)
def test_how_exact_and_of_what(text, expected):
    assert figures(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "He was aged 25, a 25-year-old, and got five years in prison under Article 19 of Law 20.",
        "He was 27 when they took him. She turned 19, and her brother was 22 when he came back.",
        "It cost $300, or 12 per cent, 10 km away, in ward 209, cell 14; Resolution 44/32; score 3-1; No. 6; page 12.",
        "One in five voters. The first, the second. Ward Two. Chapter Five. On 28 July 1988 at 10:30. Two-thirds.",
        "ماده ۱۲ و ۱۲ درصد و ۳۰ هزار تومان و ساعت ۵ و ۶ مرداد ۱۳۶۷؛ او ۲۵ ساله بود و پنج سال زندان گرفت.",
    ],
)
def test_what_counts_nothing(text):
    assert figures(text) == []


def test_codes_are_of_the_vocabulary():
    read = [each for _, text, _ in DOCUMENTS for each in find_figures(Prose(text))]
    assert {each.qualifier for each in read} <= CODES["figure_qualifier"]
    assert {each.measure for each in read} - {None} <= CODES["figure_measure"]
    assert {each.scope for each in read} - {None} <= CODES["figure_scope"]


PIECES = st.sampled_from(
    [
        *("30,000", "at least", "between", "and", "to", "two", "hundred", "thousands of", "prisoners", "were killed", ".", "-"),
        *("of them", "the number of", "بیش از", "۳۰", "هزار", "نفر", "از", "زندانیان", "سیاسی", "صدها", "1.5", "million", "1988"),
        *("half a dozen", "\n\n"),
    ]
)


@settings(deadline=None, max_examples=150)
@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=14).map(" ".join), st.lists(PIECES, max_size=14).map("".join)))
def test_any_text_gives_places_that_hold(text):
    for figure in find_figures(Prose(text)):
        assert text[figure.start : figure.end] == figure.exact
        assert figure.upper is None or figure.number < figure.upper
        assert figure.object in text
        assert 0 < figure.confidence <= 1


@pytest.mark.parametrize("unit", ["1", "1 ", "two ", "hundred ", "30 prisoners "])
def test_a_text_of_one_number_ends_soon(unit):
    assert growth(find_figures, unit) < EVENLY
