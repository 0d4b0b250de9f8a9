"""Latent classes: effective draws to a second of processor, sweeps of a wide table, and how long two modes take to be mixed.

The tables of the literature stand beside the checkout (`../shared/data/mse`), or where DADKHAH_HISTORIES says; without them
only the made-up table is measured.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from script.benchmarks.figure import Figure, Spent, spent

HISTORIES = Path(os.environ.get("DADKHAH_HISTORIES", Path(__file__).resolve().parents[3] / "shared" / "data" / "mse"))
SEED = 1988
DRAWS_A_SECOND = {"Kosovo": 250, "Western": 3_000, "HIV_Rome": 6_000}
MODES = ("UKdat_5", "Ned_5")
SECONDS, SWEEPS_A_SECOND = 120, 27_000
LONG = 5_000
"""Effective draws that are asked for where their rate is measured: what comes before the first of them counts too."""


def measure(_folder: Path, *, quick: bool) -> list[Figure]:
    """The compiled loops are made ready first: that is once for an installation."""
    warm()
    real = [*rates(quick=quick), *(modes() if not quick else [])] if HISTORIES.is_dir() else []
    return [*real, wide(500 if quick else 20_000)]


def warm() -> None:
    from dadkhah.estimate import LCMCR, Histories

    LCMCR(sweeps=50).fit(Histories.of("ABC", [((1, 0, 0), 9), ((0, 1, 0), 8), ((0, 0, 1), 7), ((1, 1, 0), 3), ((0, 1, 1), 2)]))


def table(name: str) -> Any:
    from dadkhah.estimate import Histories

    with (HISTORIES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    return Histories.of(head[:-1], [([int(bit) for bit in row[:-1]], int(row[-1])) for row in rows])


def fitted(method: Any, name: str) -> tuple[Any, Spent]:
    found: list[Any] = []
    histories = table(name)
    took = spent(lambda: found.append(method.fit(histories)))
    return found[0], took


def rates(*, quick: bool) -> list[Figure]:
    from dadkhah.estimate import LCMCR

    made = []
    for name, target in DRAWS_A_SECOND.items():
        found, took = fitted(LCMCR(ess=500 if quick else LONG), name)
        rate = found.details["ess"] / took.cpu
        made.append(Figure(f"{name}: effective draws of N", rate, "a second of processor", target, note=_shown(found)))
    return made


def modes() -> list[Figure]:
    from dadkhah.estimate import LCMCR

    made = []
    for name in MODES:
        found, took = fitted(LCMCR(), name)
        note = f"R-hat {found.details['rhat']:.4f}; {_shown(found)}; {took.cpu:.0f} s of processor"
        made.append(Figure(f"{name}: until R-hat is at most 1.01", took.wall, "s", SECONDS, at_most=True, note=note))
    return made


def _shown(found: Any) -> str:
    if found.estimate is None:
        return str(found.reason)
    return f"{found.estimate:,.0f} [{found.lower:,.0f}-{found.upper:,.0f}], {found.details['sweeps']:,} sweeps of each chain"


def wide(sweeps: int) -> Figure:
    """Plain sweeps of a table of 20 lists and 100 patterns with 15 classes, one processor."""
    go = sweeper(*made_up())
    go(1)
    rate = sweeps / spent(lambda: go(sweeps)).cpu
    return Figure("20 lists, 100 patterns, 15 classes: sweeps", rate, "a second of processor", SWEEPS_A_SECOND)


def made_up() -> tuple[Any, Any, Any]:
    """People on one to four lists, most on one, few to a pattern."""
    random = np.random.default_rng(SEED)
    times = np.minimum(random.geometric(0.55, 100), 4)
    rows = [np.sort(random.choice(20, number, replace=False)) for number in times]
    counts = np.ceil(random.pareto(0.8, 100) * 2).clip(1, 300)
    return counts, np.concatenate([[0], np.cumsum(times)]), np.concatenate(rows)


def sweeper(counts: Any, starts: Any, bits: Any) -> Callable[[int], None]:
    """Does so many sweeps, compiled as one loop."""
    from numba import njit

    from dadkhah.estimate.lcmcr_kernel import sweep, workspace
    from dadkhah.estimate.lcmcr_prior import numbers
    from dadkhah.estimate.lcmcr_random import stream
    from dadkhah.estimate.lcmcr_tempering import beginning

    shares, listed, told, _ = beginning(np.random.default_rng(SEED), 1, 20, 15)
    prior = numbers("inverse", 100 * counts.sum(), (1, 1), (0.25, 0.25))
    state = (shares[0], listed[0], told[0], prior, workspace(len(counts), 20, 15))

    @njit
    def many(random: Any, counts: Any, starts: Any, bits: Any, state: Any, times: int) -> None:
        shares, listed, told, prior, work = state
        for _ in range(times):
            sweep(random, counts, starts, bits, shares, listed, told, prior, work)

    return lambda times: many(stream(SEED, 0), counts, starts, bits, state, times)
