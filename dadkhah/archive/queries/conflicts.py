"""Where people contradict each other: found anew from their judgements each time, and shown whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass

from dadkhah.archive.access import Visible
from dadkhah.archive.clusters import resolved
from dadkhah.archive.graph import gather
from dadkhah.archive.models import Judgement


@dataclass(frozen=True)
class Contradiction:
    """`together`: a chain of judgements by which the two are one. `apart` says they are different.

    Without it they are two records of a list on which nobody is said to stand twice.
    """

    together: list[Judgement]
    apart: Judgement | None
    one: str
    other: str

    @property
    def keys(self) -> set[str]:
        """Ids of all that is named."""
        return {key for each in (*self.together, *filter(None, [self.apart])) for key in (each.one, each.other)}


def conflicts(visible: Visible) -> list[Contradiction]:
    """Those of which every judgement is visible, the oldest first."""
    found = resolved(gather(None, runs={})).conflicts
    told = {each.pk for conflict in found for each in (*conflict.together, *filter(None, [conflict.apart]))}
    rows = visible.judgements().filter(pk__among=list(told)).select_related("account")
    seen = {row.pk: row for row in rows}
    shown = []
    for conflict in found:
        named = [*conflict.together, *filter(None, [conflict.apart])]
        if all(each.pk in seen for each in named):
            together = [seen[each.pk] for each in conflict.together]
            shown.append(Contradiction(together, seen[conflict.apart.pk] if conflict.apart else None, conflict.one, conflict.other))
    return sorted(shown, key=lambda each: max(judgement.pk for judgement in each.together))
