"""All decomposable graphs on a few lists: which lists may depend on each other directly.

A graph is decomposable (chordal) when its vertices can be taken away one at a time, each with its neighbours all joined to
each other. What is left of such a graph without one vertex is decomposable again, so that those on J lists are those on J - 1
and one more list with whichever neighbours keep it so. 8, 61, 822, 18,154 and 617,675 for 3 to 7 lists (OEIS A058862).
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np

MOST_LISTED = 7


class Graphs(NamedTuple):
    """`edges`: (G,) bit marks, of the pair i < j bit j (j - 1) / 2 + i; the last graph is the saturated one.

    Graph g adds, for `begins[g] <= t < begins[g + 1]`, `signs[t]` times the score of the lists in the bits of `subsets[t]`:
    its cliques,
    less its separators, less the empty set once more.
    """

    lists: int
    edges: Any
    begins: Any
    subsets: Any
    signs: Any

    def only(self, kept: Any) -> Graphs:
        """`kept`: the numbers of the graphs wanted, rising."""
        lengths = np.diff(self.begins)[kept]
        begins = np.concatenate([[0], np.cumsum(lengths)])
        terms = np.arange(begins[-1]) + np.repeat(self.begins[kept] - begins[:-1], lengths)
        return Graphs(self.lists, self.edges[kept], begins, self.subsets[terms], self.signs[terms])


def pairs(lists: int) -> list[tuple[int, int]]:
    """In the order of the bits of `Graphs.edges`."""
    return [(one, other) for other in range(lists) for one in range(other)]


@cache
def decomposable(lists: int) -> Graphs:
    """Every one of them. Raises ValueError beyond seven lists, where they are thirty million and more."""
    if lists > MOST_LISTED:
        raise ValueError(f"The graphs on {lists} lists are too many to go through one by one.")
    from dadkhah.estimate.graph_loops import grown, terms

    edges = np.zeros(1, np.int64)
    for size in range(2, lists + 1):
        edges = grown(edges, size)
    return Graphs(lists, edges, *terms(edges, lists))
