"""Estimates from a stratified sample: they hold the truth as often as they say, and never claim more than was looked at."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dadkhah.linkage.sample import LEAST, Stratum, estimated, still_needed, wanted

LOWS = (0.0, 0.5, 0.9)


def test_weights_are_the_sizes_of_the_strata():
    strata = [Stratum(0.0, 10_000, 1, 19), Stratum(0.5, 100, 10, 10), Stratum(0.9, 1_000, 20, 0)]
    low, high = estimated(strata, [0.5, 0.9])
    assert low.precision.value == pytest.approx((50 + 1000) / 1100)
    assert low.recall.value == pytest.approx(1050 / (1050 + 500))
    assert (high.false.value, high.missed.value) == (0, pytest.approx(550))
    assert high.precision.value == 1
    assert high.precision.low < 0.95  # twenty of twenty do not say that all thousand are


def test_where_all_were_judged_nothing_is_left_open():
    strata = [Stratum(0.0, 3, 1, 2), Stratum(0.5, 4, 3, 1)]
    [found] = estimated(strata, [0.5])
    assert found.precision == (0.75, 0.75, 0.75)
    assert found.recall == (0.75, 0.75, 0.75)
    assert found.missed == (1, 1, 1)


def test_unsure_widens_the_interval():
    [sure] = estimated([Stratum(0.5, 30, 20, 10)], [0.5])
    [unsure] = estimated([Stratum(0.5, 30, 20, 0, 10)], [0.5])
    assert sure.precision.low == sure.precision.high
    assert unsure.precision.high - unsure.precision.low > 0.01


def test_nothing_joined_has_no_precision():
    [found] = estimated([Stratum(0.0, 20, 1, 19), Stratum(0.9, 0)], [0.9])
    assert found.precision is None
    assert found.recall.value == 0


def test_a_threshold_inside_a_stratum_is_refused():
    with pytest.raises(ValueError, match="inside a stratum"):
        estimated([Stratum(0.0, 20, 1, 19)], [0.5])


def test_few_pairs_are_all_drawn_and_large_strata_more():
    assert wanted([5, 0, 100, 9_895]) == [5, 0, 16, 114]
    assert wanted([]) == []


def test_what_is_still_needed_is_told():
    strata = [Stratum(0.0, 500, 3, 2), Stratum(0.5, 4, 1), Stratum(0.9, 0), Stratum(0.95, 90, 50, 1)]
    assert still_needed(strata) == LEAST - 5 + 3


def test_intervals_hold_the_truth():
    """In 200 samples of a model that is too sure, as often as a 95 % interval should, within what chance allows."""
    random = np.random.default_rng(7)
    sizes, shares = (5_000, 400, 2_000), (0.02, 0.4, 0.97)
    truth = [round(size * share) for size, share in zip(sizes, shares, strict=True)]
    precision, recall, rounds = 0, 0, 200
    for _ in range(rounds):
        strata = []
        for low, size, true in zip(LOWS, sizes, truth, strict=True):
            count = wanted(sizes)[sizes.index(size)]
            same = int(random.hypergeometric(true, size - true, count))
            strata.append(Stratum(low, size, same, count - same))
        [found] = estimated(strata, [0.5], rounds=800)
        precision += found.precision.low <= sum(truth[1:]) / sum(sizes[1:]) <= found.precision.high
        recall += found.recall.low <= sum(truth[1:]) / sum(truth) <= found.recall.high
    assert precision >= rounds * 0.9
    assert recall >= rounds * 0.9


counts = st.tuples(st.integers(0, 200), st.integers(0, 20), st.integers(0, 20), st.integers(0, 5))


@given(st.lists(counts, min_size=3, max_size=3))
def test_every_estimate_lies_in_its_interval(rows):
    strata = [Stratum(low, left + sum(told), *told) for low, (left, *told) in zip(LOWS, rows, strict=True)]
    for found in estimated(strata, LOWS, rounds=50):
        for each in filter(None, found[1:]):
            assert each.low <= each.value <= each.high
        joined = sum(each.pairs for each in strata if each.low >= found.threshold)
        assert 0 <= found.false.low <= found.false.high <= joined
