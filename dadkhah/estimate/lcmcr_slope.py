"""How likely some classes are, and which way they become likelier: what `lcmcr_hamilton` moves along.

With everybody's class, those on no list and alpha summed out. Coordinates of a class are the logits of its lambda and the
logarithm of m_k, how many people of it are listed: people are as if Poisson with mean sum_k m_k (their sum is drawn as a
gamma), so that m_k of well parted classes are nearly independent, and N changes along lambda alone. The log target is

    sum_x n_x log sum_k m_k q_k(x) - sum_k m_k + log p(nu) + sum_k log nu_k + sum_jk (a log lambda + b log(1 - lambda))

with q_k(x) the probability of pattern x for one of the class who is listed, nu_k in proportion to w_k = m_k / (1 - p0_k), and
p(nu) = nu_K^-1 prod_{1<k<K} R_k^-1 (b' - log nu_K)^-(a' + K - 1) with R_k = sum_{h>=k} nu_h: sticks, alpha ~ Gamma(a', b') gone.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

from dadkhah.estimate.lcmcr_prior import ALPHA_RATE, ALPHA_SHAPE, A, B

FAST = {"contract", "reassoc", "nsz", "arcp"}
"""Loops are put into their caller (inline), for a call with all these arrays takes as long as what it does."""


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FAST, inline="always")
def fits(at: Any, moved: Any, starts: Any, bits: Any, odds: Any, once: Any, made: Any, sums: Any, weight: Any) -> float:
    """Patterns and weights of the classes that move (`parts`), added to sums (P,); returns the sum of their w."""
    lists, whole = at.shape[1] - 1, 0.0
    for i in range(moved.size):
        listed = 0.0
        for j in range(lists):
            odds[i, j] = math.exp(at[i, j])
            listed += odds[i, j] + listed * odds[i, j]
        once[i] = 1 / listed
        base = math.exp(at[i, lists]) * once[i]
        weight[i] = base + base * listed
        whole += weight[i]
        for x in range(starts.size - 1):
            here = base
            for bit in range(starts[x], starts[x + 1]):
                here *= odds[i, bits[bit]]
            made[i, x] = here
            sums[x] += here
    return whole


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FAST, inline="always")
def breaks(moved: Any, weight: Any, behind: Any, broken: Any) -> None:
    """Fills tails (K,) R_k in units of w, up to the last class that moves: behind it nothing changes."""
    i, added = moved.size - 1, 0.0
    for k in range(moved[i], 0, -1):
        if i >= 0 and moved[i] == k:
            added += weight[i]
            i -= 1
        broken[k] = behind[k] + added


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FAST, inline="always")
def of_sticks(moved: Any, weight: Any, whole: float, bend: float, tails: Any, pulls: Any) -> None:
    """Fills pulls (M,): the gradient of log p(nu) + sum_k log nu_k in log w_k of the classes that move."""
    broken, k, last = 0.0, 1, tails.size - 1
    for i in range(moved.size):
        while k <= min(moved[i], last - 1):
            broken += 1 / tails[k]
            k += 1
        pulls[i] = 1 - weight[i] * broken - (bend + 1) * weight[i] / whole + (bend - 1 if moved[i] == last else 0.0)


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FAST)
def slope_of(table: Any, at: Any, fixed: Any, prior: Any, slope: Any, parts: Any) -> tuple[float, float]:
    """Fills slope (M, J + 1) and the parts; returns the sum of w and log nu_K."""
    counts, starts, bits, _ = table
    moved, rest, behind, others, final = fixed
    odds, once, made, sums, weight, tails, pulls, ones = parts
    lists, last = at.shape[1] - 1, behind.size - 1
    for x in range(counts.size):
        sums[x] = rest[x]
    whole = others + fits(at, moved, starts, bits, odds, once, made, sums, weight)
    breaks(moved, weight, behind, tails)
    final = (math.log(weight[moved.size - 1]) if moved[moved.size - 1] == last else final) - math.log(whole)
    of_sticks(moved, weight, whole, (prior[ALPHA_SHAPE] + last) / (prior[ALPHA_RATE] - final), tails, pulls)
    patterns, a, both = counts.size, prior[A], prior[A] + prior[B]
    for x in range(patterns):
        sums[patterns + x] = counts[x] / sums[x]
    for i in range(moved.size):
        people = 0.0
        for j in range(lists):
            ones[j] = 0.0
        for x in range(patterns):
            here = sums[patterns + x] * made[i, x]
            people += here
            for bit in range(starts[x], starts[x + 1]):
                ones[bits[bit]] += here
        slope[i, lists] = people - math.exp(at[i, lists]) + pulls[i]
        down = people * (1 + once[i]) + pulls[i] * once[i] + both
        for j in range(lists):
            slope[i, j] = ones[j] + a - odds[i, j] / (1 + odds[i, j]) * down
    return whole, final


@njit(cache=True, nogil=True, error_model="numpy")
def level(table: Any, at: Any, fixed: Any, prior: Any, parts: Any, told: tuple[float, float]) -> float:
    """The log target where `slope_of` was last, up to a constant."""
    counts = table[0]
    moved, behind = fixed[0], fixed[2]
    odds, _, _, sums, weight, tails, _, _ = parts
    lists, last = at.shape[1] - 1, behind.size - 1
    whole, nu = told
    total = -2 * math.log(whole) - nu - (prior[ALPHA_SHAPE] + last) * math.log(prior[ALPHA_RATE] - nu)
    for x in range(counts.size):
        total += counts[x] * math.log(sums[x])
    for i in range(moved.size):
        total += math.log(weight[i]) - math.exp(at[i, lists])
        for j in range(lists):
            total += prior[A] * at[i, j] - (prior[A] + prior[B]) * math.log1p(odds[i, j])
    for k in range(1, min(moved[moved.size - 1], last - 1) + 1):
        total -= math.log(tails[k])
    return float(total)


def parts(patterns: int, lists: int, classes: int) -> Any:
    """Of the classes that move: odds (M, J), once (M,) p0_k / (1 - p0_k), made (M, P) m_k q_k, sums (2 P,) of these over all
    classes and of counts over them, weight (M,) w_k, tails (K,), pulls (M,), ones (J,). Used again at every place.
    """
    each = (classes,)
    shapes = (classes, lists), each, (classes, patterns), (2 * patterns,), each, each, each, (lists,)
    return tuple(np.zeros(shape) for shape in shapes)
