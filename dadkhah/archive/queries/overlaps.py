"""Who is on which lists together, by persons as they are joined now: what estimates are made from.

Only counts leave here. A record that was joined with nothing is a person of its own. Lists whose ways back share a source or an
author are one list: being on both says nothing about who was missed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from dadkhah.archive.access import Visible
from dadkhah.archive.models import LedgerHead, RecordList
from dadkhah.archive.queries.pairs import groups
from dadkhah.claims.roots import RootSource, kin
from dadkhah.estimate.histories import Histories


@dataclass(frozen=True)
class Overlaps:
    """`merged`: titles of lists taken for one, in groups. `waiting`: pairs of these lists that nobody decided on; each such
    pair counts as two persons unless a run in force joins them. `position`: the size of the ledger.
    """

    table: Histories
    merged: list[list[str]]
    records: int
    waiting: int
    position: int


def overlaps(visible: Visible, lists: Sequence[RecordList]) -> Overlaps:
    """Of these visible lists, each once. Titles name them, with the handle where two are called the same."""
    position = LedgerHead.objects.get(id=1).size
    names, merged = _named(visible, lists)
    columns = sorted(set(names.values()))
    bit = {key: 1 << columns.index(name) for key, name in names.items()}
    records = visible.records().filter(list__in=list(names))
    rows = list(records.values_list("pk", "list_id"))
    members = dict(visible.members().filter(record_id__in=records.values("pk")).values_list("record_id", "subject_id"))
    seen = dict[str, int]()
    for record, listed in rows:
        person = members.get(record, record)
        seen[person] = seen.get(person, 0) | bit[listed]
    patterns = Counter(seen.values())
    table = Histories.of(columns, (([bits >> at & 1 for at in range(len(columns))], count) for bits, count in patterns.items()))
    return Overlaps(table, merged, len(rows), _waiting(visible, set(names)), position)


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


def _waiting(visible: Visible, lists: set[str]) -> int:
    among = [each.pk for each in groups(list(visible.pair_groups())) if {each.list_one, each.list_other} <= lists]
    return visible.pairs().filter(group__in=among, verdict="").count()
