"""Made-up tables whose truth is known, by designs of dependence from the literature; seeded, for calibration and tests.

`independent`: each list by its own chance. `paired`: two lists find the same people more often, or less (log odds; Silverman,
JRSS A 183, 2020). `classes`: a hidden part of the people is hard to find for every list (Manrique-Vallier, Biometrics 72, 2016).
`rasch`: people differ, each list meets the same difference (Darroch et al., JASA 88, 1993). `copied`: one list takes a share of
another (referral). Chances of lists and sizes are drawn anew for every table.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from dadkhah.estimate.histories import Histories


class Made(NamedTuple):
    """A table and how many people there are in truth, those on no list included."""

    design: str
    truth: int
    table: Histories


def made(design: str, seed: int, *, lists: int = 4, people: int = 2000) -> Made:
    """Raises KeyError for a design that is not in DESIGNS."""
    random = np.random.Generator(np.random.PCG64([seed, sorted(DESIGNS).index(design), lists, people]))
    listed = DESIGNS[design](random, lists, people)
    return Made(design, people, Histories.of_persons([f"L{number + 1}" for number in range(lists)], listed))


def _chances(random: Any, lists: int) -> Any:
    """Log odds of being on each list: most lists see a tenth to a third of the people."""
    return random.normal(-1.5, 0.7, lists)


def _drawn(random: Any, odds: Any) -> Any:
    return random.random(odds.shape) < 1 / (1 + np.exp(-odds))


def _independent(random: Any, lists: int, people: int) -> Any:
    return _drawn(random, np.broadcast_to(_chances(random, lists), (people, lists)))


def _paired(random: Any, lists: int, people: int) -> Any:
    odds = np.tile(_chances(random, lists), (people, 1))
    listed = _drawn(random, odds)
    one, other = random.choice(lists, 2, replace=False)
    odds[:, other] += random.normal(0.8, 0.8) * (listed[:, one] - listed[:, one].mean())
    listed[:, other] = _drawn(random, odds[:, other])
    return listed


def _classes(random: Any, lists: int, people: int) -> Any:
    is_hidden = random.random(people) < random.uniform(0.2, 0.6)
    odds = _chances(random, lists) + 0.5 - is_hidden[:, None] * random.uniform(0.8, 2.0)
    return _drawn(random, odds)


def _rasch(random: Any, lists: int, people: int) -> Any:
    return _drawn(random, _chances(random, lists) + random.normal(0, random.uniform(0.4, 1.4), people)[:, None])


def _copied(random: Any, lists: int, people: int) -> Any:
    listed = _independent(random, lists, people)
    one, other = random.choice(lists, 2, replace=False)
    listed[:, other] |= listed[:, one] & (random.random(people) < random.uniform(0.1, 0.5))
    return listed


DESIGNS: dict[str, Callable[[Any, int, int], Any]] = {
    "independent": _independent, "paired": _paired, "classes": _classes, "rasch": _rasch, "copied": _copied,
}  # fmt: skip
