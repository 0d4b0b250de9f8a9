"""A chain that can be asked to go on: its state between looks, what it keeps of its draws, and where it has been."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dadkhah.estimate.histories import Histories
from dadkhah.estimate.lcmcr_leaps import NONE, fitted, places
from dadkhah.estimate.lcmcr_random import stream
from dadkhah.estimate.lcmcr_tempering import beginning, priors, run, spaces, thinned

BEGINNING, SELDOM, OFTEN = 5, 100, 2
"""Rounds of the whole table to one of the ladder above it: at first, as a rule, and where chains do not agree."""
MET, BETWEEN = 1_000, 20
"""Places of a chain that are looked at, and rounds between two of them."""


@dataclass(frozen=True)
class Ladder:
    """A table as the loops want it: counts (R, P) of every rung, lists of each pattern, p (1 - p) of each list, priors (R, 8)."""

    counts: Any
    starts: Any
    bits: Any
    spread: Any
    priors: Any
    lists: int
    classes: int

    @classmethod
    def of(cls, table: Histories, classes: int, prior: Any) -> Ladder:
        times = table.patterns.sum(axis=1).astype(np.int64)
        counts = thinned(table.counts.astype(np.float64), times)
        starts = np.concatenate([[0], np.cumsum(times)])
        bits = np.nonzero(table.patterns)[1]
        share = counts[0] @ table.patterns / counts[0].sum()
        return cls(counts, starts, bits, share * (1 - share), priors(prior, len(counts)), len(table.lists), classes)

    def exchanged(self, chains: Sequence[Chain]) -> list[float]:
        """Of all exchanges tried of each pair of neighbours, the share that was accepted."""
        swapped = sum(chain.state[3] for chain in chains)
        return [float(done / max(tried, 1)) for done, tried in swapped[: len(self.counts) - 1]]


class Chain:
    def __init__(self, ladder: Ladder, seed: int, number: int) -> None:
        rungs, patterns = ladder.counts.shape
        self.ladder, self.random, self.kit = ladder, stream(seed, number), NONE
        self.state = beginning(np.random.default_rng([seed, number]), rungs, ladder.lists, ladder.classes)
        self.spaces = spaces(patterns, ladder.lists, ladder.classes)
        self._forget()

    def _forget(self) -> None:
        self.kept, self.sweeps, self.thin = np.zeros((0, 3)), 0, 1

    def warm(self, sweeps: int) -> None:
        """Nothing is kept."""
        self._run(sweeps, every=BEGINNING)

    def go_on(self, to: int, longest: int) -> None:
        """Until there were so many sweeps that count; where more than `longest` draws are kept, every other one goes."""
        draws = max((to - self.sweeps) // self.thin, 1)
        self.kept = np.concatenate([self.kept, self._run(draws, every=OFTEN if self.kit[0].size else SELDOM)])
        self.sweeps += draws * self.thin
        while len(self.kept) > longest:
            self.kept = self.kept[1::2]
            self.thin *= 2

    def latest(self) -> Any:
        """(draws, 3) without the first eighth."""
        return self.kept[len(self.kept) // 8 :]

    def met(self) -> Any:
        """Shares (S, K), logarithms, and listed (S, J, K) of places along a way that counts for nothing else."""
        found = []
        for _ in range(MET):
            self._run(BETWEEN, every=OFTEN)
            found.append((self.state[0][0].copy(), self.state[1][0].copy()))
        return [np.array(each) for each in zip(*found, strict=True)]

    def leap_by(self, kit: Any) -> None:
        """From now on; what was kept before is let go, for the kit was made of it."""
        self.kit = kit
        self._forget()

    def _run(self, draws: int, *, every: int) -> Any:
        ladder, made = self.ladder, np.zeros((draws, 3))
        plan = np.array([every, self.thin], np.int64)
        table = ladder.counts, ladder.starts, ladder.bits, ladder.spread
        run(self.random, *table, self.state, ladder.priors, self.spaces, plan, self.kit, made)
        return made


def learnt(ladder: Ladder, met: Sequence[Any], seed: int) -> Any:
    """The kit for leaps, of what all chains have met."""
    shares, listed = (np.concatenate(each) for each in zip(*met, strict=True))
    return fitted(places(shares, listed, ladder.counts[0].sum()), seed)
