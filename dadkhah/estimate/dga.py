"""Averaging over every decomposable graph: which lists depend on each other is not chosen, but weighed (Madigan and York 1997)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np

from dadkhah.estimate.dga_exact import Posterior, Setting, exact
from dadkhah.estimate.dga_scores import FARTHEST, Cells, Prior, known_prior
from dadkhah.estimate.dga_walk import Walked, walked
from dadkhah.estimate.graphs import MOST_LISTED, pairs
from dadkhah.estimate.histories import Histories
from dadkhah.estimate.result import Found, Method
from dadkhah.sentences import Sentence

WORTH_SAYING, AT_END = 0.05, 1e-4
GRAPHS_SHOWN, POINTS_SHOWN = 10, 200


@dataclass(frozen=True)
class DGA(Method):
    """The posterior of N averaged over decomposable graphs with hyper-Dirichlet priors; see `dga_scores` for the formula.

    Up to seven lists every graph is weighed; for more, `chains` chains walk over them, for at most `sweeps` sweeps each, by
    themselves and then tempered, and the method refuses where they do not agree. The estimate is the median, the interval
    equal-tailed.

    `delta`: of the hyper-Dirichlet prior, for each cell of the whole table; None is 2**-J. `prior` on N: "inverse" (1 / N),
    "uniform", ("lognormal", median, deviation of the log) or ("negative_binomial", mean, size). `saturated`: whether the graph
    counts under which nothing is known about the unseen. `grid`: "geometric", or "all" for every number from 1. `most`: the
    unseen are sought up to so many times the observed; None is 10,000 times, and where the largest still have weight there,
    there is no upper bound. `DGA(grid="all", most=10)` gives what the R package dga gives for `Nmissing = 1:(10 * n)`.

    The posterior does not depend on `seed` up to seven lists; `draws` draws from it do. Raises ValueError for an unknown
    prior or grid.
    """

    delta: float | None = None
    prior: Prior = "inverse"
    saturated: bool = True
    grid: Literal["geometric", "all"] = "geometric"
    most: float | None = None
    draws: int = 4000
    chains: int = 4
    sweeps: int = 64_000
    seed: int = 1988
    name: ClassVar[str] = "DGA"
    packages: ClassVar[tuple[str, ...]] = ("numpy", "numba", "scipy")

    def __post_init__(self) -> None:
        known_prior(self.prior)
        if self.grid not in ("geometric", "all") or (self.grid == "all" and self.most is None):
            raise ValueError("The grid is “geometric”, or “all” together with `most`.")

    def _fitted(self, table: Histories) -> Found:
        delta = 2.0 ** -len(table.lists) if self.delta is None else self.delta
        setting = Setting(delta, self.prior, self.saturated, self.most, self.grid == "all")
        if len(table.lists) <= MOST_LISTED:
            return self._from_all(table, exact(table, setting))
        return self._from_walk(table, walked(table, setting, chains=self.chains, sweeps=self.sweeps, seed=self.seed))

    def _from_all(self, table: Histories, found: Posterior) -> Found:
        joined = found.graphs.edges[:, None] >> np.arange(len(pairs(len(table.lists)))) & 1
        random = np.random.default_rng(self.seed)
        draws = table.observed + at(found.points, found.mass, random.random(self.draws))
        return self._told(table, found, _weighed(table, joined, found.weight), draws[None])

    def _from_walk(self, table: Histories, found: Walked) -> Found:
        one, other = np.array(pairs(len(table.lists))).T
        seen, times = np.unique(found.graphs, axis=0, return_counts=True)
        details = _weighed(table, seen[:, other] >> one & 1, times / times.sum())
        kept = np.linspace(0, found.draws.shape[1] - 1, min(-(-self.draws // self.chains), found.draws.shape[1])).astype(int)
        details |= {"sweeps": found.sweeps, "heats": found.heats}
        made = self._told(table, found, details, table.observed + found.draws[:, kept])
        return made._replace(rhat=found.rhat, ess=found.ess)

    def _told(self, table: Histories, found: Posterior | Walked, details: Mapping[str, Any], draws: Any) -> Found:
        tail = (1 - self.level) / 2
        middle, lower, upper = table.observed + at(found.points, found.mass, np.array([0.5, tail, 1 - tail])).astype(float)
        is_open = found.end >= AT_END
        shown = _shown(table.observed, found.points, found.mass)
        return Found(
            float(middle), float(lower), None if is_open and self.most is None else float(upper), draws,
            warnings=(*self._warnings(table, details["saturated"], is_open=is_open),), details={**details, **shown},
        )  # fmt: skip

    def _warnings(self, table: Histories, saturated: float, *, is_open: bool) -> Iterator[str]:
        if saturated >= WORTH_SAYING:
            yield Sentence(
                "{share} % of the weight is on the graph that joins every list to every other. Under it the lists tell nothing"
                " about the unlisted: that part of the answer comes from what was assumed beforehand.",
                share=round(100 * saturated),
            )
        if is_open and self.most is None:
            yield Sentence(
                "There is no upper bound: numbers up to {times} times the people listed were tried, and the largest still have"
                " weight.", times=FARTHEST,
            )  # fmt: skip
        elif is_open:
            yield Sentence(
                "Numbers up to {largest} were tried, and the largest still have weight: the upper end depends on where that"
                " was.", largest=table.observed + int(table.observed * (self.most or FARTHEST)),
            )  # fmt: skip


def at(points: Cells, mass: Any, level: Any) -> Any:
    """The number of unseen that the posterior reaches at each `level`; within a cell every number weighs the same."""
    reached = np.cumsum(mass)
    cell = np.minimum(np.searchsorted(reached, level * reached[-1]), len(mass) - 1)
    into = (level * reached[-1] - reached[cell] + mass[cell]) / np.maximum(mass[cell], 1e-300) * points.width[cell]
    return points.low[cell] + np.clip(np.ceil(into) - 1, 0, points.width[cell] - 1).astype(np.int64)


def _weighed(table: Histories, joined: Any, weight: Any) -> dict[str, Any]:
    """`joined`: (graphs, pairs) of 0 and 1. The heaviest graphs, the weight of every edge and of the saturated graph."""
    named = [(table.lists[one], table.lists[other]) for one, other in pairs(len(table.lists))]
    best = np.argsort(-weight, kind="stable")[:GRAPHS_SHOWN]
    graphs = [
        {"edges": [named[pair] for pair in np.flatnonzero(joined[graph])], "weight": float(weight[graph])} for graph in best
    ]
    edges = [(*name, float(share)) for name, share in zip(named, weight @ joined, strict=True)]
    return {"graphs": graphs, "edges": edges, "saturated": float(weight[joined.all(axis=1)].sum())}


def _shown(observed: int, points: Cells, mass: Any) -> dict[str, Any]:
    """The posterior in few numbers: up to each number of people in `support`, from the one before it, lies that `mass`."""
    reached = np.cumsum(mass)
    first, last = np.searchsorted(reached, [1e-4, 1 - 1e-4])
    ends = np.unique(np.linspace(first, min(last, len(mass) - 1), POINTS_SHOWN).astype(int))
    steps = np.diff(reached[ends], prepend=0)
    return {"support": (observed + points.high[ends]).tolist(), "mass": steps.tolist()}
