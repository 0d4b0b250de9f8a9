"""Draws of the linkage: what persons there would be if all that no person decided on were decided by chance, as probable as it is.

Pairs that wait and pairs that runs in force join are drawn alike: with the probability of the run in force where one scored them,
else of the newest comparison. What people decided stands in every draw, and so do lists without duplicates. Pairs with nothing but
a name, and those whose given names disagree, are joined by no model and by no draw.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from json import dumps
from typing import Any

from dadkhah.archive.access import Visible
from dadkhah.archive.clusters import resolved
from dadkhah.archive.graph import Edge, Graph, Score, gather
from dadkhah.archive.pairs import MILLION
from dadkhah.archive.queries.estimate_strata import People, people
from dadkhah.archive.queries.overlaps import Overlaps, among
from dadkhah.estimate.tables import Tables

COLUMNS = ("one_id", "other_id", "score", "name_alone", "other_given")


@dataclass
class Chances:
    """What draws are made from. `people`: each record by itself; `graph`: all that holds them together; `scored`: the edges of
    models. `drawn`: visible pairs that a draw may join or not; `for_people`: those of two persons that only people can join.
    """

    people: People
    graph: Graph
    scored: dict[Edge, Score]
    drawn: int
    for_people: int


def chances(visible: Visible, found: Overlaps) -> Chances:
    """Of the persons that were counted, and the pairs of their lists that no person decided on."""
    person = found.people.person
    rows = visible.pairs().filter(group__in=among(visible, found.lists), verdict__in=("", "unsure")).values_list(*COLUMNS)
    pairs = sorted(row for row in rows if row[0] in person and row[1] in person and not _is_overruled(row, person))
    records = Counter(person.values())
    graph = gather({key for row in pairs for key in row[:2]} | {key for key, whose in person.items() if records[whose] > 1})
    scored = {edge: Score("", *says) for one, other, *says in pairs if (edge := _edge(graph, one, other))} | graph.scored
    for_people = [person[row[0]] != person[row[1]] for row in pairs if row[3] or row[4]]
    each_alone = people(visible, found.bit, found.tables.strata, is_joined=False)
    return Chances(each_alone, graph, dict(sorted(scored.items())), len(pairs) - len(for_people), sum(for_people))


def _is_overruled(row: tuple[Any, ...], person: Mapping[str, str]) -> bool:
    """Whether given names disagree only in a comparison that is not in force, and the two are one person all the same."""
    one, other, *_, other_given = row
    return other_given and person[one] == person[other]


def digest(found: Overlaps, chances: Chances | None = None) -> str:
    """SHA-256 of all that is estimated from: the tables of all strata, and where draws are made what they are made from."""
    tables = sorted([list(place), each.digest] for (place, _), each in found.tables.parts.items())
    told = {"by": list(found.tables.strata), "lists": sorted(found.table.lists), "tables": tables}
    if chances is not None:
        graph = chances.graph
        told["pairs"] = [[*edge, says.score, says.name_alone, says.other_given] for edge, says in chances.scored.items()]
        told["people"] = [sorted(graph.edges(verdict)) for verdict in ("same", "different")]
    return sha256(dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()).hexdigest()


def drawn(found: Overlaps, chances: Chances, count: int, seed: int) -> Tables:
    """`count` tables of the same records, each as one draw joins them; their replicates are called 1, 2, 3 …"""
    alone, (cells, _) = chances.people, chances.people.counted()
    draws = enumerate(_draws(chances, count, seed), 1)
    return alone.tables(found.table.lists, {str(at): alone.rejoined(cells, groups) for at, groups in draws})


def _draws(chances: Chances, count: int, seed: int) -> Iterator[list[list[str]]]:
    """Of each draw the groups of records that are one person in it."""
    import numpy as np

    apart = {edge: says for edge, says in chances.scored.items() if says.other_given}
    chance = {edge: says for edge, says in chances.scored.items() if not (says.other_given or says.name_alone)}
    for draw in range(count):
        random = np.random.Generator(np.random.PCG64([seed, draw])).random(len(chance))
        joins = {edge: says for (edge, says), at in zip(chance.items(), random, strict=True) if at * MILLION < says.score}
        chances.graph.scored = joins | apart
        yield _groups(chances.graph, chances.people)


def _edge(graph: Graph, one: str, other: str) -> Edge | None:
    low, high = sorted((graph.nodes.of(one), graph.nodes.of(other)))
    return (low, high) if low != high else None


def _groups(graph: Graph, people: People) -> list[list[str]]:
    found = (sorted(key for key in each.records if key in people.person) for each in resolved(graph).clusters)
    return [each for each in found if len(each) > 1]


def sizes(tables: Tables) -> list[int]:
    """How many persons each draw has."""
    found = Counter[str]()
    for (_, replicate), each in tables.parts.items():
        found[replicate] += each.observed
    return [found[replicate] for replicate in tables.replicates]
