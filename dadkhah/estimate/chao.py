"""A floor by what is seen once and twice (Chao, Biometrics 43, 1987, 783-791)."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist
from typing import ClassVar

from dadkhah.estimate.histories import Histories
from dadkhah.estimate.result import Found, Method
from dadkhah.sentences import Sentence

FLOOR = Sentence("A floor: people differ in how likely they are to be listed, and then more are missing than this says.")


@dataclass(frozen=True)
class Chao(Method):
    """n + f1 (f1 - 1) / (2 (f2 + 1)) for f1 people on one list and f2 on two, bias-corrected for few.

    The interval is log-normal in those missing, with the variance of the bias-corrected form (Chao 1987; EstimateS, appendix B).
    """

    name: ClassVar[str] = "Chao"

    def _fitted(self, table: Histories) -> Found:
        times = table.patterns.sum(axis=1)
        once, twice = (int(table.counts[times == number].sum()) for number in (1, 2))
        unseen = once * (once - 1) / (2 * (twice + 1))
        if unseen == 0:
            return Found(table.observed, table.observed, table.observed, warnings=(FLOOR,))
        halved = once / (2 * (twice + 1))
        variance = unseen + halved**2 * ((2 * once - 1) ** 2 / once + twice * (once - 1) ** 2 / (twice + 1) ** 2)
        spread = exp(NormalDist().inv_cdf((1 + self.level) / 2) * sqrt(log(1 + variance / unseen**2)))
        return Found(
            table.observed + unseen, table.observed + unseen / spread, table.observed + unseen * spread, warnings=(FLOOR,)
        )
