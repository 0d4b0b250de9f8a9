"""Who is on which lists together, by persons as they are joined now: what estimates are made from.

Only counts leave here. A record that was joined with nothing is a person of its own. Lists whose ways back share a source or an
author are one list: being on both says nothing about who was missed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import F, OuterRef, Q, Subquery

from dadkhah.archive.access import Visible
from dadkhah.archive.models import LedgerHead, Member, RecordList
from dadkhah.archive.queries.estimate_strata import People, Unplaced, pattern, people
from dadkhah.archive.queries.pairs import groups
from dadkhah.claims.roots import RootSource, kin
from dadkhah.estimate.histories import Histories
from dadkhah.estimate.tables import Tables

ENDS = ("one", "other")


@dataclass(frozen=True)
class Overlaps:
    """`merged`: titles of lists taken for one, in groups. `waiting`: pairs of these lists that nobody decided on and that are
    joined by nothing; each such pair counts as two persons. `position`: the size of the ledger.

    `tables`: the same persons by strata. `unplaced`: by stratum's field, persons of whom no value is known. `bit`: list -> the bit
    of its column.
    """

    table: Histories
    tables: Tables
    merged: list[list[str]]
    records: int
    waiting: int
    position: int
    unplaced: dict[str, Unplaced]
    bit: dict[str, int]
    zones: frozenset[str]
    people: People = field(repr=False)

    @property
    def lists(self) -> frozenset[str]:
        return frozenset(self.bit)


def overlaps(visible: Visible, lists: Sequence[RecordList], by: Sequence[str] = ()) -> Overlaps:
    """Of these visible lists, each once. Titles name them, with the handle where two are called the same.

    `by`: what parts the persons, of `estimate_strata.FIELDS`.
    """
    position = LedgerHead.objects.get(id=1).size
    names, merged = _named(visible, lists)
    columns = sorted(set(names.values()))
    bit = {key: 1 << columns.index(name) for key, name in names.items()}
    found = people(visible, bit, by)
    counts, unplaced = found.counted()
    whole = Counter[int]()
    for (_, bits), count in counts.items():
        whole[bits] += count
    tables = found.tables(columns, {"": counts})
    table = Histories.of(columns, [(pattern(bits, columns), count) for bits, count in whole.items()])
    return Overlaps(
        table, tables, merged, len(found.person), _waiting(visible, set(names)), position, unplaced, bit,
        frozenset(found.zones), found,
    )  # fmt: skip


def _named(visible: Visible, lists: Sequence[RecordList]) -> tuple[dict[str, str], list[list[str]]]:
    """List -> the name of its column, and the groups of several."""
    by_handle = {each.source.handle: each for each in lists}
    titles = Counter(each.source.title for each in by_handle.values())
    called = {handle: _called(each, is_alone=titles[each.source.title] == 1) for handle, each in by_handle.items()}
    found = kin(by_handle, _sources(visible, set(by_handle)))
    names = {by_handle[one].pk: " + ".join(called[each] for each in group) for group in found for one in group}
    return names, [[called[one] for one in group] for group in found if len(group) > 1]


def _called(listed: RecordList, *, is_alone: bool) -> str:
    return listed.source.title if is_alone else f"{listed.source.title} ({listed.source.handle})"


def _sources(visible: Visible, handles: set[str]) -> list[RootSource]:
    """The visible sources of these handles and what they derive from, to the end; a circle ends where it began."""
    found, edge = dict[str, RootSource](), handles
    while edge:
        rows = visible.sources().filter(handle__in=edge).values_list("handle", "author", "derives_from")
        found |= {handle: RootSource(handle, (author,) if author else (), tuple((origins or "").split()))
                  for handle, author, origins in rows}  # fmt: skip
        edge = {origin for each in found.values() for origin in each.derives_from} - found.keys() - edge
    return list(found.values())


def among(visible: Visible, lists: set[str] | frozenset[str]) -> list[str]:
    """The groups of pairs between these lists, of which the newest comparison counts."""
    return [each.pk for each in groups(list(visible.pair_groups())) if {each.list_one, each.list_other} <= lists]


def _waiting(visible: Visible, lists: set[str]) -> int:
    """Pairs that nobody decided on and no run in force joins, by themselves or over others."""
    person = {end: Subquery(Member.objects.filter(record_id=OuterRef(f"{end}_id")).values("subject_id")[:1]) for end in ENDS}
    rows = visible.pairs().filter(group__in=among(visible, lists), verdict="")
    alone = Q(one_person__isnull=True) | Q(other_person__isnull=True)
    rows = rows.annotate(**{f"{end}_person": person[end] for end in ENDS})
    return rows.filter(alone | ~Q(one_person=F("other_person"))).count()
