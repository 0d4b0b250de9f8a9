"""The judgements that a merge or a split of persons would be, and what would follow from them: written by no one yet.

The same judgements are shown in a preview and kept by the action.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

from dadkhah.archive.access import Visible
from dadkhah.archive.clusters import Cluster, Resolved, resolved
from dadkhah.archive.fields import new_id
from dadkhah.archive.graph import Edge, Graph, gather
from dadkhah.archive.models import Judgement, Subject
from dadkhah.sentences import Sentence

MOST = 2_000
"""Judgements that one split is."""


@dataclass
class Plan:
    """`judgements`: what is to be kept. `before`, `after`: who is one person. `against`: judgements that say otherwise."""

    judgements: list[Judgement]
    before: Resolved
    after: Resolved
    against: list[Judgement] = field(default_factory=list)
    faults: list[Sentence] = field(default_factory=list)


def judgement_of(graph: Graph, one: str, other: str, verdict: str, act: str) -> Judgement:
    """Unsaved, without an account and a reason. The nodes are told by a record where they have one."""
    ends = sorted((_told(graph, one), _told(graph, other)))
    made = Judgement(verdict=verdict, act=act)
    for name, key in zip(("one", "other"), ends, strict=True):
        setattr(made, f"{name}_record_id" if key in graph.records else f"{name}_person_id", key)
    return made


def _told(graph: Graph, node: str) -> str:
    return min((key for key in graph.records if graph.nodes.of(key) == node), default=node)


def merging(visible: Visible, one: Subject, other: Subject) -> Plan:
    """The two persons become one. What was judged different between them is told, and judged anew."""
    graph = gather([one.pk, other.pk])
    before = resolved(graph)
    mine, theirs = _of(before, one.pk), _of(before, other.pk)
    if mine is theirs:
        return Plan([], before, before, faults=[Sentence("These two are one person already.")])
    pairs = [(graph.nodes.of(one.pk), graph.nodes.of(other.pk))]
    against = [each for edge, each in graph.judged.items() if each.verdict == "different" and _is_between(edge, mine, theirs)]
    pairs += [edge for edge, each in graph.judged.items() if each in against and edge != tuple(sorted(pairs[0]))]
    act = new_id()
    made = [judgement_of(graph, a, b, "same", act) for a, b in pairs]
    after = resolved(gather([one.pk, other.pk], made))
    plan = Plan(made, before, after, against)
    if _of(after, one.pk) is not _of(after, other.pk) or after.contradictions - before.contradictions:
        plan.faults.append(Sentence("Other judgements hold these two apart. Look at the conflicts first."))
    plan.faults += _hidden(visible, against)
    return plan


def splitting(visible: Visible, person: Subject, moved: Iterable[str]) -> Plan:
    """`moved`: visible records and persons that are somebody else. Each of them is judged different from each that stays."""
    graph = gather([person.pk])
    before = resolved(graph)
    cluster = _of(before, person.pk)
    seen = visible_nodes(visible, graph, cluster)
    leaving = {graph.nodes.of(key) for key in moved if key in graph.nodes.parent} & seen
    staying = seen - leaving
    if not leaving or not staying:
        return Plan([], before, before, faults=[Sentence("Choose at least one that goes, and let at least one stay.")])
    if len(leaving) * len(staying) > MOST:
        return Plan([], before, before, faults=[Sentence("These are too many to be parted at once. Choose fewer.")])
    act = new_id()
    made = [judgement_of(graph, a, b, "different", act) for a, b in product(sorted(leaving), sorted(staying))]
    after = resolved(gather([person.pk], made))
    for part in (leaving, staying):
        made += [judgement_of(graph, a, b, "same", act) for a, b in _apart(after, part)]
    after = resolved(gather([person.pk], made))
    plan = Plan(made, before, after)
    together = [c for c in after.clusters if c.nodes & leaving and c.nodes & staying]
    if together or after.contradictions - before.contradictions:
        told = Sentence("Something that you may not see holds these together. Ask somebody who reviews in every compartment.")
        plan.faults.append(told)
    return plan


def _apart(after: Resolved, part: set[str]) -> Iterator[Edge]:
    """Pairs to be joined so that a part stays one person, though what held it together is gone."""
    pieces = sorted(min(cluster.nodes & part) for cluster in after.clusters if cluster.nodes & part)
    yield from ((pieces[0], each) for each in pieces[1:])


def visible_nodes(visible: Visible, graph: Graph, cluster: Cluster) -> set[str]:
    """The nodes of which the actor sees a record, or claims."""
    records = set(visible.records_ever().filter(pk__in=cluster.records).values_list("id", flat=True))
    claimed = set(visible.claims().filter(subject__in=cluster.persons).values_list("subject", flat=True))
    return {graph.nodes.of(key) for key in records | claimed}


def _of(found: Resolved, key: str) -> Cluster:
    return next(each for each in found.clusters if key in each.persons or key in each.records)


def _is_between(edge: Edge, mine: Cluster, theirs: Cluster) -> bool:
    return any(one in mine.nodes and other in theirs.nodes for one, other in (edge, edge[::-1]))


def _hidden(visible: Visible, judgements: Sequence[Judgement]) -> Iterator[Sentence]:
    seen = visible.judgements().filter(pk__in=[each.pk for each in judgements]).count()
    if seen < len(judgements):
        yield Sentence("Judgements that you may not see hold these two apart. Ask somebody who reviews in every compartment.")
