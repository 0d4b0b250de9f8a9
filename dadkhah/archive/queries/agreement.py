"""How far two reviewers agree on pairs that they judged without knowledge of each other."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from dadkhah.archive.access import Visible
from dadkhah.archive.queries.pairs import twice_judged

VERDICTS = ("same", "different", "unsure")


@dataclass(frozen=True)
class Agreed:
    """`counts`: (first verdict, numbers of each second verdict). `kappa`, `alpha`: with intervals; `months`: alpha by month."""

    pairs: int
    equal: int
    counts: list[tuple[str, list[int]]]
    kappa: Any
    alpha: Any
    months: list[Any]


def agreement(visible: Visible) -> Agreed:
    """Of all visible pairs with a second judgement: Cohen's kappa of first and second, Krippendorff's alpha, and its course."""
    from dadkhah.linkage.agreement import coded, cohen, krippendorff, trend

    found = twice_judged(visible)
    answers = [(first.verdict, second.verdict) for first, second in found]
    ratings, _ = coded(answers)
    table = Counter(answers)
    counts = [(first, [table[first, second] for second in VERDICTS]) for first in VERDICTS]
    kappa = cohen(ratings[:, 0], ratings[:, 1]) if answers else None
    months = trend(ratings, [second.at[:7] for _, second in found]) if answers else []
    equal = sum(first == second for first, second in answers)
    return Agreed(len(answers), equal, counts, kappa, krippendorff(ratings) if answers else None, months)
