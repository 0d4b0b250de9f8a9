"""Who is one person, as judgements and runs in force have it: clusters, the persons they are, and what is seen through them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from django.db.models import Exists, OuterRef

from dadkhah.archive.clusters import Cluster, Resolved, resolved
from dadkhah.archive.fields import new_id
from dadkhah.archive.graph import ASKED, Thresholds, gather, parts
from dadkhah.archive.models import Anchor, Claim, Judgement, Member, Record, Subject
from dadkhah.archive.recording import Recording

FORWARDED = "forwarded"
"""Stands for the kind of a person who was joined to another, where kinds are counted or listed."""


def settle(
    record: Recording, seeds: Iterable[str] | None, pending: Sequence[Judgement] = (), runs: Thresholds | None = None,
    *, alone: Iterable[str] = (),
) -> Resolved:
    """Give every cluster its person, and let the others forward to it: part of the action that writes `pending`.

    A record `alone` gets a person too. No id is ever used again, and none is taken away.
    """  # fmt: skip
    found = resolved(gather(seeds, pending, runs))
    wanted = set(alone)
    for cluster in found.clusters:
        if not cluster.persons and (len(cluster.nodes) > 1 or cluster.records & wanted):
            made_for(record, min(cluster.records))
    forward(record, found.clusters)
    return found


def made_for(record: Recording, first: str) -> Subject:
    """A person of a record that has none; where one is being written ahead of a run it is taken."""
    ahead = Anchor.objects.select_related("subject").filter(record_id=first).first()
    if ahead:
        record.change(ahead, act="")
        return ahead.subject
    key = new_id()
    person = record.add(Subject(id=key, kind="person", handle=f"person-{key}"))
    record.add(Anchor(subject=person, record_id=first))
    return person


def forward(record: Recording, clusters: Iterable[Cluster]) -> None:
    goal = {person: None if person == cluster.person else cluster.person for cluster in clusters for person in cluster.persons}
    for part in parts(sorted(goal)):
        for person in Subject.objects.filter(pk__in=part):
            if person.forwards_to_id != goal[person.pk]:
                record.change(person, forwards_to_id=goal[person.pk])


def members(seeds: Iterable[str] | None) -> Iterator[tuple[str, str]]:
    """(record, its person) of all that hangs together with the seeds: as `member` has it."""
    for cluster in resolved(gather(seeds)).clusters:
        if cluster.person:
            yield from ((key, cluster.person) for key in cluster.records)


def follow(seeds: set[str]) -> set[str]:
    """Bring `member` up to date around these records and persons; returns all persons that this is about."""
    found = resolved(gather(seeds)).clusters
    keys = sorted(key for cluster in found for key in cluster.records)
    persons = {person for cluster in found for person in cluster.persons}
    for part in parts([*keys, *seeds]):
        held = Member.objects.filter(record_id__in=part)
        persons.update(held.values_list("subject_id", flat=True))
        held.delete()
    rows = [Member(record_id=key, subject_id=c.person) for c in found if c.person for key in c.records]
    Member.objects.bulk_create(rows, batch_size=2000)
    return persons


def rebuild() -> None:
    Member.objects.all().delete()
    rows = (Member(record_id=record, subject_id=person) for record, person in members(None))
    while some := list(islice(rows, 10_000)):
        Member.objects.bulk_create(some, batch_size=2000)


def seen_in(records: Iterable[str]) -> dict[str, str]:
    """Record -> the zone in which it is seen, of rows of lists as they stand now. What is held back is seen where its source is."""
    later = Record.objects.filter(previous=OuterRef("pk"), batch__state="in_force")
    kept = Record.objects.filter(~Exists(later), batch__state="in_force", list__retired__isnull=True)
    rows = kept.filter(pk__in=list(records), list__source__retired__isnull=True)
    files = ("zone__item_compartment", "list__source__zone__item_compartment")
    columns = ("id", "zone", "list__source__zone", "list__source__zone__held", *files)
    found: dict[str, str] = {}
    for record, own, of_source, held, item, item_of_source in rows.values_list(*columns):
        if not held:
            found[record] = own
        elif item == item_of_source:
            found[record] = of_source
    return found


Held = Mapping[str, Sequence[str]]
"""Person -> records, instead of those that `member` has."""


def zones_beside(ids: set[str] | None, held: Held | None = None) -> Iterator[tuple[str, str]]:
    """(person, zone) of what a person is seen through besides claims about it: its records, and claims about those who forward."""
    forwarding = Claim.objects.filter(retired__isnull=True, subject__forwards_to__isnull=False)
    for part in [None] if ids is None else parts(sorted(ids)):
        rows = forwarding if part is None else forwarding.filter(subject__forwards_to__in=part)
        seen = rows.values_list("subject__forwards_to", "zone").distinct().order_by()
        yield from ((person, zone) for person, zone in seen if person)
    for some in _records_of(ids, held):
        zones = seen_in(some)
        yield from ((person, zones[record]) for record, person in some.items() if record in zones)


def named_by_records(ids: set[str] | None, held: Held | None = None) -> Iterator[tuple[str, str, str]]:
    """(person, zone, name as a record has it), the oldest record of a person first."""
    for some in _records_of(ids, held):
        zones = seen_in(some)
        rows = Record.objects.filter(pk__in=list(zones), name__isnull=False).order_by("id")
        yield from ((some[record], zones[record], name) for record, name in rows.values_list("id", "name"))


def _records_of(ids: set[str] | None, instead: Held | None = None) -> Iterator[dict[str, str]]:
    """Record -> person, some persons at a time; one who forwards has the record that they were made for."""
    members, anchors = Member.objects.order_by("subject_id"), Anchor.objects.filter(subject__forwards_to__isnull=False)
    if ids is None:
        ids = {*members.values_list("subject_id", flat=True).distinct(), *anchors.values_list("subject", flat=True)}
    for part in parts(sorted(ids)):
        if instead is None:
            held = list(members.filter(subject_id__in=part).values_list("record_id", "subject_id"))
        else:
            held = [(record, person) for person in part for record in instead.get(person, ())]
        for first in range(0, len(held), ASKED):
            yield dict(held[first : first + ASKED])
        yield dict(anchors.filter(subject__in=part).values_list("record", "subject"))
