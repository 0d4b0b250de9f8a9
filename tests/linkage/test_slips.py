"""Slips of the pen: told by how many have a word and hardly anybody the other; and fronts that some leave out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from dadkhah.linkage.blocking import block
from dadkhah.linkage.comparisons import ALL
from dadkhah.linkage.records import Listed, read
from dadkhah.linkage.slips import TIMES, is_slip, read_as, without_fronts
from dadkhah.linkage.table import table_of


@pytest.mark.parametrize(
    ("one", "other"),
    [("محدم", "محمد"), ("jadar", "jafar"), ("حیدی", "حیدری"), ("mahmoood", "mahmood"), ("مربم", "مریم"), ("ab", "ba")],
)
def test_a_letter_more_less_another_or_two_exchanged_is_a_slip(one: str, other: str) -> None:
    assert is_slip(one, other)
    assert is_slip(other, one)


@pytest.mark.parametrize(("one", "other"), [("omid", "omid"), ("omid", "mido"), ("زهرا", "سارا"), ("abcd", "badc")])
def test_anything_else_is_none(one: str, other: str) -> None:
    assert not is_slip(one, other)


def test_what_hardly_anybody_has_is_a_slip_of_what_very_many_have() -> None:
    assert read_as({"محمد": TIMES, "محدم": 1}) == {"محدم": "محمد"}
    assert read_as({"محمد": TIMES - 1, "محدم": 1}) == {}
    assert read_as({"حسن": 900, "حسین": 900, "حسنا": 1}) == {"حسنا": "حسن"}
    assert read_as({"li": 1, "lin": 900, "لی": 1}) == {}
    assert read_as({}) == {}


def test_of_several_words_the_most_common_was_meant_and_of_equals_the_first_in_the_alphabet() -> None:
    assert read_as({"nader": 200, "sader": 100, "ader": 1}) == {"ader": "nader"}
    assert read_as({"sader": 100, "nader": 100, "ader": 1}) == read_as({"ader": 1, "nader": 100, "sader": 100}) == {"ader": "nader"}


def test_a_front_is_left_out_where_others_have_the_rest_as_a_name() -> None:
    assert without_fronts({"میررهگذر": 2, "رهگذر": 2, "hajirahgozar": 1, "rahgozar": 5}) == {
        "میررهگذر": "رهگذر", "hajirahgozar": "rahgozar",
    }  # fmt: skip
    assert without_fronts({"میررهگذر": 3, "رهگذر": 2}) == without_fronts({"میررهگذر": 1}) == {}
    assert without_fronts({"میرزا": 1, "زا": 5}) == {}


def listed(name: str, names: Sequence[str]) -> Listed:
    return read(name, [{"id": f"{name}{at}", "name": each} for at, each in enumerate(names)], {"id": ["id"], "name": ["name"]})


def found(one: str, other: str, *, many: int) -> tuple[str, bool]:
    """What is found of two names where so many others are called Mohammad; and whether they are compared."""
    table = table_of([listed("a", [one, *["محمد دورازه"] * many]), listed("b", [other])])
    a, b = np.array([0]), np.array([many + 1])
    level = int(ALL[0].of(table, a, b)[0])
    blocked = block(table, [False, False])
    return ALL[0].levels[level].words, (0, many + 1) in zip(blocked.one.tolist(), blocked.other.tolist(), strict=True)


def test_with_many_records_a_slip_in_a_given_name_is_no_brother() -> None:
    one, other = "محدم رهگذر", "محمد رهگذر"
    assert found(one, other, many=3)[0] == "the same family, another given name"
    level, compared = found(one, other, many=TIMES)
    assert level.startswith("a similar name")
    assert compared


def test_a_name_that_is_written_counts_more_than_one_that_may_be_meant() -> None:
    assert found("محدم رهگذر", "محدم رهگذر", many=TIMES)[0].startswith("the same name")
    assert found("محمد میررهگذر", "محمد میررهگذر", many=TIMES)[0].startswith("the same name")


def test_a_family_without_its_front_is_a_similar_name() -> None:
    assert found("پیمان میررهگذر", "پیمان رهگذر", many=0)[0].startswith("a similar name")
