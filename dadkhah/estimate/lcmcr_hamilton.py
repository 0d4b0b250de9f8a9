"""Hamiltonian Monte Carlo (Duane et al. 1987; Neal 2011) of the larger classes, between the sweeps: far, where a sweep creeps.

Everybody's class and those on no list are summed out (`lcmcr_slope`). Which classes move: those with more people listed than a
number that is drawn; a move that takes one below it is refused, so that the way back is drawn with the same probability. The mass
of a coordinate is the curvature that it has if everybody's class were known, at a noisy look at how many people the class
has. What was seen is kept along the way, and its probability at the end, against that at the beginning, belongs to the
acceptance (Bou-Rabee, Carpenter and Marsden 2024, arXiv 2404.15253). Steps have no one length, for no length suits all places.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

from dadkhah.estimate.lcmcr_kernel import NEAREST, propose_unseen
from dadkhah.estimate.lcmcr_prior import ALPHA, UNSEEN, log_prior
from dadkhah.estimate.lcmcr_random import gamma, normal, uniform
from dadkhah.estimate.lcmcr_slope import level, parts, slope_of
from dadkhah.estimate.lcmcr_sticks import given_shares

LONGEST, UNEVEN, STEPS = 0.8, 2.0, 32
"""A step is LONGEST exp(-UNEVEN u), with u uniform; so many steps at most, half of them on average."""
FEWEST, RANGE = -1.0, 4.0
"""The logarithm of the people above which classes move is FEWEST + RANGE u."""
BLUR, ADDED = 1.0, 4.0
"""The look at m_k people: log(m_k + ADDED) and a normal error."""
FLOOR = 0.4
"""Curvature of a logit where nobody tells anything."""
SMALLEST, NOBODY = 1e-290, 1e-15
"""People of a pattern, or of a class, beside whom others count for nothing."""


@njit(cache=True, nogil=True, error_model="numpy")
def listed_people(s: Any, people: float, shares: Any, listed: Any, odds: Any, seen: Any, mine: Any) -> float:
    """Fills odds (J, K), seen (K,) odds to be on a list, mine (K,) m_k; returns the sum of w, the unit of nu."""
    whole = 0.0
    for k in range(seen.size):
        seen[k] = 0.0
    for j in range(listed.shape[0]):
        for k in range(shares.size):
            odds[j, k] = listed[j, k] / (1 - listed[j, k])
            seen[k] += odds[j, k] + seen[k] * odds[j, k]
    for k in range(shares.size):
        mine[k] = math.exp(shares[k]) * seen[k] / (1 + seen[k])
        whole += mine[k]
    unit = gamma(s, people) / whole
    for k in range(shares.size):
        mine[k] *= unit
    return unit


@njit(cache=True, nogil=True, error_model="numpy")
def larger(mine: Any, least: float, moved: Any) -> int:
    count = 0
    for k in range(mine.size):
        if mine[k] >= least:
            moved[count] = k
            count += 1
    return count


@njit(cache=True, nogil=True, error_model="numpy")
def left_alone(
    table: Any, shares: Any, odds: Any, unit: float, mine: Any, seen: Any, moved: Any, rest: Any, behind: Any
) -> float:
    """Of the classes that stay: fills rest (P,) m_k q_k and behind (K,) w_k from each class on; returns their w."""
    _, starts, bits, _ = table
    others, i = 0.0, moved.size - 1
    for x in range(rest.size):
        rest[x] = SMALLEST
    for k in range(shares.size - 1, -1, -1):
        if i >= 0 and moved[i] == k:
            i -= 1
        else:
            others += unit * math.exp(shares[k])
            if mine[k] > NOBODY:
                for x in range(rest.size):
                    here = mine[k] / seen[k]
                    for bit in range(starts[x], starts[x + 1]):
                        here *= odds[bits[bit], k]
                    rest[x] += here
        behind[k] = others
    return others


@njit(cache=True, nogil=True, error_model="numpy")
def begin(s: Any, odds: Any, mine: Any, moved: Any, spread: Any, at: Any, look: Any, ease: Any, pace: Any) -> float:
    """Fills coordinates, looks, 1 / masses and momenta; returns what of these belongs to the log probability."""
    lists, total = odds.shape[0], 0.0
    for i in range(moved.size):
        k = moved[i]
        error = BLUR * normal(s)
        look[i] = math.log(mine[k] + ADDED) + error
        total -= 0.5 * (error / BLUR) ** 2
        size = math.exp(look[i])
        at[i, lists], ease[i, lists] = math.log(mine[k]), 1 / size
        for j in range(lists):
            at[i, j], ease[i, j] = math.log(odds[j, k]), 1 / (size * spread[j] + FLOOR)
        for j in range(lists + 1):
            drawn = normal(s)
            total -= 0.5 * drawn * drawn
            pace[i, j] = drawn / math.sqrt(ease[i, j])
    return total


@njit(cache=True, nogil=True, error_model="numpy")
def fly(
    step: float, steps: int, table: Any, at: Any, fixed: Any, prior: Any, ease: Any, pace: Any, slope: Any, space: Any
) -> Any:
    """So many leapfrog steps from where `slope_of` was; returns what that returned."""
    moved, told = fixed[0].size, (0.0, 0.0)
    for number in range(steps):
        length = 0.5 * step if number == 0 else step
        for i in range(moved):
            for j in range(at.shape[1]):
                pace[i, j] += length * slope[i, j]
                at[i, j] += step * ease[i, j] * pace[i, j]
        told = slope_of(table, at, fixed, prior, slope, space)
    for i in range(moved):
        for j in range(at.shape[1]):
            pace[i, j] += 0.5 * step * slope[i, j]
    return told


@njit(cache=True, nogil=True, error_model="numpy")
def end(at: Any, least: float, moved: Any, look: Any, ease: Any, pace: Any) -> float:
    """What `begin` returned, here; minus infinity out of bounds."""
    lists, total, farthest = at.shape[1] - 1, 0.0, -math.log(NEAREST)
    for i in range(moved.size):
        if not at[i, lists] >= math.log(least):
            return -math.inf
        total -= 0.5 * ((look[i] - math.log(math.exp(at[i, lists]) + ADDED)) / BLUR) ** 2
        for j in range(lists + 1):
            total -= 0.5 * pace[i, j] ** 2 * ease[i, j]
            if j < lists and not abs(at[i, j]) < farthest:
                return -math.inf
    return total


@njit(cache=True, nogil=True, error_model="numpy")
def missed(shares: Any, unit: float, whole: float, seen: Any, moved: Any, space: Any) -> float:
    """Probability to be on no list."""
    once, weight, total, i = space[1], space[4], 0.0, 0
    for k in range(shares.size):
        if i < moved.size and moved[i] == k:
            total += weight[i] * once[i] / (1 + once[i])
            i += 1
        else:
            total += unit * math.exp(shares[k]) / (1 + seen[k])
    return total / whole


@njit(cache=True, nogil=True, error_model="numpy")
def arrive(shares: Any, listed: Any, unit: float, whole: float, moved: Any, weight: Any, at: Any) -> None:
    for k in range(shares.size):
        shares[k] += math.log(unit / whole)
    for i in range(moved.size):
        shares[moved[i]] = math.log(weight[i] / whole)
        for j in range(listed.shape[0]):
            listed[j, moved[i]] = 1 / (1 + math.exp(-at[i, j]))


@njit(cache=True, nogil=True, error_model="numpy")
def hamilton(s: Any, table: Any, shares: Any, listed: Any, told: Any, prior: Any, room: Any) -> None:
    """One move of nu, lambda and those on no list, then alpha given nu."""
    odds, seen, mine, behind, look, chosen, rest, at, ease, pace, slope, space = room
    people, last = table[0].sum(), shares.size - 1
    unit, least = listed_people(s, people, shares, listed, odds, seen, mine), math.exp(FEWEST + RANGE * uniform(s))
    moved = chosen[: larger(mine, least, chosen)]
    if moved.size == 0:
        return
    others = left_alone(table, shares, odds, unit, mine, seen, moved, rest, behind)
    fixed = moved, rest, behind, others, shares[last] + math.log(unit)
    gain = -begin(s, odds, mine, moved, table[3], at, look, ease, pace)
    gain -= level(table, at, fixed, prior, space, slope_of(table, at, fixed, prior, slope, space))
    step, steps = LONGEST * math.exp(-UNEVEN * uniform(s)), 1 + int(STEPS * uniform(s))
    here = fly(step, steps, table, at, fixed, prior, ease, pace, slope, space)
    gain += end(at, least, moved, look, ease, pace)
    if gain == -math.inf:
        return
    gain += level(table, at, fixed, prior, space, here)
    unseen = propose_unseen(s, people, missed(shares, unit, here[0], seen, moved, space), prior)
    if unseen < 0:
        return
    gain += log_prior(people + unseen, prior) - log_prior(people + told[UNSEEN], prior)
    if math.log(uniform(s)) < gain:
        told[UNSEEN] = unseen
        arrive(shares, listed, unit, here[0], moved, space[4], at)
        told[ALPHA] = given_shares(s, shares[last], last, prior)


def room(patterns: int, lists: int, classes: int) -> Any:
    """Buffers of a move."""
    odds, each = np.zeros((lists, classes)), [np.zeros(classes) for _ in range(4)]
    places = [np.zeros((classes, lists + 1)) for _ in range(4)]
    chosen, rest = np.zeros(classes, np.int64), np.zeros(patterns)
    return (odds, *each, chosen, rest, *places, parts(patterns, lists, classes))
