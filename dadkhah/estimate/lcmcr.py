"""Latent classes: people differ in how likely they are to be listed, and lists in whom they find."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from dadkhah.estimate.convergence import HIGHEST_RHAT, LEAST_ESS, ess, rhat, tail_ess
from dadkhah.estimate.histories import Histories
from dadkhah.estimate.refusals import Refused
from dadkhah.estimate.result import Found, Method
from dadkhah.sentences import Sentence

WARM, FIRST, KEPT = 500, 4_000, 1_000
"""Sweeps before anything is kept; sweeps before the first look; draws of a chain in the result, about."""
LONGEST = 8_000
"""Draws of a chain at which every other one is let go."""
TIMES = 100
"""The maximum of N where none is given, as a multiple of the people observed."""
NEAR, MATERIAL = 0.95, 0.01
APART, SLOW = 1.1, 9_000
"""R-hat after so many sweeps, above which chains look where they all have been, and leap there from then on."""
THREADS = 2


@dataclass(frozen=True)
class LCMCR(Method):
    """A truncated Dirichlet-process mixture of latent classes (Manrique-Vallier, Biometrics 72, 2016, 1246-1254).

    Given a class of `classes`, the lists are independent: lambda_jk ~ Beta(prior_listed), shares of classes by sticks with
    V_k ~ Beta(1, alpha), alpha ~ Gamma(prior_alpha: shape, rate). `prior_people` of N: "inverse" (1/N), "uniform", ("lognormal",
    median, sigma) or ("negative binomial", mean, size), up to `most` people, or 100 times those observed.

    `chains` (four at least) begin far from each other, each with Hamiltonian moves and parallel tempering. They stop when
    rank-normalised split R-hat of log n0 is at most `rhat` and its effective draws, bulk and tails, are `ess`; after `sweeps`
    of each chain at the latest. Chains that are far from agreeing after 9,000 sweeps look where all of them have been, begin to
    count anew and leap between these places. What is drawn depends on `seed` alone, not on processors or time. The estimate is
    the posterior median, the interval has equal tails. Refuses where R-hat is above 1.05 or fewer than 400 draws are effective
    in the end, and where more than 1 % of the posterior is within 5 % of the maximum. ValueError for fewer than four chains,
    two classes, or a prior that is none.
    """

    classes: int = 10
    prior_listed: tuple[float, float] = (1, 1)
    prior_alpha: tuple[float, float] = (0.25, 0.25)
    prior_people: str | tuple[str, float, float] = "inverse"
    most: int | None = None
    chains: int = 4
    seed: int = 1988
    sweeps: int = 150_000
    rhat: float = 1.01
    ess: float = 1_000
    name: ClassVar[str] = "LCMCR"
    packages: ClassVar[tuple[str, ...]] = ("numpy", "numba", "scipy")

    def __post_init__(self) -> None:
        if self.chains < 4 or self.classes < 2:
            raise ValueError("At least four chains, or nobody knows whether they agree; and at least two classes.")
        _numbers(self, self.most or 1)

    def _fitted(self, table: Histories) -> Found:
        if self.most is not None and self.most <= table.observed:
            raise Refused(Sentence(
                "The maximum of {most} people is not above the {observed} who were observed.",
                most=self.most, observed=table.observed,
            ))  # fmt: skip
        return self._found(table, _drawn(self, table))

    def _found(self, table: Histories, drawn: _Drawn) -> Found:
        people = drawn.people
        highest = self.most or TIMES * table.observed
        details = {
            **drawn.told(table.observed), "most": highest, "mass_near_most": float((people > NEAR * highest).mean()),
        }  # fmt: skip
        if not (drawn.rhat <= HIGHEST_RHAT and drawn.ess >= LEAST_ESS):
            raise Refused(_apart(drawn), details)
        if details["mass_near_most"] > MATERIAL:
            raise Refused(Sentence(
                "Mass at the maximum: {share} % of what is drawn is within 5 % of {most} people, the most that were thought"
                " possible beforehand. The lists set no upper bound of their own.",
                share=f"{100 * details['mass_near_most']:.2g}", most=highest,
            ), details)  # fmt: skip
        tail = (1 - self.level) / 2
        lower, middle, upper = (float(end) for end in np.quantile(people, [tail, 0.5, 1 - tail]))
        thin = max(people.shape[1] // KEPT, 1)
        return Found(middle, lower, upper, people[:, ::thin], drawn.rhat, drawn.ess, drawn.warnings(self.rhat), details)


def _apart(drawn: _Drawn) -> Sentence:
    return Sentence(
        "The chains do not agree after {sweeps} sweeps each (R-hat {rhat}, {ess} effective draws): there is no interval. The"
        " medians of the chains are {medians}.", sweeps=drawn.sweeps, rhat=f"{drawn.rhat:.3f}", ess=int(drawn.ess),
        medians=[f"{value:.0f}" for value in drawn.medians],
    )  # fmt: skip


@dataclass
class _Drawn:
    """`draws` (chains, draws, 3): N, alpha, classes with people. `exchanged`: of neighbours of the ladder, from the table up.

    `leapt`: they disagreed at first, and what is kept was drawn with leaps to where any of them had been.
    """

    draws: Any
    sweeps: int
    exchanged: Sequence[float]
    leapt: bool
    rhat: float = np.inf
    ess: float = 0

    @property
    def people(self) -> Any:
        return self.draws[:, :, 0]

    @property
    def medians(self) -> list[float]:
        return [float(value) for value in np.median(self.people, axis=1)]

    def look(self, observed: int) -> None:
        """R-hat and effective draws of log n0."""
        unseen = np.log(self.people - observed + 0.5)
        self.rhat, self.ess = rhat(unseen), min(ess(unseen), tail_ess(unseen))

    def told(self, observed: int) -> dict[str, Any]:
        low, middle, high = np.quantile(self.draws[:, :, 1], [0.025, 0.5, 0.975])
        return {
            "alpha": (float(low), float(middle), float(high)), "occupied_classes": float(self.draws[:, :, 2].mean()),
            "chain_medians": self.medians, "sweeps": self.sweeps, "kept_draws": int(self.people.size),
            "unseen_median": float(np.median(self.people)) - observed, "exchanged": list(self.exchanged), "leapt": self.leapt,
            "rhat": self.rhat, "ess": self.ess,
        }  # fmt: skip

    def warnings(self, wanted: float) -> tuple[str, ...]:
        if self.rhat <= wanted:
            return ()
        return (Sentence(
            "The chains agree less than they should (R-hat {rhat}): allow more sweeps.", rhat=f"{self.rhat:.3f}"
        ),)  # fmt: skip


def _drawn(method: LCMCR, table: Histories) -> _Drawn:
    """Looks after 4,000 sweeps, then each time that they have grown by half; once the chains may learn where the others are."""
    from dadkhah.estimate.lcmcr_chain import Chain, Ladder, learnt

    prior = _numbers(method, method.most or TIMES * table.observed)
    ladder = Ladder.of(table, method.classes, prior)
    chains, leapt = [Chain(ladder, method.seed, number) for number in range(method.chains)], False
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda chain: chain.warm(min(WARM, method.sweeps)), chains))
        while True:
            sweeps = min(max(FIRST, chains[0].sweeps * 3 // 2), method.sweeps)
            list(pool.map(lambda chain, to=sweeps: chain.go_on(to, LONGEST), chains))
            kept = np.stack([chain.latest() for chain in chains])
            drawn = _Drawn(kept, chains[0].sweeps, ladder.exchanged(chains), leapt)
            drawn.look(table.observed)
            if (drawn.rhat <= method.rhat and drawn.ess >= method.ess) or drawn.sweeps >= method.sweeps:
                return drawn
            if drawn.rhat > APART and drawn.sweeps >= SLOW and not leapt:
                kit, leapt = learnt(ladder, [*pool.map(Chain.met, chains)], method.seed), True
                for chain in chains:
                    chain.leap_by(kit)


def _numbers(method: LCMCR, most: float) -> Any:
    from dadkhah.estimate.lcmcr_prior import numbers

    return numbers(method.prior_people, most, method.prior_listed, method.prior_alpha)
