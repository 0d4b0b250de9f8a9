"""How often names meet by chance, measured on pairs of records drawn at random.

Pairs that share a rare key say how often rare names meet. Common names share only keys that too many have to be compared:
learned from the rest they would seem rare. In long lists a draw of pairs shows how often they meet.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from dadkhah.linkage.comparisons import ALL
from dadkhah.linkage.promise import words_of
from dadkhah.linkage.scored import NOTHING_SAID
from dadkhah.linkage.table import Table

LONG = 1_000_000_000
"""Lists with fewer pairs of records are compared nearly wholly where names meet at all, and nothing is drawn."""
SOME, OTHERS = 5_000, 20_000
"""Records that are drawn, each of the ones to be met with each of the others."""
SEED = 1988


class Chance(NamedTuple):
    """`met` (c,): how many of `drawn` random pairs are of each level of the comparison of names."""

    met: Any
    drawn: int


def by_chance(table: Table, within: Sequence[bool], comparable: int) -> Chance | None:
    """Nothing for lists with few pairs of records."""
    if comparable < LONG:
        return None
    random = np.random.default_rng(SEED)
    one, others = (random.choice(len(table), min(count, len(table)), replace=False) for count in (SOME, OTHERS))
    inside, words = np.array(within, np.bool_), words_of(table)
    met, drawn, theirs = [], 0, words[others]
    for record in one.tolist():
        wanted = (table.source[others] != table.source[record]) | inside[table.source[record]]
        wanted &= others != record
        drawn += int(wanted.sum())
        shares = np.logical_or.reduce([(theirs == word).any(1) for word in words[record] if word >= 0], axis=0)
        alike = others[wanted & shares]
        met.append(np.stack([np.full(len(alike), record), alike]))
    left, right = np.concatenate([np.empty((2, 0), np.int64), *met], 1)
    names = ALL[0]
    levels = names.of(table, left, right)
    counts = np.bincount(levels[levels != NOTHING_SAID], minlength=len(names.levels))
    counts[-1] += drawn - len(left)
    return Chance(counts, drawn)
