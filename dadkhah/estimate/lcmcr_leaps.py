"""Leaps from one mode to another: the largest classes are proposed anew, wherever they stand, from what chains have met before.

A mixture of multivariate t distributions is fitted once to places where all chains have been, and from then on proposed from by
Metropolis and Hastings: an independence sampler (Tierney 1994, Annals of Statistics 22), in the spirit of smart darting
(Andricioaei, Straub and Voter 2001, J. Chem. Phys. 114). The mixture need not be right, only wide enough: what it is wrong
about is refused. Coordinates of a class are the arcsines of the roots of its lambda, nearly normal even where hardly anybody of
it is on a list, and the logarithm of m_k, how many of it are listed (`lcmcr_slope`). Classes are laid out by m_k, the largest
first, and put back in an order that is drawn, so that labels cost nothing. Some classes with the largest m_k move; a leap after
which others are the largest is refused.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

from dadkhah.estimate.lcmcr_hamilton import arrive, left_alone, listed_people, missed
from dadkhah.estimate.lcmcr_kernel import NEAREST, propose_unseen
from dadkhah.estimate.lcmcr_prior import ALPHA, UNSEEN, log_prior
from dadkhah.estimate.lcmcr_random import gamma, normal, uniform
from dadkhah.estimate.lcmcr_slope import level, slope_of
from dadkhah.estimate.lcmcr_sticks import given_shares

FREEDOM = 5.0
"""Degrees of the t distributions."""
KINDS, ROUNDS = 12, 40
"""Components at most, and rounds of the fit."""
EACH = 8
"""Places to a coordinate of a component at least."""
WIDER, LEAST_SPREAD = 1.05, 1e-3
"""Of the scales, for what was met is a part of what there is; and the least of a component to that of all."""
SMALLEST = 1e-200
"""People of a class that still leaps."""


@njit(cache=True, nogil=True, error_model="numpy")
def largest(mine: Any, count: int, chosen: Any) -> float:
    """Fills chosen with the `count` classes of the most people listed, in order of their labels; returns the most of the others."""
    taken = np.zeros(mine.size, np.bool_)
    for _ in range(count):
        best = -1
        for k in range(mine.size):
            if not taken[k] and (best < 0 or mine[k] > mine[best]):
                best = k
        taken[best] = True
    size, most = 0, 0.0
    for k in range(mine.size):
        if taken[k]:
            chosen[size] = k
            size += 1
        else:
            most = max(most, mine[k])
    return most


@njit(cache=True, nogil=True, error_model="numpy")
def laid_out(at: Any, count: int, place: Any) -> float:
    """Fills place (count (J + 1),) of the classes, the largest first; returns the logarithm of its density to that of `at`."""
    lists, total = at.shape[1] - 1, 0.0
    by = np.argsort(-at[:count, lists])
    for i in range(count):
        for j in range(lists):
            logit = at[by[i], j]
            place[i * (lists + 1) + j] = math.atan(math.exp(0.5 * logit))
            total -= 0.5 * abs(logit) + math.log1p(math.exp(-abs(logit)))
        place[i * (lists + 1) + lists] = at[by[i], lists]
    return total


@njit(cache=True, nogil=True, error_model="numpy")
def density(place: Any, kit: Any) -> float:
    """Logarithm, up to a constant."""
    _, heights, means, _, inverses = kit
    size, best, total = place.size, -math.inf, 0.0
    for c in range(heights.size):
        far = 0.0
        for i in range(size):
            z = 0.0
            for j in range(i + 1):
                z += inverses[c, i, j] * (place[j] - means[c, j])
            far += z * z
        here = heights[c] - 0.5 * (FREEDOM + size) * math.log1p(far / FREEDOM)
        if here > best:
            total = total * math.exp(best - here) + 1 if total > 0 else 1.0
            best = here
        else:
            total += math.exp(here - best)
    return best + math.log(total)


@njit(cache=True, nogil=True, error_model="numpy")
def drawn(s: Any, kit: Any, place: Any) -> None:
    weights, _, means, roots, _ = kit
    u, c = uniform(s), 0
    while c < weights.size - 1 and u > weights[c]:
        u -= weights[c]
        c += 1
    stretch = math.sqrt(0.5 * FREEDOM / gamma(s, 0.5 * FREEDOM))
    z = np.empty(place.size)
    for i in range(place.size):
        z[i] = normal(s) * stretch
        place[i] = means[c, i]
        for j in range(i + 1):
            place[i] += roots[c, i, j] * z[j]


@njit(cache=True, nogil=True, error_model="numpy")
def put_back(s: Any, place: Any, count: int, least: float, at: Any) -> bool:
    """Fills `at` in an order that is drawn; False where the place is none, or not of the largest classes in their order."""
    lists, farthest = at.shape[1] - 1, -math.log(NEAREST)
    for i in range(count):
        people = place[i * (lists + 1) + lists]
        if not people > least or (i > 0 and people > place[(i - 1) * (lists + 1) + lists]):
            return False
        for j in range(lists):
            angle = place[i * (lists + 1) + j]
            if not 0 < angle < 0.5 * math.pi:
                return False
    by = np.arange(count)
    for i in range(count - 1, 0, -1):
        other = int(uniform(s) * (i + 1))
        by[i], by[other] = by[other], by[i]
    for i in range(count):
        for j in range(lists):
            at[by[i], j] = 2 * math.log(math.tan(place[i * (lists + 1) + j]))
            if not abs(at[by[i], j]) < farthest:
                return False
        at[by[i], lists] = place[i * (lists + 1) + lists]
    return True


@njit(cache=True, nogil=True, error_model="numpy")
def leap(s: Any, table: Any, shares: Any, listed: Any, told: Any, prior: Any, room: Any, kit: Any) -> bool:
    """One move of the largest classes and of those on no list, then alpha given nu; whether it was accepted."""
    odds, seen, mine, behind, _, chosen, rest, at, _, _, slope, space = room
    people, last, lists = table[0].sum(), shares.size - 1, listed.shape[0]
    place = np.empty(kit[2].shape[1])
    count = place.size // (lists + 1)
    unit = listed_people(s, people, shares, listed, odds, seen, mine)
    least, moved = max(largest(mine, count, chosen), SMALLEST), chosen[:count]
    for k in moved:
        if mine[k] <= SMALLEST:
            return False
    others = left_alone(table, shares, odds, unit, mine, seen, moved, rest, behind)
    fixed = moved, rest, behind, others, shares[last] + math.log(unit)
    for i in range(count):
        at[i, lists] = math.log(mine[moved[i]])
        for j in range(lists):
            at[i, j] = math.log(odds[j, moved[i]])
    gain = laid_out(at, count, place)
    gain += density(place, kit)
    gain -= level(table, at, fixed, prior, space, slope_of(table, at, fixed, prior, slope, space))
    drawn(s, kit, place)
    if not put_back(s, place, count, math.log(least), at):
        return False
    here = slope_of(table, at, fixed, prior, slope, space)
    gain += level(table, at, fixed, prior, space, here) - density(place, kit)
    gain -= laid_out(at, count, place)
    unseen = propose_unseen(s, people, missed(shares, unit, here[0], seen, moved, space), prior)
    if unseen < 0:
        return False
    gain += log_prior(people + unseen, prior) - log_prior(people + told[UNSEEN], prior)
    if not math.log(uniform(s)) < gain:
        return False
    told[UNSEEN] = unseen
    arrive(shares, listed, unit, here[0], moved, space[4], at)
    told[ALPHA] = given_shares(s, shares[last], last, prior)
    return True


NONE = tuple(np.zeros((0,) * dimensions) for dimensions in (1, 1, 2, 3, 3))
"""A kit that proposes nothing."""


def places(shares: Any, listed: Any, people: float) -> Any:
    """(S, M (J + 1)): where the M largest classes of S states stood, shares (S, K) logarithms and listed (S, J, K).

    M is how many have anybody on a list, in half of the states at least.
    """
    mine = np.exp(shares) * (1 - np.prod(1 - listed, axis=1))
    mine *= people / mine.sum(axis=1, keepdims=True)
    count = max(int(np.median((mine >= 1).sum(axis=1))), 1)
    by = np.argsort(-mine, axis=1)[:, :count]
    angles = np.arcsin(np.sqrt(np.take_along_axis(listed, by[:, None], axis=2)))
    size = np.log(np.maximum(np.take_along_axis(mine, by, axis=1), SMALLEST))
    return np.concatenate([angles.transpose(0, 2, 1), size[:, :, None]], axis=2).reshape(len(shares), -1)


def fitted(met: Any, seed: int) -> Any:
    """What `leap` proposes from, by expectation and maximisation over places (S, D): weights (C,), heights (C,), means (C, D),
    roots of scales (C, D, D) and their inverses.
    """
    from scipy.cluster.vq import kmeans2
    from scipy.special import softmax

    least = met.var(axis=0) * LEAST_SPREAD + 1e-8
    kinds = max(1, min(KINDS, len(met) // (EACH * met.shape[1])))
    _, nearest = kmeans2(met / met.std(axis=0).clip(1e-4), kinds, minit="++", seed=np.random.default_rng(seed))
    held = np.eye(kinds)[nearest]
    for _ in range(ROUNDS):
        weights = held.sum(axis=0) / len(met) + 1e-9
        means = held.T @ met / (weights[:, None] * len(met))
        roots = np.stack([_root(met - means[c], held[:, c], least) for c in range(kinds)])
        inverses = np.linalg.inv(roots)
        heights = np.log(weights) + np.log(np.diagonal(inverses, axis1=1, axis2=2)).sum(axis=1)
        far = np.stack([(((met - means[c]) @ inverses[c].T) ** 2).sum(axis=1) for c in range(kinds)], axis=1)
        held = softmax(heights - far / 2, axis=1)
    return weights, heights, means, roots * WIDER, inverses / WIDER


def _root(apart: Any, held: Any, least: Any) -> Any:
    """Of the covariance of places that are held to belong to one component."""
    spread = (apart * held[:, None]).T @ apart / (held.sum() + 1e-9) + np.diag(least)
    return np.linalg.cholesky(spread)
