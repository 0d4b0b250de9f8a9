import enum

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from dadkhah.evidence.canonical import LIMIT, NotCanonical, canonical, row_encoder

texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
integers = st.integers(-LIMIT + 1, LIMIT - 1)
scalars = texts | integers | st.booleans()
values = st.recursive(
    scalars | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=5),
    max_leaves=20,
)


def without_nulls(value):
    if isinstance(value, dict):
        return {key: without_nulls(each) for key, each in value.items() if each is not None}
    return [without_nulls(each) for each in value] if isinstance(value, list) else value


@given(values)
def test_the_bytes_are_those_of_rfc8785(value):
    assert canonical(value) == rfc8785.dumps(without_nulls(value))


@given(st.dictionaries(texts, values, max_size=8))
def test_the_row_encoder_gives_the_same_bytes(row):
    assert row_encoder(list(row))(tuple(row.values())) == canonical(row)


def test_keys_are_sorted_by_utf16_code_units():
    # RFC 8785 section 3.2.3: the emoji's surrogates sort before U+FB33 although its code point is higher.
    row = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\x80": 6, "\u00f6": 7}
    order = [row[key] for key in ("\r", "1", "\x80", "\u00f6", "\u20ac", "\U0001f600", "\ufb33")]
    written = canonical(row)
    places = [written.index(b":%d" % number) for number in order]
    assert places == sorted(places)
    assert row_encoder(list(row))(list(row.values())) == written


def test_strings_follow_the_rfc_example():
    given_text = "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/"
    assert canonical({"string": given_text}) == b'{"string":"' + "€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/".encode() + b'"}'


@pytest.mark.parametrize(
    ("value", "part"),
    [
        ({"weight": 1.0}, "'weight' holds a float"),
        ({"a": {"b": [float("nan")]}}, "'a.b[0]' holds a float"),
        (2**53, "beyond 2**53"),
        (-(2**53), "beyond 2**53"),
        ({"x": "a\0b"}, "'x' holds a NUL"),
        ({"x": "\\u0000 \0"}, "'x' holds a NUL"),
        ({"x\0": 1}, "NUL"),
        ({"x": "\ud800"}, "surrogate"),
        ({"\udfff": 1}, "surrogate"),
        ({1: 2}, "not a text"),
        ({"x": b"1"}, "holds a bytes"),
        ({"x": {1, 2}}, "holds a set"),
    ],
)
def test_what_has_no_exact_form_is_refused_by_field(value, part):
    with pytest.raises(NotCanonical, match=r"\.$") as caught:
        canonical(value)
    assert part in str(caught.value)


@pytest.mark.parametrize("bad", [1.5, "\0", "\ud812", 2**53, b"", [1.5], "\\\0"])
def test_the_row_encoder_refuses_the_same(bad):
    with pytest.raises(NotCanonical, match="'b"):
        row_encoder(["a", "b"])(("fine", bad))


def test_all_faults_are_named_at_once():
    with pytest.raises(NotCanonical) as caught:
        canonical({"a": 1.0, "b": "\0", "c": "fine"})
    assert "'a'" in str(caught.value)
    assert "'b'" in str(caught.value)


def test_a_spelled_out_nul_is_an_ordinary_text():
    assert canonical(["\\u0000", "\\\\u0000"]) == b'["\\\\u0000","\\\\\\\\u0000"]'
    assert row_encoder(["a"])(["\\u0000"]) == b'{"a":"\\\\u0000"}'


def test_booleans_are_not_numbers_and_subclasses_keep_their_plain_value():
    class Level(enum.IntEnum):
        HIGH = 3

    class Safe(str):
        __slots__ = ()

    assert row_encoder(["a", "b", "c"])((True, Level.HIGH, Safe("x"))) == b'{"a":true,"b":3,"c":"x"}'


def test_endless_nesting_is_refused():
    value = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(NotCanonical, match="nested too deeply"):
        canonical(value)


def test_a_row_of_the_wrong_length_is_refused():
    with pytest.raises(ValueError, match="2 values for 1 fields"):
        row_encoder(["a"])((1, 2))
    with pytest.raises(ValueError, match="same name"):
        row_encoder(["a", "a"])
