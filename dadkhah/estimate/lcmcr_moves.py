"""Moves with everybody's class and those on no list summed out, between the sweeps: they go along where a sweep creeps.

The target is prod_x p_x^{n_x} (1 - p0)^{-n} times the priors. Langevin move with the metric of the place it starts from
(simplified manifold MALA: Girolami and Calderhead, J. R. Stat. Soc. B 73, 2011, section 5), in logit lambda and in log nu of
some classes against the last of them: theta' ~ N(theta + e^2/2 G^-1 grad, e^2 G^-1), accepted by Metropolis and Hastings. G is
sum_x n_x s_x s_x' with s_x the gradient of log p_x / (1 - p0), and the curvature of the priors on the diagonal. Which classes
move is drawn among those above a drawn threshold; a move that takes one of them below it is refused, so that the
way back is drawn with the same probability.
"""

from __future__ import annotations

import math
from typing import Any

from numba import njit

from dadkhah.estimate.lcmcr_kernel import shapes
from dadkhah.estimate.lcmcr_prior import A, B
from dadkhah.estimate.lcmcr_random import uniform

WIDEST, TOGETHER = 44, 3
"""Dimensions of a move, beyond which fewer classes move, and classes at most."""
FLOOR = 0.5
"""Least curvature: where the likelihood says nothing, a step stays within the prior."""
WANTED = 0.6
"""Share of moves to be accepted, to which the step is fitted before anything is kept."""


@njit(cache=True, nogil=True, error_model="numpy")
def chosen(s: Any, shares: Any, lists: int, moved: Any) -> tuple[int, float]:
    """How many classes move, their numbers in `moved` in rising order, and the threshold they are above."""
    least = math.log(10.0) * (-0.5 - 2.5 * uniform(s))
    count = 0
    for k in range(shares.size):
        if shares[k] >= least:
            moved[count] = k
            count += 1
    most = max(min(1 + int(uniform(s) * TOGETHER), WIDEST // (lists + 1)), 1)
    while count > most:
        gone = int(uniform(s) * count)
        for i in range(gone, count - 1):
            moved[i] = moved[i + 1]
        count -= 1
    return count, least


@njit(cache=True, nogil=True, error_model="numpy")
def sticks(shares: Any, alpha: float, tails: Any) -> float:
    """Log density of nu under the sticks: (alpha - 1) log nu_K - sum of log R_k for k from 2 to K - 1, R_k = sum_{h>=k} nu_h."""
    last = shares.size - 1
    tails[last] = shares[last]
    total = (alpha - 1) * shares[last]
    for k in range(last - 1, 0, -1):
        high, low = max(tails[k + 1], shares[k]), min(tails[k + 1], shares[k])
        tails[k] = high + math.log1p(math.exp(low - high))
        total -= tails[k]
    return float(total)


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract", "reassoc", "nsz"})
def scores(counts: Any, starts: Any, bits: Any, listed: Any, moved: Any, weight: Any, joint: Any, sums: Any, rows: Any) -> None:
    """Fills rows (P, d): gradient of log p_x / (1 - p0), lambda of each moved class first, then their shares against the last."""
    last, lists, count = counts.size, listed.shape[0], moved.size
    stays = 1 / (1 - sums[last])
    for x in range(last):
        if counts[x] == 0:
            continue
        whole, each = 0.0, 1 / sums[x]
        for i in range(count):
            k = moved[i]
            fits, missing = joint[x, k] * each, joint[last, k] * stays
            for j in range(lists):
                rows[x, i * lists + j] = -(fits + missing) * listed[j, k]
            for at in range(starts[x], starts[x + 1]):
                rows[x, i * lists + bits[at]] += fits
            whole += fits + missing
        for i in range(count - 1):
            k = moved[i]
            rows[x, count * lists + i] = joint[x, k] * each + joint[last, k] * stays - weight[i] * whole


@njit(cache=True, nogil=True, error_model="numpy")
def of_prior(
    shares: Any, tails: Any, listed: Any, alpha: float, moved: Any, weight: Any, prior: Any, slope: Any, metric: Any
) -> float:
    """Log prior of what moves, in the coordinates of the move; begins `slope` (d,) and `metric` (d, d) with it."""
    lists, count, last, a, b = listed.shape[0], moved.size, shares.size - 1, prior[A], prior[B]
    total, whole = 0.0, 0.0
    metric[:] = 0.0
    for i in range(count):
        k = moved[i]
        for j in range(lists):
            here, at = listed[j, k], i * lists + j
            total += a * math.log(here) + b * math.log(1 - here)
            slope[at] = a - (a + b) * here
            metric[at, at] = FLOOR + (a + b) * here * (1 - here)
        bend = 1.0 + (alpha - 1 if k == last else 0.0)
        for h in range(1, min(k, last - 1) + 1):
            bend -= math.exp(shares[k] - tails[h])
        total += shares[k]
        whole += bend
        if i < count - 1:
            slope[count * lists + i] = bend
    for i in range(count - 1):
        at = count * lists + i
        slope[at] -= weight[i] * whole
        metric[at, at] = FLOOR
    return total


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract", "reassoc", "nsz"})
def of_people(counts: Any, rows: Any, sums: Any, slope: Any, metric: Any) -> float:
    """Log likelihood; adds its gradient and metric."""
    total, people = 0.0, 0.0
    for x in range(counts.size):
        if counts[x] == 0:
            continue
        people += counts[x]
        total += counts[x] * math.log(sums[x])
        for i in range(slope.size):
            here = counts[x] * rows[x, i]
            slope[i] += here
            for j in range(i + 1):
                metric[i, j] += here * rows[x, j]
    return total - people * math.log(max(1 - sums[counts.size], 1e-300))


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract", "reassoc", "nsz"})
def factor(metric: Any) -> float:
    """Cholesky in place, below the diagonal; log determinant of the factor."""
    total = 0.0
    for i in range(metric.shape[0]):
        for j in range(i + 1):
            rest = metric[i, j]
            for k in range(j):
                rest -= metric[i, k] * metric[j, k]
            if i > j:
                metric[i, j] = rest / metric[j, j]
            else:
                metric[i, i] = math.sqrt(max(rest, 1e-12))
        total += math.log(metric[i, i])
    return total


@njit(cache=True, nogil=True, error_model="numpy")
def down(lower: Any, values: Any) -> None:
    for i in range(values.size):
        for k in range(i):
            values[i] -= lower[i, k] * values[k]
        values[i] /= lower[i, i]


@njit(cache=True, nogil=True, error_model="numpy")
def up(lower: Any, values: Any) -> None:
    for i in range(values.size - 1, -1, -1):
        values[i] /= lower[i, i]
        for k in range(i):
            values[k] -= lower[i, k] * values[i]


@njit(cache=True, nogil=True, error_model="numpy")
def stand(table: Any, shares: Any, listed: Any, alpha: float, moved: Any, prior: Any, buffers: Any, slope: Any, metric: Any) -> Any:
    """Log target, log determinant of the metric's factor, p0; `slope` becomes G^-1 grad, `metric` the factor of G."""
    counts, starts, bits = table
    joint, sums, odds, rows, weight, tails = buffers
    p0 = shapes(shares, listed, starts, bits, joint, sums, odds)
    whole = 0.0
    for i in range(moved.size):
        weight[i] = math.exp(shares[moved[i]])
        whole += weight[i]
    weight[: moved.size] /= whole
    total = sticks(shares, alpha, tails)
    scores(counts, starts, bits, listed, moved, weight, joint, sums, rows)
    total += of_prior(shares, tails, listed, alpha, moved, weight, prior, slope, metric)
    total += of_people(counts, rows, sums, slope, metric)
    size = factor(metric)
    down(metric, slope)
    up(metric, slope)
    return total, size, p0
