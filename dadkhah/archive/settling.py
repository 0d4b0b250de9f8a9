"""Who is one person when a run comes into force or goes: resolved ahead, and written in parts that nobody sees before the last.

    settle_all(actor, "put_in_force", run, lambda: {**thresholds(), run.pk: 950_000}, state="in_force", threshold="0.95")

1. While everybody goes on working, all is resolved with the run, and what follows from it is made ready in memory.
2. Persons who are missing are written, each part an entry of its own, under an `act` that no run names: they count for nothing.
3. The last entry changes the run, which names the act, and writes what was made ready. Where something was written meanwhile
   that matters, it is done anew from 1.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from dadkhah import __version__
from dadkhah.archive import bulk, derived, heads, persons
from dadkhah.archive.access import Actor
from dadkhah.archive.alone import Busy, alone_with
from dadkhah.archive.clusters import Cluster, resolved
from dadkhah.archive.connection import gather_statistics, writing_much
from dadkhah.archive.fields import new_id
from dadkhah.archive.graph import Thresholds, gather, live_acts, parts
from dadkhah.archive.models import Anchor, Label, LedgerHead, LedgerRow, LinkageRun, Member, Sighting, Subject, ZoneSet
from dadkhah.archive.recording import Recording, recording
from dadkhah.archive.tables import ledgered
from dadkhah.sentences import Sentence

PART = 1_000
"""Persons whom one entry writes, each with its anchor."""
MANY = 10_000
ATTEMPTS = 3
"""So often it is done anew, before the last time keeps everybody else from writing."""
MATTERS = ("record", "record_list", "list_import", "source", "item", "subject", "anchor", "judgement", "linkage_run", "claim")
"""Tables from whose rows it follows who is one person, and how a person is seen and called."""
NAME = "5e771e" + 26 * "0"
"""Stands for all persons, as the id of a list for that."""
SETTLING = Sentence("Another run is being put in force or withdrawn just now. Wait until that is done.")
SIGHTING = ("object_id", "kind", "zone_set_id")
LABEL = ("id", "subject_id", "kind", "zone_id", "language", "text", "sort")


@dataclass
class Planned:
    """`position`: the size of the ledger from which it was resolved. `members`: record -> person, of all. `fresh`: first record
    of a cluster -> the person that is to be written for it. `unused`: records whose staged person is not wanted any more.
    """

    position: int
    clusters: list[Cluster]
    members: dict[str, str] = field(default_factory=dict)
    fresh: dict[str, str] = field(default_factory=dict)
    unused: set[str] = field(default_factory=set)

    def goals(self) -> Iterator[tuple[str, str | None]]:
        """Every person of a cluster, and to whom it forwards."""
        for cluster in self.clusters:
            yield from ((person, None if person == cluster.person else cluster.person) for person in cluster.persons)


def settle_all(actor: Actor, action: str, run: LinkageRun, runs: Callable[[], Thresholds], **values: Any) -> None:
    """Change the run, so that these `runs` (with their thresholds) are in force. Raises Busy, ValueError for one that is gone."""
    with alone_with(NAME, SETTLING), writing_much(), heads.published_at_the_end():
        sweep_left()
        done = _Settling(actor, action, run, runs, values).settle()
    if done > MANY:
        gather_statistics()


def sweep() -> int:
    """After a crash: take away persons that were written for a run which did not come into force then. Returns how many."""
    try:
        with alone_with(NAME):
            return sweep_left()
    except Busy:
        return 0


def sweep_left() -> int:
    actor, gone, live = Actor(None, machine=f"machine:sweep/{__version__}"), 0, live_acts()
    left = Anchor.objects.filter(act__isnull=False).exclude(act__in=live).select_related("subject").order_by("id")
    while rows := list(left[:PART]):
        with recording(actor, "drop_persons") as record:
            _discard(record, rows)
        gone += len(rows)
    return gone


def _discard(record: Recording, anchors: list[Anchor]) -> None:
    """What comes last is removed first: the anchors point at the persons."""
    record.discard([each.subject for each in anchors])
    record.discard(anchors)


class _Settling:
    """One run coming into force, or going."""

    def __init__(
        self, actor: Actor, action: str, run: LinkageRun, runs: Callable[[], Thresholds], values: dict[str, Any]
    ) -> None:
        self.actor, self.action, self.run, self.runs, self.values = actor, action, run, runs, values
        self.act, self.own, self.staged = new_id(), set[int](), dict[str, str]()

    def settle(self) -> int:
        """Returns how many records belong to a person now who did not before."""
        for attempt in range(ATTEMPTS):
            plan = self._plan()
            self._stage(plan)
            ahead = Ahead(plan)
            with recording(self.actor, self.action) as record:
                size = heads.lock().size
                if self._is_late(plan, size):
                    if attempt < ATTEMPTS - 1:
                        continue
                    plan = self._plan()
                    ahead = Ahead(plan)
                self._finish(record, plan, ahead)
            break
        return len(ahead.rows)

    def _plan(self) -> Planned:
        plan = Planned(LedgerHead.objects.get(id=1).size, resolved(gather(None, runs=self.runs())).clusters)
        wanted: set[str] = set()
        for cluster in plan.clusters:
            person = cluster.person
            if not person and len(cluster.nodes) > 1:
                first = min(cluster.records)
                wanted.add(first)
                person = self.staged.get(first) or plan.fresh.setdefault(first, new_id())
            if person:
                plan.members.update(dict.fromkeys(cluster.records, person))
        plan.unused = self.staged.keys() - wanted
        return plan

    def _stage(self, plan: Planned) -> None:
        """Write the persons who are missing; nobody sees them."""
        made = list(plan.fresh.items())
        for first in range(0, len(made), PART):
            some = made[first : first + PART]
            with recording(self.actor, self.action) as record:
                record.notes |= {"run": self.run.pk, "act": self.act}
                for ready in self._ready(some):
                    record.bulk(ready)
            self.own |= {record.seq} if record.seq is not None else set()
        self.staged |= plan.fresh
        plan.fresh = {}

    def _ready(self, some: list[tuple[str, str]]) -> Iterator[bulk.Bulk]:
        subjects = [Subject(id=person, kind="person", handle=f"person-{person}") for _, person in some]
        anchors = [Anchor(subject_id=person, record_id=record, act=self.act) for record, person in some]
        for rows in (subjects, anchors):
            table = ledgered(rows[0]._meta.db_table)
            values = zip(*(table.values(row) for row in rows), strict=True)
            yield bulk.make_ready(table.name, table.columns, [list(column) for column in values], [])

    def _is_late(self, plan: Planned, size: int) -> bool:
        """Whether others wrote what matters since the plan was made."""
        others = set(range(plan.position, size)) - self.own
        lines = LedgerRow.objects.filter(table__in=MATTERS)
        return any(lines.filter(seq__in=part).exists() for part in parts(sorted(others)))

    def _finish(self, record: Recording, plan: Planned, ahead: Ahead) -> None:
        """The one entry after which it holds."""
        self.run.refresh_from_db()
        if self.run.state == "withdrawn" and self.values["state"] != "withdrawn":
            raise ValueError(Sentence("This run was withdrawn. Compare the lists again."))
        for first, person in plan.fresh.items():
            record.add(Subject(id=person, kind="person", handle=f"person-{person}"))
            record.add(Anchor(subject_id=person, record_id=first, act=self.act))
        for part in parts(sorted(plan.unused)):
            _discard(record, list(Anchor.objects.filter(record__in=part, act=self.act).select_related("subject")))
        record.change(self.run, **self.values, acts=" ".join([*(self.run.acts or "").split(), self.act]))
        self.run.followed = _forward(record, plan) | set(plan.fresh.values())
        ahead.write()


def _forward(record: Recording, plan: Planned) -> set[str]:
    """Let every person forward to the oldest of its cluster; returns all whom this changes."""
    goals, changed = dict(plan.goals()), set[str]()
    now = dict(Subject.objects.filter(forwards_to__isnull=False).values_list("id", "forwards_to"))
    different = [person for person, goal in goals.items() if now.get(person) != goal]
    for part in parts(sorted(different)):
        for person in Subject.objects.filter(pk__in=part):
            changed.update(filter(None, (person.pk, person.forwards_to_id, goals[person.pk])))
            record.change(person, forwards_to_id=goals[person.pk])
    return changed


class Ahead:
    """What follows from a plan, made before anything is locked: the rows that differ from those that are there."""

    def __init__(self, plan: Planned) -> None:
        before = dict(Member.objects.values_list("record_id", "subject_id"))
        moved = {key for key in before.keys() | plan.members.keys() if before.get(key) != plan.members.get(key)}
        self.gone = sorted(key for key in moved if key in before)
        self.rows = sorted((key, plan.members[key]) for key in moved if key in plan.members)
        touched = {person for key in moved for person in (before.get(key), plan.members.get(key)) if person}
        self.touched = touched - set(plan.fresh.values())
        held: dict[str, list[str]] = defaultdict(list)
        for record, person in plan.members.items():
            if person in self.touched:
                held[person].append(record)
        self._sightings(held)
        self._labels(held)

    def _sightings(self, held: persons.Held) -> None:
        made, self.sets = {}, dict[str, str]()
        for person, kind, zones in derived.sightings_of_subjects(self.touched, held):
            key = derived.zone_set_id(zones)
            self.sets[key] = " ".join(sorted(zones))
            made[person] = (person, kind, key)
        some = (Sighting.objects.filter(pk__in=part) for part in parts(sorted(self.touched)))
        self.sightings = Changed(made, {row[0]: tuple(row) for rows in some for row in rows.values_list(*SIGHTING)})

    def _labels(self, held: persons.Held) -> None:
        rows = (tuple(getattr(each, name) for name in LABEL) for each in derived.labels_of(self.touched, held))
        made = {row[0]: row for row in rows}
        some = (Label.objects.filter(subject_id__in=part) for part in parts(sorted(self.touched)))
        self.labels = Changed(made, {row[0]: tuple(row) for rows in some for row in rows.values_list(*LABEL)})

    def write(self) -> None:
        """In the caller's transaction. Who forwards otherwise now is followed after this, from the rows themselves."""
        for part in parts(self.gone):
            Member.objects.filter(record_id__in=part).delete()
        bulk.insert("member", ("record_id", "subject_id"), self.rows)
        ZoneSet.objects.bulk_create([ZoneSet(id=key, zones=zones) for key, zones in self.sets.items()], ignore_conflicts=True)
        for part in parts(sorted(self.sightings.gone)):
            Sighting.objects.filter(pk__in=part).delete()
        bulk.insert("sighting", SIGHTING, self.sightings.rows)
        for part in parts(sorted(self.labels.gone)):
            Label.objects.filter(pk__in=part).delete()
        bulk.insert("label", LABEL, self.labels.rows)


class Changed:
    """Rows, by their id, of which some are new or otherwise than those that are there, and some are there no more."""

    def __init__(self, made: dict[str, tuple[Any, ...]], stored: dict[str, tuple[Any, ...]]) -> None:
        self.rows = [row for key, row in sorted(made.items()) if stored.get(key) != row]
        self.gone = {key for key, row in stored.items() if made.get(key) != row}
