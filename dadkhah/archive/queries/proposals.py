"""Persons of two archives who may be one: proposed by their written names, decided by people, joined by nobody here."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from dadkhah.archive.access import Visible
from dadkhah.archive.models import Claim, OtherArchive
from dadkhah.reading.fold import fold


@dataclass(frozen=True)
class Proposal:
    """Two subjects that visible claims call by the same name, letter forms and marks aside."""

    theirs: str
    ours: str
    name: str


def proposals(visible: Visible, other: OtherArchive) -> list[Proposal]:
    """By the name, then by ids. A name proves nothing: cousins share it, and one person has several."""
    persons = visible.labels().filter(kind="person")
    of_theirs = Claim.objects.filter(zone__source_compartment__archive=other).values("subject")
    theirs, ours = persons.filter(subject_id__in=of_theirs), persons.exclude(subject_id__in=of_theirs)
    named: dict[str, dict[str, str]] = defaultdict(dict)
    for subject, text in ours.order_by("id").values_list("subject_id", "text"):
        named[fold(text)].setdefault(subject, text)
    found = {
        (subject, own): Proposal(subject, own, text)
        for subject, text in theirs.order_by("id").values_list("subject_id", "text")
        for own in named.get(fold(text), ())
    }
    return sorted(found.values(), key=lambda each: (fold(each.name), each.theirs, each.ours))
