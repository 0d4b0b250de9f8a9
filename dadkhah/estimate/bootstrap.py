"""Bias-corrected and accelerated bootstrap of an estimate that chooses its model anew each time.

Efron, JASA 82 (1987) 171-185; for these tables Chan, Silverman and Vincent, JASA 116 (2021) 1297-1306: resamples are
multinomial, and the acceleration comes from leaving out one person of each kind.
"""

from __future__ import annotations

from math import inf
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np

from dadkhah.estimate.selection import Selection


class Resampled(NamedTuple):
    """`unseen`: (B,) estimates of n0, infinite where no model had one. `z0`: the bias, `a`: the acceleration."""

    unseen: Any
    z0: float
    a: float

    def limits(self, *shares: float) -> list[float]:
        """Quantiles of `unseen` at Phi(z0 + (z0 + z) / (1 - a (z0 + z))), z the normal quantile of each share."""
        moved = [self._moved(NormalDist().inv_cdf(share)) for share in shares]
        return [float(value) for value in np.quantile(self.unseen, moved, method="inverted_cdf")]

    def _moved(self, z: float) -> float:
        rest = 1 - self.a * (self.z0 + z)
        if rest <= 0:
            return 1.0 if self.z0 + z > 0 else 0.0
        return NormalDist().cdf(self.z0 + (self.z0 + z) / rest)


def resampled(cells: Any, selection: Selection, unseen: float, bootstraps: int, random: Any) -> Resampled:
    """`unseen`: n0 as it is estimated from the (2**J,) counts themselves. A table has as many people as those, so n0 is N."""
    people = int(cells.sum())
    tables = random.multinomial(people, cells / people, size=bootstraps).astype(np.float64)
    found = np.array([_unseen(selection, table) for table in tables])
    below = float((found < unseen).mean())
    z0 = NormalDist().inv_cdf(min(max(below, 0.5 / bootstraps), 1 - 0.5 / bootstraps))
    return Resampled(found, z0, _acceleration(cells, selection))


def _acceleration(cells: Any, selection: Selection) -> float:
    """The sum c r**3 / (6 (sum c r**2)**1.5), r how far the estimate without one of c equal people falls below their mean.

    0 where one of these tables has no estimate.
    """
    kinds = np.flatnonzero(cells)
    without = np.repeat(cells[None, :], len(kinds), axis=0)
    without[np.arange(len(kinds)), kinds] -= 1
    totals, counts = np.array([_unseen(selection, table) for table in without]), cells[kinds]
    if not np.isfinite(totals).all():
        return 0.0
    r = (counts * totals).sum() / counts.sum() - totals
    squares = (counts * r**2).sum()
    return float((counts * r**3).sum() / (6 * squares**1.5)) if squares > 0 else 0.0


def _unseen(selection: Selection, table: Any) -> float:
    chosen = selection.choose(table)
    return inf if chosen is None else chosen.unseen
