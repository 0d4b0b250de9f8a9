"""In which order pairs are best reviewed: first what settles most."""

from __future__ import annotations

from typing import Any

import numpy as np

from dadkhah.linkage.joined import roots

LIKELY = 0.5
"""Pairs from this probability on make the clusters that a decision would join or divide."""


def worth(one: Any, other: Any, probability: Any, nodes: int, *, for_people: Any) -> Any:
    """(n,) float64: how much a decision on each pair would settle, in bits times records; the highest is reviewed first.

    `one`, `other`, `probability`: (n,) the pairs, of `nodes` records numbered from 0; `for_people`: (n,) bool, pairs that no model
    joins. What is settled of a pair is its uncertainty (in bits: 1 at a probability of one half, 0 at 0 and 1); of a pair that
    only people join its probability, since without them nothing is decided, and the likelier it is the more is missed. That
    counts for all records whose cluster would change: those of both clusters that the pair would join, or of the one that
    it would divide. Clusters are what the likely pairs hold together.
    """
    a, b = np.asarray(one, np.int64), np.asarray(other, np.int64)
    p, only_people = np.asarray(probability, np.float64), np.asarray(for_people, bool)
    of = together(a, b, (p >= LIKELY) & ~only_people, nodes)
    return np.where(only_people, p, uncertainty(p)) * _changed(a, b, of)


def together(one: Any, other: Any, joined: Any, nodes: int) -> Any:
    """(nodes,) int64: for each record the first record of its cluster, where the `joined` pairs hold their records together."""
    from dadkhah.linkage.greedy import take

    parent, chosen = np.arange(nodes, dtype=np.int64), np.flatnonzero(joined)
    take(one, other, chosen, parent, np.zeros((nodes, 1), np.uint64), np.zeros(len(one), bool))
    return roots(parent)


def uncertainty(probability: Any) -> Any:
    """(n,) the entropy of a yes or no with this probability, in bits."""
    p = np.clip(np.asarray(probability, np.float64), 0.0, 1.0)
    sure = (p == 0) | (p == 1)
    inside = np.where(sure, 0.5, p)
    return np.where(sure, 0.0, -inside * np.log2(inside) - (1 - inside) * np.log2(1 - inside))


def _changed(one: Any, other: Any, of: Any) -> Any:
    """(n,) the records in the clusters of both, counted once."""
    sizes = np.bincount(of, minlength=len(of))
    a, b = of[one], of[other]
    return sizes[a] + np.where(a == b, 0, sizes[b])
