"""Intervals for shares, and for what is computed from counts of units."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np


class Share(NamedTuple):
    """A share with its interval. Without a single case `value` is None and the interval says nothing: 0 to 1."""

    value: float | None
    low: float
    high: float


def wilson(count: int, of: int, *, level: float = 0.95) -> Share:
    """The share `count / of` with Wilson's score interval (J. Am. Stat. Assoc. 22, 1927, 209-212)."""
    if not 0 <= count <= of:
        raise ValueError(f"{count} of {of} is no share. Give a count from 0 to the number of cases.")
    if of == 0:
        return Share(None, 0.0, 1.0)
    z = normal(level)
    share, spread = count / of, z * z / of
    middle = share + spread / 2
    half = z * sqrt(share * (1 - share) / of + spread / (4 * of))
    return Share(share, max(0.0, (middle - half) / (1 + spread)), min(1.0, (middle + half) / (1 + spread)))


def normal(level: float) -> float:
    """How many standard deviations hold this share of a normal distribution: 1.96 for 0.95."""
    return NormalDist().inv_cdf((1 + level) / 2)


def resampled(counts: Any, rounds: int, seed: int) -> Any:
    """(rounds, k) counts of k kinds of units, drawn anew with replacement: what a bootstrap over units needs, all at once."""
    total = int(counts.sum())
    return np.random.Generator(np.random.PCG64(seed)).multinomial(total, counts / total, rounds)
