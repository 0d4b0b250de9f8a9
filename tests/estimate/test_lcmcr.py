"""Latent classes: against a plain sampler, exact sums, N from the prior again; and when there is no answer."""

import dataclasses
import pickle

import numpy as np
import pytest
from scipy import stats

from dadkhah.estimate import LCMCR, Histories, convergence
from dadkhah.estimate.result import Estimate
from tests.estimate import plain_lcmcr
from tests.estimate.plain import needs_shared, table_of

SMALL = Histories.of("ABC", [((1, 0, 0), 30), ((0, 1, 0), 24), ((0, 0, 1), 17), ((1, 1, 0), 8), ((0, 1, 1), 6), ((1, 1, 1), 4)])
TINY = Histories.of("ABC", [((1, 0, 0), 3), ((0, 1, 1), 2), ((1, 1, 1), 1)])
MADE = [
    ((1, 0, 0, 0), 163), ((0, 1, 0, 0), 128), ((0, 0, 1, 0), 91), ((0, 0, 0, 1), 77), ((1, 1, 0, 0), 40), ((1, 0, 1, 0), 22),
    ((1, 0, 0, 1), 18), ((0, 1, 1, 0), 19), ((0, 1, 0, 1), 12), ((0, 0, 1, 1), 11), ((1, 1, 1, 0), 9), ((1, 1, 0, 1), 6),
    ((1, 1, 1, 1), 3),
]  # fmt: skip
FOUR = Histories.of("ABCD", MADE)

@pytest.fixture(scope="module")
def small() -> Estimate:
    return LCMCR(classes=4, ess=2000).fit(SMALL)


def test_it_draws_what_a_plain_sampler_draws(small: Estimate) -> None:
    plain = np.array([plain_lcmcr.gibbs(SMALL.patterns, SMALL.counts, 4, 5000, seed)[500:] for seed in range(4)])
    assert convergence.rhat(plain) < 1.03
    ours = np.log(np.quantile(small.draws, [0.05, 0.25, 0.5, 0.75, 0.95]) - SMALL.observed)
    theirs = np.log(np.quantile(plain, [0.05, 0.25, 0.5, 0.75, 0.95]) - SMALL.observed)
    assert ours == pytest.approx(theirs, abs=0.18)


def exact(table: Histories, most: int) -> np.ndarray:
    """p(N | table) for two classes of fixed equal stick prior: lambda summed out over every division of people into classes.

    With alpha held at 1 the share of the first class is uniform, so people divide into (m, N - m) with probability
    m! (N - m)! / (N + 1)!, and each class has Beta(1, 1) integrals for its lists.
    """
    ways = {(np.zeros(1 + len(table.lists), int).tobytes()): 0.0}
    for pattern, count in zip(table.patterns, table.counts, strict=True):
        ways = _divided(ways, np.append(1, pattern), int(count))
    totals = table.counts @ table.patterns
    chances = np.full(most + 1, -np.inf)
    for number in range(table.observed, most + 1):
        unseen = number - table.observed
        terms = [
            log + np.log(stats.binom.pmf(first, unseen, 0.5)) + unseen * np.log(2)
            + _class(np.frombuffer(key, int)[0] + first, np.frombuffer(key, int)[1:])
            + _class(number - np.frombuffer(key, int)[0] - first, totals - np.frombuffer(key, int)[1:])
            + stats_beta(np.frombuffer(key, int)[0] + first, number - np.frombuffer(key, int)[0] - first)
            for key, log in ways.items() for first in range(unseen + 1)
        ]  # fmt: skip
        outer = _choose(number, table.observed) - np.log(number)
        chances[number] = outer + np.logaddexp.reduce(terms)
    weights = np.exp(chances - chances.max())
    return weights / weights.sum()


def _divided(ways: dict[bytes, float], bits: np.ndarray, count: int) -> dict[bytes, float]:
    """Every number of the pattern's people in the first class: [people, ones on each list] of it, log of how many ways."""
    made: dict[bytes, float] = {}
    for key, log in ways.items():
        for first in range(count + 1):
            to = (np.frombuffer(key, int) + bits * first).tobytes()
            made[to] = np.logaddexp(made.get(to, -np.inf), log + _choose(count, first))
    return made


def _choose(n: int, k: int) -> float:
    from scipy.special import gammaln

    return float(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1))


def stats_beta(first: int, second: int) -> float:
    from scipy.special import betaln

    return float(betaln(1 + first, 1 + second))


def _class(people: int, ones: np.ndarray) -> float:
    from scipy.special import betaln

    return float(betaln(1 + ones, 1 + people - ones).sum())


def test_it_draws_what_exact_sums_say() -> None:
    """Alpha is held near 1 by its prior; the maximum of N keeps the sums few."""
    most = 24
    chances = exact(TINY, most).cumsum()[TINY.observed : TINY.observed + 6]
    drawn = LCMCR(classes=2, prior_alpha=(1e5, 1e5), most=most, ess=4000, sweeps=60_000).fit(TINY)
    share = [(drawn.draws <= number).mean() for number in range(TINY.observed, TINY.observed + 6)]
    assert share == pytest.approx(chances, abs=0.03)
    assert 0.1 < chances[0] < 0.9


def leaping(table: Histories, classes: int, prior: object, most: int) -> tuple[np.ndarray, float]:
    """N after each round, a leap with a move of the usual kind in every fortieth; and the share of leaps taken."""
    from dadkhah.estimate.lcmcr_chain import Chain, Ladder, learnt
    from dadkhah.estimate.lcmcr_leaps import leap
    from dadkhah.estimate.lcmcr_prior import numbers
    from dadkhah.estimate.lcmcr_tempering import advance

    ladder = Ladder.of(table, classes, numbers(prior, most, (1, 1), (1e5, 1e5)))
    chain, rounds = Chain(ladder, 1, 0), 250_000
    chain.warm(500)
    kit = learnt(ladder, [chain.met()], 1)
    shares, listed, told, _ = (each[0] for each in chain.state)
    whole = ladder.counts[0], ladder.starts, ladder.bits, ladder.spread
    drawn, taken = np.empty(rounds), 0
    for at in range(rounds):
        taken += leap(chain.random, whole, shares, listed, told, ladder.priors[0], chain.spaces[1], kit)
        if at % 40 == 0:
            advance(chain.random, whole, shares, listed, told, ladder.priors[0], chain.spaces)
        drawn[at] = table.observed + told[1]
    return drawn, taken / rounds


def test_leaps_draw_what_exact_sums_say() -> None:
    drawn, taken = leaping(TINY, 2, "inverse", 24)
    chances = exact(TINY, 24).cumsum()[TINY.observed : TINY.observed + 6]
    assert [(drawn <= number).mean() for number in range(TINY.observed, TINY.observed + 6)] == pytest.approx(chances, abs=0.02)
    assert taken > 0.01


def test_leaps_among_classes_of_hardly_anybody_draw_what_is_drawn_without_them() -> None:
    prior = "lognormal", 180, 0.15
    drawn, taken = leaping(SMALL, 3, prior, 400)
    usual = LCMCR(classes=3, prior_alpha=(1e5, 1e5), prior_people=prior, most=400, ess=8000).fit(SMALL).draws
    ends = np.quantile(usual, [0.1, 0.3, 0.5, 0.7, 0.9])
    assert [(drawn <= end).mean() for end in ends] == pytest.approx([(usual <= end).mean() for end in ends], abs=0.025)
    assert taken > 0.005


@needs_shared
def test_chains_in_different_modes_learn_to_leap_between_them() -> None:
    """Five Dutch lists: three classes explain them in two ways, of 50,000 people and of 140,000."""
    found = LCMCR(ess=400).fit(table_of("Ned_5"))
    assert found.status == "ok"
    assert found.details["leapt"]
    assert found.rhat <= 1.01
    low = found.draws < 80_000
    assert 0.2 < low.mean() < 0.4
    assert (np.diff(low.astype(int), axis=1) != 0).sum(axis=1).min() > 10
    assert found.lower == pytest.approx(44_200, rel=0.02)


def test_the_slope_is_that_of_the_log_target() -> None:
    """Against differences, with classes that move among others that stay; once the last class is among them."""
    from dadkhah.estimate.lcmcr_chain import Ladder
    from dadkhah.estimate.lcmcr_prior import numbers
    from dadkhah.estimate.lcmcr_slope import level, parts, slope_of

    prior, random = numbers("inverse", 1e6, (1.5, 2), (0.25, 0.5)), np.random.default_rng(1)
    ladder = Ladder.of(FOUR, 6, prior)
    table, space = (ladder.counts[0], ladder.starts, ladder.bits, ladder.spread), parts(len(FOUR.counts), 4, 6)
    for moved in ([0, 2, 3], [1, 5]):
        fixed = np.array(moved), random.uniform(1, 9, len(FOUR.counts)), np.array([40.0, 31, 20, 9, 4, 1]), 40.0, -2.0
        at, slope, other = random.normal(1, 1, (6, 5)), np.zeros((6, 5)), np.zeros((6, 5))

        def height(at: np.ndarray, fixed: tuple[object, ...] = fixed, slope: np.ndarray = other) -> float:
            return float(level(table, at, fixed, prior, space, slope_of(table, at, fixed, prior, slope, space)))

        slope_of(table, at, fixed, prior, slope, space)
        for place in np.ndindex(len(moved), 5):
            step = np.zeros((6, 5))
            step[place] = 1e-5
            assert (height(at + step) - height(at - step)) / 2e-5 == pytest.approx(slope[place], rel=1e-4, abs=1e-3)


def test_mass_at_the_maximum_is_no_answer() -> None:
    found = LCMCR(classes=4, most=140).fit(SMALL)
    assert found.status == "refused"
    assert found.reason.startswith("Mass at the maximum")
    assert found.details["mass_near_most"] > 0.01


def ranks(seed: int, tables: int) -> list[int]:
    """Of N among 19 draws of its posterior, for populations drawn from the prior."""
    random, found = np.random.default_rng(seed), []
    while len(found) < tables:
        number = round(float(np.exp(random.normal(np.log(60), 0.4))))
        table = Histories.of_persons("ABC", plain_lcmcr.people(random, number, 3, 3, (2, 2)))
        found.append(rank(table, number, int(random.integers(1 << 30)), random) if table.observed > 3 else None)
    return [each for each in found if each is not None]


def rank(table: Histories, number: int, seed: int, random: np.random.Generator) -> int:
    from dadkhah.estimate.lcmcr_chain import Chain, Ladder
    from dadkhah.estimate.lcmcr_prior import numbers

    ladder = Ladder.of(table, 3, numbers(("lognormal", 60, 0.4), 2000, (1, 1), (2, 2)))
    chain = Chain(ladder, seed, 0)
    chain.warm(400)
    chain.go_on(19 * 80, 10_000)
    drawn = chain.kept[79::80, 0]
    return int((drawn < number).sum() + random.integers((drawn == number).sum() + 1))


@pytest.mark.slow
def test_numbers_drawn_from_the_prior_come_back() -> None:
    """Simulation-based calibration (Talts et al. 2018): ranks are uniform."""
    found = np.bincount(ranks(3, 500), minlength=20)
    assert stats.chisquare(found).pvalue > 0.01


def test_every_rung_of_the_ladder_changes_places_with_the_next() -> None:
    found = LCMCR(classes=4, sweeps=3000).fit(FOUR)
    assert len(found.details["exchanged"]) > 3
    assert min(found.details["exchanged"]) > 0.02


def test_it_tells_what_it_did(small: Estimate) -> None:
    assert small.status == "ok"
    assert small.observed < small.lower < small.estimate < small.upper
    assert small.rhat <= 1.01
    assert small.ess >= 2000
    assert small.draws.shape[0] == 4
    assert 900 <= small.draws.shape[1] <= 2000
    assert {"alpha", "occupied_classes", "mass_near_most", "sweeps", "chain_medians", "most"} <= set(small.details)
    assert 1 <= small.details["occupied_classes"] <= 4
    assert pickle.loads(pickle.dumps(small)).estimate == small.estimate


def test_a_seed_gives_the_same_again_and_another_gives_others(small: Estimate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dadkhah.estimate.lcmcr.THREADS", 1)
    again = LCMCR(classes=4, ess=2000).fit(SMALL)
    assert (again.draws == small.draws).all()
    other = LCMCR(classes=4, ess=2000, seed=7).fit(SMALL)
    assert (other.draws[:, :900] != small.draws[:, :900]).any()
    assert other.estimate == pytest.approx(small.estimate, rel=0.1)


def test_chains_that_have_not_met_give_no_interval() -> None:
    found = LCMCR(sweeps=60).fit(FOUR)
    assert found.status == "refused"
    assert found.lower is None
    assert "medians" in found.reason
    assert len(found.details["chain_medians"]) == 4


def test_a_maximum_below_those_observed_is_refused() -> None:
    assert LCMCR(most=50).fit(SMALL).status == "refused"


def test_what_is_thought_of_the_number_beforehand_counts() -> None:
    few = LCMCR(classes=4, prior_people=("lognormal", 120, 0.05)).fit(SMALL)
    many = LCMCR(classes=4, prior_people=("negative binomial", 400, 200)).fit(SMALL)
    assert few.estimate < 140
    assert many.estimate > 250


@pytest.mark.parametrize("change", [
    {"chains": 3}, {"classes": 1}, {"prior_people": "flat"}, {"prior_people": ("lognormal", 5)}, {"prior_listed": (0, 1)},
])  # fmt: skip
def test_settings_that_mean_nothing_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        dataclasses.replace(LCMCR(), **change)
