"""Rows that are made ready by columns are, byte for byte, what single rows would be; many are written as one would be."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from dadkhah.archive.bulk import AT_ONCE, FORM, each_once, encoded, insert, make_ready
from dadkhah.evidence.canonical import NotCanonical, canonical, row_encoder
from dadkhah.evidence.digests import leaf_hash, row_digest
from dadkhah.evidence.tree import WIDTH

NAMES = ("id", "number", "given", "b", "a")
TEXT = st.none() | st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0")) | st.just("\\u0000")
VALUES = st.tuples(st.text("xyz", min_size=1), st.integers(-(2**53) + 1, 2**53 - 1), TEXT, TEXT, st.sampled_from(["s", None]))


@given(st.lists(VALUES, max_size=9))
def test_rows_by_columns_have_the_bytes_of_single_rows(rows):
    columns = list(zip(*rows, strict=True)) or [()] * len(NAMES)
    assert encoded(NAMES, columns) == [row_encoder(NAMES)(row) for row in rows]


@pytest.mark.parametrize("bad", ["\0", "\ud800", 1.5])
def test_what_has_no_canonical_form_is_refused(bad):
    with pytest.raises(NotCanonical, match="given"):
        encoded(("id", "given"), [["1", "2"], ["fine", bad]])


def test_each_line_has_its_digest_and_its_leaf():
    ready = make_ready("record", ("id", "a"), [["1" * 32, "2" * 32], ["x", None]], [])
    rows = ({"id": "1" * 32, "a": "x"}, {"id": "2" * 32})
    for at, (row, salt, digest) in enumerate(zip(rows, ready.salts, ready.digests, strict=True)):
        assert row_digest(bytes.fromhex(salt), canonical(row)).hex() == digest
        assert ready.part(at, at + 1).leaves == leaf_hash(canonical(["record", row["id"], FORM, digest]))
    assert len(ready.leaves) == 2 * WIDTH
    assert ready.rows == [("1" * 32, "x"), ("2" * 32, None)]


def test_what_comes_again_is_made_once():
    asked: list[str] = []
    assert each_once(lambda value: asked.append(value) or value.upper(), list("aabbab")) == list("AABBAB")
    assert sorted(asked) == ["a", "b"]


@pytest.mark.django_db
def test_many_rows_are_written_in_their_order_and_all_or_none():
    rows = [(number, f"text {number}") for number in range(AT_ONCE + 7)]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE many (number integer UNIQUE, words text)")
        insert("many", ("number", "words"), rows)
        cursor.execute("SELECT number, words FROM many ORDER BY number")
        assert cursor.fetchall() == rows
        with pytest.raises(IntegrityError), transaction.atomic():
            insert("many", ("number", "words"), [(number + 10_000, "new") for number in range(2000)] + [(3, "again")])
        cursor.execute("SELECT count(*) FROM many")
        assert cursor.fetchone() == (len(rows),)
        cursor.execute("DROP TABLE many")
