"""A model: what each level of each comparison is worth. It is trained without labels, saved as JSON, named and versioned.

It holds nothing that depends on how long the lists are: chances that names meet are kept per record (see `comparisons`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from math import log2

from dadkhah.linkage.comparisons import ALL, Comparison
from dadkhah.linkage.scored import Compared, Level

FORM = 2
PARTNERS = 0.25
"""Pairs of one person for each record of all lists, before anything is learned."""


class BadModel(ValueError):
    """A text that is no model; the message says what to do."""


class OtherForm(BadModel):
    """A model that another version of this program learned."""


@dataclass(frozen=True)
class Learned:
    """A level: of how many pairs of one person (`m`) and of two (`u`) it is. `u` is per record where it is `by_chance`."""

    words: str
    m: float
    u: float
    by_chance: bool


@dataclass(frozen=True)
class Part:
    """A comparison of a model."""

    name: str
    levels: tuple[Learned, ...]

    def u(self, records: int) -> list[float]:
        """What `u` is among so many records; the last level is all that is left."""
        shares = [level.u / records if level.by_chance else level.u for level in self.levels[:-1]]
        return [*shares, max(1e-9, 1.0 - sum(shares))]


@dataclass(frozen=True)
class Model:
    """`partners`: pairs of one person for each record of the lists that it was trained on."""

    parts: tuple[Part, ...]
    partners: float = PARTNERS
    name: str = "default"
    version: int = 1

    def text(self) -> str:
        """The model as JSON, the same for the same model."""
        parts = [{"name": part.name, "levels": [list(astuple(level)) for level in part.levels]} for part in self.parts]
        whole = {"form": FORM, "name": self.name, "version": self.version, "partners": self.partners, "comparisons": parts}
        return json.dumps(whole, ensure_ascii=False, indent=1)

    @classmethod
    def read(cls, text: str) -> Model:
        """Raises BadModel."""
        try:
            whole = json.loads(text)
            parts = tuple(Part(each["name"], tuple(Learned(*level) for level in each["levels"])) for each in whole["comparisons"])
            found = cls(parts, float(whole["partners"]), str(whole["name"]), int(whole["version"]))
        except (ValueError, KeyError, TypeError) as error:
            raise BadModel("This is no linkage model that this program wrote. Choose another file, or train one anew.") from error
        known = {each.name: len(each.levels) for each in ALL}
        if whole.get("form") != FORM or any(known.get(part.name) != len(part.levels) for part in parts):
            raise OtherForm("This linkage model is of another form than this program knows. Train one anew.")
        return found

    def compared(self, records: int) -> tuple[Compared, ...]:
        """What each level is worth in bits, among so many records."""
        return tuple(
            Compared(
                part.name,
                tuple(Level(level.words, log2(level.m / u)) for level, u in zip(part.levels, part.u(records), strict=True)),
            )
            for part in self.parts
        )

    def comparisons(self) -> tuple[Comparison, ...]:
        used = {part.name for part in self.parts}
        return tuple(each for each in ALL if each.name in used)


def default(used: Sequence[Comparison] = ALL) -> Model:
    """The model before anything is learned."""
    return Model(tuple(_part(each) for each in used))


def _part(comparison: Comparison) -> Part:
    m, u = sum(each.m for each in comparison.levels), sum(0.0 if each.by_chance else each.u for each in comparison.levels)
    levels = [(each.words, each.m / m, each.u if each.by_chance else each.u / u, each.by_chance) for each in comparison.levels]
    return Part(comparison.name, tuple(Learned(*level) for level in levels))
