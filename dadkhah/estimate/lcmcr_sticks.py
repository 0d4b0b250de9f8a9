"""Sticks that part the people into classes, their alpha, and labels that change places: classes have no order, sticks have."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

from dadkhah.estimate.lcmcr_prior import ALPHA, ALPHA_RATE, ALPHA_SHAPE, CLASSES
from dadkhah.estimate.lcmcr_random import beta, gamma, log_gamma, uniform

LEAST_ALPHA = 1e-12


@njit(cache=True, nogil=True, error_model="numpy")
def given_shares(s: Any, final: float, last: int, prior: Any) -> float:
    """Alpha given log nu_K and that K - 1 sticks were broken."""
    return float(max(math.exp(log_gamma(s, prior[ALPHA_SHAPE] + last)) / (prior[ALPHA_RATE] - final), LEAST_ALPHA))


@njit(cache=True, nogil=True, error_model="numpy")
def draw_alpha(s: Any, alpha: float, left: float, k: int, people: float, prior: Any) -> float:
    """Given log sum_{h>=k} nu_h and that k is the last class with people, its stick and those behind it summed out.

    Their part Gamma(1 + alpha) / Gamma(1 + alpha + n_k) is that of a beta of (1 + alpha, n_k), summed out (Escobar and West 1995).
    """
    return given_shares(s, left + math.log(beta(s, 1 + alpha, people)), k, prior)


@njit(cache=True, nogil=True, error_model="numpy")
def draw_shares(s: Any, shares: Any, size: Any, told: Any, prior: Any) -> None:
    """Sticks: V_k ~ Beta(1 + n_k, alpha + sum of those behind), alpha where the last class with people has its turn."""
    last, behind, left = size.size - 1, size.sum(), 0.0
    told[CLASSES] = np.sum(size > 0)
    for k in range(last):
        if 0 < behind == size[k]:
            told[ALPHA] = draw_alpha(s, told[ALPHA], left, k, size[k], prior)
        behind -= size[k]
        if size[k] == 0:
            rest = math.log(uniform(s)) / (told[ALPHA] + behind)
            taken = math.log(-math.expm1(rest)) if rest < 0 else -math.inf
        else:
            ratio = log_gamma(s, told[ALPHA] + behind) - math.log(gamma(s, 1 + size[k]))
            taken = -math.log1p(math.exp(ratio)) if ratio < 30 else -ratio
            rest = ratio + taken
        shares[k] = left + taken
        left += rest
    shares[last] = left
    if behind > 0:
        told[ALPHA] = given_shares(s, left, last, prior)


@njit(cache=True, nogil=True, error_model="numpy")
def sticks(shares: Any, alpha: float, k: int) -> float:
    """What is left of the log density of nu under the sticks when labels k and k + 1 change places."""
    last, tail = shares.size - 1, shares[k + 1]
    for h in range(k + 2, last + 1):
        high, low = max(tail, shares[h]), min(tail, shares[h])
        tail = high + math.log1p(math.exp(low - high))
    return float((alpha - 1) * shares[last] - (tail if k + 1 < last else 0.0))


@njit(cache=True, nogil=True, error_model="numpy")
def relabel(s: Any, shares: Any, listed: Any, alpha: float) -> None:
    """Two neighbours change places: no likelihood changes, only what the sticks say (Papaspiliopoulos and Roberts 2008)."""
    k = int(uniform(s) * (shares.size - 1))
    before = sticks(shares, alpha, k)
    shares[k], shares[k + 1] = shares[k + 1], shares[k]
    if math.log(uniform(s)) < sticks(shares, alpha, k) - before:
        for j in range(listed.shape[0]):
            listed[j, k], listed[j, k + 1] = listed[j, k + 1], listed[j, k]
    else:
        shares[k], shares[k + 1] = shares[k + 1], shares[k]
