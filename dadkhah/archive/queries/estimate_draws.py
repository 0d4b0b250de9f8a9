"""Draws of the linkage: what persons there would be if the pairs that wait were decided by chance, as probable as each is.

What was decided stands in every draw: judgements of people, runs in force, lists without duplicates. Pairs with nothing but a name,
and those whose given names disagree, are joined by no model and by no draw.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256
from json import dumps
from typing import NamedTuple

from dadkhah.archive.access import Visible
from dadkhah.archive.clusters import resolved
from dadkhah.archive.graph import Edge, Graph, Score, gather
from dadkhah.archive.pairs import MILLION
from dadkhah.archive.queries.estimate_strata import People
from dadkhah.archive.queries.overlaps import Overlaps, among
from dadkhah.estimate.tables import Tables

BEHIND = 10 * MILLION
"""A drawn pair is weaker than any pair of a run in force, whose score is a millionth at least: what was decided joins first."""


class Waiting(NamedTuple):
    """A pair that nobody decided on, by its two records; `score` in millionths. `for_people`: no model may join it."""

    one: str
    other: str
    score: int
    name_alone: bool
    other_given: bool

    @property
    def for_people(self) -> bool:
        return self.name_alone or self.other_given


def waiting(visible: Visible, found: Overlaps) -> list[Waiting]:
    """The undecided pairs of these lists whose records are two persons now, in the order of their records."""
    rows = visible.pairs().filter(group__in=among(visible, found.lists), verdict__in=("", "unsure"))
    person, pairs = found.people.person, rows.values_list("one_id", "other_id", "score", "name_alone", "other_given")
    told = sorted(Waiting(*row) for row in pairs if row[0] in person and row[1] in person)
    return [each for each in told if person[each.one] != person[each.other]]


def digest(found: Overlaps, pairs: Sequence[Waiting] | None = None) -> str:
    """SHA-256 of all that is estimated from: the tables of all strata, and where draws are made the pairs that wait.

    Pairs enter by the persons whom they would join, for a draw depends on them.
    """
    tables = sorted([list(place), each.digest] for (place, _), each in found.tables.parts.items())
    told = {"by": list(found.tables.strata), "lists": sorted(found.table.lists), "tables": tables}
    if pairs is not None:
        person = found.people.person
        told["pairs"] = sorted([*sorted((person[each.one], person[each.other])), *each[2:]] for each in pairs)
    return sha256(dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()).hexdigest()


def drawn(found: Overlaps, pairs: Sequence[Waiting], count: int, seed: int) -> Tables:
    """`count` tables of the same records, each as one draw joins them; their replicates are called 1, 2, 3 …"""
    cells, _ = found.people.counted()
    draws = enumerate(_draws(found.people, pairs, count, seed), 1)
    return found.people.tables(found.table.lists, {str(at): found.people.rejoined(cells, groups) for at, groups in draws})


def _draws(people: People, pairs: Sequence[Waiting], count: int, seed: int) -> Iterator[list[list[str]]]:
    """Of each draw the groups of persons who are one in it."""
    import numpy as np

    graph = gather({end for each in pairs for end in each[:2]})
    decided = dict(graph.scored)
    decided |= {edge: _score(each) for each in pairs if each.other_given and (edge := _edge(graph, each))}
    chance = [0.0 if each.for_people else each.score / MILLION for each in pairs]
    for draw in range(count):
        random = np.random.Generator(np.random.PCG64([seed, draw])).random(len(pairs))
        kept = [each for each, number, share in zip(pairs, random, chance, strict=True) if number < share]
        graph.scored = {edge: _score(each) for each in kept if (edge := _edge(graph, each))} | decided
        yield _groups(graph, people)


def _score(pair: Waiting) -> Score:
    return Score("", pair.score / BEHIND, pair.name_alone, pair.other_given)


def _edge(graph: Graph, pair: Waiting) -> Edge | None:
    one, other = sorted((graph.nodes.of(pair.one), graph.nodes.of(pair.other)))
    return (one, other) if one != other else None


def _groups(graph: Graph, people: People) -> list[list[str]]:
    found = ({people.person[key] for key in each.records if key in people.person} for each in resolved(graph).clusters)
    return [sorted(each) for each in found if len(each) > 1]


def sizes(tables: Tables) -> list[int]:
    """How many persons each draw has."""
    found = Counter[str]()
    for (_, replicate), each in tables.parts.items():
        found[replicate] += each.observed
    return [found[replicate] for replicate in tables.replicates]
