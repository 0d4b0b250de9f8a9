"""The Langevin move of `lcmcr_moves` from its choice of classes to its acceptance, and labels that change places."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

from dadkhah.estimate.lcmcr_kernel import ALPHA, NEAREST, STEP, UNSEEN, propose_unseen
from dadkhah.estimate.lcmcr_moves import WANTED, WIDEST, chosen, stand, sticks, up
from dadkhah.estimate.lcmcr_prior import log_prior
from dadkhah.estimate.lcmcr_random import normal, uniform

UNEVEN = 0.5
"""Steps differ by such a log-normal factor: one length does not suit all places."""


@njit(cache=True, nogil=True, error_model="numpy")
def place(shares: Any, listed: Any, moved: Any, at: Any) -> None:
    """Coordinates (d,) of where we are."""
    lists, count = listed.shape[0], moved.size
    for i in range(count):
        for j in range(lists):
            here = listed[j, moved[i]]
            at[i * lists + j] = math.log(here / (1 - here))
        if i < count - 1:
            at[count * lists + i] = shares[moved[i]] - shares[moved[count - 1]]


@njit(cache=True, nogil=True, error_model="numpy")
def go(at: Any, moved: Any, least: float, shares: Any, listed: Any) -> bool:
    """Sets shares and lambda of what moved to the coordinates; what they have together they keep. False: out of bounds."""
    lists, count = listed.shape[0], moved.size
    whole, high = 0.0, 0.0
    for i in range(count):
        whole += math.exp(shares[moved[i]])
        high = max(high, at[count * lists + i] if i < count - 1 else 0.0)
        for j in range(lists):
            here = 1 / (1 + math.exp(-at[i * lists + j]))
            if not NEAREST < here < 1 - NEAREST:
                return False
            listed[j, moved[i]] = here
    total = 0.0
    for i in range(count):
        total += math.exp((at[count * lists + i] if i < count - 1 else 0.0) - high)
    for i in range(count):
        new = math.log(whole) + (at[count * lists + i] if i < count - 1 else 0.0) - high - math.log(total)
        if new < least:
            return False
        shares[moved[i]] = new
    return True


@njit(cache=True, nogil=True, error_model="numpy")
def langevin(s: Any, table: Any, shares: Any, listed: Any, told: Any, prior: Any, buffers: Any, room: Any) -> float:
    """One move of nu, lambda and those on no list. Returns the probability with which it was accepted."""
    moves, slope, back, metric, metric_back, at, there, noise, shares_there, listed_there = room
    lists = listed.shape[0]
    count, least = chosen(s, shares, lists, moves)
    if count == 0:
        return WANTED
    moved, size, e = moves[:count], count * (lists + 1) - 1, told[STEP] * math.exp(UNEVEN * normal(s))
    slope, back, at, there, noise = slope[:size], back[:size], at[:size], there[:size], noise[:size]
    metric, metric_back = metric[:size, :size], metric_back[:size, :size]
    total, volume, _ = stand(table, shares, listed, told[ALPHA], moved, prior, buffers, slope, metric)
    place(shares, listed, moved, at)
    ahead = 0.0
    for i in range(size):
        there[i] = noise[i] = normal(s)
        ahead += noise[i] ** 2
    up(metric, there)
    for i in range(size):
        there[i] = at[i] + 0.5 * e * e * slope[i] + e * there[i]
    shares_there[:] = shares
    listed_there[:] = listed
    if not go(there, moved, least, shares_there, listed_there):
        return 0.0
    total_there, volume_there, p0 = stand(table, shares_there, listed_there, told[ALPHA], moved, prior, buffers, back, metric_back)
    behind = 0.0
    for i in range(size):
        noise[i] = (at[i] - there[i] - 0.5 * e * e * back[i]) / e
    for i in range(size):
        along = 0.0
        for k in range(i, size):
            along += metric_back[k, i] * noise[k]
        behind += along * along
    gain = total_there - total + volume_there - volume + 0.5 * (ahead - behind)
    people = table[0].sum()
    unseen = propose_unseen(s, people, p0, prior)
    if unseen < 0 or not gain > -math.inf:
        return 0.0
    gain += log_prior(people + unseen, prior) - log_prior(people + told[UNSEEN], prior)
    if math.log(uniform(s)) < gain:
        shares[:] = shares_there
        listed[:] = listed_there
        told[UNSEEN] = unseen
    return math.exp(min(gain, 0.0))


@njit(cache=True, nogil=True, error_model="numpy")
def relabel(s: Any, shares: Any, listed: Any, alpha: float, tails: Any) -> None:
    """Two neighbours change places: no likelihood changes, only what the sticks say (Papaspiliopoulos and Roberts 2008)."""
    k = int(uniform(s) * (shares.size - 1))
    before = sticks(shares, alpha, tails)
    shares[k], shares[k + 1] = shares[k + 1], shares[k]
    if math.log(uniform(s)) < sticks(shares, alpha, tails) - before:
        for j in range(listed.shape[0]):
            listed[j, k], listed[j, k + 1] = listed[j, k + 1], listed[j, k]
    else:
        shares[k], shares[k + 1] = shares[k + 1], shares[k]


def room(patterns: int, lists: int, classes: int) -> Any:
    """Buffers of both ends of a move, what is kept of each, and room for moves along ridges."""
    widest = max(WIDEST, lists + 1)
    buffers = ((patterns + 1, classes), (patterns + 1,), (lists, classes), (patterns, widest), (classes,), (classes,))
    slopes, places = [np.zeros(widest) for _ in range(2)], [np.zeros(widest) for _ in range(3)]
    metrics = [np.zeros((widest, widest)) for _ in range(2)]
    states = np.zeros(classes), np.zeros((lists, classes))
    ridge = np.zeros(lists), np.zeros(classes), np.zeros(patterns + 1), np.zeros(patterns + 1)
    moves = np.zeros(classes, np.int64)
    return tuple(np.zeros(shape) for shape in buffers), (moves, *slopes, *metrics, *places, *states), ridge
