from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dadkhah.reading import fold, group, localise, matches, query_tokens, spans, to_ascii_digits, tokens

ZWNJ = "\u200c"
texts = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]), st.sampled_from("می شودکيئءةآ۱۲٬,'’-_ß\u200c\u0654\u064eÉʿ")
    )
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ایران", "ايران"),
        ("ایران", "ايرانـ"),
        ("کمیته", "كميتة"),
        ("موسى", "موسی"),
        ("آزادی", "ازادی"),
        ("أحمد", "احمد"),
        ("رئیس", "رییس"),
        ("رئیس", "رئيس"),
        ("مؤمن", "مومن"),
        ("مسئول", "مسؤول"),
        ("مسئول", "مسوول"),
        ("شهداء", "شهدا"),
        ("خانهٔ", "خانه"),
        ("خانۀ", "خانه"),
        ("مُجاهِدین", "مجاهدین"),
        ("شــهید", "شهید"),
        ("ڕۆژ", "روژ"),
        ("۱۳۶۷", "1367"),
        ("١٣٦٧", "1367"),
        ("۳۰٬۰۰۰", "30000"),
        ("30,000", "30000"),
        ("30.000", "30000"),
        ("30\u202f000", "۳۰۰۰۰"),
        ("1,234,567", "1234567"),
        ("Gómez", "GOMEZ"),
        ("Gómez", "Go\u0301mez"),
        ("Straße", "STRASSE"),
        ("Đorđević", "dordevic"),
        ("Isma'il", "Ismail"),
        ("ʿAlī", "Ali"),
        ("ﻣﺠﺎﻫﺪ", "مجاهد"),
    ],
)
def test_spellings_of_one_word_meet(one, other):
    assert fold(one) == fold(other) != ""


@pytest.mark.parametrize(
    ("one", "other"), [("مادر", "ماذر"), ("1988", "1989"), ("کار", "گار"), ("ward", "word")]
)
def test_different_words_stay_apart(one, other):
    assert fold(one) != fold(other)


@given(texts)
def test_tokens_are_letters_and_digits_and_folding_twice_changes_nothing(text):
    assert all(char.isalpha() or char in "0123456789" for token in tokens(text) for char in token)
    assert "" not in tokens(text)
    assert fold(fold(text)) == fold(text)


@given(texts)
def test_spans_point_at_the_word_as_written(text):
    found = spans(text)
    assert [token for token, _, _ in found] == tokens(text)
    for token, start, end in found:
        assert 0 <= start < end <= len(text)
        assert token in tokens(text[start:end])


def test_offsets_count_code_points_of_the_original():
    text = "در ۲۸ ژوئیه، ۳۰٬۰۰۰ نفر 𐎠 می‌شوند"
    written = {token: text[start:end] for token, start, end in spans(text)}
    assert written["30000"] == "۳۰٬۰۰۰"
    assert written["میشوند"] == f"می{ZWNJ}شوند"
    assert written["شوند"] == "شوند"


def met(query, text):
    index = set(tokens(text))
    return all(any(index.issuperset(alternative) for alternative in entry) for entry in query_tokens(query))


@pytest.mark.parametrize("query", [f"می{ZWNJ}شود", "می شود", "میشود"])
def test_a_non_joiner_meets_every_spelling(query):
    assert met(query, f"گفته می{ZWNJ}شود که")
    assert not met(query, "گفته نشد که")


@pytest.mark.parametrize("text", [f"می{ZWNJ}شود", "می شود", "میشود"])
def test_a_query_with_a_non_joiner_or_a_space_finds_every_spelling(text):
    assert met(f"می{ZWNJ}شود", text)
    assert met("می شود", text)


def test_suffixes_and_hyphens_and_glued_digits_meet():
    assert met("خانواده ها", "خانواده‌ها")
    assert met("خانواده ها", "خانوادهها")
    assert met("Raja'i-Shahr", "Rajai Shahr")
    assert met("بند ۴", "بند۴")
    assert met("Montazeri", "Montazeri’s letter")


def test_a_date_is_not_glued_into_one_number():
    assert tokens("1988-07-28") == ["1988", "07", "28"]
    assert tokens("1988, 300") == ["1988", "300"]


def test_a_footnote_number_does_not_change_its_word():
    assert tokens("زندان² word³ 5½") == ["زندان", "word", "5"]


def test_highlights_are_merged_and_parts_count_only_in_a_row():
    text = f"او می{ZWNJ}رود و می{ZWNJ}شود، می شود، میشود"
    marked = [text[start:end] for start, end in matches(text, [f"می{ZWNJ}شود"])]
    assert marked == [f"می{ZWNJ}شود", "می شود", "میشود"]
    assert matches("30,000 men, ۳۰٬۰۰۰ نفر", ["30000"]) == [(0, 6), (12, 18)]
    assert matches("nothing here", ["prison"]) == []
    assert matches("Evin EVIN", ["evin", "Evin"]) == [(0, 4), (5, 9)]


@given(texts, st.lists(texts, max_size=3))
def test_highlights_are_ordered_and_apart(text, words):
    ranges = matches(text, words)
    assert all(0 <= start < end <= len(text) for start, end in ranges)
    assert all(before[1] < after[0] for before, after in pairwise(ranges))


def test_numbers_in_each_language():
    assert group(30000, "en") == "30,000"
    assert group(30000, "fa") == "۳۰٬۰۰۰"
    assert group(30000, "ar") == "٣٠٬٠٠٠"
    assert group(30000, "es") == "30\u202f000"
    assert group(7, "fa") == "۷"
    assert localise("6 Mordad 1367", "fa") == "۶ Mordad ۱۳۶۷"
    assert localise("١٣٦٧", "fa") == "۱۳۶۷"
    assert localise("۱۳۶۷", "en") == "1367"


@given(st.integers(min_value=0), st.sampled_from(["en", "fa", "ar", "ckb", "es", "fr"]))
def test_a_grouped_number_is_found_by_its_digits(n, lang):
    assert fold(group(n, lang)) == str(n)


@given(texts)
def test_ascii_digits_keep_the_length(text):
    assert len(to_ascii_digits(text)) == len(text)
