"""One sweep of the Gibbs sampler of latent classes (Manrique-Vallier, Biometrics 72, 2016, 1246-1254, section 3).

A person of class k is on list j with probability lambda_jk, whatever the other lists say; nu_k is the share of the class, by
sticks broken off one after the other: nu_k = V_k prod_{h<k} (1 - V_h), V_k ~ Beta(1, alpha), V_K = 1. Shares are kept
as logarithms, for a small alpha leaves the last classes less than any number that is not 0.

Tables are sparse: `starts` (P + 1) and `bits` say which lists each pattern has. State of one chain at one temperature:
`shares` (K,) log nu, `listed` (J, K) lambda, `told` [alpha, people on no list, classes with people].
`prior` is as `lcmcr_prior.numbers` has it. `work`: of `workspace`, nothing in it is kept from one call to the next.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

from dadkhah.estimate.lcmcr_prior import UNSEEN, A, B, log_prior
from dadkhah.estimate.lcmcr_random import beta, binomial, gamma, poisson, uniform
from dadkhah.estimate.lcmcr_sticks import draw_shares

NEAREST = 1e-15
"""Lambda stays so far from 0 and 1."""
FEW = 20
"""So many people get their classes one by one."""
LEAST = 1e-300
"""Of a probability: a pattern that no class explains yet must not divide by 0."""


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract", "reassoc", "nsz"})
def shapes(shares: Any, listed: Any, starts: Any, bits: Any, joint: Any, sums: Any, odds: Any) -> float:
    """Fills joint (P + 1, K) nu_k prod lambda^x (1 - lambda)^(1 - x), its last row of those on no list, and sums over k.

    Returns the probability to be on no list.
    """
    lists, classes = listed.shape
    last = starts.size - 1
    for k in range(classes):
        joint[last, k] = math.exp(shares[k])
    for j in range(lists):
        for k in range(classes):
            missed = 1 - listed[j, k]
            odds[j, k] = listed[j, k] / missed
            joint[last, k] *= missed
    for x in range(last):
        for k in range(classes):
            joint[x, k] = joint[last, k]
        for at in range(starts[x], starts[x + 1]):
            for k in range(classes):
                joint[x, k] *= odds[bits[at], k]
    for x in range(last + 1):
        total = 0.0
        for k in range(classes):
            total += joint[x, k]
        sums[x] = max(total, LEAST)
    return float(sums[last])


@njit(cache=True, nogil=True, error_model="numpy")
def draw_unseen(s: Any, n: float, p0: float, prior: Any, told: Any) -> None:
    """People on no list, given nu and lambda: negative binomial where p(N) ~ 1/N, else accepted by what p(N) differs from it."""
    unseen = propose_unseen(s, n, p0, prior)
    if unseen < 0:
        return
    gain = log_prior(n + unseen, prior) - log_prior(n + told[UNSEEN], prior)
    if gain >= 0 or math.log(uniform(s)) < gain:
        told[UNSEEN] = unseen


@njit(cache=True, nogil=True, error_model="numpy")
def propose_unseen(s: Any, n: float, p0: float, prior: Any) -> float:
    """Poisson(Gamma(n) p0 / (1 - p0)); -1 where that is above the maximum."""
    mean = gamma(s, n) * p0 / max(1 - p0, LEAST)
    if mean > 2 * prior[0] + 1000:
        return -1.0
    unseen = poisson(s, mean)
    return unseen if n + unseen <= prior[0] else -1.0


@njit(cache=True, nogil=True, error_model="numpy")
def order(shares: Any, by: Any) -> None:
    """Classes, the largest first; from the order they had."""
    for i in range(1, by.size):
        k = by[i]
        j = i
        while j > 0 and shares[by[j - 1]] < shares[k]:
            by[j] = by[j - 1]
            j -= 1
        by[j] = k


@njit(cache=True, nogil=True, error_model="numpy")
def divide(s: Any, people: float, row: Any, by: Any, after: Any, counts: Any) -> None:
    """Counts (K,): so many people to classes, multinomial in proportion to the row; large classes first, for then few are left."""
    size = by.size
    after[size] = 0.0
    for i in range(size - 1, -1, -1):
        after[i] = after[i + 1] + row[by[i]]
        counts[i] = 0.0
    left, i = people, 0
    while left > 0 and i < size - 1:
        rest = after[i]
        here = binomial(s, left, row[by[i]] / rest, after[i + 1] / rest) if after[i + 1] > 0 else left
        counts[by[i]] = here
        left -= here
        i += 1
    counts[by[size - 1]] += left


@njit(cache=True, nogil=True, error_model="numpy")
def one_class(s: Any, row: Any, total: float, by: Any) -> int:
    """Of one person."""
    u, i = uniform(s) * total, 0
    while i < by.size - 1 and u > row[by[i]]:
        u -= row[by[i]]
        i += 1
    return int(by[i])


@njit(cache=True, nogil=True, error_model="numpy")
def allocate(
    s: Any, counts: Any, told: Any, starts: Any, bits: Any, joint: Any, sums: Any, by: Any, after: Any, ones: Any, size: Any
) -> None:
    """People of every pattern to classes: ones (J, K) on each list, size (K,) altogether, those on no list included."""
    here = after[by.size + 1 :]
    ones[:] = 0.0
    divide(s, told[UNSEEN], joint[counts.size], by, after, size)
    for x in range(counts.size):
        if counts[x] <= FEW:
            for _ in range(int(counts[x])):
                k = one_class(s, joint[x], sums[x], by)
                size[k] += 1
                for at in range(starts[x], starts[x + 1]):
                    ones[bits[at], k] += 1
            continue
        divide(s, counts[x], joint[x], by, after, here)
        for k in range(by.size):
            if here[k] > 0:
                size[k] += here[k]
                for at in range(starts[x], starts[x + 1]):
                    ones[bits[at], k] += here[k]


@njit(cache=True, nogil=True, error_model="numpy")
def draw_listed(s: Any, listed: Any, ones: Any, size: Any, prior: Any) -> None:
    a, b = prior[A], prior[B]
    for j in range(listed.shape[0]):
        for k in range(size.size):
            is_flat = size[k] == 0 and a == 1 and b == 1
            drawn = uniform(s) if is_flat else beta(s, a + ones[j, k], b + size[k] - ones[j, k])
            listed[j, k] = min(max(drawn, NEAREST), 1 - NEAREST)


@njit(cache=True, nogil=True, error_model="numpy")
def sweep(
    s: Any, counts: Any, starts: Any, bits: Any, shares: Any, listed: Any, told: Any, prior: Any, work: Any
) -> None:
    """Those on no list, classes of all, lambda, alpha and nu: each given the rest."""
    joint, sums, odds, after, ones, size, by = work
    p0 = shapes(shares, listed, starts, bits, joint, sums, odds)
    draw_unseen(s, counts.sum(), p0, prior, told)
    order(shares, by)
    allocate(s, counts, told, starts, bits, joint, sums, by, after, ones, size)
    draw_listed(s, listed, ones, size, prior)
    draw_shares(s, shares, size, told, prior)


def workspace(patterns: int, lists: int, classes: int) -> Any:
    floats = [
        (patterns + 1, classes),
        (patterns + 1,),
        (lists, classes),
        (2 * classes + 1,),
        (lists, classes),
        (classes,),
    ]
    return (*(np.zeros(shape) for shape in floats), np.arange(classes))
