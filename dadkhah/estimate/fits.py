"""Many models of one table, or one model along the people unseen: loops over `poisson`, compiled by numba."""

from __future__ import annotations

from math import exp, inf, lgamma, log, nan
from typing import Any

import numpy as np
from numba import njit

from dadkhah.estimate.poisson import (
    FITTED,
    NOT_IDENTIFIED,
    above,
    climb,
    deviance,
    factor,
    first_guess,
    kept,
    solve,
)


@njit(cache=True, nogil=True)
def is_identified(terms: Any, open_cells: Any, root: Any) -> bool:
    """Full rank: A'A of the cells that are left has a Cholesky factor. It is of whole numbers, so a pivot is 0 or far from it."""
    cells = open_cells.copy()
    above(cells)
    return factor(cells, terms, root, 1e-9)


@njit(cache=True, nogil=True)
def fit_all(counts: Any, terms: Any, sizes: Any, starts: Any, told: Any, found: Any) -> None:
    """Each model of `terms` (K, T), of which the first `sizes` count. `starts` (K, T): from where, NaN in front for anywhere.

    Into `told` (K, 3) the deviance, log n0 and its standard error; into `found` (K, T) its u, -inf for terms that nobody
    shares; into `told` as its last column how it ended. `counts` (2**J,): the cell of nobody is closed.
    """
    for k in range(len(terms)):
        chosen = terms[k, : sizes[k]]
        open_cells = np.ones(len(counts))
        open_cells[0] = 0
        stay = kept(counts, chosen, open_cells)
        active = chosen[stay]
        root, u, eta = np.empty((len(active), len(active))), np.empty(len(active)), np.empty(len(counts))
        told[k, 0], told[k, 1], told[k, 2], told[k, 3] = inf, nan, nan, NOT_IDENTIFIED
        if not is_identified(active, open_cells, root):
            continue
        if np.isnan(starts[k, 0]):
            first_guess(counts, active, open_cells, root, u)
        else:
            u[:] = starts[k, : sizes[k]][stay]
        told[k, 3] = climb(counts, active, open_cells, root, u, eta)
        told[k, 0], told[k, 1] = deviance(counts, open_cells, eta), u[0]
        place = 0
        for a in range(sizes[k]):
            found[k, a] = u[place] if stay[a] else -inf
            place += stay[a]
        if told[k, 3] == FITTED:
            spread = np.zeros(len(active))
            spread[0] = 1
            solve(root, spread)
            told[k, 2] = spread[0] ** 0.5


@njit(cache=True, nogil=True)
def remainder(x: float) -> float:
    """What log x! has beyond x log x - x, without the loss of digits that large x bring."""
    if x < 1e-300:
        return 0.0
    if x < 50:
        return lgamma(x + 1) - x * log(x) + x
    return 0.5 * log(2 * np.pi * x) + 1 / (12 * x) - 1 / (360 * x**3)


@njit(cache=True, nogil=True)
def along(counts: Any, terms: Any, place: Any, unseen: Any, heights: Any) -> None:
    """Into `heights` the multinomial log-likelihood, maximised over the model, of each number `unseen`, one after the other.

    `place`: u from where to begin, and at the end where the last one was fitted. NaN where Newton did not arrive; with nobody
    unseen it need not, for then the cell of nobody may itself vanish.
    """
    table, open_cells = counts.copy(), np.ones(len(counts))
    stay = kept(counts, terms, open_cells)
    active = terms[stay]
    root, u, eta = np.empty((len(active), len(active))), place[stay], np.empty(len(counts))
    observed = counts.sum()
    before = exp(u[0])
    for i in range(len(unseen)):
        x = unseen[i]
        table[0] = x
        if x > 0:
            u[0] += log(x / before)
            for a in range(len(active)):
                if active[a] and active[a] & (active[a] - 1) == 0:
                    u[a] -= log(x / before)
            before = x
        ended = climb(table, active, open_cells, root, u, eta)
        height = remainder(observed + x) - remainder(x) - observed
        for c in range(1, len(counts)):
            if counts[c] > 0:
                height += counts[c] * eta[c]
        if x > 0:
            height += x * (eta[0] - log(x))
        heights[i] = height if ended == FITTED or x == 0 else nan
    place[stay] = u
