"""Parallel tempering (Geyer 1991): from tables of fewer people to the whole one, for modes that no local move leaves.

Each rung is the same model of the same patterns with counts thinned to a share of theirs, still whole numbers, so that the
sampler of the whole table draws from each exactly. Neighbours change places by Metropolis and Hastings with everybody's class
summed out: those on no list are drawn anew for both. p(N) other than 1/N holds on the lowest rung alone, the maximum on all.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

from dadkhah.estimate.lcmcr_hamilton import hamilton, room
from dadkhah.estimate.lcmcr_kernel import propose_unseen, shapes, sweep, workspace
from dadkhah.estimate.lcmcr_leaps import leap
from dadkhah.estimate.lcmcr_prior import ALPHA, CLASSES, KIND, UNSEEN, log_prior
from dadkhah.estimate.lcmcr_random import uniform
from dadkhah.estimate.lcmcr_sticks import relabel

RATIO, LEAST_PEOPLE, MOST_RUNGS = 0.58, 20, 12
"""Of people from one rung to the next; on the last; and rungs at most."""
LEAPS = 6
"""To a round of the lowest rung."""


def thinned(counts: Any, times: Any) -> Any:
    """(R, P) counts: each rung has so much of every count, rounded along the patterns from few lists to many."""
    rungs = min(MOST_RUNGS, 1 + max(int(math.log(LEAST_PEOPLE / counts.sum()) / math.log(RATIO)), 0))
    order = np.argsort(times, kind="stable")
    made = np.zeros((rungs, counts.size))
    for rung in range(rungs):
        made[rung, order] = np.diff(np.round(np.cumsum(counts[order]) * RATIO**rung), prepend=0)
    return made


@njit(cache=True, nogil=True, error_model="numpy")
def advance(s: Any, table: Any, shares: Any, listed: Any, told: Any, prior: Any, spaces: Any) -> None:
    """A sweep, labels that change places, and a Hamiltonian move."""
    work, room = spaces
    sweep(s, table[0], table[1], table[2], shares, listed, told, prior, work)
    relabel(s, shares, listed, told[ALPHA])
    hamilton(s, table, shares, listed, told, prior, room)


@njit(cache=True, nogil=True, error_model="numpy")
def likelihood(counts: Any, sums: Any) -> float:
    total, people = 0.0, 0.0
    for x in range(counts.size):
        if counts[x] > 0:
            total += counts[x] * math.log(max(sums[x], 1e-300))
            people += counts[x]
    return total - people * math.log(max(1 - sums[counts.size], 1e-300))


@njit(cache=True, nogil=True, error_model="numpy")
def exchange(
    s: Any, counts: Any, table: Any, shares: Any, listed: Any, told: Any, priors: Any, rung: int, work: Any
) -> bool:
    """A rung and the next change nu, lambda and alpha; `counts` are of all rungs."""
    joint, odds = work[0], work[2]
    here, there = np.empty(counts.shape[1] + 1), np.empty(counts.shape[1] + 1)
    shapes(shares[rung], listed[rung], table[1], table[2], joint, here, odds)
    shapes(shares[rung + 1], listed[rung + 1], table[1], table[2], joint, there, odds)
    gain = likelihood(counts[rung], there) + likelihood(counts[rung + 1], here)
    gain -= likelihood(counts[rung], here) + likelihood(counts[rung + 1], there)
    unseen = np.empty(2)
    for i in range(2):
        people, prior = counts[rung + i].sum(), priors[rung + i]
        unseen[i] = propose_unseen(s, people, (there if i == 0 else here)[counts.shape[1]], prior)
        if unseen[i] < 0:
            return False
        gain += log_prior(people + unseen[i], prior) - log_prior(people + told[rung + i, UNSEEN], prior)
    if not math.log(uniform(s)) < gain:
        return False
    for k in range(shares.shape[1]):
        shares[rung, k], shares[rung + 1, k] = shares[rung + 1, k], shares[rung, k]
        for j in range(listed.shape[1]):
            listed[rung, j, k], listed[rung + 1, j, k] = listed[rung + 1, j, k], listed[rung, j, k]
    for what in (ALPHA, CLASSES):
        told[rung, what], told[rung + 1, what] = told[rung + 1, what], told[rung, what]
    told[rung, UNSEEN], told[rung + 1, UNSEEN] = unseen
    return True


@njit(cache=True, nogil=True, error_model="numpy")
def run(
    s: Any, counts: Any, starts: Any, bits: Any, spread: Any, state: Any, priors: Any, spaces: Any, plan: Any, kit: Any, out: Any
) -> None:
    """Fills out (draws, 3) with N, alpha and classes with people, every `thin` rounds.

    `plan`: [rounds between two of the higher rungs, thin]. `state`: of `beginning`, and it goes on from where it was. `kit`: of
    `lcmcr_leaps`, for the lowest rung.
    """
    shares, listed, told, _ = state
    every, thin = plan
    table = counts[0], starts, bits, spread
    people = counts[0].sum()
    for draw in range(out.shape[0]):
        for step in range(thin):
            advance(s, table, shares[0], listed[0], told[0], priors[0], spaces)
            for _ in range(LEAPS if kit[0].size else 0):
                leap(s, table, shares[0], listed[0], told[0], priors[0], spaces[1], kit)
            if (draw * thin + step) % every == 0:
                climb(s, counts, table, state, priors, spaces)
        out[draw, 0] = people + told[0, UNSEEN]
        out[draw, 1] = told[0, ALPHA]
        out[draw, 2] = told[0, CLASSES]


@njit(cache=True, nogil=True, error_model="numpy")
def climb(s: Any, counts: Any, table: Any, state: Any, priors: Any, spaces: Any) -> None:
    """A round of all higher rungs, then exchanges from the top down."""
    shares, listed, told, swapped = state
    for rung in range(1, counts.shape[0]):
        above = counts[rung], table[1], table[2], table[3]
        advance(s, above, shares[rung], listed[rung], told[rung], priors[rung], spaces)
    for rung in range(counts.shape[0] - 2, -1, -1):
        swapped[rung, 0] += exchange(s, counts, table, shares, listed, told, priors, rung, spaces[0])
        swapped[rung, 1] += 1


def beginning(random: Any, rungs: int, lists: int, classes: int) -> Any:
    """Every rung somewhere in the prior of an alpha of 1, so that chains begin far from each other."""
    stick = random.beta(1, 1, (rungs, classes))
    stick[:, -1] = 1
    rest = np.cumprod(1 - np.minimum(stick, 1 - 1e-9), axis=1)
    shares = np.log(stick) + np.log(np.concatenate([np.ones((rungs, 1)), rest[:, :-1]], axis=1))
    told = np.tile([1.0, 0.0, classes], (rungs, 1))
    return shares, random.uniform(0.02, 0.98, (rungs, lists, classes)), told, np.zeros((max(rungs - 1, 1), 2))


def priors(prior: Any, rungs: int) -> Any:
    """(R, 8): the maximum on every rung, what else is thought of N on the lowest."""
    made = np.tile(prior, (rungs, 1))
    made[1:, KIND] = 0
    return made


def spaces(patterns: int, lists: int, classes: int) -> Any:
    return workspace(patterns, lists, classes), room(patterns, lists, classes)
