"""What a list knows of the persons on it, with its errors: still numbers, written down by `writing`."""

from __future__ import annotations

from typing import Any

import numpy as np

from dadkhah.linkage.simulate.people import NONE, Columns, generator
from dadkhah.linkage.simulate.settings import ListSettings, Settings
from dadkhah.linkage.simulate.tables import HABITS, towns

FULL, MONTH, YEAR, MISSING = range(4)
"""How much of a date is told."""
YEARS = {"birth": 0.35, "event": 0.02}
"""The share of dates that are a year alone, in every list."""
WHOLE, NO_SECOND, INITIAL, NO_FIRST = range(4)
"""How much of a given name is told."""
TOWN, BOTH, PROVINCE = range(3)


def records(settings: Settings, people: Columns, on: Any, copied: Any) -> list[Columns]:
    """For each list its records, in the order in which they stand there; `person` is the place of the person."""
    made: list[Columns] = []
    for at, each in enumerate(settings.lists):
        random = generator(settings, 3, at)
        own = np.flatnonzero(on[:, at] & ~copied[:, at]).astype(np.int32)
        again = np.flatnonzero(on[:, at]).astype(np.int32)
        again = again[random.random(len(again)) < each.duplicates]
        parts = [_seen(random, people, np.concatenate([own, again]), each)]
        if each.copies:
            before = settings.lists[each.copies[0]]
            parts.append(_copied(random, made[each.copies[0]], copied[:, at], each, anew=before.script != each.script))
        joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        order = random.permutation(len(joined["person"]))
        made.append({name: values[order] for name, values in joined.items()})
    return made


def _copied(random: Any, before: Columns, wanted: Any, each: ListSettings, *, anew: bool) -> Columns:
    """The first record that the other list has of each wanted person, errors and all; spelt anew in another script."""
    first = np.unique(before["person"], return_index=True)[1]
    rows = first[wanted[before["person"][first]]]
    found = {name: values[rows] for name, values in before.items()}
    return {**found, **_style(random, len(rows), each)} if anew else found


def _style(random: Any, n: int, each: ListSettings) -> Columns:
    """The habit of spelling, and how the parts of a name are joined: apart, joined, or with a sign between."""
    steady = random.random(n) < each.steady
    joint = random.integers(0, 3, 1)[0]
    return {
        "habit": np.where(steady, each.habit, random.integers(0, len(HABITS), n)).astype(np.int8),
        "joint": np.where(random.random(n) < each.steady, joint, random.integers(0, 3, n)).astype(np.int8),
    }


def _seen(random: Any, people: Columns, who: Any, each: ListSettings) -> Columns:
    n = len(who)
    found = {name: people[name][who] for name in people}
    return {
        "person": who,
        **found,
        **_style(random, n, each),
        **_named(random, n, each),
        **_dated(random, found, "event", each),
        **_dated(random, found, "birth", each),
        **_placed(random, found, each),
        **_told(random, found, each),
    }


def _chance(random: Any, n: int, share: float) -> Any:
    return random.random(n) < share


def _named(random: Any, n: int, each: ListSettings) -> Columns:
    """`slip`: 0, or the number from which a typing error follows."""
    wrong = each.errors
    given = np.full(n, WHOLE, np.int8)
    given[_chance(random, n, 2 * wrong)] = NO_SECOND
    given[_chance(random, n, wrong / 2)] = NO_FIRST
    given[_chance(random, n, wrong / 2)] = INITIAL
    return {
        "given_told": given,
        "origin_told": _chance(random, n, 0.6),
        "front_told": ~_chance(random, n, wrong),
        "swapped": _chance(random, n, wrong / 2),
        "slip": np.where(_chance(random, n, 1.5 * wrong), random.integers(1, 1 << 31, n), 0),
    }


def _dated(random: Any, found: Columns, name: str, each: ListSettings) -> Columns:
    """Days of which some are wrong, by a day or by years; some without a day; month and day exchanged; the other calendar."""
    n = len(found[name])
    far = (1, 365, 30, 3652) if name == "birth" else (1, 7, 30, 365)
    size = np.asarray(far)[random.choice(4, n, p=(0.3, 0.4, 0.2, 0.1))] * np.where(_chance(random, n, 0.5), 1, -1)
    day = np.where(_chance(random, n, each.errors), found[name] + size, found[name]).astype(np.int32)
    told = np.where(_chance(random, n, each.errors), MONTH, FULL)
    told = np.where(_chance(random, n, YEARS[name]), YEAR, told)
    told = np.where(_chance(random, n, each.missing), MISSING, told)
    return {
        name: day,
        f"{name}_told": told.astype(np.int8),
        f"{name}_turned": _chance(random, n, each.errors / 2),
        f"{name}_foreign": _chance(random, n, each.errors / 2),
    }


def _placed(random: Any, found: Columns, each: ListSettings) -> Columns:
    n = len(found["town"])
    elsewhere = _chance(random, n, each.errors)
    return {
        "town": np.where(elsewhere, random.integers(0, len(towns()), n), found["town"]).astype(np.int32),
        "place_told": random.choice(3, n, p=(0.6, 0.25, 0.15)).astype(np.int8),
        "place_missing": _chance(random, n, each.missing),
    }


def _told(random: Any, found: Columns, each: ListSettings) -> Columns:
    """Age, sex, father; of an age every fifth is a year off."""
    n = len(found["female"])
    off = np.where(_chance(random, n, 0.2), np.where(_chance(random, n, 0.5), 1, -1), 0)
    off = np.where(_chance(random, n, each.errors), random.integers(-8, 9, n), off)
    return {
        "title": found["title"] & _chance(random, n, 0.6),
        "age": np.maximum(1, (found["event"] - found["birth"]) / 365.25 + off).astype(np.int16),
        "age_missing": _chance(random, n, each.missing),
        "sex_wrong": _chance(random, n, each.errors / 4),
        "sex_missing": _chance(random, n, each.missing / 2),
        "father_missing": _chance(random, n, min(1.0, 3 * each.missing)),
        "father_second": np.where(_chance(random, n, each.errors * 3), NONE, found["father_second"]),
    }
