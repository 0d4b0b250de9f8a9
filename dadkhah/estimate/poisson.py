"""Poisson log-linear fits of one table, compiled by numba: the inner loops of `newton`.

Cells are numbered by the lists that name their people, a bit each. With the interactions u of a model as numbers at the cells
of their lists, log mu is a sum over subsets, and the sufficient statistics and the Hessian are sums over supersets:
H[a, b] = sum of mu over the cells that contain both a and b. One iteration costs J 2**J additions and one small Cholesky.
"""

from __future__ import annotations

from math import exp, inf, log
from typing import Any

import numpy as np
from numba import njit

FITTED, NO_MAXIMUM, NOT_IDENTIFIED = 0, 1, 2
STILL = 1e-7
"""A Newton step that moves no log mu by more has arrived: quadratic convergence, so what is left is its square.

Where no finite maximum exists every step moves the cells that vanish by about 1, for ever. That is how it is seen.
"""
LONGEST, MOST_STEPS, SETTLED = 4.0, 120, 1e-12


@njit(cache=True, nogil=True)
def below(values: Any) -> None:
    """In place: the sum over all subsets of each cell."""
    bit = 1
    while bit < len(values):
        for start in range(0, len(values), 2 * bit):
            for x in range(start, start + bit):
                values[x + bit] += values[x]
        bit *= 2


@njit(cache=True, nogil=True)
def above(values: Any) -> None:
    """In place: the sum over all supersets of each cell."""
    bit = 1
    while bit < len(values):
        for start in range(0, len(values), 2 * bit):
            for x in range(start, start + bit):
                values[x] += values[x + bit]
        bit *= 2


@njit(cache=True, nogil=True)
def factor(sums: Any, terms: Any, root: Any, least: float) -> bool:
    """Into `root` the Cholesky factor of H; false where a pivot falls below its share `least` of the diagonal."""
    for a in range(len(terms)):
        for b in range(a + 1):
            value = sums[terms[a] | terms[b]]
            for k in range(b):
                value -= root[a, k] * root[b, k]
            if a > b:
                root[a, b] = value / root[b, b]
            elif value <= least * sums[terms[a]]:
                return False
            else:
                root[a, a] = value**0.5
    return True


@njit(cache=True, nogil=True)
def solve(root: Any, right: Any) -> None:
    """In place: H**-1 right."""
    size = len(right)
    for a in range(size):
        for k in range(a):
            right[a] -= root[a, k] * right[k]
        right[a] /= root[a, a]
    for a in range(size - 1, -1, -1):
        for k in range(a + 1, size):
            right[a] -= root[k, a] * right[k]
        right[a] /= root[a, a]


@njit(cache=True, nogil=True)
def kept(counts: Any, terms: Any, open_cells: Any) -> Any:
    """Which terms stay finite; `open_cells` becomes 1 at the cells that can hold people and 0 at those that cannot.

    A term whose lists share nobody has u = -inf: neither it nor a cell that contains it takes part in the fit.
    """
    sums = counts.copy()
    above(sums)
    stay = np.ones(len(terms), np.bool_)
    for a in range(1, len(terms)):
        if sums[terms[a]] == 0:
            stay[a] = False
            for x in range(len(counts)):
                if x & terms[a] == terms[a]:
                    open_cells[x] = 0
    return stay


@njit(cache=True, nogil=True)
def logarithms(terms: Any, u: Any, eta: Any) -> None:
    eta[:] = 0
    for a in range(len(terms)):
        eta[terms[a]] = u[a]
    below(eta)


@njit(cache=True, nogil=True)
def likelihood(counts: Any, open_cells: Any, eta: Any, mu: Any) -> float:
    """The log-likelihood without its constant; -inf where a mean overflows. Fills `mu`."""
    total = 0.0
    for x in range(len(counts)):
        mu[x] = 0.0
        if open_cells[x]:
            if eta[x] > 600:
                return -inf
            mu[x] = exp(eta[x])
            total += counts[x] * eta[x] - mu[x]
    return total


@njit(cache=True, nogil=True)
def first_guess(counts: Any, terms: Any, open_cells: Any, root: Any, u: Any) -> None:
    """Into `u` one weighted least-squares step from the counts plus a half, as a GLM begins."""
    weights, worked = np.zeros(len(counts)), np.zeros(len(counts))
    for x in range(len(counts)):
        if open_cells[x]:
            weights[x] = counts[x] + 0.5
            worked[x] = weights[x] * log(weights[x]) - 0.5
    above(weights)
    above(worked)
    for a in range(len(terms)):
        u[a] = worked[terms[a]]
    if factor(weights, terms, root, 1e-12):
        solve(root, u)
    else:
        u[:] = 0.0
        u[0] = log(counts.sum() / len(counts))


@njit(cache=True, nogil=True)
def longest_move(terms: Any, step: Any, open_cells: Any, move: Any) -> float:
    """By how much a step in u changes log mu where it changes most."""
    logarithms(terms, step, move)
    longest = 0.0
    for x in range(len(move)):
        if open_cells[x]:
            longest = max(longest, abs(move[x]))
    return longest


@njit(cache=True, nogil=True)
def advance(counts: Any, terms: Any, open_cells: Any, step: Any, share: float, now: float, u: Any, eta: Any, mu: Any) -> float:
    """Moves `u` by a share of the step, halved until the likelihood does not fall; returns it, and fills `eta` and `mu`."""
    before, then = u.copy(), now
    for _ in range(40):
        for a in range(len(terms)):
            u[a] = before[a] + share * step[a]
        logarithms(terms, u, eta)
        then = likelihood(counts, open_cells, eta, mu)
        if then >= now - 1e-9 * (1 + abs(now)):
            break
        share /= 2
    return then


@njit(cache=True, nogil=True)
def climb(counts: Any, terms: Any, open_cells: Any, root: Any, u: Any, eta: Any) -> int:
    """Newton's steps from `u` to the maximum. Fills `u`, `eta` and `root` of the last step; says how it ended."""
    mu, wanted, move, step = np.empty(len(counts)), counts.copy(), np.empty(len(counts)), np.empty(len(terms))
    above(wanted)
    logarithms(terms, u, eta)
    now = likelihood(counts, open_cells, eta, mu)
    for turn in range(MOST_STEPS):
        above(mu)
        for a in range(len(terms)):
            step[a] = wanted[terms[a]] - mu[terms[a]]
        slope = step.copy()
        if not factor(mu, terms, root, 1e-13):
            return NO_MAXIMUM
        solve(root, step)
        longest = longest_move(terms, step, open_cells, move)
        if turn >= 15 and longest > 0.1 and (slope * step).sum() < SETTLED:
            return NO_MAXIMUM
        now = advance(counts, terms, open_cells, step, min(1.0, LONGEST / max(longest, 1e-300)), now, u, eta, mu)
        if longest < STILL:
            return FITTED
    return NO_MAXIMUM


@njit(cache=True, nogil=True)
def deviance(counts: Any, open_cells: Any, eta: Any) -> float:
    total = 0.0
    for x in range(len(counts)):
        if open_cells[x]:
            total += exp(eta[x]) - counts[x]
            if counts[x] > 0:
                total += counts[x] * (log(counts[x]) - eta[x])
    return 2 * total
