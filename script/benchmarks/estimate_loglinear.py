"""All 1,024 log-linear models of five lists in each of 200 resampled tables: how long, and against one model by a plain optimiser.

The table is invented: five lists of people who differ in how likely they are to be listed. Times are of processors, after the
loops have been compiled.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from dadkhah.estimate import Histories, LogLinear
from script.benchmarks.figure import Figure, spent

PEOPLE = 3_000


def invented() -> Histories:
    random = np.random.default_rng(1988)
    logit = np.log(random.uniform(0.05, 0.3, 5)) + 0.7 * random.standard_normal((PEOPLE, 1))
    return Histories.of_persons("ABCDE", random.random((PEOPLE, 5)) < 1 / (1 + np.exp(-logit)))


def plainly(table: Histories) -> Any:
    """One model, of independent lists, by a design matrix and a general optimiser."""
    from scipy.optimize import minimize

    counts = table.full()[1:].astype(np.float64)
    matrix = np.array([[1.0, *(cell >> each & 1 for each in range(5))] for cell in range(1, 32)])

    def loss(u: Any) -> tuple[float, Any]:
        mu = np.exp(np.minimum(matrix @ u, 50))
        return float(mu.sum() - counts @ (matrix @ u)), matrix.T @ (mu - counts)

    return minimize(loss, np.full(6, -1.0), jac=True, method="BFGS")


def measure(folder: Path, *, quick: bool) -> list[Figure]:  # noqa: ARG001 - nothing is kept
    table, bootstraps = invented(), 20 if quick else 200
    bootstrap, average = LogLinear(interval="bootstrap", bootstraps=bootstraps), LogLinear(averaging=True)
    LogLinear(interval="bootstrap", bootstraps=2).fit(table)
    average.fit(table)
    plainly(table)
    ours, mixed = (spent(lambda method=method: method.fit(table)).cpu for method in (bootstrap, average))
    one = spent(lambda: [plainly(table) for _ in range(10)]).cpu / 10
    resamples = bootstraps + int((table.counts > 0).sum())
    note = f"{1024 * resamples:,} models to choose from; the plain optimiser takes {one * 1e3:.1f} ms for one of them"
    return [
        Figure("choosing among 1,024 log-linear models in each of 200 bootstrap tables", ours, "s", 5.0, at_most=True, note=note),
        Figure("the same as one by one with a plain optimiser: how many times faster", 1024 * resamples * one / ours, "x", 100.0),
        Figure("averaging all 1,024 log-linear models of five lists", mixed, "s", 5.0, at_most=True),
    ]
