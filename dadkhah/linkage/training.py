"""Training without labels: expectation maximisation over the levels of the pairs that were compared (Fellegi and Sunter 1969;
Winkler 2000), by Splink.

Splink sees only pairs that share a key of their names, so chances are scaled to those and back: a pair that was found by its
day as well says nothing of how often days agree by chance. What few pairs teach is blended with what the
default says, as if that had been seen in `SEEN` pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from dadkhah.linkage.chance import Chance
from dadkhah.linkage.comparisons import ALL, Comparison
from dadkhah.linkage.engine import Engine, NothingLearned, settings
from dadkhah.linkage.model import Learned, Model, Part, default
from dadkhah.linkage.scored import NOTHING_SAID, patterns, weight

SEEN = 100
"""Pairs of one person, and of two, that the default counts for."""
KEPT = 0.1
"""Of the chance that names meet, the default's share stays so large: a few families that the lists share do not set it alone."""
FEWEST = 200
"""Pairs that must be there before anything but how many persons are shared is learned."""
MOST_PARTNERS = 0.97
"""Of the records of a list at most so many have a partner."""
SAMPLE = 500_000
"""Pairs of which Splink learns; of more, so many at random, with a fixed seed."""
SEED = 1988
SHOWN, ROUNDS = 10, 5
"""Random pairs of a level that show how often it is met by chance; rounds in which shares follow from it."""


class Extent(NamedTuple):
    """Of all lists: records; pairs of records there are, compared or not; and pairs of one person there can be at most, where
    nobody stands on a list twice.
    """

    records: int
    comparable: int
    most: int


def train(levels: Any, extent: Extent, engine: Engine, *, name: str = "default", version: int = 1) -> Model:
    """`levels`: (n, c) of the pairs that share a key of their names, for all of `comparisons.ALL`.

    Where they are too few or too even to learn from, what they are worth is the default's, and only how many are of one person
    is learned, or nothing.
    """
    records, comparable, most = extent
    used = [at for at in range(len(ALL)) if (levels[:, at] != NOTHING_SAID).any() or ALL[at].name == "name"]
    before = replace(default([ALL[at] for at in used]), partners=most / 2 / records, name=name, version=version)
    if not len(levels):
        return before
    before = replace(before, parts=(_crowded(before.parts[0], levels[:, 0], extent), *before.parts[1:]))
    chosen = np.random.default_rng(SEED).choice(len(levels), SAMPLE, replace=False) if len(levels) > SAMPLE else slice(None)
    seen = np.ascontiguousarray(levels[chosen][:, used])
    is_fixed = len(used) == 1 or len(levels) < FEWEST
    scale = comparable / len(levels)
    made = settings(before, records, scale=scale, matched=most / 2 / len(levels), fixed=_fixed(before, all_of=is_fixed))
    try:
        m, u, matched = engine.train(made, seen if is_fixed else np.concatenate([seen, _one_of_each(before)]))
    except NothingLearned:
        return before
    pairs = min(matched * len(levels), MOST_PARTNERS * most)
    learned = before if is_fixed else _blended(before, m, u, pairs, len(levels), records, scale)
    return replace(learned, partners=pairs / records)


def corrected(model: Model, levels: Any, extent: Extent, chance: Chance) -> Model:
    """The model with chances that names meet at least so large as a draw of pairs showed them, and shares of names among pairs
    of one person, and how many such pairs there are, as they then follow from all pairs that were compared.

    `levels`: (n, c) of all pairs that were compared, for the comparisons of the model.
    """
    part, rest = model.parts[0], model.parts[1:]
    rows, _, counts = patterns(levels)
    seen = rows[:, 0] != NOTHING_SAID
    for _ in range(ROUNDS):
        model = replace(model, parts=(_met(part, chance, extent, model.partners), *rest))
        compared = model.compared(extent.records)
        prior = min(max(model.partners * extent.records / extent.comparable, 1e-15), 0.5)
        odds = np.log2(prior / (1 - prior)) + weight(rows, compared)
        same = counts / (1 + np.exp2(-np.clip(odds, -60, 60)))
        pairs = min(float(same.sum()), MOST_PARTNERS * extent.most)
        m = np.bincount(rows[seen, 0], same[seen], minlength=len(part.levels))
        shares = _blend_m(part, ALL[0], (m / max(m.sum(), 1e-9)).tolist(), pairs)
        part = replace(part, levels=tuple(replace(level, m=share) for level, share in zip(part.levels, shares, strict=True)))
        model = replace(model, partners=pairs / extent.records)
    return replace(model, parts=(_met(part, chance, extent, model.partners), *rest))


def _met(part: Part, chance: Chance, extent: Extent, partners: float) -> Part:
    """Less those of the drawn pairs that are of one person; of what few pairs showed, what was learned stays."""
    levels = []
    same = partners * extent.records / extent.comparable * chance.drawn
    for level, met in zip(part.levels, chance.met.tolist(), strict=True):
        by_chance = max(0.0, met - same * level.m) / chance.drawn * (extent.records if level.by_chance else 1)
        levels.append(replace(level, u=max(level.u, by_chance)) if met >= SHOWN else level)
    return replace(part, levels=tuple(levels))


def _crowded(part: Part, seen: Any, extent: Extent) -> Part:
    """The name's part, with chances at least so large that they explain the pairs beyond those that can be of one person."""
    counts = np.bincount(seen[seen != NOTHING_SAID], minlength=len(part.levels))
    levels = []
    for level, shares, count in zip(part.levels, ALL[0].levels, counts, strict=True):
        beyond = max(0.0, float(count) - extent.most * (level.m if shares.is_fixed else 1.0)) / extent.comparable
        levels.append(replace(level, u=max(level.u, beyond * (extent.records if level.by_chance else 1))))
    return replace(part, levels=tuple(levels))


def _one_of_each(model: Model) -> Any:
    """For each level two pairs more, which agree and disagree in all else, so that no share becomes none at all."""
    count = len(model.parts)
    last = [len(part.levels) - 1 for part in model.parts]
    rows = [
        [level if at == part else (0 if agrees else last[part]) for part in range(count)]
        for at in range(count) for level in range(last[at] + 1) for agrees in (True, False)
    ]  # fmt: skip
    return np.array(rows, np.int8)


def _fixed(model: Model, *, all_of: bool) -> list[list[bool]]:
    """Which `m` stay as they are."""
    by_name = {each.name: each for each in ALL}
    return [[all_of or level.is_fixed for level in by_name[part.name].levels] for part in model.parts]


def _blended(
    before: Model, m: list[list[float]], u: list[list[float]], pairs: float, count: int, records: int, scale: float
) -> Model:
    parts = []
    for at, part in enumerate(before.parts):
        comparison = next(each for each in ALL if each.name == part.name)
        new_m = _blend_m(part, comparison, m[at], pairs)
        if part.name == "name":
            new_u = _blend_name(part, u[at], records, scale)
        else:
            new_u = [(share * count + SEEN * level.u) / (count + SEEN) for share, level in zip(u[at], part.levels, strict=True)]
        rows = zip(part.levels, new_m, new_u, strict=True)
        parts.append(Part(part.name, tuple(Learned(level.words, m_, u_, level.by_chance) for level, m_, u_ in rows)))
    return replace(before, parts=tuple(parts))


def _blend_m(part: Part, comparison: Comparison, m: Sequence[float], pairs: float) -> list[float]:
    fixed = [each.is_fixed for each in comparison.levels]
    free = sum(level.m for level, stays in zip(part.levels, fixed, strict=True) if not stays)
    total = sum(share for share, stays in zip(m, fixed, strict=True) if not stays) or 1.0
    rows = zip(part.levels, m, fixed, strict=True)
    return [
        level.m if stays else (share / total * free * pairs + SEEN * level.m) / (pairs + SEEN) for level, share, stays in rows
    ]


def _blend_name(part: Part, u: Sequence[float], records: int, scale: float) -> list[float]:
    """Back from the compared pairs to all there are, and to a record each where it is by chance."""
    times = [(records if level.by_chance else 1) / scale for level in part.levels]
    return [(1 - KEPT) * share * by + KEPT * level.u for share, by, level in zip(u, times, part.levels, strict=True)]
