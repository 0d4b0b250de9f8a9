"""Every decomposable graph, once, with its cliques and separators; held against a plain search that knows no shortcut."""

from itertools import combinations

import numpy as np
import pytest

from dadkhah.estimate.graphs import decomposable, pairs
from tests.estimate.plain import cliques, is_chordal, neighbours, separators


@pytest.mark.parametrize(("lists", "known"), [(1, 1), (2, 2), (3, 8), (4, 61), (5, 822), (6, 18_154), (7, 617_675)])
def test_as_many_as_are_known(lists: int, known: int) -> None:
    graphs = decomposable(lists)
    assert len(graphs.edges) == known == len(np.unique(graphs.edges))
    assert graphs.edges[-1] == (1 << len(pairs(lists))) - 1


@pytest.mark.parametrize("lists", [3, 4, 5])
def test_they_are_those_without_a_hole(lists: int) -> None:
    every = pairs(lists)
    plain = {edges for edges in range(1 << len(every)) if is_chordal(neighbours(lists, edges))}
    assert plain == set(decomposable(lists).edges.tolist())


def test_what_a_graph_adds_are_its_cliques_less_its_separators() -> None:
    graphs = decomposable(5)
    for number, edges in enumerate(graphs.edges.tolist()):
        near, found = neighbours(5, edges), {0: -1}
        for subset in cliques(near):
            found[subset] = found.get(subset, 0) + 1
        for subset in separators(near):
            found[subset] = found.get(subset, 0) - 1
        terms = slice(graphs.begins[number], graphs.begins[number + 1])
        added = dict(zip(graphs.subsets[terms].tolist(), graphs.signs[terms].tolist(), strict=True))
        assert added == {subset: times for subset, times in found.items() if times}


def test_some_of_them_keep_what_they_add() -> None:
    graphs = decomposable(4)
    kept = graphs.only(np.array([3, 17, 60]))
    for place, number in enumerate((3, 17, 60)):
        one, other = slice(*kept.begins[place : place + 2]), slice(*graphs.begins[number : number + 2])
        assert kept.edges[place] == graphs.edges[number]
        assert kept.subsets[one].tolist() == graphs.subsets[other].tolist()
        assert kept.signs[one].tolist() == graphs.signs[other].tolist()


def test_pairs_stand_where_the_bits_say() -> None:
    assert pairs(4) == sorted(combinations(range(4), 2), key=lambda pair: pair[::-1])


def test_eight_lists_are_too_many() -> None:
    with pytest.raises(ValueError, match="too many"):
        decomposable(8)
