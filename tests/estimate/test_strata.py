"""Sums of strata by their draws, floors where a stratum is refused, and both rules for replicates."""

from __future__ import annotations

from dataclasses import replace
from math import exp, log, sqrt

import numpy as np
import pytest
from scipy.stats import t

from dadkhah.estimate import Chao, Estimate, Histories
from dadkhah.estimate.strata import combined, summed

SEEN = Chao().fit(Histories.of("ABC", [((1, 0, 0), 40), ((0, 1, 0), 30), ((1, 1, 0), 16), ((1, 1, 1), 4), ((0, 1, 1), 13)]))
REFUSED = Chao().fit(Histories.of("ABC", [((1, 0, 0), 40), ((0, 1, 0), 30), ((0, 0, 1), 20)]))


def drawn(observed: int, unseen: np.ndarray, status: str = "ok") -> Estimate:
    return replace(SEEN, observed=observed, draws=(observed + unseen)[None, :], status=status)


def lognormal(seed: int, middle: float, spread: float) -> np.ndarray:
    return np.random.default_rng(seed).lognormal(log(middle), spread, 4000)


def test_independent_strata_add_up_by_their_draws():
    one, other = drawn(100, lognormal(1, 500, 0.5)), drawn(50, lognormal(2, 200, 0.5))
    found = summed({"1990": one, "1991": other})
    both = np.random.default_rng(5).permutation(one.draws.ravel()) + other.draws.ravel()
    assert found.observed == 150
    assert [found.lower, found.estimate, found.upper] == pytest.approx(np.quantile(both, [0.025, 0.5, 0.975]), rel=0.03)
    assert found.upper < np.quantile(one.draws, 0.975) + np.quantile(other.draws, 0.975)
    assert not found.is_floor
    assert summed({"1991": other, "1990": one}).estimate == found.estimate


def test_what_is_refused_adds_those_observed_and_makes_a_floor():
    alone, found = summed({"a": SEEN}), summed({"a": SEEN, "b": REFUSED})
    assert found.is_floor
    assert list(found.refused) == ["b"]
    assert "Nobody is on two" in found.refused["b"]
    assert found.estimate == pytest.approx(alone.estimate + 90)
    assert summed({"b": REFUSED}).estimate is None


def test_a_stratum_without_an_upper_bound_leaves_the_sum_without_one():
    found = summed({"a": SEEN, "b": drawn(30, lognormal(1, 50, 0.2), "unbounded")})
    assert found.upper is None
    assert found.lower > SEEN.lower


def test_a_method_without_draws_is_as_wide_as_its_interval():
    found = summed({"a": SEEN})
    assert [found.lower, found.estimate, found.upper] == pytest.approx([SEEN.lower, SEEN.estimate, SEEN.upper], rel=0.05)


def test_replicates_by_rubins_rule_on_the_log_of_the_unseen():
    replicates = [drawn(100 + n, lognormal(n, 400 + 100 * n, 0.3)) for n in range(5)]
    logs = np.stack([np.log(each.draws[0] - each.observed) for each in replicates])
    within, between = logs.var(axis=1, ddof=1).mean(), logs.mean(axis=1).var(ddof=1)
    reach = t.ppf(0.975, 4 * (1 + within / (1.2 * between)) ** 2) * sqrt(within + 1.2 * between)
    found = combined(replicates)
    assert found.log.observed == 102
    assert found.log.estimate == pytest.approx(102 + exp(logs.mean()), rel=0.01)
    assert found.log.lower == pytest.approx(102 + exp(logs.mean() - reach), rel=0.05)
    assert found.log.upper == pytest.approx(102 + exp(logs.mean() + reach), rel=0.05)
    stacked = np.concatenate([each.draws[0] for each in replicates])
    assert found.mixture.estimate == pytest.approx(np.median(stacked), rel=0.02)
    assert found.mixture.upper == pytest.approx(np.quantile(stacked, 0.975), rel=0.04)
    assert found.is_few


def test_replicates_that_are_refused_are_counted():
    found = combined([SEEN, REFUSED])
    assert (found.refused, found.count) == (1, 2)
    assert found.log is not None
    assert combined([REFUSED]).log is None
