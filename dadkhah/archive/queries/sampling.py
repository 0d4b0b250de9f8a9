"""Pairs of a run that are drawn for people to judge, so that what a threshold costs can be told from what they find.

A pair's id is a hash: to take the smallest ids of a stratum is to draw at random, and nobody chooses. What was judged counts
in the order drawn, up to the first pair that nobody judged: whoever leaves the hard ones out changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, takewhile
from typing import Any

from django.db.models import QuerySet

from dadkhah.archive.access import Visible
from dadkhah.archive.models import LinkageRun, Pair
from dadkhah.archive.pairs import MILLION

THRESHOLDS = (0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999)
"""Thresholds that the page tells of one by one."""
LOWS = (0.0, 0.1, *THRESHOLDS)
"""Where the strata begin."""
WIDER = 3
"""So many times more ids are looked at than are expected to hold the drawn ones."""


@dataclass(frozen=True)
class Sample:
    """`drawn`: pairs to be judged, of which `judged` are. `found`: one for each of THRESHOLDS, or nothing while `needed` more
    judgements are missing. `following`: the next pair to judge.
    """

    drawn: int
    judged: int
    unsure: int
    needed: int
    found: list[Any]
    following: Pair | None


def joinable(groups: Sequence[str]) -> QuerySet[Pair]:
    """Of the pairs of these groups those that a run joins from some threshold on."""
    return Pair.objects.filter(group__in=groups, name_alone=False, other_given=False)


def sample(visible: Visible, run: LinkageRun, sizes: Sequence[int] | None = None) -> Sample:
    """`sizes`: of the strata, where they are known already."""
    from dadkhah.linkage.sample import Stratum, estimated, still_needed

    among = tuple(sorted(group.pk for group in visible.pair_groups().filter(run_id=run.pk)))
    counts = tuple(sizes) if sizes is not None else _sizes(joinable(among))
    drawn = _drawn(among, counts)
    rows = {pair.pk: pair for pair in Pair.objects.filter(pk__among=[pk for ids in drawn for pk in ids])}
    strata, waiting = [], []
    for low, size, ids in zip(LOWS, counts, drawn, strict=True):
        told = [rows[pk].verdict for pk in ids if pk in rows]
        known = list(takewhile(bool, told))
        strata.append(Stratum(low, size, *(known.count(each) for each in ("same", "different", "unsure"))))
        waiting += [(place, rows[pk]) for place, pk in enumerate(ids) if pk in rows and not rows[pk].verdict]
    needed = still_needed(strata)
    return Sample(
        drawn=sum(map(len, drawn)),
        judged=sum(each.judged for each in strata),
        unsure=sum(each.unsure for each in strata),
        needed=needed,
        found=[] if needed or not any(counts) else estimated(strata, THRESHOLDS),
        following=min(waiting, key=lambda each: (each[0], each[1].pk))[1] if waiting else None,
    )


def _sizes(rows: QuerySet[Pair]) -> tuple[int, ...]:
    return tuple(_between(rows, *bounds).count() for bounds in _bounds())


def _bounds() -> list[tuple[int, int]]:
    """Scores at which each stratum begins and ends."""
    return [(round(low * MILLION), round(high * MILLION)) for low, high in pairwise((*LOWS, 1.1))]


def _between(rows: QuerySet[Pair], low: int, high: int) -> QuerySet[Pair]:
    return rows.filter(score__gte=low, score__lt=high)


@lru_cache(maxsize=32)
def _drawn(among: tuple[str, ...], sizes: tuple[int, ...]) -> list[list[str]]:
    """The ids drawn in each stratum, the first first. The pairs of a run stay what they are, so each run is asked once."""
    from dadkhah.linkage.sample import wanted

    rows = joinable(among)
    asked = zip(_bounds(), sizes, wanted(sizes), strict=True)
    return [_smallest(_between(rows, *bounds), size, count) for bounds, size, count in asked]


def _smallest(rows: QuerySet[Pair], size: int, count: int) -> list[str]:
    """The smallest ids. Where there are many, only as far as they are expected to lie: that spares reading them all."""
    ordered = rows.order_by("id").values_list("id", flat=True)
    if count * WIDER < size:
        end = f"{int(count * WIDER / size * 16**8):08x}"
        found = list(ordered.filter(id__lt=end)[:count])
        if len(found) == count:
            return found
    return list(ordered[:count])
