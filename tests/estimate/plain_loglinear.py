"""Log-linear models once more without speed: a design matrix and scipy's optimiser, nothing of the room's own arithmetic."""

from __future__ import annotations

from collections.abc import Iterable
from math import lgamma, log

import numpy as np
from scipy.optimize import minimize

from dadkhah.estimate import Histories

PUBLISHED_TABLE = [((1, 0, 0), 40), ((0, 1, 0), 30), ((0, 0, 1), 20), ((1, 1, 0), 6)]
"""Chan, Silverman and Vincent 2021, table 2: an artificial one."""


def artificial() -> Histories:
    return Histories.of("ABC", PUBLISHED_TABLE)


def made_up(lists: int, people: int, seed: int, dependence: float = 0.0, thin: float = 0.25) -> Histories:
    """Invented people, who are on each list with chances that differ from list to list and, by `dependence`, among people."""
    random = np.random.default_rng(seed)
    logit = np.log(random.uniform(thin / 3, thin, lists)) + dependence * random.standard_normal((people, 1))
    return Histories.of_persons([f"L{each}" for each in range(lists)], random.random((people, lists)) < 1 / (1 + np.exp(-logit)))


def design(lists: int, terms: Iterable[int]) -> np.ndarray:
    """(2**J, T), the cell of nobody the first."""
    return np.array([[float(cell & term == term) for term in terms] for cell in range(1 << lists)])


def maximum(matrix: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """log mu of the Poisson fit of these cells."""

    def loss(u: np.ndarray) -> tuple[float, np.ndarray]:
        eta = np.minimum(matrix @ u, 60)
        return float(np.exp(eta).sum() - counts @ eta), matrix.T @ (np.exp(eta) - counts)

    start = np.linalg.lstsq(matrix, np.log(counts + 0.5), rcond=None)[0]
    for method in ("BFGS", "L-BFGS-B", "BFGS"):
        start = minimize(loss, start, jac=True, method=method, options={"gtol": 1e-9, "maxiter": 5000}).x
    return start


def log_unseen(table: Histories, terms: list[int]) -> tuple[float, float]:
    """u of the constant, and the deviance. Of models all of whose interactions somebody shares."""
    counts = table.full()[1:].astype(float)
    matrix = design(len(table.lists), terms)[1:]
    u = maximum(matrix, counts)
    mu = np.exp(matrix @ u)
    some = counts > 0
    return float(u[0]), 2 * float((counts[some] * np.log(counts[some] / mu[some])).sum() - (counts - mu).sum())


def multinomial(table: Histories, terms: list[int], unseen: float) -> float:
    """Cormack's log-likelihood with this number in the cell of nobody, without the constant of the counts."""
    counts = table.full().astype(float)
    counts[0] = unseen
    total = counts.sum()
    matrix = design(len(table.lists), terms)
    eta = matrix @ maximum(matrix, counts)
    return lgamma(total + 1) - lgamma(unseen + 1) + float(counts @ (eta - log(total)))
