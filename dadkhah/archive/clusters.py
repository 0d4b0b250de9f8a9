"""Clusters: which nodes are one person, by people's judgements and the scores of runs in force, and where these contradict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from dadkhah.archive.graph import Edge, Graph, parts
from dadkhah.archive.models import Judgement, Record, RecordList


@dataclass(frozen=True)
class Cluster:
    """Nodes that are one person, with the records and persons in them."""

    nodes: frozenset[str]
    records: frozenset[str]
    persons: frozenset[str]

    @property
    def person(self) -> str:
        """The oldest of its persons; empty where it has none yet."""
        return min(self.persons, default="")


@dataclass(frozen=True)
class Conflict:
    """Two nodes that people made one by `together`, a chain of judgements. `apart` is the one that says they are different.

    Without it the two are records of a list on which nobody is said to stand twice.
    """

    one: str
    other: str
    together: tuple[Judgement, ...]
    apart: Judgement | None = None

    @property
    def edge(self) -> Edge:
        return (self.one, self.other)


@dataclass(frozen=True)
class Resolved:
    """Who is one person, and where people contradict each other."""

    clusters: list[Cluster]
    conflicts: list[Conflict]

    @property
    def contradictions(self) -> set[Edge]:
        return {each.edge for each in self.conflicts if each.apart}


def resolved(graph: Graph) -> Resolved:
    """Every node is in one cluster: see `linkage.clusters`."""
    from dadkhah.linkage.clusters import resolve

    records, persons = _inside(graph, graph.records), _inside(graph, graph.persons)
    nodes = sorted(records.keys() | persons.keys())
    place = {node: number for number, node in enumerate(nodes)}
    same, different, scored = (sorted(each) for each in (graph.edges("same"), graph.edges("different"), graph.scored))

    def placed(edges: Iterable[Edge]) -> list[tuple[int, int]]:
        return [(place[one], place[other]) for one, other in edges]

    lists, free = _lists(graph, nodes)
    says = _as_scored(graph, placed(scored))
    found = resolve(len(nodes), placed(same), placed(different), says, threshold=0.0, list_of=lists, duplicate_free=free)
    groups: dict[int, list[str]] = defaultdict(list)
    for node, first in zip(nodes, found.of.tolist(), strict=True):
        groups[first].append(node)
    clusters = [
        Cluster(
            frozenset(group),
            frozenset(key for node in group for key in records.get(node, ())),
            frozenset(key for node in group for key in persons.get(node, ())),
        )
        for group in groups.values()
    ]
    conflicts = [
        Conflict(nodes[each.one], nodes[each.other], _chain(graph, same, each.path), graph.judged[different[each.judgement]])
        for each in found.conflicts
    ]
    conflicts += [Conflict(nodes[each.one], nodes[each.other], _chain(graph, same, each.path)) for each in found.doubled]
    return Resolved(clusters, conflicts)


def _chain(graph: Graph, same: Sequence[Edge], path: Iterable[int]) -> tuple[Judgement, ...]:
    return tuple(graph.judged[same[step]] for step in path)


def _lists(graph: Graph, nodes: Sequence[str]) -> tuple[list[int], list[bool]]:
    """The number of each node's list, and of each list whether it is free of duplicates; persons of claims are of none."""
    of: dict[str, str] = {}
    for part in parts(sorted(graph.records)):
        of.update((graph.nodes.of(pk), listed) for pk, listed in Record.objects.filter(pk__in=part).values_list("id", "list"))
    lists = sorted(set(of.values()))
    free = set(RecordList.objects.filter(duplicate_free="yes").values_list("id", flat=True))
    number = {listed: place for place, listed in enumerate(lists)}
    return [number[of[node]] if node in of else len(lists) for node in nodes], [*(each in free for each in lists), False]


def _as_scored(graph: Graph, edges: Sequence[tuple[int, int]]) -> Any:
    """The scores as `linkage` takes them: it asks how probable, whether anything but the name was compared, and given names."""
    import numpy as np

    from dadkhah.linkage.scored import NOTHING_SAID, OTHER_GIVEN, Compared, Level, Scored

    says = [graph.scored[edge] for edge in sorted(graph.scored)]
    ends = np.array(edges, np.int64).reshape(-1, 2)
    levels = np.array([[each.other_given, NOTHING_SAID if each.name_alone else 0] for each in says], np.int8).reshape(-1, 2)
    name = Compared("name", tuple(Level(words, 0.0) for words in ("", *OTHER_GIVEN)))
    probability = np.array([each.score / 1_000_000 for each in says], np.float64)
    return Scored(ends[:, 0], ends[:, 1], probability, levels, (name, Compared("rest", ())), 0.0)


def _inside(graph: Graph, keys: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        found[graph.nodes.of(key)].append(key)
    return found
