"""What holds records and persons together around some of them: gathered from the rows, with an action's own on top.

A *node* is a record with all later versions of its row and the person that was first made for it, or a person whom claims
are about. It goes by the smallest id in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from dadkhah.archive.models import Anchor, Judgement, LinkageRun, Pair, Record, Subject

ASKED = 400
"""Ids that one question names."""
Key = TypeVar("Key")
Edge = tuple[str, str]
Thresholds = dict[str, int]
"""Run in force -> the score, in millionths, from which its pairs hold."""


@dataclass
class Nodes:
    """Which ids are one node (a forest of parents: Tarjan 1975)."""

    parent: dict[str, str] = field(default_factory=dict)

    def of(self, key: str) -> str:
        root = key
        while (up := self.parent.setdefault(root, root)) != root:
            root = up
        while self.parent[key] != root:
            self.parent[key], key = root, self.parent[key]
        return root

    def join(self, one: str, other: str) -> None:
        low, high = sorted((self.of(one), self.of(other)))
        self.parent[high] = low


@dataclass
class Score:
    """What the newest run in force says of a pair: its score in millionths, and why only people may join the two."""

    run: str
    score: float
    name_alone: bool
    other_given: bool


@dataclass
class Graph:
    """`records` and `persons`: ids that were met. `judged`: the judgement that counts, of each pair of nodes that has one."""

    nodes: Nodes = field(default_factory=Nodes)
    records: set[str] = field(default_factory=set)
    persons: set[str] = field(default_factory=set)
    judged: dict[Edge, Judgement] = field(default_factory=dict)
    scored: dict[Edge, Score] = field(default_factory=dict)
    """Pairs that hold by a run in force, and those that are kept apart by it, since their given names disagree."""

    def edges(self, verdict: str) -> set[Edge]:
        return {edge for edge, judgement in self.judged.items() if judgement.verdict == verdict}


def thresholds() -> Thresholds:
    """Of the runs in force."""
    return {run: millionths(at) for run, at in LinkageRun.objects.filter(state="in_force").values_list("id", "threshold")}


def live_acts() -> set[str]:
    """What brought persons in and counts."""
    named = LinkageRun.objects.filter(acts__isnull=False).values_list("acts", flat=True)
    return {act for acts in named for act in acts.split()}


def millionths(decimal: str) -> int:
    return round(float(decimal) * 1_000_000)


def gather(seeds: Iterable[str] | None, pending: Sequence[Judgement] = (), runs: Thresholds | None = None) -> Graph:
    """All that hangs together with these records and persons; everything there is with None.

    `pending`: judgements that an action is about to write. `runs`: instead of those in force.
    """
    graph, found = Graph(), _Found(pending, thresholds() if runs is None else runs)
    waiting = None if seeds is None else set(seeds)
    while waiting is None or waiting:
        met = found.around(waiting, graph)
        waiting = met - found.seen if waiting is not None else set()
    found.sum_up(graph)
    return graph


class _Found:
    """The rows that were met on the way."""

    def __init__(self, pending: Sequence[Judgement], runs: Thresholds) -> None:
        self._pending, self._runs, self._acts = list(pending), runs, live_acts()
        self.seen: set[str] = set()
        self._judgements: dict[str, Judgement] = {}
        self._undone: set[str] = {each.undoes_id for each in pending if each.undoes_id}
        self._scored: dict[Edge, dict[str, Score]] = defaultdict(dict)

    def around(self, waiting: set[str] | None, graph: Graph) -> set[str]:
        """Look at these; returns all that they lead to."""
        met: set[str] = set()
        for part in _parts(waiting):
            self.seen.update(part or ())
            self._ids(part, graph)
            met |= self._same_things(part, graph) | self._judged(part) | self._compared(part)
        self.seen |= met if waiting is None else set()
        if waiting is None:
            self._ids(sorted(met), graph)
        return met

    def _ids(self, part: Sequence[str] | None, graph: Graph) -> None:
        for some in parts(sorted(set(part or ()))):
            records = set(Record.objects.filter(pk__in=some).values_list("id", flat=True))
            graph.records |= records
            graph.persons |= set(Subject.objects.filter(pk__in=set(some) - records).values_list("id", flat=True))
            for key in some:
                graph.nodes.of(key)

    def _same_things(self, part: Sequence[str] | None, graph: Graph) -> set[str]:
        """Versions of one row, and the person that was first made for it."""
        versions = Record.objects.filter(previous__isnull=False)
        anchors = _either(Anchor.objects.all(), part, "subject_id", "record_id").values_list("subject_id", "record_id", "act")
        rows = [
            *_either(versions, part, "pk", "previous_id").values_list("id", "previous_id"),
            *((person, record) for person, record, act in anchors if not act or act in self._acts),
        ]
        for one, other in rows:
            graph.nodes.join(one, other)
        return {key for row in rows for key in row}

    def _judged(self, part: Sequence[str] | None) -> set[str]:
        rows = _either(Judgement.objects.filter(blind=False), part, "one_record", "one_person", "other_record", "other_person")
        here = set(part) if part is not None else None
        own = [each for each in self._pending if here is None or {each.one, each.other} & here]
        met: set[str] = set()
        for each in (*rows, *own):
            if each.undoes_id:
                self._undone.add(each.undoes_id)
            else:
                self._judgements[each.pk] = each
                met |= {each.one, each.other} if each.verdict == "same" else set()
        return met

    def _compared(self, part: Sequence[str] | None) -> set[str]:
        met: set[str] = set()
        for run, least in self._runs.items():
            rows = Pair.objects.filter(group__run_id=run)
            columns = ("one_id", "other_id", "score", "name_alone", "other_given")
            for one, other, score, alone, given in _either(rows, part, "one_id", "other_id").values_list(*columns):
                self._scored[one, other][run] = Score(run, score, alone, given)
                met |= {one, other} if score >= least and not (alone or given) else set()
        return met

    def sum_up(self, graph: Graph) -> None:
        standing = (each for pk, each in self._judgements.items() if pk not in self._undone)
        for each in sorted(standing, key=lambda judgement: (judgement.at, judgement.pk)):
            if edge := _edge(graph, each.one, each.other):
                graph.judged.pop(edge, None)
                graph.judged[edge] = each
        newest: dict[Edge, Score] = {}
        for (one, other), by_run in self._scored.items():
            edge = _edge(graph, one, other)
            says = by_run[max(by_run)]
            if edge and (edge not in newest or newest[edge].run < says.run):
                newest[edge] = says
        graph.scored = {edge: says for edge, says in newest.items() if says.other_given or says.score >= self._runs[says.run]}


def _edge(graph: Graph, one: str, other: str) -> Edge | None:
    """The two nodes, the smaller first; nothing where they are one or were not met."""
    if one not in graph.nodes.parent or other not in graph.nodes.parent:
        return None
    low, high = sorted((graph.nodes.of(one), graph.nodes.of(other)))
    return (low, high) if low != high else None


def _either(rows: QuerySet[Any], part: Sequence[str] | None, *columns: str) -> QuerySet[Any]:
    """Rows that name one of these in one of the columns."""
    if part is None:
        return rows
    named = Q()
    for column in columns:
        named |= Q(**{f"{column}__in": part})
    return rows.filter(named)


def _parts(keys: set[str] | None) -> Iterator[list[str] | None]:
    if keys is None:
        yield None
    else:
        yield from parts(sorted(keys))


def parts(keys: Iterable[Key]) -> Iterator[list[Key]]:
    left = iter(keys)
    while part := list(islice(left, ASKED)):
        yield part
