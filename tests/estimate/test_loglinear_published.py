"""What Rcapture, SparseMSE and MultipleSystemsEstimation print for the tables of published papers."""

import csv
from pathlib import Path

import pytest

from dadkhah.estimate import Histories, LogLinear

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "mse"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="The published tables are in shared, beside this checkout.")


def table(name: str) -> Histories:
    with (SHARED / f"{name}.csv").open(newline="") as file:
        header, *rows = csv.reader(file)
    return Histories.of(header[:-1], [([int(value) for value in row[:-1]], int(row[-1])) for row in rows])


@pytest.mark.parametrize(("name", "expected"), [
    ("Kosovo", (14_326, 12_525, 16_543)), ("Korea", (152, 129, 226)), ("UKdat_5", (22_964, 17_991, 30_142)),
    ("Ned_5", (47_990, 42_185, 55_075)), ("NewOrl_5", (975, 642, 1_635)), ("Western", (2_474, 1_681, 3_928)),
    ("HIV_Rome", (11_117, 9_532, 13_115)), ("SpinaBifida", (723, 693, 759)),
])  # fmt: skip
def test_the_profile_of_the_best_bic_is_that_of_rcapture(name: str, expected: tuple[int, int, int]) -> None:
    found = LogLinear().fit(table(name))
    assert (found.estimate, found.lower, found.upper) == pytest.approx(expected, rel=0.005)


@pytest.mark.parametrize(("name", "expected"), [
    ("Kosovo", 14_342), ("Korea", 268.78), ("UKdat_5", 11_313), ("Ned_5", 121_522), ("NewOrl_5", 981), ("Western", 2_483),
    ("HIV_Rome", 11_125), ("SpinaBifida", 724),
])  # fmt: skip
def test_steps_end_where_those_of_sparsemse_end(name: str, expected: float) -> None:
    found = LogLinear(search="stepwise").fit(table(name))
    assert found.details["poisson_estimate"] == pytest.approx(expected, rel=0.001)


@pytest.mark.parametrize(("name", "search", "bootstraps", "expected"), [
    ("Kosovo", "all", 200, (14_342, 12_479, 16_515)), ("Korea", "all", 200, (157, 131, 372)),
    ("Kosovo", "stepwise", 100, (14_342, 12_724, 16_847)), ("Western", "stepwise", 100, (2_483, 1_551, 3_409)),
    ("HIV_Rome", "stepwise", 100, (11_125, 8_768, 13_801)), ("SpinaBifida", "stepwise", 100, (724, 704, 746)),
    ("UKdat_5", "stepwise", 100, (11_313, 9_566, 15_478)),
])  # fmt: skip
def test_bootstrap_intervals_are_those_of_r_but_for_chance(
    name: str, search: str, bootstraps: int, expected: tuple[int, int, int]
) -> None:
    """Among twelve intervals of as many resamples as R took, some limits lie above R's and some below."""
    made = [LogLinear(interval="bootstrap", search=search, bootstraps=bootstraps, seed=seed) for seed in range(12)]
    found = [each.fit(table(name)) for each in made]
    assert found[0].estimate == pytest.approx(expected[0], rel=0.005)
    lower, upper = [each.lower for each in found], [each.upper for each in found]
    assert min(lower) < expected[1] < max(lower)
    assert min(upper) < expected[2] < max(upper)


def test_what_r_prints_of_new_orleans_is_what_a_hundred_resamples_give_now_and_then() -> None:
    """981 (700-1,330) is SparseMSE's by one seed. So narrow an upper end is rare, and an upper end of many resamples is higher."""
    made = [LogLinear(interval="bootstrap", search="stepwise", bootstraps=100, seed=seed) for seed in range(60)]
    upper = sorted(each.fit(table("NewOrl_5")).upper for each in made)
    assert 0.01 < sum(each <= 1_330 for each in upper) / len(upper) < 0.25
    many = LogLinear(interval="bootstrap", search="stepwise", bootstraps=3_000).fit(table("NewOrl_5"))
    assert (many.lower, many.upper) == pytest.approx((531, 1_544), rel=0.06)
    assert upper[0] < many.upper < upper[-1]


@pytest.mark.parametrize(("name", "expected"), [("HIV_Rome", (9_475, 13_595)), ("SpinaBifida", (700, 789))])
def test_a_bootstrap_of_all_models_reaches_lower_than_one_of_the_best_alone(name: str, expected: tuple[int, int]) -> None:
    """MultipleSystemsEstimation resamples the best models alone; with all of them the upper limit is the same."""
    found = LogLinear(interval="bootstrap", bootstraps=1_000).fit(table(name))
    assert found.lower < expected[0]
    assert found.upper == pytest.approx(expected[1], rel=0.04)


def test_interactions_of_three_bring_kosovo_to_silvermans_figure() -> None:
    """10,314 (9,032-12,095) by thresholded Bayes of order 3."""
    found = LogLinear(order=3).fit(table("Kosovo"))
    assert (found.estimate, found.lower, found.upper) == pytest.approx((10_314, 9_032, 12_095), rel=0.005)
