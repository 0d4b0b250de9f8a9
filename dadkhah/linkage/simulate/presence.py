"""Who is on which list: chance, a trait that makes some persons visible to all lists, and lists that depend on each other."""

from __future__ import annotations

from typing import Any

import numpy as np

from dadkhah.linkage.simulate.people import generator
from dadkhah.linkage.simulate.settings import BadSettings, Settings

STEPS = 60
REACH = 40.0


def presence(settings: Settings) -> tuple[Any, Any]:
    """(n, k) bool who is on which list, and (n, k) bool who of them came there by copying.

    logit P(on list k) = a_k + visibility · θ + Σ_j δ_jk · [on list j], with θ standard normal per person and a_k so chosen that
    the list reaches its coverage.
    """
    n, count = settings.persons, len(settings.lists)
    trait = settings.visibility * generator(settings, 1).standard_normal(n)
    on, copied = np.zeros((n, count), bool), np.zeros((n, count), bool)
    for at, each in enumerate(settings.lists):
        random = generator(settings, 2, at)
        leaning = trait.copy()
        for one, other, ratio in settings.dependence:
            if other == at:
                leaning += ratio * on[:, one]
        if each.copies:
            copied[:, at] = on[:, each.copies[0]] & (random.random(n) < each.copies[1])
        found = _found(random, leaning, ~copied[:, at], each.coverage * n, at)
        on[:, at] = copied[:, at] | found
    return on, copied


def _found(random: Any, leaning: Any, free: Any, wanted: float, at: int) -> Any:
    """Who is found by a list's own work, so many that with the copied ones the list reaches its coverage."""
    own = wanted - (len(free) - free.sum())
    if own < -0.5 - 3 * np.sqrt(len(free)):
        raise BadSettings(f"List {at + 1} copies more persons than its coverage allows. Raise its coverage, or let it copy less.")
    draws = random.random(len(free))
    if own <= 0:
        return np.zeros(len(free), bool)
    return free & (draws < _logistic(leaning + _level(leaning[free], min(own, free.sum()))))


def _level(leaning: Any, wanted: float) -> float:
    """The constant with which the expected number found is the wanted one, by halving."""
    low, high = -REACH, REACH
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if _logistic(leaning + middle).sum() < wanted else (low, middle)
    return (low + high) / 2


def _logistic(value: Any) -> Any:
    return 1.0 / (1.0 + np.exp(-value))
