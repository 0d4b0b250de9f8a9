"""Files of histories: what each column is, and every fault with its line."""

from __future__ import annotations

import pytest

from dadkhah.estimate.histories import BadTable
from dadkhah.estimate.tables import read_tables


def test_strata_replicates_and_counts_are_found():
    text = "replicate,year,A,sex,B,count\nR1,1990,1,f,0,4\nR1,1990,1,f,1,2\nR1,1991,0,f,1,3\nR2,1990,1,f,1,9\n"
    tables = read_tables(text)
    assert tables.lists == ("A", "B")
    assert tables.strata == ("year", "sex")
    assert tables.replicates == ("R1", "R2")
    assert tables.places == (("1990", "f"), ("1991", "f"))
    assert {key: each.observed for key, each in tables.parts.items()} == {
        (("1990", "f"), "R1"): 6, (("1991", "f"), "R1"): 3, (("1990", "f"), "R2"): 9,
    }  # fmt: skip
    assert tables.pooled("R1").observed == 9


def test_without_counts_each_row_is_a_person():
    tables = read_tables("A;B\n1;0\n1;0\n1;1\n")
    assert next(iter(tables.parts.values())).counts.tolist() == [2, 1]


def test_a_stratum_of_0_and_1_is_named_and_so_is_a_column_of_counts():
    tables = read_tables("A,B,female,people\n1,0,1,5\n1,0,0,4\n", strata=["female"], count="people")
    assert tables.strata == ("female",)
    assert [each.observed for each in tables.parts.values()] == [5, 4]


def test_persian_digits_are_read():
    tables = read_tables("الف,ب,count\n۱,۰,۱۲\n۱,۱,۳\n")
    assert tables.lists == ("الف", "ب")
    assert next(iter(tables.parts.values())).observed == 15


def test_every_fault_is_told_with_its_line():
    text = "A,B,count,year\n1,0,5,1990\n1,0,3,1990\n2,0,1,1990\n0,0,4,1990\n1,1,-3,1990\n1,1,x,1990\n0,1\n0,0,0,1990\n"
    with pytest.raises(BadTable) as caught:
        read_tables(text)
    assert caught.value.faults == [
        "Lines 2 and 3 have the same history. Is a column of strata missing, or was a line doubled?",
        "Line 4: neither 0 nor 1 in A. If that is no list, name it as a stratum.",
        "Line 5 counts people who are on no list. Leave it out: they are what is estimated.",
        "Line 6: the count is below 0: -3.",
        "Line 7: the count is no whole number: “x”.",
        "Line 8 has 2 cells; the first line has 4.",
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "a line of names"),
        ("A,count\n1,5\n", "At least two lists are needed"),
        ("A,A,count\n1,0,5\n", "Doubled or empty: A"),
        ("A,B,count\n1,0,5\n1,1,inf\n", "no whole number: “inf”"),
        ("A,B,count\n1,0,5\n1,1,1e400\n", "no whole number: “1e400”"),
    ],
)
def test_a_file_that_is_none_says_why(text, fault):
    with pytest.raises(BadTable, match=fault):
        read_tables(text)


def test_columns_that_are_not_there_are_told():
    with pytest.raises(BadTable, match="no column “sex”"):
        read_tables("A,B,count\n1,0,5\n", strata=["sex"])
