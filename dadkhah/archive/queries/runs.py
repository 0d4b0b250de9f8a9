"""Runs of models: what each compared, what it costs to take its word from a threshold on, what people decided."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, IntegerField
from django.db.models.functions import Cast

from dadkhah.archive.access import Visible
from dadkhah.archive.models import LinkageRun, Pair, RecordList
from dadkhah.archive.pairs import MILLION, is_readable
from dadkhah.archive.queries.sampling import LOWS, THRESHOLDS, joinable

FINE = 1000
"""Scores are counted in so many steps."""


@dataclass(frozen=True)
class Told:
    """A run with the lists of it that are visible, and how many pairs are."""

    run: LinkageRun
    lists: list[RecordList]
    pairs: int = 0


def runs(visible: Visible) -> list[Told]:
    """The newest first."""
    rows = list(visible.linkage_runs().select_related("model", "account").order_by("-id"))
    keys = {key for row in rows for key in row.lists.split()}
    lists = {each.pk: each for each in visible.lists().filter(pk__in=keys).select_related("source")}
    return [Told(row, [lists[key] for key in row.lists.split() if key in lists]) for row in rows]


def lists_of(visible: Visible, run: LinkageRun) -> list[RecordList]:
    return list(visible.lists().filter(pk__in=run.lists.split()).select_related("source").order_by("id"))


@dataclass(frozen=True)
class Band:
    """From a threshold on: pairs, of them what the model expects to be wrong, what it misses; and what people judged."""

    threshold: float
    joined: int
    false: float
    missed: float
    judged_same: int
    judged_different: int
    below_same: int


@dataclass(frozen=True)
class Costs:
    """`lines`: (threshold, false, missed) by the model's own probabilities. `alone` with nothing but a name, `given` with another
    given name: these no threshold joins. `strata`: pairs from each of LOWS on, to the next, without these.
    """

    pairs: int
    alone: int
    given: int
    lines: list[tuple[float, float, float]]
    bands: list[Band]
    strata: list[int]
    is_readable: bool


def costs(visible: Visible, run: LinkageRun) -> Costs:
    """Of visible pairs of the run. Those that only people can join are counted apart."""
    import numpy as np

    from dadkhah.linkage.threshold import expected

    among = [group.pk for group in visible.pair_groups().filter(run_id=run.pk)]
    rows = Pair.objects.filter(group__in=among)
    alone = rows.filter(name_alone=True).count()
    given = rows.filter(name_alone=False, other_given=True).count()
    step = Cast(F("score") / (MILLION // FINE), IntegerField())
    joined = joinable(among)
    counted = joined.annotate(step=step).values_list("step").annotate(n=Count("id")).order_by("step")
    counts = dict(counted)
    steps = np.array(sorted(counts), np.float64)
    p = np.repeat(np.minimum((steps + 0.5) / FINE, 1.0), [counts[int(each)] for each in steps])
    lines = [(cost.threshold, cost.false.value, cost.missed.value) for cost in expected(p)]
    judged = list(joined.filter(verdict__in=("same", "different")).values_list("score", "verdict"))
    bands = [_band(cost, judged) for cost in expected(p, THRESHOLDS)]
    return Costs(sum(counts.values()) + alone + given, alone, given, lines, bands, _strata(counts), is_readable(run))


def _strata(counts: dict[int, int]) -> list[int]:
    """Pairs in each stratum, from their numbers by steps; each of LOWS is a step."""
    places = Counter[int]()
    for step, count in counts.items():
        places[bisect_right(LOWS, step / FINE) - 1] += count
    return [places[place] for place in range(len(LOWS))]


def _band(cost: Any, judged: list[tuple[int, str]]) -> Band:
    at = cost.threshold * MILLION
    found = Counter((score >= at, verdict) for score, verdict in judged)
    counts = (found[True, "same"], found[True, "different"], found[False, "same"])
    return Band(cost.threshold, cost.joined, cost.false.value, cost.missed.value, *counts)
