"""What a threshold costs by what people find in a sample of pairs, drawn at random within strata of the probability.

Most pairs are nearly sure, and those that a threshold is about are few: a sample of all pairs alike would hardly meet them. So
each stratum is sampled by itself and weighted with its size (Cochran, Sampling Techniques, 1977, chapter 5). The share of
true pairs in a stratum is uncertain as Jeffreys' interval has it (Brown, Cai and DasGupta, Stat. Sci. 16, 2001, 101-133):
where 20 of 20 are true, that does not say that all are.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any, NamedTuple

import numpy as np

from dadkhah.linkage.threshold import Estimate

EACH, SHARED = 15, 100
"""Pairs to be judged in each stratum, and further ones that are shared out by the strata's sizes."""
LEAST = 10
"""Pairs judged in every stratum before anything is estimated."""
ROUNDS = 4000


class Stratum(NamedTuple):
    """Pairs from a probability on, to that of the next stratum; and what people say of those drawn, in the order drawn."""

    low: float
    pairs: int
    same: int = 0
    different: int = 0
    unsure: int = 0

    @property
    def judged(self) -> int:
        return self.same + self.different + self.unsure


class Found(NamedTuple):
    """One threshold: shares with their intervals, None where there is nothing to share, and numbers of pairs."""

    threshold: float
    precision: Estimate | None
    recall: Estimate | None
    false: Estimate
    missed: Estimate


def wanted(sizes: Sequence[int]) -> list[int]:
    """How many pairs of each stratum are drawn."""
    total = max(sum(sizes), 1)
    return [min(size, EACH + ceil(SHARED * size / total)) for size in sizes]


def still_needed(strata: Sequence[Stratum]) -> int:
    """How many more pairs are to be judged before anything can be estimated."""
    return sum(max(0, min(LEAST, each.pairs) - each.judged) for each in strata)


def estimated(
    strata: Sequence[Stratum], thresholds: Sequence[float], *, level: float = 0.95, rounds: int = ROUNDS, seed: int = 1988
) -> list[Found]:
    """Precision and recall over all pairs that were compared. Each threshold is the lower bound of a stratum.

    Of pairs judged unsure nothing is known: they count among those not looked at. Raises ValueError for a threshold that
    divides a stratum.
    """
    lows = [each.low for each in strata]
    if missing := [each for each in thresholds if each not in lows]:
        raise ValueError(f"{missing[0]} is inside a stratum. Choose thresholds among {lows}.")
    drawn, sizes = _true(strata, rounds, seed), np.array([each.pairs for each in strata], np.float64)
    made = []
    for threshold in thresholds:
        above = np.array([low >= threshold for low in lows])
        joined, true, missed = float(sizes[above].sum()), drawn[:, above].sum(1), drawn[:, ~above].sum(1)
        precision = _interval(true / joined, level) if joined else None
        recall = _interval(true / (true + missed), level) if true[0] + missed[0] > 0 else None
        made.append(Found(threshold, precision, recall, _interval(joined - true, level), _interval(missed, level)))
    return made


def _true(strata: Sequence[Stratum], rounds: int, seed: int) -> Any:
    """(1 + rounds, h) true pairs in each stratum: as they most likely are, and as they may be."""
    random = np.random.Generator(np.random.PCG64(seed))
    drawn = []
    for each in strata:
        told = each.same + each.different
        shares = [each.same / told if told else 0.5, *random.beta(each.same + 0.5, each.different + 0.5, rounds)]
        drawn.append(each.same + (each.pairs - told) * np.array(shares))
    return np.stack(drawn, 1)


def _interval(drawn: Any, level: float) -> Estimate:
    middle = float(drawn[0])
    low, high = np.quantile(drawn[1:], [(1 - level) / 2, (1 + level) / 2])
    return Estimate(middle, min(float(low), middle), max(float(high), middle))
