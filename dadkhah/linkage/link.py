"""Lists in, pairs out: what is compared, what a model says of it, and what follows where nobody stands on a list twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from dadkhah.linkage import blocking, training
from dadkhah.linkage.chance import by_chance
from dadkhah.linkage.comparisons import ALL, alike
from dadkhah.linkage.engine import DuckDB, Engine, settings
from dadkhah.linkage.model import Model
from dadkhah.linkage.ordered import places_by_content, same_titles
from dadkhah.linkage.pairs import one_to_one
from dadkhah.linkage.records import Listed
from dadkhah.linkage.rivals import exclusive, given_the_rest, looks_duplicate_free
from dadkhah.linkage.scored import Scored, patterns, weight
from dadkhah.linkage.table import Table, table_of

HOPELESS = -12.0
"""Pairs with odds below 2 to this power are not weighed further; their probability is given as none."""
TITLED = 1e-8
"""What the same titles count for among pairs that are equally probable: a hundredth of how much names may be alike."""
LIKELY, SETTLED = 0.5, 0.3
"""Pairs are kept that are more likely of one person than not; one to one also weaker ones whose names agree, since
no record has a better."""
Say = Callable[[str, float], object]
"""Is told what is being done, and how much of it is done (0 to 1)."""


@dataclass(frozen=True)
class Linked:
    """What linking found: the lists, the pairs, which of them are `kept`, and the keys that too many records share."""

    lists: Sequence[Listed]
    model: Model
    scored: Scored
    kept: Any
    left_out: int
    duplicate_free: list[bool]


def link(
    lists: Sequence[Listed], *, model: Model | None = None, engine: Engine | None = None, within: bool = False,
    is_one_to_one: bool = False, least: float | None = None, say: Say | None = None,
) -> Linked:  # fmt: skip
    """Every pair of records that share a key is compared, and kept where it is at least so likely of one person.

    `within`: whether pairs inside lists with duplicates are looked for too; a single list always is. `is_one_to_one`: no
    record is kept with two partners. Where lists do not say whether they are free of duplicates, the pairs show it.
    """
    tell: Say = say or (lambda _what, _share: None)
    inside = [not each.duplicate_free and (within or len(lists) == 1) for each in lists]
    tell("reading", 0.0)
    table = table_of(lists)
    tell("blocking", 0.2)
    used = engine or DuckDB()
    blocked = used.block(table, inside)
    tell("comparing", 0.3)
    levels = used.levels(table, blocked.one, blocked.other)
    tell("training", 0.6)
    reach = extent(lists, inside)
    trained = model or learn(table, blocked, levels, reach, inside, used)
    tell("scoring", 0.8)
    scored = score(table, blocked, levels, trained, reach.comparable, used)
    found = scored.probability
    free = [each.duplicate_free or is_one_to_one for each in lists]
    if not any(inside) and not any(free):
        free = looks_duplicate_free(found, blocked.one, blocked.other, table.source, len(lists))
    final = exclusive(found, blocked.one, blocked.other, table.source, free)
    kept = final > 0
    settled = is_one_to_one & ~scored.other_names()
    limit = least if least is not None else np.where(settled, SETTLED, LIKELY)
    if is_one_to_one:
        place = places_by_content(lists)
        strong = strength(table, blocked, final) + TITLED * same_titles(lists, blocked.one, blocked.other)
        kept = one_to_one(place[blocked.one], place[blocked.other], strong, table.source, free)
        final = given_the_rest(final, blocked.one, blocked.other, table.source, free, kept, found)
    tell("done", 1.0)
    return Linked(lists, trained, replace(scored, probability=final), kept & (final >= limit), blocked.left_out, free)


def learn(
    table: Table, blocked: blocking.Blocked, levels: Any, reach: training.Extent, within: Sequence[bool], engine: Engine
) -> Model:
    """A model, trained on the pairs that were compared."""
    trained = training.train(levels[blocked.by_name], reach, engine)
    chance = by_chance(table, within, reach.comparable)
    return trained if chance is None else training.corrected(trained, levels[:, columns(trained)], reach, chance)


def columns(model: Model) -> list[int]:
    """The places of the model's comparisons among all."""
    names = {part.name for part in model.parts}
    return [at for at, each in enumerate(ALL) if each.name in names]


def extent(lists: Sequence[Listed], within: Sequence[bool]) -> training.Extent:
    """How much there is to compare."""
    sizes = [len(each.records) for each in lists]
    across = [(a, b) for at, a in enumerate(sizes) for b in sizes[at + 1 :]]
    inside = [size for size, looked in zip(sizes, within, strict=True) if looked]
    comparable = sum(a * b for a, b in across) + sum(size * (size - 1) // 2 for size in inside)
    return training.Extent(max(sum(sizes), 1), max(comparable, 1), max(sum(min(pair) for pair in across) + sum(inside), 1))


def score(table: Table, blocked: blocking.Blocked, levels: Any, model: Model, comparable: int, engine: Engine) -> Scored:
    """What the model says of the pairs, without regard to rivals."""
    records = len(table)
    matched = model.partners * records / comparable
    vectors = np.ascontiguousarray(levels[:, columns(model)])
    made = settings(model, records, matched=matched)
    prior = made["probability_two_random_records_match"]
    compared, bits = model.compared(records), float(np.log2(prior / (1 - prior)))
    found = patterns(vectors)
    worth = np.flatnonzero(weight(found.rows, compared) + bits > HOPELESS)
    probability = np.zeros(len(found.rows))
    if len(worth):
        probability[worth] = engine.score(made, np.ascontiguousarray(found.rows[worth]))
    return Scored(blocked.one, blocked.other, probability[found.of], vectors, compared, bits)


def strength(table: Table, blocked: blocking.Blocked, probability: Any) -> Any:
    """Probabilities, and among equals how much the names are alike, for the order in which pairs are taken one to one."""
    likely = np.flatnonzero(probability >= 0.01)
    finer = np.zeros(len(probability))
    finer[likely] = alike(table, blocked.one[likely], blocked.other[likely])
    return probability + finer * 1e-6
