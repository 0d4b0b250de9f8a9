"""What is thought of N before the table is seen, as plain numbers for the compiled loops."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

INVERSE, UNIFORM, LOGNORMAL, NEGATIVE_BINOMIAL = 0, 1, 2, 3
MOST, KIND, FIRST, SECOND, A, B, ALPHA_SHAPE, ALPHA_RATE = range(8)
ALPHA, UNSEEN, CLASSES = range(3)
"""What a chain tells of where it is: alpha, people on no list, classes with people."""


@njit(cache=True, nogil=True, error_model="numpy")
def log_prior(people: float, prior: Any) -> float:
    """How p(N) differs from 1/N below the maximum: log p(N) + log N, up to a constant."""
    kind = prior[KIND]
    if kind == INVERSE:
        return 0.0
    if kind == UNIFORM:
        return math.log(people)
    mean, size = float(prior[FIRST]), float(prior[SECOND])
    if kind == LOGNORMAL:
        return -0.5 * ((math.log(people) - mean) / size) ** 2
    chance = math.lgamma(people + size) - math.lgamma(people + 1) + people * math.log(mean / (mean + size))
    return chance + math.log(people)


def numbers(people: Any, most: float, listed: tuple[float, float], alpha: tuple[float, float]) -> Any:
    """`people`: "inverse", "uniform", ("lognormal", median, sigma) or ("negative binomial", mean, size).

    Raises ValueError for anything else, and for numbers that are not above 0.
    """
    told: list[Any] = [people] if isinstance(people, str) else [*people]
    kind, values = told[0], told[1:]
    two = {"lognormal": (LOGNORMAL, 2), "negative binomial": (NEGATIVE_BINOMIAL, 2)}
    kinds = {"inverse": (INVERSE, 0), "uniform": (UNIFORM, 0), **two}
    number, needs = kinds.get(kind, (None, 0))
    if number is None or len(values) != needs:
        raise ValueError(f"A prior of the number is one of {', '.join(kinds)} with its numbers, not {people!r}.")
    if min([*values, *listed, *alpha, most]) <= 0:
        raise ValueError("The numbers of a prior are above 0.")
    if number == LOGNORMAL:
        values[0] = math.log(values[0])
    return np.array([most, number, *values, *[0] * (2 - needs), *listed, *alpha], np.float64)
