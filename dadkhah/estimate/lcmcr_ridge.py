"""A class becomes harder to list, and larger, so that nearly as many of it are listed as before: along this ridge N changes.

With everybody's class and those on no list summed out, as in `lcmcr_moves`. The logits of lambda of one class move, all
together, one alone or each for itself, or are drawn anew from the prior; its share is multiplied by s and all are divided by
S = sum_k nu_k s_k, where s keeps what is listed of the class, s = (1 - p0_k) / (1 - p0_k'), or is 1, or drawn. In the coordinates
logit lambda and nu the Jacobian of this is s / S^K. The kind of move and its length are drawn whatever the state is.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

from dadkhah.estimate.lcmcr_kernel import ALPHA, NEAREST, UNSEEN, propose_unseen, shapes
from dadkhah.estimate.lcmcr_moves import sticks
from dadkhah.estimate.lcmcr_prior import A, B, log_prior
from dadkhah.estimate.lcmcr_random import beta, normal, uniform

SHORTEST, LONGEST = 0.03, 2.0
LEAST = -9.0
"""log nu of a class that moves: a smaller one is the sweep's business."""


@njit(cache=True, nogil=True, error_model="numpy")
def among(s: Any, shares: Any) -> tuple[int, int]:
    """One of the classes that are not too small, and how many these are."""
    count = np.sum(shares >= LEAST)
    left, k = int(uniform(s) * count), 0
    while shares[k] < LEAST or left > 0:
        left -= shares[k] >= LEAST
        k += 1
    return k, count


@njit(cache=True, nogil=True, error_model="numpy")
def shift(s: Any, listed: Any, k: int, prior: Any, there: Any) -> float:
    """Lambda of the class after the move in `there` (J,); log ratio of their priors over logits; -inf: out of bounds."""
    lists, total = listed.shape[0], 0.0
    kind = int(uniform(s) * 9)
    if kind == 8:
        for j in range(lists):
            there[j] = min(max(beta(s, prior[A], prior[B]), NEAREST), 1 - NEAREST)
        return 0.0
    length = SHORTEST * math.exp(uniform(s) * math.log(LONGEST / SHORTEST))
    together, alone = length * normal(s), int(uniform(s) * lists)
    for j in range(lists):
        here = listed[j, k]
        there[j] = here
        step = together if kind <= 3 or j == alone else 0.0
        if kind >= 6:
            step = length * normal(s)
        if step == 0:
            continue
        new = here / (here + (1 - here) * math.exp(-step))
        if not NEAREST < new < 1 - NEAREST:
            return -math.inf
        there[j] = new
        total += prior[A] * math.log(new / here) + prior[B] * math.log((1 - new) / (1 - here))
    return total


@njit(cache=True, nogil=True, error_model="numpy")
def scaled(s: Any, shares: Any, listed: Any, k: int, there: Any, shares_there: Any) -> tuple[float, float]:
    """Shares after the move; log s and log S."""
    here, new = 1.0, 1.0
    for j in range(there.size):
        here *= 1 - listed[j, k]
        new *= 1 - there[j]
    kind = uniform(s)
    grows = math.log((1 - here) / (1 - new)) if kind < 0.6 and here < 1 and new < 1 else 0.0
    if kind > 0.75:
        grows = normal(s) * math.exp(2 * uniform(s) - 1)
    whole = math.log1p(math.exp(shares[k]) * math.expm1(grows))
    for i in range(shares.size):
        shares_there[i] = shares[i] - whole
    shares_there[k] += grows
    return grows, whole


@njit(cache=True, nogil=True, error_model="numpy")
def column(starts: Any, bits: Any, share: float, there: Any, made: Any) -> None:
    """(P + 1,) nu prod lambda^x (1 - lambda)^(1 - x) of one class."""
    base = math.exp(share)
    for j in range(there.size):
        base *= 1 - there[j]
        there[j] = there[j] / (1 - there[j])
    for x in range(starts.size - 1):
        made[x] = base
        for at in range(starts[x], starts[x + 1]):
            made[x] *= there[bits[at]]
    made[starts.size - 1] = base
    for j in range(there.size):
        there[j] = there[j] / (1 + there[j])


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract", "reassoc", "nsz"})
def fitting(counts: Any, joint: Any, k: int, whole: float, made: Any, sums: Any) -> float:
    """Log likelihood with this column in place of the class's, all others divided by S; their sums (P + 1,)."""
    total, people, less = 0.0, 0.0, math.exp(-whole)
    for x in range(counts.size + 1):
        rest = 0.0
        for i in range(joint.shape[1]):
            rest += joint[x, i] if i != k else 0.0
        sums[x] = max(rest * less + made[x], 1e-300)
        if x < counts.size and counts[x] > 0:
            total += counts[x] * math.log(sums[x])
            people += counts[x]
    return total - people * math.log(max(1 - sums[counts.size], 1e-300))


@njit(cache=True, nogil=True, error_model="numpy")
def ridges(s: Any, table: Any, shares: Any, listed: Any, told: Any, prior: Any, buffers: Any, space: Any, times: int) -> None:
    """So many moves."""
    counts, starts, bits = table
    joint, sums, odds, _, _, tails = buffers
    there, shares_there, made, sums_there = space
    people, last = counts.sum(), counts.size
    shapes(shares, listed, starts, bits, joint, sums, odds)
    for x in range(last + 1):
        made[x] = joint[x, 0]
    likely = fitting(counts, joint, 0, 0.0, made, sums_there)
    stuck = sticks(shares, told[ALPHA], tails)
    for _ in range(times):
        k, others = among(s, shares)
        gain = shift(s, listed, k, prior, there)
        if gain == -math.inf:
            continue
        grows, whole = scaled(s, shares, listed, k, there, shares_there)
        if shares_there[k] < LEAST:
            continue
        column(starts, bits, shares_there[k], there, made)
        likely_there = fitting(counts, joint, k, whole, made, sums_there)
        stuck_there = sticks(shares_there, told[ALPHA], tails)
        gain += likely_there - likely + stuck_there - stuck + grows - shares.size * whole
        gain += math.log(others / np.sum(shares_there >= LEAST))
        unseen = propose_unseen(s, people, sums_there[last], prior)
        if unseen < 0:
            continue
        gain += log_prior(people + unseen, prior) - log_prior(people + told[UNSEEN], prior)
        if math.log(uniform(s)) < gain:
            told[UNSEEN], likely, stuck = unseen, likely_there, stuck_there
            shares[:] = shares_there
            listed[:, k] = there
            less = math.exp(-whole)
            for x in range(last + 1):
                for i in range(shares.size):
                    joint[x, i] *= less
                joint[x, k] = made[x]
