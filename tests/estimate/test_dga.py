"""Averaging over decomposable graphs: the numbers of the R package dga, the formula without shortcuts, the walk, the refusals."""

import json
import pickle
import subprocess
import sys

import numpy as np
import pytest

from dadkhah.estimate.dga import DGA, at
from dadkhah.estimate.dga_exact import Setting, exact
from dadkhah.estimate.dga_scores import Cells, cells, log_base, log_table
from dadkhah.estimate.dga_walk import walked
from dadkhah.estimate.graphs import decomposable, pairs
from dadkhah.estimate.histories import Histories
from tests.estimate.plain import drawn_from_prior, log_posterior, needs_shared, table_of

PEERS = {
    "Kosovo": (12_595, 9_827, 16_544), "Korea": (163, 127, 401), "UKdat_5": (22_365, 10_343, 29_446),
    "Ned_5": (47_903, 40_845, 55_456), "NewOrl_5": (846, 528, 1_541), "Western": (2_113, 1_339, 3_420),
    "HIV_Rome": (11_220, 9_404, 14_094), "Congenital": (618, 590, 656), "SpinaBifida": (725, 686, 784),
}  # fmt: skip
"""Median and 95 % interval of dga 2.0.2 (R), with every number of unseen from 1 to ten times the observed."""


def made_up(lists: int, people: int, seed: int) -> Histories:
    """People of different luck: some are found by many of the lists."""
    random = np.random.default_rng(seed)
    found = random.random((people, lists)) < 1 / (1 + np.exp(1.5 - random.standard_normal((people, 1))))
    return Histories.of_persons([f"list {number}" for number in range(lists)], found)


def linked() -> Histories:
    """Five lists of 400 people that do not know of each other, but D is made after C."""
    random = np.random.default_rng(11)
    found = random.random((400, 5)) < 0.25
    found[:, 3] |= found[:, 2] & (random.random(400) < 0.5)
    return Histories.of_persons("ABCDE", found)


FIVE = linked()
THREE = FIVE.among("ABC")


def setting(table: Histories, **changed) -> Setting:
    return Setting(2.0 ** -len(table.lists), "inverse", True, None, False)._replace(**changed)


@needs_shared
@pytest.mark.parametrize("name", PEERS)
def test_the_numbers_of_the_peer_to_the_integer(name: str) -> None:
    found = DGA(grid="all", most=10).fit(table_of(name))
    assert (found.estimate, found.lower, found.upper) == PEERS[name]


@needs_shared
@pytest.mark.parametrize("name", sorted({*PEERS} - {"Korea"}))
def test_wide_cells_answer_as_every_number_does(name: str) -> None:
    """Korea is left out: there no unseen at all, which the peer was not asked about, has weight."""
    found = DGA(most=10).fit(table_of(name))
    assert (found.estimate, found.lower, found.upper) == pytest.approx(PEERS[name], rel=0.002)


def test_it_is_the_formula_of_the_paper() -> None:
    points = cells(THREE.observed, 300, 1e-9)
    scores, base = log_table(THREE, 0.3, points), log_base("inverse", THREE.observed, points)
    graphs, plain, ours = decomposable(3), [], []
    for graph in range(8):
        terms = slice(graphs.begins[graph], graphs.begins[graph + 1])
        for unseen in (0, 7, 300):
            ours.append(base[unseen] + graphs.signs[terms] @ scores[graphs.subsets[terms], unseen])
            plain.append(log_posterior(THREE, int(graphs.edges[graph]), unseen, 0.3))
    assert np.subtract(ours, ours[0]) == pytest.approx(np.subtract(plain, plain[0]), abs=1e-9)


def test_the_posterior_is_the_sum_over_graphs_and_numbers() -> None:
    found = exact(THREE, setting(THREE, most=4.0))
    unseen = range(4 * THREE.observed + 1)
    logs = np.array([[log_posterior(THREE, edges, n0, 1 / 8) for n0 in unseen] for edges in range(8)])
    plain = np.exp(logs - logs.max())
    plain /= plain.sum()
    weight = dict(zip(found.graphs.edges.tolist(), found.weight, strict=True))
    assert [weight[edges] for edges in range(8)] == pytest.approx(plain.sum(axis=1), rel=2e-3)
    levels = np.array([0.025, 0.5, 0.975])
    assert at(found.points, found.mass, levels) == pytest.approx(np.searchsorted(plain.sum(axis=0).cumsum(), levels), rel=0.015)


def test_cells_leave_no_number_out() -> None:
    for fineness in (4.0, 0.5, 0.01):
        points = cells(500, 100_000, fineness)
        assert points.low[0] == 0
        assert points.high[-1] == 100_000
        assert (points.low[1:] == points.high[:-1] + 1).all()


def test_within_a_cell_every_number_weighs_the_same() -> None:
    points = Cells(np.array([0, 1, 11]), np.array([0, 10, 20]))
    assert at(points, np.array([0.5, 0.5, 0]), np.array([0.1, 0.5, 0.54, 0.56, 1])).tolist() == [0, 0, 1, 2, 10]


def test_lists_in_another_order_and_draws_again() -> None:
    turned = FIVE.among("EDCBA")
    one, other, third = DGA(draws=50).fit(FIVE), DGA(draws=50).fit(turned), DGA(draws=50, seed=2).fit(FIVE)
    assert (one.estimate, one.lower, one.upper) == (other.estimate, other.lower, other.upper)
    assert one.draws.tolist() == other.draws.tolist() != third.draws.tolist()
    assert one.draws.shape == (1, 50)
    assert one.rhat is None


def test_the_draws_are_of_the_posterior() -> None:
    found = DGA(draws=100_000).fit(FIVE)
    assert np.quantile(found.draws, [0.025, 0.5, 0.975]) == pytest.approx([found.lower, found.estimate, found.upper], rel=0.02)
    assert found.draws.min() >= FIVE.observed


def test_the_graphs_are_told_with_their_weight() -> None:
    told = DGA().fit(FIVE).details
    weights = [each["weight"] for each in told["graphs"]]
    assert weights == sorted(weights, reverse=True)
    assert len(told["edges"]) == len(pairs(5))
    edges = {(one, other): share for one, other, share in told["edges"]}
    assert edges["C", "D"] > 0.9 > edges["B", "D"]
    assert sum(told["mass"]) == pytest.approx(1, abs=3e-4)
    assert len(told["support"]) == len(told["mass"]) <= 200
    json.dumps(told)


def test_the_saturated_graph_is_named_and_can_be_left_out() -> None:
    """With many people three lists call for it, and the whole answer would be the prior's."""
    many = Histories.of("ABC", [(pattern, 100 * int(count)) for pattern, count in zip(
        [(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 0), (1, 0, 1), (0, 1, 1), (1, 1, 1)], [90, 80, 85, 15, 40, 20, 30], strict=True
    )])  # fmt: skip
    found, without = DGA().fit(many), DGA(saturated=False).fit(many)
    assert found.details["saturated"] > 0.99
    assert found.estimate < 1.05 * many.observed < without.estimate
    assert any("100 % of the weight" in warning for warning in found.warnings)
    assert without.details["saturated"] == 0
    assert not any("of the weight" in warning for warning in without.warnings)


def test_no_upper_bound() -> None:
    """One person on two lists, every number as likely as any before."""
    few = Histories.of("ABC", [((1, 0, 0), 20), ((0, 1, 0), 20), ((0, 0, 1), 20), ((1, 1, 0), 1), ((0, 1, 1), 1)])
    found = DGA(prior="uniform").fit(few)
    assert (found.status, found.upper) == ("unbounded", None)
    assert any("no upper bound" in warning for warning in found.warnings)
    cut = DGA(prior="uniform", most=5).fit(few)
    assert cut.upper <= 62 * 6
    assert any("Numbers up to 372" in warning for warning in cut.warnings)


def test_what_was_known_beforehand_counts() -> None:
    flat, told = DGA(prior="uniform").fit(FIVE), DGA(prior=("lognormal", 400, 0.05)).fit(FIVE)
    assert told.estimate == pytest.approx(400, rel=0.05)
    assert told.upper - told.lower < flat.upper - flat.lower
    counted = DGA(prior=("negative_binomial", 400, 1e6)).fit(FIVE)
    assert counted.estimate == pytest.approx(400, rel=0.1)
    assert DGA().fit(THREE).estimate < DGA(prior="uniform").fit(THREE).estimate


@pytest.mark.parametrize("wrong", [{"prior": "vague"}, {"prior": ("normal", 5, 2)}, {"grid": "coarse"}, {"grid": "all"}])
def test_settings_that_are_not_known(wrong: dict) -> None:
    with pytest.raises(ValueError, match=r"prior|grid"):
        DGA(**wrong)


def test_the_walk_agrees_with_the_exact_answer() -> None:
    through, walk = exact(FIVE, setting(FIVE)), walked(FIVE, setting(FIVE), chains=4, sweeps=64_000, seed=3)
    levels = np.array([0.025, 0.25, 0.5, 0.75, 0.975])
    assert at(walk.points, walk.mass, levels) == pytest.approx(at(through.points, through.mass, levels), rel=0.03)
    assert walk.rhat <= 1.01
    assert walk.ess >= 1_000
    joined = through.graphs.edges[:, None] >> np.arange(10) & 1
    one, other = np.array(pairs(5)).T
    seen = (walk.graphs[:, other] >> one & 1).mean(axis=0)
    assert seen == pytest.approx(through.weight @ joined, abs=0.03)


def test_the_walk_can_leave_out_the_saturated_graph() -> None:
    chosen = setting(THREE, saturated=False)
    through, walk = exact(THREE, chosen), walked(THREE, chosen, chains=4, sweeps=64_000, seed=3)
    assert at(walk.points, walk.mass, 0.5) == pytest.approx(at(through.points, through.mass, 0.5), rel=0.03)
    assert not (walk.graphs == np.array([6, 5, 3])).all(axis=1).any()


def test_nine_lists_by_chains() -> None:
    table = made_up(9, 600, 5)
    found = DGA(draws=400).fit(table)
    assert found.status == "ok"
    assert found.draws.shape == (4, 100)
    assert found.rhat <= 1.01
    assert found.lower < 600 < 1.3 * found.upper
    assert found.details["sweeps"] >= 1000
    again = DGA(draws=400).fit(table.among(table.lists[::-1]))
    assert again.draws.tolist() == found.draws.tolist()
    json.dumps(found.details)


@needs_shared
def test_chains_that_disagree_give_no_number() -> None:
    """Two answers far apart, and no way from one to the other by single edges in so short a time."""
    table = table_of("Ned_5")
    rows = [([*row, 0, 0, 0], count) for row, count in zip(table.patterns.tolist(), table.counts, strict=True)]
    more = [([*(int(n == k) for n in range(5)), *(int(n == k) for n in range(3))], 1) for k in range(3)]
    repeated = Histories.of([*table.lists, "F", "G", "H"], [*rows, *more])
    found = DGA(sweeps=1000).fit(repeated)
    assert found.status == "refused"
    assert found.estimate is None
    assert "agree" in found.reason
    assert len(found.details["medians"]) == 4


@needs_shared
@pytest.mark.slow
def test_heat_leads_from_one_answer_to_the_other() -> None:
    """The Dutch table has two, of which single chains find one and stay."""
    table = table_of("Ned_5").canonical
    through, walk = exact(table, setting(table)), walked(table, setting(table), chains=4, sweeps=64_000, seed=1)
    assert walk.heats > 1
    levels = np.array([0.025, 0.5, 0.975])
    assert at(walk.points, walk.mass, levels) == pytest.approx(at(through.points, through.mass, levels), rel=0.05)
    assert walk.mass[walk.points.low > 100_000].sum() == pytest.approx(
        through.mass[through.points.low > 100_000].sum(), abs=0.05
    )


def test_it_goes_to_another_process_and_back() -> None:
    found = pickle.loads(pickle.dumps(DGA(draws=5).fit(FIVE)))
    assert found.estimate == DGA().fit(FIVE).estimate


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    code = "import sys, dadkhah.estimate.dga; print({'numba', 'scipy', 'arviz', 'pandas'} & {*sys.modules})"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "set()"


def ranks(seed: int, count: int, lists: int, delta: float, mean: float, size: float) -> list[int]:
    """Where the true number stands among 99 draws of its posterior, when truth and table are drawn from the prior itself."""
    random, found = np.random.default_rng(seed), list[int]()
    every = decomposable(lists).edges
    while len(found) < count:
        people = int(random.negative_binomial(size, size / (size + mean)))
        table = drawn_from_prior(random, lists, delta, int(random.choice(every)), people)
        method = DGA(delta=delta, prior=("negative_binomial", mean, size), draws=99, seed=int(random.integers(1 << 31)))
        fitted = method.fit(table) if table else None
        if fitted and fitted.draws is not None:
            below, same = (fitted.draws < people).sum(), (fitted.draws == people).sum()
            found.append(int(below + random.integers(same + 1)))
    return found


@pytest.mark.slow
def test_simulation_based_calibration() -> None:
    """Talts, Betancourt, Simpson, Vehtari and Gelman 2018: the ranks are uniform where the posterior is right.

    What is refused, or has an empty list, is left out: that depends on the table alone.
    """
    from scipy.stats import chisquare

    for lists, delta, mean in ((3, 0.25, 100.0), (5, 0.125, 500.0)):
        counts = np.bincount(np.array(ranks(1988, 500, lists, delta, mean, 4.0)) // 5, minlength=20)
        assert chisquare(counts).pvalue > 0.01
