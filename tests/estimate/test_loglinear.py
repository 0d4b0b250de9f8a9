"""Log-linear models: against a plain optimiser, against what R prints on published tables, and where they must refuse."""

import pickle
from math import exp, log

import numpy as np
import pytest
from scipy.stats import chi2

from dadkhah.estimate import Histories, LogLinear, newton, profile, selection
from dadkhah.estimate import models as kinds
from dadkhah.estimate.bootstrap import resampled
from dadkhah.estimate.selection import Everything
from dadkhah.estimate.weighing import weights_of
from tests.estimate.plain_loglinear import artificial, log_unseen, made_up, multinomial

FAR = made_up(4, 900, 3, dependence=0.5, thin=0.4)


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    LogLinear().fit(FAR)


@pytest.mark.parametrize("lists", [3, 4, 5])
def test_fits_are_those_of_a_plain_optimiser(lists: int) -> None:
    table = made_up(lists, 2_000, lists, dependence=0.5, thin=0.5)
    models = kinds.packed(list(kinds.every(lists, 2))[:: 1 if lists == 3 else 41])
    fits = newton.fit(table.full(), models)
    for number in range(len(models)):
        unseen, deviance = log_unseen(table, list(models.of(number)))
        assert fits.log_unseen[number] == pytest.approx(unseen, abs=1e-4)
        assert fits.deviance[number] == pytest.approx(deviance, abs=1e-5)


def test_an_interaction_that_nobody_shares_closes_its_cells_and_counts() -> None:
    """With A and C, B and C apart, what is left is two independent lists: 40 x 30 / 6 people on none."""
    found = LogLinear(model=(("A", "C"), ("B", "C")), interval="profile")
    table = artificial()
    fits = newton.fit(table.full(), kinds.packed([kinds.hierarchical(["AC", "BC"], table)]))
    assert exp(fits.log_unseen[0]) == pytest.approx(200)
    assert fits.deviance[0] == pytest.approx(0, abs=1e-9)
    assert np.isneginf(fits.u[0, 4:]).all()
    assert newton.scores(fits, kinds.packed([(0, 1, 2, 4, 5, 6)]), 96, "bic") == pytest.approx(6 * log(96))
    assert found.fit(table).status == "refused"


def test_the_standard_error_is_that_of_the_information() -> None:
    """Of two independent lists log n0 has the variance 1/a + 1/b + 1/m."""
    fits = newton.fit(artificial().full(), kinds.packed([(0, 1, 2, 4, 5, 6)]))
    assert fits.error[0] ** 2 == pytest.approx(1 / 40 + 1 / 30 + 1 / 6)


def test_the_limits_of_the_profile_are_where_the_likelihood_has_fallen_by_half_of_chi_square() -> None:
    found = LogLinear(level=0.9).fit(FAR)
    terms = list(kinds.hierarchical(found.details["generators"], FAR.canonical))
    unseen = [value - found.observed for value in (found.estimate, found.lower, found.upper)]
    best, low, high = (multinomial(FAR.canonical, terms, each) for each in unseen)
    assert [2 * (best - low), 2 * (best - high)] == pytest.approx([chi2.ppf(0.9, 1)] * 2, abs=1e-3)
    assert best > max(multinomial(FAR.canonical, terms, unseen[0] * step) for step in (0.99, 1.01))


def test_the_draws_have_the_quantiles_of_the_interval() -> None:
    for averaging in (False, True):
        found = LogLinear(averaging=averaging, draws=40_000).fit(FAR)
        assert found.draws.shape == (1, 40_000)
        low, high = np.quantile(found.draws, [0.025, 0.975]) - found.observed
        assert [low, high] == pytest.approx([found.lower - found.observed, found.upper - found.observed], rel=0.03)


def test_the_chosen_model_has_the_best_score_and_weights_are_of_scores() -> None:
    for criterion, price in (("bic", log(FAR.observed)), ("aic", 2.0)):
        told = LogLinear(criterion=criterion).fit(FAR).details
        assert told["weights"][0]["model"] == told["model"]
        one, other = told["weights"][:2]
        assert log(one["weight"] / other["weight"]) == pytest.approx((other[criterion] - one[criterion]) / 2)
        terms = list(kinds.hierarchical(told["generators"], FAR.canonical))
        assert one[criterion] == pytest.approx(log_unseen(FAR.canonical, terms)[1] + price * len(terms), abs=1e-4)


def test_an_average_lies_among_its_models_and_is_wider_than_one() -> None:
    table = made_up(5, 400, 8, thin=0.3)
    one, all_of_them = LogLinear().fit(table), LogLinear(averaging=True).fit(table)
    assert all_of_them.upper - all_of_them.lower > one.upper - one.lower
    estimates = [each["estimate"] for each in all_of_them.details["weights"]]
    assert min(estimates) < all_of_them.estimate < max(estimates)
    selected = Everything(kinds.packed(kinds.every(5, 2)), "bic", table.canonical.full().astype(float))
    assert weights_of(selected).sum() == pytest.approx(1)


def test_what_is_not_tried_in_a_resample_would_not_have_been_chosen(monkeypatch) -> None:
    table = made_up(5, 600, 11, dependence=1.0, thin=0.3).canonical
    few = LogLinear(interval="bootstrap", bootstraps=40).fit(table)
    monkeypatch.setattr(selection, "ALL_AT_ONCE", 10**9)
    every = LogLinear(interval="bootstrap", bootstraps=40).fit(table)
    assert (few.draws == every.draws).all()
    assert (few.lower, few.upper, few.details) == (every.lower, every.upper, every.details)


def test_bca_without_bias_and_skew_is_the_plain_interval() -> None:
    cells = FAR.canonical.full().astype(float)
    chosen = Everything(kinds.packed(kinds.every(4, 2)), "bic", cells)
    made = resampled(cells, chosen, chosen.choose(cells).unseen, 99, np.random.default_rng(1))
    assert made._replace(z0=0.0, a=0.0).limits(0.05, 0.95) == [np.sort(made.unseen)[4], np.sort(made.unseen)[94]]
    assert made._replace(z0=0.5, a=0.0).limits(0.05)[0] > made._replace(z0=0.0, a=0.0).limits(0.05)[0]
    assert made._replace(z0=0.0, a=0.1).limits(0.95)[0] > made._replace(z0=0.0, a=0.0).limits(0.95)[0]


def test_a_resample_without_an_estimate_counts_as_without_end() -> None:
    rows = [((1, 0, 0), 30), ((0, 1, 0), 30), ((0, 0, 1), 30), ((1, 1, 0), 1), ((0, 1, 1), 1), ((1, 0, 1), 1)]
    found = LogLinear(interval="bootstrap").fit(Histories.of("ABC", rows))
    failed = found.details["resamples_without_estimate"]
    assert failed > 5
    assert np.isinf(found.draws).sum() == failed
    assert (found.status, found.upper) == ("unbounded", None)
    assert any("resampled tables" in each for each in found.warnings)


def test_an_interval_may_have_no_upper_end(monkeypatch) -> None:
    assert LogLinear().fit(FAR).status == "ok"
    monkeypatch.setattr(profile, "FARTHEST", 1.05 * (LogLinear().fit(FAR).estimate / FAR.observed - 1))
    found = LogLinear().fit(FAR)
    assert (found.status, found.upper) == ("unbounded", None)
    assert np.isinf(found.draws).mean() > 0.05


@pytest.mark.parametrize(("rows", "pairs", "code", "words"), [
    ([(0, 1, 1), (1, 0, 0), (1, 0, 1), (1, 1, 1)], ["AB"], 1, "no best fit"),
    ([(0, 0, 1), (0, 1, 0), (0, 1, 1), (1, 0, 0), (1, 1, 0)], ["AB", "AC", "BC"], 2, "more than these counts can tell"),
    ([(0, 1, 0), (1, 0, 0), (1, 0, 1), (1, 1, 0)], ["AB", "AC", "BC"], 3, "more than these counts can tell"),
])  # fmt: skip
def test_a_model_without_an_estimate_is_refused_with_its_reason(rows: list, pairs: list, code: int, words: str) -> None:
    table = Histories.of("ABC", [(row, 14) for row in rows])
    assert LogLinear().fit(table).status == "ok"
    found = LogLinear(model=tuple(map(tuple, pairs))).fit(table)
    assert (found.status, found.estimate, found.details["code"]) == ("refused", None, code)
    assert words in found.reason
    assert "[A × B]" in found.reason


def test_a_model_of_an_unknown_list_is_refused() -> None:
    assert "not in this table" in LogLinear(model=(("L0", "nothing"),)).fit(FAR).reason


def test_models_without_an_estimate_take_no_part_and_are_told() -> None:
    rows = [((1, 0, 0), 40), ((0, 1, 0), 30), ((0, 0, 1), 20), ((1, 1, 0), 6), ((0, 1, 1), 5)]
    table = Histories.of("ABC", rows)
    found = LogLinear().fit(table)
    assert found.details["left_out"] == found.details["no_maximum"] + found.details["not_identified"] > 0
    assert len(found.details["weights"]) == 8 - found.details["left_out"]


def test_wide_tables_are_estimated_step_by_step_up_to_sixteen_lists_and_refused_beyond() -> None:
    found = LogLinear().fit(made_up(9, 700, 4, thin=0.3))
    assert found.status == "ok"
    assert 400 < found.lower < 700 < found.upper
    assert "16 lists" in LogLinear().fit(made_up(17, 900, 4)).reason
    assert "too many to try" in LogLinear(averaging=True).fit(made_up(9, 700, 4, thin=0.3)).reason


def test_interactions_of_three_lists_are_found_where_they_are() -> None:
    random = np.random.default_rng(6)
    persons = random.random((9_000, 4)) < 0.3
    persons[random.random(9_000) < 0.05, :3] = True
    table = Histories.of_persons("ABCD", persons)
    assert ["A", "B", "C"] in LogLinear(order=3).fit(table).details["generators"]


def test_the_order_of_lists_does_not_matter_and_results_are_plain() -> None:
    turned = Histories.of(FAR.lists[::-1], zip(FAR.patterns[:, ::-1].tolist(), FAR.counts, strict=True))
    one, other = LogLinear(averaging=True).fit(FAR), LogLinear(averaging=True).fit(turned)
    assert (one.estimate, one.lower, one.upper) == (other.estimate, other.lower, other.upper)
    assert (one.draws == other.draws).all()
    assert pickle.loads(pickle.dumps(one)).plain() == one.plain()


def test_strata_draw_independently_of_each_other() -> None:
    draws = [LogLinear().fit(made_up(3, 500, seed, thin=0.5)).draws[0] for seed in (1, 2)]
    assert abs(np.corrcoef(draws)[0, 1]) < 0.06


@pytest.mark.parametrize("wrong", [{"criterion": "dic"}, {"interval": "wald"}, {"order": 4}, {"search": "some"}])
def test_a_wrong_setting_is_refused(wrong: dict) -> None:
    with pytest.raises(ValueError, match="is one of"):
        LogLinear(**wrong)


def test_an_average_is_not_bootstrapped() -> None:
    with pytest.raises(ValueError, match="interval of its own"):
        LogLinear(averaging=True, interval="bootstrap")


def test_steps_go_past_a_pair_without_an_estimate_to_the_next() -> None:
    """B with C is the least likely pair once A, D and B, D are there, but with it no estimate exists; A with B is unlikely too."""
    alone = [((1, 0, 0, 0), 32), ((0, 1, 0, 0), 16), ((0, 0, 1, 0), 49), ((0, 0, 0, 1), 27)]
    table = Histories.of("ABCD", [*alone, ((1, 0, 0, 1), 8), ((1, 1, 0, 1), 8), ((1, 1, 1, 1), 8)])
    found = LogLinear(search="stepwise").fit(table)
    assert found.details["generators"] == [["C"], ["A", "D"], ["B", "D"], ["A", "B"]]
    assert LogLinear(model=(("A", "D"), ("B", "D"), ("B", "C"))).fit(table).status == "refused"
