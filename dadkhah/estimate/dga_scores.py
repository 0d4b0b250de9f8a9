"""What a set of lists scores for each possible number of people on none, the cells those numbers are taken in, and the prior.

For a decomposable graph with a hyper-Dirichlet prior (Dawid and Lauritzen, Annals of Statistics 21, 1993, 1272-1317; Madigan
and York, Biometrika 84, 1997, 19-31) the chance of the table with n0 people unseen is the multinomial coefficient times the
product of m over the cliques, divided by that over the separators, where

    m(A) = Gamma(a) / Gamma(a + N)  prod over the cells i of A's margin of Gamma(a_A + n_i) / Gamma(a_A),

a = delta 2**J, a_A = delta 2**(J - |A|), N = n + n0. Of a margin only the cell of those on none of A's lists holds n0. Let
phi(A) be the log of m(A) without Gamma(a) / Gamma(a + N); no list at all has m = 1, so that phi of it is the log of
Gamma(a + N) / Gamma(a). Then the log of the product is the sum of phi(v and its neighbours) - phi(its neighbours) over the
vertices v as they are taken away one by one.
"""

from __future__ import annotations

from math import inf, log, sqrt
from typing import Any, NamedTuple, cast

import numpy as np

from dadkhah.estimate.histories import Histories

Prior = str | tuple[str, float, float]
FARTHEST = 10_000
"""The unseen are sought up to so many times the observed."""


class Cells(NamedTuple):
    """Numbers of people on none of the lists, from `low` to `high`, both included: (points,) each, without gaps."""

    low: Any
    high: Any

    @property
    def middle(self) -> Any:
        return (self.low + self.high) / 2

    @property
    def width(self) -> Any:
        return self.high - self.low + 1

    def between(self, first: int, last: int) -> Cells:
        kept = (self.high >= first) & (self.low <= last)
        return Cells(self.low[kept], self.high[kept])


def cells(observed: int, farthest: int, fineness: float, narrowest: float = inf) -> Cells:
    """From 0 to `farthest`, each `fineness` deviations wide, or a single number.

    Given the parameters of a graph the unseen are negative binomial, with variance n0 (1 + n0 / n); no posterior under a
    graph is narrower than that, unless the prior on N is (`narrowest`: its deviation of log N). The score in the middle, times
    the width, is then the sum over a cell.
    """
    starts, low = [], 0
    while low <= farthest:
        starts.append(low)
        deviation = min(sqrt(low * (1 + low / observed)), narrowest * (observed + low))
        low += max(1, int(fineness * deviation))
    return Cells(np.array(starts), np.array([*(start - 1 for start in starts[1:]), max(farthest, starts[-1])]))


def singles(farthest: int) -> Cells:
    """Every number from 1: what the R package dga is given when all are tried."""
    numbers = np.arange(1, farthest + 1)
    return Cells(numbers, numbers)


def narrowest(prior: Prior) -> float:
    """The deviation of log N under the prior, about; infinite where it is flat."""
    if isinstance(prior, str):
        return inf
    kind, middle, spread = prior
    return spread if kind == "lognormal" else sqrt(1 / middle + 1 / spread)


def known_prior(prior: Prior) -> Prior:
    """Raises ValueError where it is none of those described at `DGA`."""
    is_flat = prior in ("inverse", "uniform")
    if not is_flat and (isinstance(prior, str) or prior[0] not in ("lognormal", "negative_binomial") or min(prior[1:]) <= 0):
        raise ValueError(f"There is no prior {prior!r}.")
    return prior


def log_prior(prior: Prior, total: Any) -> Any:
    """Of N, up to a constant."""
    from scipy.special import gammaln

    total = np.asarray(total, np.float64)
    if prior == "uniform":
        return np.zeros_like(total)
    if prior == "inverse":
        return -np.log(total)
    kind, middle, spread = cast("tuple[str, float, float]", prior)
    if kind == "lognormal":
        return -np.log(total) - ((np.log(total) - log(middle)) / spread) ** 2 / 2
    return gammaln(total + spread) - gammaln(total + 1) + total * log(middle / (middle + spread))


def log_base(prior: Prior, observed: int, points: Cells) -> Any:
    """(points,) what every graph has alike: the multinomial coefficient, the prior, the width of the cell."""
    from scipy.special import gammaln

    unseen = points.middle
    coefficient = gammaln(observed + unseen + 1) - gammaln(unseen + 1)
    return coefficient + log_prior(prior, observed + unseen) + np.log(points.width)


def log_table(table: Histories, delta: float, points: Cells) -> Any:
    """(2**J, points): phi of every set of lists, at the number of its bits."""
    from scipy.special import gammaln

    lists = len(table.lists)
    full, unseen = table.full(), points.middle
    marks = np.arange(1 << lists)
    found = np.empty((1 << lists, len(unseen)))
    for subset in marks:
        margin = np.bincount(marks & subset, full, 1 << lists)
        each = delta * 2.0 ** (lists - int(subset).bit_count())
        known = margin[1:][margin[1:] > 0]
        fixed = (gammaln(each + known) - gammaln(each)).sum()
        found[subset] = fixed + gammaln(each + margin[0] + unseen) - gammaln(each)
    return found
