"""What a threshold costs: how many pairs it joins that are one person, how many that are not, and how many it misses.

Two answers stand beside each other: what the probabilities of the model say, if they are right, here; and what people found in
a sample of pairs (`sample`). Pairs that no key brought together were never compared, and neither answer counts them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

GRID = tuple(round(step / 100, 2) for step in (*range(1, 100, 2), 99))


class Estimate(NamedTuple):
    """A number of pairs, with the interval that the sample leaves; for the model's own figures both ends are the value."""

    value: float
    low: float
    high: float


class Cost(NamedTuple):
    """One threshold: pairs from it on (`joined`), of these true and false ones, and true ones below it (`missed`)."""

    threshold: float
    joined: int
    true: Estimate
    false: Estimate
    missed: Estimate

    @property
    def precision(self) -> float | None:
        return _share(self.true.value, self.false.value)

    @property
    def recall(self) -> float | None:
        return _share(self.true.value, self.missed.value)


def _share(part: float, rest: float) -> float | None:
    return part / (part + rest) if part + rest > 0 else None


def expected(probability: Any, grid: Sequence[float] = GRID) -> list[Cost]:
    """By the probabilities: true = Σ p and false = Σ (1 - p) over pairs from the threshold on, missed = Σ p over those below."""
    p = _probabilities(probability)
    order = np.sort(p)
    below = np.concatenate([[0.0], np.cumsum(order)])
    made = []
    for threshold in grid:
        at = int(np.searchsorted(order, threshold, side="left"))
        joined, true = len(p) - at, float(below[-1] - below[at])
        made.append(Cost(threshold, joined, _exact(true), _exact(max(0.0, joined - true)), _exact(float(below[at]))))
    return made


def _exact(value: float) -> Estimate:
    return Estimate(value, value, value)


def _probabilities(given: Any) -> Any:
    p = np.asarray(given, np.float64)
    if not ((p >= 0) & (p <= 1)).all():
        raise ValueError("A probability is a number from 0 to 1. Score the pairs anew.")
    return p
