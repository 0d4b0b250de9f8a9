"""The persons: plain arrays of numbers that stand for names, days and towns."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import numpy as np

from dadkhah.linkage.simulate.settings import Settings
from dadkhah.linkage.simulate.tables import column, table, towns

Columns = dict[str, Any]
"""Name -> array, a row per person or record."""
NONE = -1
COMPOUND = 0.22
"""The share of men with a compound name such as Mohammad-Reza."""


def generator(settings: Settings, *part: int) -> Any:
    """Random numbers of one part, so that a further list changes neither the persons nor the other lists."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(settings.seed, spawn_key=part)))


def zipf(random: Any, kinds: int, count: int, steepness: float, shift: float = 2.0) -> Any:
    """(count,) int32 numbers below `kinds`; number r is drawn with weight (r + shift) ** -steepness (Zipf and Mandelbrot)."""
    reached = np.cumsum((np.arange(kinds) + shift) ** -steepness)
    return np.searchsorted(reached, random.random(count) * reached[-1], side="right").clip(0, kinds - 1).astype(np.int32)


@cache
def families() -> Any:
    """(f, 4) int16: front, stem, end and origin of every family name there is, the most common kinds first."""
    sizes = [len(column("family", name)) for name in ("fronts", "stems", "ends", "origins")]
    every = np.stack(np.meshgrid(*map(np.arange, sizes), indexing="ij"), -1).reshape(-1, 4)
    front, stem, end, origin = every.T
    # A name is as common as its parts; a front or an origin makes it rare.
    weight = np.log1p(stem) * 1.2 + np.log1p(end) * 1.6
    weight += (front > 0) * (6.5 + np.log1p(front)) + (origin > 0) * (7.5 + np.log1p(origin))
    scatter = np.random.Generator(np.random.PCG64(0)).normal(0, 1.1, len(every))
    return every[np.argsort(weight + scatter, kind="stable")].astype(np.int16)[:120_000]


def persons(settings: Settings) -> Columns:
    """All persons. `given`, `second` and `father…` are places in the tables of names; days are ordinals of Gregorian days."""
    random, n = generator(settings, 0), settings.persons
    female = random.random(n) < settings.women
    made: Columns = {"female": female, "title": random.random(n) < 0.08}
    made["given"], made["second"] = _given(random, n, female)
    made["father"], made["father_second"] = _given(random, n, np.zeros(n, bool))
    made["family"] = zipf(random, len(families()), n, 0.98, 6.0)
    made["town"] = zipf(random, len(towns()), n, 0.9, 1.0)
    made["event"] = _events(random, n)
    age = np.clip(random.gamma(6.0, 3.4, n) + 13, 14, 90)
    made["birth"] = (made["event"] - (age * 365.25).astype(np.int32)).astype(np.int32)
    _related(random, made, settings.relatives)
    return made


def _given(random: Any, n: int, female: Any) -> tuple[Any, Any]:
    """Places in one's own table, and of the second part or NONE; a compound's first part is a place in `firsts`."""
    men, women = len(column("given", "m")), len(column("given", "f"))
    given = np.where(female, zipf(random, women, n, 0.85), zipf(random, men, n, 0.85)).astype(np.int32)
    compound = ~female & (random.random(n) < COMPOUND)
    given = np.where(compound, men + zipf(random, len(column("firsts")), n, 0.8), given)
    second = np.where(compound, zipf(random, len(column("seconds")), n, 0.8, 1.0), NONE)
    return given.astype(np.int32), second.astype(np.int32)


def _events(random: Any, n: int) -> Any:
    """Days of the two seasons, each with a peak, and a few of the whole year."""
    country = table("country")
    start = date(country["year"], 1, 1).toordinal()
    day = random.integers(0, 365, n)
    chosen, reached = random.random(n), 0.0
    for season in country["seasons"]:
        drawn = season["first"] + (season["last"] - season["first"]) * random.beta(2.0, 3.0, n)
        day = np.where((chosen >= reached) & (chosen < reached + season["share"]), drawn.astype(np.int64), day)
        reached += season["share"]
    return (start + day).astype(np.int32)


def _related(random: Any, made: Columns, share: float) -> None:
    """Some persons are brothers and sisters of others: they make the hardest pairs."""
    n = len(made["family"])
    which = np.flatnonzero(random.random(n) < share)
    whose = random.integers(0, n, len(which))
    for name in ("family", "father", "father_second", "town"):
        made[name][which] = made[name][whose]
