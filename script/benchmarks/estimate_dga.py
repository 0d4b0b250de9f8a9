"""Averaging over decomposable graphs: processor time of one table, lists from five to a walk over twenty, and what is weighed.

The people are made up. The compiled loops are made ready first, and the lists of graphs, as for the second of many strata.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from dadkhah.estimate.dga import DGA
from dadkhah.estimate.graphs import decomposable
from dadkhah.estimate.histories import Histories
from script.benchmarks.figure import Figure, median, peak_memory, spent

SEED = 1988
THROUGH = ((5, 2_000, 0.05), (6, 2_000, 0.5), (7, 500, 8.0))
"""Lists, people and seconds of a processor; fewer people leave more graphs in the running, the harder case."""
WALKED = ((12, 500, 10.0), (20, 500, 40.0))


def measure(folder: Path, *, quick: bool) -> list[Figure]:  # noqa: ARG001 - nothing is written
    warm()
    return [*(through(*each) for each in THROUGH), memory(), *(walk(*each) for each in WALKED[: 1 if quick else None])]


def warm() -> None:
    DGA().fit(made_up(4, 100))
    DGA(sweeps=1000).fit(made_up(8, 300))


def made_up(lists: int, people: int) -> Histories:
    """People of different luck, so that lists are not independent of each other."""
    random = np.random.default_rng(SEED)
    found = random.random((people, lists)) < 1 / (1 + np.exp(1.5 - random.standard_normal((people, 1))))
    return Histories.of_persons([f"list {number}" for number in range(lists)], found)


def through(lists: int, people: int, seconds: float) -> Figure:
    table = made_up(lists, people)
    made = spent(lambda: decomposable(lists)).cpu
    took = median([spent(lambda: DGA().fit(table)).cpu for _ in range(3)])
    note = f"{len(decomposable(lists).edges):,} graphs, made in {made:.2f} s; {table.observed:,} people listed"
    return Figure(f"averaging over graphs: {lists} lists, all graphs", took, "s", seconds, at_most=True, note=note)


def memory() -> Figure:
    return Figure("averaging over graphs: memory at most, seven lists", peak_memory(), "MB", 700, at_most=True)


def walk(lists: int, people: int, seconds: float) -> Figure:
    table = made_up(lists, people)
    found = [DGA().fit(table)]
    took = spent(lambda: found.append(DGA().fit(table))).cpu
    one = found[-1]
    note = f"R-hat {one.rhat:.3f}, effective sample size {one.ess:,.0f}" if one.rhat and one.ess else str(one.reason)
    what = f"averaging over graphs: {lists} lists, four chains until they agree"
    return Figure(what, took, "s", seconds, at_most=True, note=note)
