"""Which numbers of unlisted people a log-linear model finds likely: its multinomial profile likelihood.

Cormack, Biometrics 48 (1992) 567-576: put x people in the cell of nobody, fit again, and hold the log-likelihood l(x) against
its largest. Its signed root r(x) = sign(x - x_max) sqrt(2 (l_max - l(x))) is about standard normal, which makes Phi(r(x)) a
distribution of the number unseen, whose quantiles are the limits of every profile interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Any

import numpy as np

from dadkhah.estimate.newton import heights

FARTHEST = 1e6
"""Times the people observed. Where l(x) has not fallen by so far, the limit counts as none."""
LEAST = 0.01
"""Fewer people than this are none."""
REACH, FINE, COARSE, BATCH, FLAT, GRID = 5.0, 0.1, 0.25, 16, 0.5, 5_000
"""Roots from -5 to 5 are tabled, at strides of about a tenth, or a quarter for one distribution among many; so many points at
once, and with twice the stride where l falls by less over all of them. A mixture is summed at so many numbers.
"""


class Profile:
    """l(x) of one model. `unseen`: (G,) numbers, 0 perhaps the first; `root`: (G,) their signed roots, rising. `best`: x_max."""

    def __init__(self, cells: Any, terms: Sequence[int], u: Any, error: float, stride: float = FINE) -> None:
        self._cells, self._terms, self._u = cells, terms, np.asarray(u, np.float64)
        top = FARTHEST * float(cells.sum())
        unseen, height = self._tabled(min(error, 1.0) * stride, log(top))
        self.best, self.highest = self._peak(unseen, height)
        falls = np.sqrt(2 * np.maximum(self.highest - height, 0))
        self.unseen, self.root = unseen, np.maximum.accumulate(np.where(unseen < self.best, -falls, falls))

    def quantiles(self, roots: Any) -> Any:
        """The numbers unseen at these roots: 0 below the table; infinite above it, where it ends at the farthest number."""
        from scipy.interpolate import PchipInterpolator

        given = np.asarray(roots, np.float64)
        rising = np.concatenate([[True], np.diff(self.root) > 1e-9])
        if rising.sum() < 2:
            return np.full(given.shape, self.best)
        place = np.log(np.maximum(self.unseen, LEAST / 10))
        near = np.clip(given, self.root[0], self.root[-1] + 1)
        found = np.exp(PchipInterpolator(self.root[rising], place[rising], extrapolate=True)(near))
        found = np.where((given <= self.root[0]) | (found < LEAST), 0.0 if self.unseen[0] == 0 else self.unseen[0], found)
        return np.where((given > self.root[-1]) & (self.root[-1] < REACH), np.inf, found)

    def shares(self, unseen: Any) -> Any:
        """Phi(r(x)): how much of the distribution is at most each of these numbers."""
        from scipy.special import ndtr

        place = np.log(np.maximum(self.unseen, LEAST / 10))
        given = np.log(np.maximum(unseen, LEAST / 10))
        return ndtr(np.interp(given, place, self.root, left=-np.inf, right=self.root[-1]))

    def _heights(self, unseen: Any, place: Any = None) -> Any:
        return heights(self._cells, self._terms, self._u.copy() if place is None else place, unseen)

    def _tabled(self, stride: float, ceiling: float) -> tuple[Any, Any]:
        """Points and heights, from the fitted number to both sides until l has fallen by enough, and 0."""
        start = float(np.clip(self._u[0], log(LEAST), ceiling))
        up, high, _ = self._side(start, stride, ceiling)
        down, low, last = self._side(start, -stride, log(LEAST))
        place, height = np.concatenate([down[::-1], up[1:]]), np.concatenate([low[::-1], high[1:]])
        if place[0] > log(LEAST):
            return np.exp(place), height
        return np.append(0.0, np.exp(place)), np.append(self._heights([0.0], last), height)

    def _side(self, start: float, stride: float, end: float) -> tuple[Any, Any, Any]:
        """Logarithms, heights and the last u; in batches, with longer strides where l hardly falls."""
        u = self._u.copy()
        place, height = np.array([start]), self._heights([exp(start)], u)
        while place[-1] != end and 2 * (height.max() - height[-1]) < REACH**2:
            more = place[-1] + stride * np.arange(1, BATCH + 1)
            if (more[-1] - end) * stride >= 0:
                more = np.append(more[(more - end) * stride < 0], end)
            place, height = np.append(place, more), np.append(height, self._heights(np.exp(more), u))
            stride *= 2 if abs(height[-1] - height[-len(more) - 1]) < FLAT else 1
        return place, height, u

    def _peak(self, unseen: Any, height: Any) -> tuple[float, float]:
        """The largest height between the points: two finer looks, then the vertex of a parabola."""
        top = int(height.argmax())
        if top in (0, len(unseen) - 1) or unseen[top - 1] == 0:
            return float(unseen[top]), float(height[top])
        place, level = np.log(unseen[top - 1 : top + 2]), height[top - 1 : top + 2]
        for _ in range(2):
            place = np.linspace(place[0], place[2], 9)
            level = self._heights(np.exp(place))
            middle = int(np.clip(level.argmax(), 1, 7))
            place, level = place[middle - 1 : middle + 2], level[middle - 1 : middle + 2]
        bend = level[0] - 2 * level[1] + level[2]
        shift = 0.5 * (level[0] - level[2]) / bend if bend < 0 else 0.0
        return float(exp(place[1] + shift * (place[1] - place[0]))), float(level.max())


@dataclass(frozen=True, eq=False)
class Mixture:
    """Distributions of several models, each by its weight."""

    profiles: Sequence[Profile]
    weights: Any

    def quantiles(self, shares: Sequence[float]) -> list[float]:
        """Infinite where even the farthest numbers hold less."""
        last = max(each.unseen[-1] for each in self.profiles)
        grid = np.append(0.0, np.geomspace(LEAST, max(last, 2 * LEAST), GRID))
        whole = sum(weight * each.shares(grid) for weight, each in zip(self.weights, self.profiles, strict=True))
        return [_crossing(grid, whole, share) for share in shares]

    def drawn(self, draws: int, random: Any) -> Any:
        """(draws,) numbers unseen, infinite where one is farther than the farthest."""
        parts = random.multinomial(draws, self.weights)
        made = [each.quantiles(random.standard_normal(part)) for each, part in zip(self.profiles, parts, strict=True)]
        return random.permutation(np.concatenate(made))


def _crossing(grid: Any, whole: Any, share: float) -> float:
    if whole[0] >= share:
        return float(grid[0])
    if whole[-1] < share:
        return float("inf")
    place = int(np.argmax(whole >= share))
    (low, high), (left, right) = whole[place - 1 : place + 1], grid[place - 1 : place + 1]
    return float(left + (right - left) * (share - low) / (high - low))
