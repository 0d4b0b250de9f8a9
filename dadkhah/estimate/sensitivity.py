"""How much an estimate hangs on one list, on two lists that may be one, and on what no table can tell."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any, NamedTuple

from dadkhah.estimate.histories import Histories
from dadkhah.estimate.result import Estimate

INTERACTIONS = (0.25, 0.5, 1.0, 2.0, 4.0)


class Population(NamedTuple):
    """The people on one list, whose number is known, estimated from the other lists as if it were not."""

    name: str
    truth: int
    found: Estimate

    @property
    def is_held(self) -> bool | None:
        """Whether the interval holds the truth; None where there is none."""
        found = self.found
        if found.status == "refused" or found.lower is None:
            return None
        return found.lower <= self.truth and (found.upper is None or self.truth <= found.upper)


def variants(table: Histories) -> dict[tuple[str, Any], Histories]:
    """Tables to be estimated beside the plain one, by what was done and to what.

    ("without", list): without that list and the people who are on no other. ("merged", (one, other)): the two taken for one,
    nobody left out. ("population", list): its people by the other lists; their number is known. People on a list are not
    like people on none, and the lists of one table are no independent trials.
    """
    without = {("without", name): table.among([each for each in table.lists if each != name]) for name in table.lists}
    merged = {("merged", pair): table.merged({" + ".join(pair): pair}) for pair in combinations(table.lists, 2)}
    return {**without, **merged, **{("population", name): table.members(name) for name in table.lists}}


class Interaction(NamedTuple):
    """What is estimated if the highest-order interaction has this odds ratio, which nothing in the table can tell."""

    ratio: float
    estimate: float
    lower: float
    upper: float | None


def by_interaction(found: Estimate, ratios: Sequence[float] = INTERACTIONS) -> list[Interaction]:
    """The unseen times each ratio; empty where there is no estimate.

    Of all probabilities of the cells the observed ones leave one thing open, the odds ratio of all lists together, and those
    unseen are proportional to it (Aleshin-Guendel, Sadinle and Wakefield, Biometrics 2023, arXiv 2101.09304). Every
    method here assumes something of it; 1 says: as the method has it.
    """
    if found.estimate is None or found.lower is None:
        return []

    def scaled(value: float, ratio: float) -> float:
        return found.observed + (value - found.observed) * ratio

    lower, middle, upper = found.lower, found.estimate, found.upper
    ends = [(scaled(middle, each), scaled(lower, each), None if upper is None else scaled(upper, each)) for each in ratios]
    return [Interaction(ratio, *each) for ratio, each in zip(ratios, ends, strict=True)]
