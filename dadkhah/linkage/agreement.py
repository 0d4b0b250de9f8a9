"""How far reviewers agree beyond chance: Cohen's kappa, Krippendorff's alpha, and how alpha goes over time.

Answers are codes from 0 on, MISSING where a reviewer gave none. Intervals are percentiles of a bootstrap over the units (the
pairs that were judged), with a seed. Where everybody gave one and the same answer, chance agreement is complete and neither
measure is defined: `value` is then None, not 1.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, NamedTuple

import numpy as np

from dadkhah.linkage.intervals import resampled

MISSING = -1
ROUNDS = 2000


class Agreement(NamedTuple):
    """`value` with its interval, None where it is not defined; from how many units with two answers or more."""

    value: float | None
    low: float | None
    high: float | None
    units: int


class Period(NamedTuple):
    """The agreement of one period, such as a month."""

    period: str
    agreement: Agreement


def coded(rows: Sequence[Sequence[Hashable | None]]) -> tuple[Any, list[Hashable]]:
    """(units, reviewers) codes of answers, None for none, and the answers by code, in the order in which they appear."""
    answers: dict[Hashable, int] = {}
    codes = [[MISSING if each is None else answers.setdefault(each, len(answers)) for each in row] for row in rows]
    return np.asarray(codes, np.int64).reshape(len(rows), len(rows[0]) if rows else 0), list(answers)


def cohen(one: Any, other: Any, *, level: float = 0.95, rounds: int = ROUNDS, seed: int = 1988) -> Agreement:
    """Cohen's kappa of two reviewers over the units that both answered: (p_o - p_e) / (1 - p_e).

    p_o is the share of units with equal answers, p_e the share that chance would give, from each reviewer's own shares of
    answers (J. Cohen, Educ. Psychol. Meas. 20, 1960, 37-46).
    """
    a, b = np.asarray(one), np.asarray(other)
    if a.shape != b.shape:
        raise ValueError("Two reviewers have different numbers of units. Give both one answer, or MISSING, for each.")
    both = (a != MISSING) & (b != MISSING)
    kinds = int(max(a.max(initial=0), b.max(initial=0))) + 1
    table = np.bincount(a[both] * kinds + b[both], minlength=kinds * kinds)
    return _interval(table, lambda counts: _kappa(counts, kinds), int(both.sum()), level, rounds, seed)


def _kappa(counts: Any, kinds: int) -> Any:
    """(rounds,) kappa of (rounds, kinds²) counts of answers of both."""
    shares = (counts / counts.sum(axis=1, keepdims=True)).reshape(-1, kinds, kinds)
    equal = np.trace(shares, axis1=1, axis2=2)
    chance = (shares.sum(axis=1) * shares.sum(axis=2)).sum(axis=1)
    return _ratio(equal - chance, 1 - chance)


def krippendorff(ratings: Any, *, level: float = 0.95, rounds: int = ROUNDS, seed: int = 1988) -> Agreement:
    """Krippendorff's alpha for nominal answers of any number of reviewers, some missing: 1 - D_o / D_e.

    `ratings`: (units, reviewers) codes. With n_uc answers c to unit u, m_u answers to it, n_c answers c and n in all, counting
    only units with two answers or more: D_o = Σ_u (m_u² - Σ_c n_uc²) / (m_u - 1) / n and
    D_e = (n² - Σ_c n_c²) / (n (n - 1)) (K. Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011).
    """
    given = np.asarray(ratings, np.int64)
    given = given if given.ndim == 2 else given.reshape(len(given), 0)
    kinds = int(given.max(initial=0)) + 1
    counted = np.stack([(given == kind).sum(axis=1) for kind in range(kinds)], 1)
    counted = counted[counted.sum(axis=1) > 1]
    patterns, units = np.unique(counted, axis=0, return_counts=True) if len(counted) else (counted, np.zeros(0, np.int64))
    return _interval(units, lambda counts: _alpha(counts, patterns), len(counted), level, rounds, seed)


def _alpha(counts: Any, patterns: Any) -> Any:
    """(rounds,) alpha of (rounds, k) numbers of units that have each of k patterns of answers."""
    size = patterns.sum(axis=1)
    unlike = (size * size - (patterns * patterns).sum(axis=1)) / (size - 1)
    total, by_kind = counts @ size, counts @ patterns
    expected = (total * total - (by_kind * by_kind).sum(axis=1)) / (total - 1)
    return 1 - _ratio(counts @ unlike, expected)


def _ratio(above: Any, below: Any) -> Any:
    return np.divide(above, below, out=np.full(len(above), np.nan), where=np.abs(below) > 1e-12)


def _interval(counts: Any, measure: Any, units: int, level: float, rounds: int, seed: int) -> Agreement:
    if units == 0:
        return Agreement(None, None, None, 0)
    value = float(measure(counts[None, :])[0])
    drawn = measure(resampled(counts, rounds, seed))
    drawn = drawn[~np.isnan(drawn)]
    if np.isnan(value) or not len(drawn):
        return Agreement(None, None, None, units)
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    return Agreement(value, float(low), float(high), units)


def trend(ratings: Any, periods: Sequence[str], *, level: float = 0.95, rounds: int = ROUNDS, seed: int = 1988) -> list[Period]:
    """Krippendorff's alpha of the units of each period, in the order of the periods. `periods`: one for each unit."""
    given, when = np.asarray(ratings), np.asarray(periods)
    if len(given) != len(when):
        raise ValueError(f"There are {len(given)} units and {len(when)} periods. Give each unit its period.")
    parts = [(str(period), given[when == period]) for period in np.unique(when)]
    return [Period(period, krippendorff(part, level=level, rounds=rounds, seed=seed)) for period, part in parts]
