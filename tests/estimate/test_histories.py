"""What a table of histories takes and refuses, and when no method answers."""

from __future__ import annotations

import random

import numpy as np
import pytest

from dadkhah.estimate import BadTable, Chao, Chapman, Histories
from dadkhah.estimate.overlap import overview
from dadkhah.estimate.tables import rows_of

APART = Histories.of("ABC", [((1, 0, 0), 40), ((0, 1, 0), 30), ((0, 0, 1), 20)])
KNOWN = Histories.of("ABC", [((1, 0, 0), 40), ((0, 1, 0), 30), ((0, 0, 1), 20), ((1, 1, 0), 6), ((1, 1, 1), 4), ((0, 1, 1), 3)])


def test_every_fault_is_told_at_once():
    with pytest.raises(BadTable) as caught:
        Histories.of("AB", [((1, 2), 3), ((0, 0), 1), ((1,), -2), ((1, 0), 1.5)])
    assert caught.value.faults == [
        "Row 1 has a value that is neither 0 nor 1.",
        "Row 2 counts people who are on no list: leave it out, they are what is estimated.",
        "Row 3 has 1 values for 2 lists.",
        "Row 3 has a count below 0.",
        "Row 4 has a count that is no whole number.",
    ]
    with pytest.raises(BadTable, match="a name of its own"):
        Histories.of("AA", [((1, 1), 3)])


def test_the_order_of_lists_and_rows_changes_no_digest():
    rows = rows_of(KNOWN)
    for seed in range(5):
        order = random.Random(seed).sample(range(3), 3)
        shuffled = random.Random(seed).sample(rows, len(rows))
        turned = Histories.of(["ABC"[n] for n in order], [([row[n] for n in order], count) for row, count in shuffled])
        assert turned.digest == KNOWN.digest
    more = Histories.of("ABC", [*rows, ((1, 0, 1), 1)])
    assert more.digest != KNOWN.digest
    assert Histories.of("ABD", rows).digest != KNOWN.digest


def test_persons_by_lists_are_counted():
    table = np.repeat(KNOWN.patterns, KNOWN.counts, axis=0)
    persons = np.vstack([table, np.zeros((7, 3))])
    assert Histories.of_persons("ABC", np.random.default_rng(1).permutation(persons)).digest == KNOWN.digest


def test_a_list_left_out_takes_its_people_along_and_a_merged_one_keeps_them():
    assert KNOWN.among(["A", "B"]).observed == 83
    merged = KNOWN.merged({"A+B": ["A", "B"]})
    assert merged.lists == ("A+B", "C")
    assert merged.observed == KNOWN.observed
    assert overview(merged).pairs[0].both == 7
    with pytest.raises(ValueError, match="no list 'X'"):
        KNOWN.among(["X"])


def test_the_members_of_a_list_by_the_other_lists():
    members = KNOWN.members("B")
    assert members.lists == ("A", "C")
    assert members.observed == 13
    assert int(KNOWN.counts[KNOWN.patterns[:, 1] == 1].sum()) == 43


def test_what_is_shown_first():
    seen = overview(KNOWN)
    assert seen.sizes == {"A": 50, "B": 43, "C": 27}
    assert [(each.one, each.other, each.both) for each in seen.pairs] == [("A", "B", 10), ("A", "C", 4), ("B", "C", 7)]
    assert seen.pairs[0].total == pytest.approx(51 * 44 / 11 - 1)
    assert seen.times == [90, 9, 4]
    assert seen.seen_once == pytest.approx(90 / 103)
    assert seen.histories[0] == (("A",), 40)


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        (APART, "Nobody is on two of these lists"),
        (Histories.of("AB", [((1, 0), 4)]), "One list has no overlap"),
        (Histories.of("AB", []), "Nobody is on any of these lists"),
        (Histories.of("ABCD", [((1, 1, 0, 0), 5), ((0, 0, 1, 1), 5)]), "No person connects the lists A, B with the lists C, D"),
        (Histories.of("AB", [((1, 0), 4), ((1, 1), 5), ((0, 1), 5)]), "needs 3 lists"),
    ],
)
def test_no_number_where_nothing_can_be_known(table, reason):
    found = Chao().fit(table)
    assert (found.status, found.estimate, found.lower, found.upper, found.draws) == ("refused", None, None, None, None)
    assert reason in found.reason


def test_a_thin_table_and_a_copied_list_are_told():
    thin = Histories.of("ABC", [((1, 1, 0), 2), ((0, 1, 1), 1), ((1, 0, 0), 4), ((0, 0, 1), 5)])
    assert [str(each)[:13] for each in Chao().fit(thin).warnings[:2]] == ["Only 12 peopl", "Only 3 people"]
    copied = Histories.of("ABC", [((1, 1, 0), 39), ((0, 1, 1), 15), ((1, 0, 0), 1), ((0, 0, 1), 50), ((0, 1, 0), 70)])
    assert any("39 of the 40 people on “A” are on “B”" in each for each in Chao().fit(copied).warnings)


def test_a_list_that_names_nobody_is_left_out_and_told():
    empty = Histories.of("ABCD", [((*row, 0), count) for row, count in rows_of(KNOWN)])
    assert Chao().fit(empty).estimate == Chao().fit(KNOWN).estimate
    assert "Left out, for they name nobody here: D." in Chao().fit(empty).warnings


def test_two_lists_say_what_they_assume():
    two = Histories.of("AB", [((1, 0), 100), ((0, 1), 80), ((1, 1), 20)])
    found = Chapman().fit(two)
    assert found.estimate == pytest.approx(121 * 101 / 21 - 1)
    assert found.lower > two.observed
    assert "cannot be checked" in found.warnings[0]
    assert Chapman().fit(KNOWN).status == "refused"


def test_chaos_floor_by_hand():
    found = Chao().fit(KNOWN)
    assert found.estimate == pytest.approx(103 + 90 * 89 / (2 * 10))
    assert 103 < found.lower < found.estimate < found.upper
    assert found.plain()["status"] == "ok"
    assert found.digest == KNOWN.digest
