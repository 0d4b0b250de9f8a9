"""Agreement: worked examples of the authors, what is undefined is not called perfect, intervals hold what they should."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dadkhah.linkage.agreement import MISSING, Agreement, coded, cohen, krippendorff, trend
from dadkhah.linkage.intervals import resampled, wilson

N = None
# K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011): section D, nominal data, four observers, missing answers.
FOUR = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3],
    [N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N],
]


def units(*observers):
    return coded(list(zip(*observers, strict=True)))[0]


def test_alpha_of_four_observers_with_missing_answers():
    found = krippendorff(units(*FOUR))
    assert found.value == pytest.approx(0.743, abs=0.0005)
    assert found.units == 11  # the last unit has one answer
    assert found.low < found.value < found.high


def test_alpha_of_two_observers_with_two_answers():
    """Section A: ten units; of 20 values 14 are 0 and 6 are 1, four units differ: 1 - 19 · 8 / (2 · 14 · 6) = 0.095."""
    found = krippendorff(units([0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]))
    assert found.value == pytest.approx(1 - 19 * 8 / (2 * 14 * 6))
    assert found.value == pytest.approx(0.095, abs=0.0005)


def test_alpha_of_two_observers_with_five_answers():
    """Section B: 12 units, 24 values."""
    assert krippendorff(units("aabbdcccedda", "babbbccceddd")).value == pytest.approx(0.692, abs=0.0005)


def test_kappa_by_hand():
    """45 yes of both, 15 and 25 split, 15 no of both: p_o = 0.6, p_e = 0.6 · 0.7 + 0.4 · 0.3 = 0.54, kappa = 0.06 / 0.46."""
    one = [0] * 45 + [0] * 15 + [1] * 25 + [1] * 15
    other = [0] * 45 + [1] * 15 + [0] * 25 + [1] * 15
    assert cohen(one, other).value == pytest.approx(0.06 / 0.46)


def test_kappa_of_three_answers_by_hand():
    """Cohen's form of table, shares times 100: p_o = 0.29, p_e = 0.5 · 0.4 + 0.3 · 0.3 + 0.2 · 0.3 = 0.35; worse than chance."""
    table = np.array([[25, 13, 12], [12, 2, 16], [3, 15, 2]])
    one, other = np.repeat(np.arange(9) // 3, table.ravel()), np.repeat(np.arange(9) % 3, table.ravel())
    found = cohen(one, other)
    assert found.value == pytest.approx(-0.06 / 0.65)
    assert found.low < 0


def test_units_that_only_one_answered_do_not_count():
    full = cohen([0, 1, 0, 1, 1], [0, 1, 1, 1, 1])
    gaps = cohen([0, 1, 0, 1, 1, MISSING, 0], [0, 1, 1, 1, 1, 0, MISSING])
    assert full == gaps


def test_one_answer_alone_is_not_agreement():
    assert cohen([1, 1, 1], [1, 1, 1]) == Agreement(None, None, None, 3)
    assert krippendorff([[1, 1], [1, 1]]) == Agreement(None, None, None, 2)
    assert krippendorff([[1, MISSING], [MISSING, 0]]) == Agreement(None, None, None, 0)
    assert krippendorff(np.empty((0, 3), int)).units == krippendorff([]).units == 0
    assert coded([])[0].shape == (0, 0)


def test_full_agreement_on_several_answers_is_one():
    assert cohen([0, 1, 2], [0, 1, 2]).value == 1
    assert krippendorff([[0, 0], [1, 1], [2, 2]]).value == 1


def test_the_seed_decides_the_interval_and_nothing_else_does():
    ratings = units(*FOUR)
    assert krippendorff(ratings) == krippendorff(ratings[::-1])
    assert krippendorff(ratings, seed=1)[1:3] != krippendorff(ratings, seed=2)[1:3]
    assert krippendorff(ratings, level=0.5).low > krippendorff(ratings).low


def test_the_interval_of_kappa_holds_the_truth_about_as_often_as_it_says():
    random = np.random.default_rng(4)
    held = 0
    for at in range(100):
        truth = random.integers(0, 2, 150)
        one, other = (np.where(random.random(150) < 0.15, 1 - truth, truth) for _ in range(2))
        found = cohen(one, other, rounds=400, seed=at)
        held += found.low <= 0.49 <= found.high  # p_o = 0.85² + 0.15², p_e = 0.5
    assert 88 <= held <= 100


def test_a_trend_is_the_agreement_of_each_period():
    ratings = np.array([[0, 0], [1, 1], [0, 1], [1, 1], [0, 1], [1, 0]])
    found = trend(ratings, ["2042-02", "2042-02", "2042-03", "2042-03", "2042-01", "2042-01"])
    assert [each.period for each in found] == ["2042-01", "2042-02", "2042-03"]
    assert found[1].agreement.value == 1
    assert found[2].agreement == krippendorff(ratings[2:4])
    with pytest.raises(ValueError, match="6 units and 1 periods"):
        trend(ratings, ["2042"])


@settings(deadline=None)
@given(st.lists(st.tuples(*[st.integers(-1, 3)] * 3), min_size=1, max_size=12), st.permutations(range(4)))
def test_names_of_answers_and_order_of_reviewers_do_not_matter(rows, names):
    ratings = np.array(rows)
    renamed = np.where(ratings < 0, MISSING, np.array(names)[ratings.clip(0)])[:, ::-1]
    one, other = krippendorff(ratings, rounds=10), krippendorff(renamed, rounds=10)
    assert one.units == other.units
    assert (one.value is None) == (other.value is None)
    assert one.value is None or one.value == pytest.approx(other.value)
    assert one.value is None or one.value <= 1


def test_wilson_is_what_it_is_known_to_be():
    assert wilson(5, 10)[1:] == pytest.approx((0.2366, 0.7634), abs=1e-4)
    assert wilson(0, 10) == pytest.approx((0, 0, 0.2775), abs=1e-4)
    assert wilson(0, 0) == (None, 0, 1)
    with pytest.raises(ValueError, match="no share"):
        wilson(3, 2)


def test_resampling_keeps_the_number_of_units():
    assert (resampled(np.array([3, 0, 7]), 50, 1).sum(axis=1) == 10).all()
    assert resampled(np.array([3, 0, 7]), 50, 1)[:, 1].max() == 0
