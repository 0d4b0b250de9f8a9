"""One interval around several methods, stretched until such intervals held what they should where the truth is known.

Methods that all fit a table differ as much as their intervals are wide, and their intervals mean too little: on people whose
number is known they held it far less often than they say, and where they failed the truth lay above. So the envelope
begins at the lowest of the lower ends, reaches to the highest of the upper ones, and the part above the people observed is
stretched by a factor (`envelope.yaml`) that was set on tables with a known truth and on simulated ones (docs/estimation.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, log
from pathlib import Path
from statistics import NormalDist, median
from typing import Any, ClassVar

import numpy as np

from dadkhah.estimate.histories import Histories
from dadkhah.estimate.refusals import Refused
from dadkhah.estimate.result import Estimate, Found, Method
from dadkhah.sentences import Sentence

DRAWS = 4000
LEAST_METHODS, MOST_AVERAGED = 2, 6
TINY = 1e-3
"""Of a person: stands for nobody unseen where a logarithm is taken."""


@dataclass(frozen=True)
class Envelope(Method):
    """`stretch`: of the part above those observed; None takes the one that was calibrated, 1 lays the methods together as they are.

    Refuses where fewer than two of its methods give a number, with all their reasons. `details`: each method's estimate, and
    "coverage" and "cases" of the calibration where the level is one of those calibrated; a level alone is no coverage.
    """

    stretch: float | None = None
    seed: int = 1988
    name: ClassVar[str] = "Envelope"
    packages: ClassVar[tuple[str, ...]] = ("numpy", "scipy", "numba")

    def _fitted(self, table: Histories) -> Found:
        """By the methods it was calibrated with; latent classes stand in where one of them gives no number."""
        from dadkhah.estimate.chao import Chao
        from dadkhah.estimate.dga import DGA
        from dadkhah.estimate.loglinear import LogLinear

        level, seed = self.level, self.seed
        models = LogLinear(level=level, seed=seed, averaging=len(table.lists) <= MOST_AVERAGED)
        members = (DGA(level=level, seed=seed), models, Chao(level=level))
        found = [each.fit(table) for each in members]
        if any(each.status == "refused" for each in found):
            from dadkhah.estimate.lcmcr import LCMCR

            found.append(LCMCR(level=level, seed=seed).fit(table))
        return self.around(found)

    def around(self, found: Sequence[Estimate]) -> Found:
        """The envelope of estimates of one table. Raises Refused where too few give a number."""
        used = [each for each in found if each.status != "refused"]
        models = [each for each in used if each.method != "Chao"]
        told = {each.method: each.plain() for each in found}
        if len(models) < LEAST_METHODS:
            reasons = [f"{each.method}: {each.reason}" for each in found if each.status == "refused"]
            raise Refused(Sentence(
                "Fewer than two methods give a number for this table, so none of them can be checked by another. {reasons}",
                reasons=reasons,
            ), {"methods": told})  # fmt: skip
        observed = used[0].observed
        calibrated = _calibrated().get(f"{self.level:g}", {})
        stretch = calibrated.get("stretch", 1.0) if self.stretch is None else self.stretch
        middle = observed + median((each.estimate or observed) - observed for each in models)
        lower = min(each.lower or observed for each in used)
        uppers = [each.upper for each in used]
        upper = None if None in uppers else observed + stretch * (max(each or 0 for each in uppers) - observed)
        worth = {name: calibrated[name] for name in ("coverage", "cases") if self.stretch is None and name in calibrated}
        draws = None if upper is None else spread(observed, middle, lower, upper, self.level, self.seed)
        details = {"methods": told, "stretch": stretch, **worth}
        return Found(middle, lower, upper, draws, warnings=_told(found), details=details)


def _told(found: Sequence[Estimate]) -> tuple[str, ...]:
    """Which methods gave no number."""
    refused = (each for each in found if each.status == "refused")
    return tuple(Sentence("{method} gives no number. {reason}", method=each.method, reason=each.reason or "") for each in refused)


def spread(observed: int, middle: float, lower: float, upper: float, level: float, seed: int) -> Any:
    """(1, DRAWS) of all people, with this median and these ends: log-normal in the unseen, on each side with its own width."""
    reach = NormalDist().inv_cdf((1 + level) / 2)
    low, mid, high = (log(max(end - observed, TINY)) for end in (lower, middle, upper))
    normal = np.random.Generator(np.random.PCG64(seed)).standard_normal(DRAWS)
    widths = np.where(normal < 0, mid - low, high - mid) / reach
    return (observed + exp(mid) * np.exp(widths * normal))[None, :]


@cache
def _calibrated() -> dict[str, Any]:
    import yaml

    told = yaml.safe_load((Path(__file__).parent / "envelope.yaml").read_text(encoding="utf-8"))
    return {f"{level:g}": each for level, each in told["levels"].items()}
