"""The posterior over decomposable graphs on more lists than can be gone through: several chains, until they agree.

Each begins elsewhere: at no edge, at all of them, at graphs that had nothing to do with the data. What they found in the second
half of their way is compared; they go on, twice as far each time, until R-hat and the effective sample size of the number of
people (ranks, so of its logarithm too) are good, or the way allowed is over.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from dadkhah.estimate import convergence
from dadkhah.estimate.dga_exact import COARSE, FINE, Setting
from dadkhah.estimate.dga_scores import FARTHEST, Cells, cells, log_base, narrowest, singles
from dadkhah.estimate.histories import Histories
from dadkhah.estimate.refusals import Refused
from dadkhah.sentences import Sentence

GOOD_RHAT, GOOD_ESS = 1.01, 1_000
PILOT, FIRST, FEWEST = 500, 1_000, 100
"""Sweeps of a chain over wide cells, to see where the mass lies, and in the first of its ways over narrow ones;
fewer than the last are not worth a way."""
HEATS = 0.7 ** np.arange(12)
"""Powers of the weight: the first is the posterior, at the last all graphs are nearly alike whatever the number of people."""
WIDE = 12
"""Beyond so many lists the hottest half is left out: it would spend the time on sets of lists that have no weight."""
MOST_POINTS, GRAPHS_KEPT = 600, 4_096
LEAST_ROWS, MOST_ROWS, MOST_STORED = 1 << 8, 1 << 14, 15_000_000
APART = Sentence(
    "The chains have not come to agree on one answer in the time they were given, so there is none. More sweeps, or"
    " fewer lists, may help."
)
UNLIKELY, ON_EDGE = 1e-10, 1e-6


class Walked(NamedTuple):
    """`mass`: (points,), together 1. `draws`: (chains, sweeps) of the unseen. `graphs`: (kept, J) bits of the neighbours."""

    points: Cells
    mass: Any
    draws: Any
    graphs: Any
    end: float
    rhat: float
    ess: float
    sweeps: int
    heats: int


class _Way:
    """Chains over one set of cells, with the scores met so far. `near`: (chains, heats, J)."""

    def __init__(self, table: Histories, setting: Setting, points: Cells, near: Any) -> None:
        lists, room = len(table.lists), min(MOST_ROWS, max(LEAST_ROWS, MOST_STORED // len(points.low)))
        self.points, self.near, self.whole = points, near, setting.saturated
        self.base = log_base(setting.prior, table.observed, points)
        marks = table.patterns.astype(np.int64) @ (1 << np.arange(lists))
        data = (marks, table.counts.astype(np.float64), points.middle, setting.delta, lists)
        keys, slots = np.full(4 * MOST_ROWS, -1), np.zeros(4 * MOST_ROWS, np.int64)
        self.store = (keys, slots, np.empty((room, len(self.base))), np.zeros(1, np.int64), data)

    def go(self, sweeps: int, random: np.random.Generator) -> tuple[Any, Any, Any]:
        """Points drawn (chains, sweeps), mass of each chain (chains, points), graphs (chains, kept, J)."""
        from dadkhah.estimate.walk_loops import walk

        chains, levels, lists = self.near.shape
        kept = np.zeros((chains, min(sweeps, GRAPHS_KEPT), lists), np.int64)
        done = [
            walk(int(random.integers(1 << 31)), sweeps, near, HEATS[:levels], self.base, self.whole, self.store, graphs)
            for near, graphs in zip(self.near, kept, strict=True)
        ]
        return np.array([drawn for drawn, _ in done]), np.array([mass for _, mass in done]), kept


def walked(table: Histories, setting: Setting, *, chains: int, sweeps: int, seed: int) -> Walked:
    """First by single graphs; where those do not agree, with others beside them that move more freely (`HEATS`).

    Raises Refused where the chains still disagree after `sweeps` sweeps each, of all heats together.
    """
    random = np.random.default_rng(seed)
    starts = _starts(len(table.lists), chains, random, saturated=setting.saturated)
    found = _over_all(table, setting, starts[:, None], sweeps // 4, random)
    levels = len(HEATS) if len(table.lists) <= WIDE else len(HEATS) // 2
    left = (sweeps - found.sweeps) // levels
    if not _agree(found) and left >= FEWEST:
        near = np.repeat(starts[:, None], levels, axis=1)
        found = _over_all(table, setting, near, left, random)
    if not _agree(found):
        medians = table.observed + np.median(found.draws, axis=1)
        raise Refused(APART, {"rhat": found.rhat, "ess": found.ess, "medians": medians.tolist(), "sweeps": found.sweeps})
    return found


def _agree(found: Walked) -> bool:
    return found.rhat <= convergence.HIGHEST_RHAT and found.ess >= convergence.LEAST_ESS


def _over_all(table: Histories, setting: Setting, near: Any, sweeps: int, random: np.random.Generator) -> Walked:
    """Over cells that leave out nothing: again over more of them where the ends have weight."""
    wide = cells(table.observed, int(table.observed * (setting.most or FARTHEST)), COARSE, narrowest(setting.prior))
    _, pilot, _ = _Way(table, setting, wide, near).go(min(PILOT, max(FEWEST, sweeps)), random)
    margin = 1.0
    while True:
        points = _narrow(table, setting, wide, pilot, margin)
        found = _until_good(_Way(table, setting, points, near), sweeps, random)
        below, above = points.low[0] > wide.low[0], points.high[-1] < wide.high[-1]
        if below * found.mass[0] + above * found.mass[-1] < ON_EDGE:
            break
        margin *= 4
    return found._replace(end=float(found.mass[points.low >= wide.low[-max(1, len(wide.low) // 10)]].sum()))


def _until_good(way: _Way, sweeps: int, random: np.random.Generator) -> Walked:
    done, length = 0, min(FIRST, max(FEWEST, sweeps))
    while True:
        drawn, mass, graphs = way.go(length, random)
        done += length
        draws = way.points.low[drawn] + random.integers(way.points.width[drawn])
        rhat, ess = convergence.rhat(draws), convergence.ess(draws)
        if (rhat <= GOOD_RHAT and ess >= GOOD_ESS) or 2 * done > sweeps:
            flat = graphs.reshape(-1, graphs.shape[-1])
            return Walked(way.points, mass.mean(axis=0), draws, flat, 0, rhat, ess, done, way.near.shape[1])
        length = done


def _starts(lists: int, chains: int, random: np.random.Generator, *, saturated: bool) -> Any:
    """(chains, J): no edge; every edge; then graphs of any kind."""
    from dadkhah.estimate.walk_loops import stray

    everybody = (1 << lists) - 1
    near = np.zeros((chains, lists), np.int64)
    near[1::2] = everybody ^ (1 << np.arange(lists))
    if not saturated:
        near[1::2, 0] ^= 2
        near[1::2, 1] ^= 1
    for chain in range(2, chains):
        stray(int(random.integers(1 << 31)), near[chain], 2 * lists**2)
    return near


def _narrow(table: Histories, setting: Setting, wide: Cells, pilot: Any, margin: float) -> Cells:
    """Over what any chain held likely on its way, and `margin` times as much at both sides; as fine as the store allows."""
    if setting.every:
        return singles(int(wide.high[-1]))
    held = np.flatnonzero((pilot > UNLIKELY).any(axis=0))
    more = max(3, int(len(held) * margin))
    first, last = wide.low[max(held[0] - more, 0)], wide.high[min(held[-1] + more, len(wide.low) - 1)]
    for fineness in (FINE, 2 * FINE, 4 * FINE):
        points = cells(table.observed, int(wide.high[-1]), fineness, narrowest(setting.prior)).between(first, last)
        if len(points.low) <= MOST_POINTS:
            break
    return points
