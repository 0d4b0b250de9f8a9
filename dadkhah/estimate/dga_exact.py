"""The posterior over every decomposable graph, for as many lists as all of them can be gone through.

Two passes: the first, over wide cells, finds the graphs and the numbers that can matter; the second is fine over those. What is
left out weighs less than a part in 10**12 altogether.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from dadkhah.estimate.dga_scores import FARTHEST, Cells, Prior, cells, log_base, log_table, narrowest, singles
from dadkhah.estimate.graphs import Graphs, decomposable
from dadkhah.estimate.histories import Histories

COARSE, FINE = 4.0, 0.5
DEEP_GRAPH, DEEP_POINT = 50.0, 35.0
"""Logs below the best one: far less than a wide cell can hide."""


class Posterior(NamedTuple):
    """`mass`: (points,) of each cell, together 1. `graphs` are those with a `weight`, (G,). `end`: share of the last decile."""

    points: Cells
    mass: Any
    graphs: Graphs
    weight: Any
    end: float


class Setting(NamedTuple):
    delta: float
    prior: Prior
    saturated: bool
    most: float | None
    every: bool


def exact(table: Histories, setting: Setting) -> Posterior:
    from dadkhah.estimate.graph_loops import masses, peaks

    lists, observed = len(table.lists), table.observed
    farthest = int(observed * (setting.most or FARTHEST))
    wide = cells(observed, farthest, COARSE, narrowest(setting.prior))
    scores, base = log_table(table, setting.delta, wide), log_base(setting.prior, observed, wide)
    graphs = decomposable(lists)
    if not setting.saturated:
        graphs = graphs.only(np.arange(len(graphs.edges) - 1))
    highest = peaks(*graphs[2:], scores, base)
    graphs = graphs.only(np.flatnonzero(highest > highest.max() - DEEP_GRAPH))
    first, _ = masses(*graphs[2:], scores, base, highest.max())
    points = singles(farthest) if setting.every else _fine(wide, first, observed, setting.prior)
    over = log_table(table, setting.delta, points), log_base(setting.prior, observed, points)
    mass, weight = masses(*graphs[2:], *over, highest.max())
    return Posterior(points, mass / mass.sum(), graphs, weight / weight.sum(), last_decile(first))


def _fine(wide: Cells, mass: Any, observed: int, prior: Prior) -> Cells:
    """Narrow cells where the wide ones have any mass, and next to them."""
    held = np.flatnonzero(mass > mass.max() * np.exp(-DEEP_POINT))
    first, last = wide.low[max(held[0] - 1, 0)], wide.high[min(held[-1] + 1, len(mass) - 1)]
    return cells(observed, int(wide.high[-1]), FINE, narrowest(prior)).between(first, last)


def last_decile(mass: Any) -> float:
    """The share of the last tenth of the cells."""
    return float(mass[-max(1, len(mass) // 10) :].sum() / mass.sum())
