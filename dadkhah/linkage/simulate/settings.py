"""What is simulated: how many persons, which lists see them, how the lists depend on each other and where they err."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from dadkhah.linkage.simulate.tables import HABITS

SCRIPTS: Final = ("fa", "latin")
NAMES: Final = ("whole", "parts")
BORN: Final = ("birth", "age", "both")


class BadSettings(ValueError):
    """Settings that describe no simulation; the message says which and what is possible."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSettings:
    """One list. Shares are 0 to 1.

    `coverage`: the share of all persons that is on it. `habit`: its usual spelling (a place in HABITS), followed with the
    share `steady`. `names`: one column or given and family name apart. `born`: a birth date, an age, or either.
    `errors`: the share of values of each kind that are wrong; `missing`: of those left out; `duplicates`: of persons who are on it
    twice; 0 makes it free of duplicates. `copies`: the number of another list (from 0) and the share of it that is copied.
    """

    name: str
    coverage: float
    script: str = "latin"
    habit: int = 0
    steady: float = 0.9
    names: str = "whole"
    born: str = "birth"
    errors: float = 0.03
    missing: float = 0.1
    duplicates: float = 0.0
    copies: tuple[int, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """A whole simulation.

    `visibility`: how much persons differ in being seen at all: the standard deviation of a normal latent trait on the logit
    scale, shared by all lists. `dependence`: (one, other, log odds ratio) of two lists given that trait, other > one.
    `women`, `relatives`: the share of women, and of persons who share father, family name and town with another.
    """

    seed: int
    persons: int
    lists: tuple[ListSettings, ...]
    visibility: float = 0.0
    dependence: tuple[tuple[int, int, float], ...] = ()
    women: float = 0.25
    relatives: float = 0.06

    def __post_init__(self) -> None:
        if faults := [*self._faults()]:
            raise BadSettings(" ".join(faults))

    def _faults(self) -> list[str]:
        """All faults at once."""
        found = [] if 1 <= self.persons <= 20_000_000 else ["Simulate from 1 to 20,000,000 persons."]
        found += [] if self.seed >= 0 else ["The seed is a whole number from 0 on."]
        found += [] if self.lists else ["Simulate at least one list."]
        found += [] if self.visibility >= 0 else ["Visibility is 0 or more."]
        for at, each in enumerate(self.lists):
            found += _faults(at, each, len(self.lists))
        for one, other, _ in self.dependence:
            if not 0 <= one < other < len(self.lists):
                found.append(f"Lists {one + 1} and {other + 1} cannot depend: name two of {len(self.lists)}, the earlier first.")
        return found


def _faults(at: int, each: ListSettings, count: int) -> list[str]:
    told = f"List {at + 1}:"
    shares = ("coverage", "steady", "errors", "missing", "duplicates")
    found = [f"{told} {name} is a share from 0 to 1." for name in shares if not 0 <= getattr(each, name) <= 1]
    found += [] if each.script in SCRIPTS else [f"{told} the script is one of: {', '.join(SCRIPTS)}."]
    found += [] if each.names in NAMES else [f"{told} names are one of: {', '.join(NAMES)}."]
    found += [] if each.born in BORN else [f"{told} born is one of: {', '.join(BORN)}."]
    found += [] if 0 <= each.habit < len(HABITS) else [f"{told} there are {len(HABITS)} habits of spelling, from 0 on."]
    if each.copies and not (0 <= each.copies[0] < min(at, count) and 0 <= each.copies[1] <= 1):
        found.append(f"{told} it can copy a share, from 0 to 1, of an earlier list.")
    return found


def several(
    count: int, coverage: Sequence[float] = (0.5,), duplicates: Sequence[float] = (0.0,), **every: float
) -> tuple[ListSettings, ...]:
    """Lists that differ as lists of different authors do: in script, spelling and columns. Short sequences are repeated.

    `every`: settings that all of them share, such as errors or missing.
    """
    return tuple(
        replace(
            ListSettings(name=f"list-{at + 1}", coverage=coverage[at % len(coverage)], duplicates=duplicates[at % len(duplicates)]),
            script=SCRIPTS[at % 2],
            habit=(at // 2) % len(HABITS),
            names=NAMES[(at + 1) // 2 % 2],
            born=BORN[at % 3],
            **every,  # type: ignore[arg-type]
        )
        for at in range(count)
    )
