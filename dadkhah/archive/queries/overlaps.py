"""Who is on which lists together, by persons as they are joined now: what estimates are made from.

Only counts leave here. A record that was joined with nothing is a person of its own. Lists that draw on each other, or on one
source, are one list: being on both says nothing about who was missed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dadkhah.archive.access import Visible
from dadkhah.archive.models import LedgerHead, RecordList
from dadkhah.archive.queries.pairs import groups
from dadkhah.estimate.histories import Histories


@dataclass(frozen=True)
class Overlaps:
    """`merged`: titles of lists taken for one, in groups. `waiting`: pairs of these lists that nobody decided on; each such
    pair counts as two persons unless a run in force joins them. `position`: the size of the ledger.
    """

    table: Histories
    lists: list[RecordList]
    merged: list[list[str]]
    records: int
    waiting: int
    position: int


def overlaps(visible: Visible, lists: Sequence[RecordList]) -> Overlaps:
    """Of these visible lists, each once. Titles name them, with the handle where two are called the same."""
    position = LedgerHead.objects.get(id=1).size
    chosen = list({each.pk: each for each in lists}.values())
    names, merged = _named(visible, chosen)
    columns = sorted(set(names.values()))
    rows = list(visible.records().filter(list__in=[each.pk for each in chosen]).values_list("pk", "list_id"))
    members = dict(visible.members().values_list("record_id", "subject_id"))
    seen: dict[str, int] = {}
    for record, listed in rows:
        person = members.get(record, record)
        seen[person] = seen.get(person, 0) | 1 << columns.index(names[listed])
    patterns = Counter(seen.values())
    table = Histories.of(columns, (([bits >> at & 1 for at in range(len(columns))], count) for bits, count in patterns.items()))
    return Overlaps(table, chosen, merged, len(rows), _waiting(visible, chosen), position)


def _named(visible: Visible, lists: Sequence[RecordList]) -> tuple[dict[str, str], list[list[str]]]:
    """List -> the name of its column, and the groups of several."""
    titles = Counter(each.source.title for each in lists)
    called = {each.pk: _called(each, is_alone=titles[each.source.title] == 1) for each in lists}
    found = kin({each.pk: _upstream(visible, each.source.handle) for each in lists})
    names = {key: " + ".join(called[one] for one in group) for group in found for key in group}
    return names, [[called[one] for one in group] for group in found if len(group) > 1]


def _called(listed: RecordList, *, is_alone: bool) -> str:
    return listed.source.title if is_alone else f"{listed.source.title} ({listed.source.handle})"


def kin(ways: dict[str, set[str]]) -> list[list[str]]:
    """Keys in groups whose ways back share something."""
    found: list[tuple[set[str], list[str]]] = []
    for key, way in ways.items():
        near = [each for each in found if each[0] & way]
        joined = set[str](way).union(*(each[0] for each in near)), [one for each in near for one in each[1]] + [key]
        found = [each for each in found if each not in near] + [joined]
    return [group for _, group in found]


def _upstream(visible: Visible, handle: str) -> set[str]:
    """The source and all it says that it derives from, by handles; a circle ends where it began."""
    way, edge = {handle}, {handle}
    while edge:
        told = visible.sources().filter(handle__in=edge).values_list("derives_from", flat=True)
        edge = {origin for each in told for origin in (each or "").split()} - way
        way |= edge
    return way


def _waiting(visible: Visible, lists: Iterable[RecordList]) -> int:
    keys = {each.pk for each in lists}
    among = [each.pk for each in groups(list(visible.pair_groups())) if {each.list_one, each.list_other} <= keys]
    return visible.pairs().filter(group__in=among, verdict="").values("one_id", "other_id").distinct().count()
