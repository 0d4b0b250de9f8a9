"""Two lists: Chapman's estimate (Univ. Calif. Publ. Stat. 1, 1951, 131-160), whose one assumption nothing can check."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist
from typing import ClassVar

import numpy as np

from dadkhah.estimate.histories import Histories
from dadkhah.estimate.refusals import Refused
from dadkhah.estimate.result import Found, Method
from dadkhah.sentences import Sentence

INDEPENDENT = Sentence(
    "Independence assumed, cannot be checked: being on one of the two lists is taken to make nobody more likely, or less, to be"
    " on the other."
)


@dataclass(frozen=True)
class Chapman(Method):
    """(a + 1)(b + 1) / (m + 1) - 1 for lists of a and b people with m on both.

    The variance is Seber's (1970); the interval is log-normal in the number of those on neither list, so that it never
    begins below the people observed. Refuses more or fewer than two lists.
    """

    name: ClassVar[str] = "Chapman"
    least_lists: ClassVar[int] = 2

    def _fitted(self, table: Histories) -> Found:
        if len(table.lists) > 2:
            raise Refused(Sentence(
                "Chapman's estimate is for two lists. With more, choose a method that lets lists depend on each other."
            ))  # fmt: skip
        return chapman(*two(table), level=self.level)._replace(warnings=(INDEPENDENT,))


def two(table: Histories) -> tuple[int, int, int]:
    """Of two lists: people on the first, on the second, on both."""
    first, second = table.patterns.T.astype(np.int64) @ table.counts
    both = int(table.counts[table.patterns.all(axis=1)].sum())
    return int(first), int(second), both


def chapman(first: int, second: int, both: int, level: float = 0.95) -> Found:
    observed = first + second - both
    total = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    unseen = total - observed
    if unseen <= 0:
        return Found(total, observed, total)
    spread = exp(NormalDist().inv_cdf((1 + level) / 2) * sqrt(log(1 + variance / unseen**2)))
    return Found(total, observed + unseen / spread, observed + unseen * spread)
