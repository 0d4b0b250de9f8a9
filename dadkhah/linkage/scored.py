"""What a model says of pairs of records: plain arrays, and in words what speaks for and against one pair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

NOTHING_SAID = -1
"""The level of a comparison where one of the two records says nothing."""
OTHER_GIVEN = ("the same family, another given name",)
"""Levels of the name at which the given names disagree: brothers, sisters and twins share all the rest."""

OTHER_NAMES = "other names"


@dataclass(frozen=True)
class Level:
    """One outcome of a comparison: `words` as codes of `words.yaml` see them, `bits` what it is worth (log2 of m over u)."""

    words: str
    bits: float


@dataclass(frozen=True)
class Compared:
    """A comparison of a model: its name (`name`, `birth`, `events`, `sex`, `place`, `father`) and its levels, best first."""

    name: str
    levels: tuple[Level, ...]


class Evidence(NamedTuple):
    """What speaks for (bits > 0) or against (bits < 0) a pair being one person. `words` is empty where nothing is said."""

    comparison: str
    words: str
    bits: float


@dataclass(frozen=True)
class Scored:
    """Pairs that were compared, each once.

    `one`, `other`: (n,) int64 places of the records in the lists one after the other, one < other. `probability`: (n,) float64.
    `levels`: (n, c) int8, for each of the c comparisons the place of its level, or NOTHING_SAID. `prior`: bits before anything
    is compared.
    """

    one: Any
    other: Any
    probability: Any
    levels: Any
    comparisons: tuple[Compared, ...]
    prior: float

    def evidence(self, pair: int) -> list[Evidence]:
        """What speaks for and against one pair, in the order of the comparisons. With `prior` the bits add up to its log2 odds."""
        return [evidence(compared, int(level)) for compared, level in zip(self.comparisons, self.levels[pair], strict=True)]

    def name_alone(self) -> Any:
        """(n,) bool: pairs of which nothing but the name was compared. A model never merges them."""
        others = [place for place, compared in enumerate(self.comparisons) if compared.name != "name"]
        return (self.levels[:, others] == NOTHING_SAID).all(axis=1)

    def other_given(self) -> Any:
        """(n,) bool: pairs whose given names disagree. A model never merges them, however much of the rest agrees."""
        return self._named(OTHER_GIVEN)

    def other_names(self) -> Any:
        """(n,) bool: pairs whose names disagree, the given ones or all."""
        return self._named((*OTHER_GIVEN, OTHER_NAMES))

    def _named(self, words: tuple[str, ...]) -> Any:
        import numpy as np

        found = np.zeros(len(self.levels), bool)
        for place, compared in enumerate(self.comparisons):
            if compared.name == "name":
                found |= np.isin(self.levels[:, place], [at for at, level in enumerate(compared.levels) if level.words in words])
        return found


class Patterns(NamedTuple):
    """`rows` (p, c) int8: each row of levels there is, once. `of` (n,): which of them each pair has. `counts` (p,): how many do."""

    rows: Any
    of: Any
    counts: Any


def weight(levels: Any, comparisons: tuple[Compared, ...]) -> Any:
    """(n,) bits of all comparisons together, without the prior."""
    import numpy as np

    total = np.zeros(len(levels))
    for at, compared in enumerate(comparisons):
        total += np.array([*(level.bits for level in compared.levels), 0.0])[levels[:, at]]
    return total


def evidence(compared: Compared, level: int) -> Evidence:
    if level == NOTHING_SAID:
        return Evidence(compared.name, "", 0.0)
    return Evidence(compared.name, compared.levels[level].words, compared.levels[level].bits)


def patterns(levels: Any) -> Patterns:
    """Of (n, c) levels; there are far fewer kinds of pairs than pairs."""
    import numpy as np

    sizes = levels.max(0, initial=NOTHING_SAID).astype(np.int64) + 2
    packed = np.ravel_multi_index(tuple(levels.T.astype(np.int64) - NOTHING_SAID), tuple(sizes))
    counts = np.bincount(packed, minlength=int(np.prod(sizes)))
    present = np.flatnonzero(counts)
    rows = np.stack(np.unravel_index(present, tuple(sizes)), 1) + NOTHING_SAID
    place = np.cumsum(counts > 0) - 1
    return Patterns(rows.astype(np.int8), place[packed], counts[present])
