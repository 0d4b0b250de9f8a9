"""Strata are added by their draws, replicates are combined; what could not be estimated is listed, and the sum is a floor.

Strata are estimated by themselves and independent of each other, so that draws of one meet draws of another at random. Never is
a stratum the difference of two others. Replicates are the same people told several times, by imputations of what is missing
or by draws of a linkage: they are combined, not added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, inf, isfinite, log, sqrt
from statistics import NormalDist
from typing import Any, Literal, NamedTuple

import numpy as np

from dadkhah.estimate.result import Estimate

DRAWS = 4000
FEW_REPLICATES = 10
NOBODY = 0.1
"""Stands for a draw of nobody unseen where a logarithm is taken."""


@dataclass(frozen=True, eq=False)
class Sum:
    """`observed` counts all strata; those in `refused` (with the reason) add their observed people and nothing else.

    `is_floor`: some are refused, so that estimate and interval are those of a part of the people and at least so many are.
    `upper` is None where a stratum has no upper bound, estimate and ends are None where no stratum has an estimate.
    """

    observed: int
    estimate: float | None
    lower: float | None
    upper: float | None
    refused: dict[Any, str]
    draws: Any = field(repr=False)

    @property
    def is_floor(self) -> bool:
        return bool(self.refused)


def summed(parts: Mapping[Any, Estimate], *, level: float = 0.95, seed: int = 1988) -> Sum:
    """The strata together, each once. The order of the strata changes nothing."""
    random = np.random.Generator(np.random.PCG64(seed))
    ordered = [parts[key] for key in sorted(parts, key=str)]
    observed = sum(each.observed for each in ordered)
    refused: dict[Any, str] = {key: str(each.reason) for key, each in parts.items() if each.status == "refused"}
    drawn = [drawn_from(each, random) for each in ordered if each.status != "refused"]
    if not drawn:
        return Sum(observed, None, None, None, refused, None)
    draws = np.sum(drawn, axis=0) + sum(each.observed for each in ordered if each.status == "refused")
    lower, middle, upper = np.quantile(draws, [(1 - level) / 2, 0.5, (1 + level) / 2])
    is_bounded = all(each.status == "ok" for each in ordered if each.status != "refused")
    return Sum(observed, float(middle), float(lower), float(upper) if is_bounded else None, refused, draws)


def drawn_from(found: Estimate, random: Any, count: int = DRAWS) -> Any:
    """(count,) of all people. Where a method draws none: log-normal in the unseen, as wide as its interval."""
    if found.draws is not None:
        return random.choice(np.asarray(found.draws, np.float64).ravel(), count)
    if found.estimate is None or found.lower is None:
        raise ValueError("An estimate that is refused has no number to draw from.")
    unseen = found.estimate - found.observed
    if unseen <= 0:
        return np.full(count, found.estimate)
    low = max(found.lower - found.observed, unseen * 1e-6)
    spread = log(unseen / low) / NormalDist().inv_cdf((1 + found.level) / 2)
    return found.observed + unseen * np.exp(spread * random.standard_normal(count))


class Combined(NamedTuple):
    """Several replicates of one stratum. `rule`: "log" (on the log of those unseen) or "mixture" (draws laid together)."""

    rule: Literal["log", "mixture"]
    observed: float
    estimate: float
    lower: float
    upper: float | None


@dataclass(frozen=True)
class Replicates:
    """Both rules, None where no replicate could be estimated; `refused`: how many of how many could not."""

    log: Combined | None
    mixture: Combined | None
    refused: int
    count: int

    @property
    def is_few(self) -> bool:
        return self.count < FEW_REPLICATES


def combined(found: Sequence[Estimate], *, level: float = 0.95, seed: int = 1988) -> Replicates:
    """Of one stratum in all its replicates.

    "log" is Rubin's rule on the logarithm of the unseen, with his degrees of freedom (Multiple Imputation for Nonresponse in
    Surveys, 1987, section 3.1), added to the mean of those observed. "mixture" takes equally many draws of each.
    """
    used = [each for each in found if each.status != "refused"]
    random = np.random.Generator(np.random.PCG64(seed))
    drawn, seen = [drawn_from(each, random) for each in used], [each.observed for each in used]
    is_bounded = all(each.status == "ok" for each in used)
    return _of_draws(drawn, seen, len(found), level, is_bounded=is_bounded)


def combined_sums(found: Sequence[Sum], *, level: float = 0.95) -> Replicates:
    """Of the sums over strata, one for each replicate, by the same rules."""
    used = [each for each in found if each.draws is not None]
    is_bounded = all(each.upper is not None for each in used)
    return _of_draws([each.draws for each in used], [each.observed for each in used], len(found), level, is_bounded=is_bounded)


def _of_draws(drawn: Sequence[Any], observed: Sequence[int], count: int, level: float, *, is_bounded: bool) -> Replicates:
    if not drawn:
        return Replicates(None, None, count, count)
    seen, stacked = np.array(observed, np.float64), np.stack(drawn)
    made = (_by_log(stacked, seen, level, is_bounded=is_bounded), _by_mixture(stacked, seen, level, is_bounded=is_bounded))
    return Replicates(*made, count - len(drawn), count)


def _by_log(drawn: Any, seen: Any, level: float, *, is_bounded: bool) -> Combined:
    unseen = np.log(np.maximum(drawn - seen[:, None], NOBODY))
    middle, within, between = unseen.mean(), unseen.var(axis=1, ddof=1).mean(), 0.0
    freedom = inf
    if len(seen) > 1:
        between = (1 + 1 / len(seen)) * unseen.mean(axis=1).var(ddof=1)
        freedom = (len(seen) - 1) * (1 + within / between) ** 2 if between > 0 else inf
    reach = _quantile((1 + level) / 2, freedom) * sqrt(within + between)
    observed = float(seen.mean())
    upper = observed + exp(middle + reach) if is_bounded else None
    return Combined("log", observed, observed + exp(middle), observed + exp(middle - reach), upper)


def _quantile(share: float, freedom: float) -> float:
    """Of Student's t."""
    from scipy.stats import t

    return float(t.ppf(share, freedom)) if isfinite(freedom) else NormalDist().inv_cdf(share)


def _by_mixture(drawn: Any, seen: Any, level: float, *, is_bounded: bool) -> Combined:
    lower, middle, upper = np.quantile(drawn, [(1 - level) / 2, 0.5, (1 + level) / 2])
    return Combined("mixture", float(seen.mean()), float(middle), float(lower), float(upper) if is_bounded else None)
