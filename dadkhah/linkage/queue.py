"""In which order pairs are best reviewed: first what settles most."""

from __future__ import annotations

from typing import Any

import numpy as np


def ranks(one: Any, other: Any, probability: Any, of: Any, *, conflict: Any = None, settled: Any = None) -> Any:
    """(n,) int64: the place of each pair in the queue, from 0.

    `one`, `other`, `probability`: (n,) the pairs; `of`: for each record its cluster, as `Clusters.of` has it. A decision settles
    the uncertainty of the pair (in bits: 1 at a probability of one half, 0 at 0 and 1) times the records whose cluster would
    change: those of both clusters that it would join, or of the one that it would divide. `conflict`: (n,) bool, pairs on which
    judgements contradict each other: they come before all others, the largest clusters first. `settled`: (n,) bool, pairs
    that need no decision any more: they come last. Equal ones go by the places of their records.
    """
    a, b = np.asarray(one, np.int64), np.asarray(other, np.int64)
    first = np.asarray(conflict, bool) if conflict is not None else np.zeros(len(a), bool)
    last = np.asarray(settled, bool) if settled is not None else np.zeros(len(a), bool)
    records = _changed(a, b, np.asarray(of))
    worth = np.where(first, records, uncertainty(probability) * records)
    order = np.lexsort((np.maximum(a, b), np.minimum(a, b), -worth, ~first, last))
    placed = np.empty(len(a), np.int64)
    placed[order] = np.arange(len(a))
    return placed


def uncertainty(probability: Any) -> Any:
    """(n,) the entropy of a yes or no with this probability, in bits."""
    p = np.clip(np.asarray(probability, np.float64), 0.0, 1.0)
    sure = (p == 0) | (p == 1)
    inside = np.where(sure, 0.5, p)
    return np.where(sure, 0.0, -inside * np.log2(inside) - (1 - inside) * np.log2(1 - inside))


def _changed(one: Any, other: Any, of: Any) -> Any:
    """(n,) the records in the clusters of both, counted once."""
    _, number, sizes = np.unique(of, return_inverse=True, return_counts=True)
    a, b = number[one], number[other]
    return sizes[a] + np.where(a == b, 0, sizes[b])
