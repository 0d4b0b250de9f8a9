"""A whole simulation, in memory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from dadkhah.linkage.simulate.people import Columns, persons
from dadkhah.linkage.simulate.presence import presence
from dadkhah.linkage.simulate.seen import records
from dadkhah.linkage.simulate.settings import Settings
from dadkhah.linkage.simulate.tables import provinces, table, towns
from dadkhah.linkage.simulate.writing import once, whole_names, written


@dataclass(frozen=True)
class Simulated:
    """Lists and the truth about them.

    `lists`: per list, column -> (n,) objects, texts. `who`: per list, (n,) int32, the person of each record.
    `on`: (persons, lists) bool, who is on which list.
    """

    settings: Settings
    lists: tuple[dict[str, Any], ...]
    who: tuple[Any, ...]
    on: Any
    people: Columns

    def rows(self, at: int) -> list[dict[str, str]]:
        """The records of one list as rows."""
        columns = self.lists[at]
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]

    def ids(self) -> list[Any]:
        """Per list the ids of its records."""
        return [next(iter(columns.values())) for columns in self.lists]

    def seen(self) -> int:
        """How many persons are on at least one list."""
        return int(self.on.any(axis=1).sum())

    def person_ids(self, who: Any) -> Any:
        return self._person_ids[who]

    @cached_property
    def _person_ids(self) -> Any:
        return np.asarray([f"fictional-{number:07}" for number in range(1, self.settings.persons + 1)], object)

    def pairs(self) -> Any:
        """(m, 2) int64: every pair of records of one person, as places in all lists one after the other, in order."""
        who = np.concatenate(self.who)
        order = np.argsort(who, kind="stable")
        found, step = [], 1
        while step < len(who) and (same := np.flatnonzero(who[order[:-step]] == who[order[step:]])).size:
            found.append(np.stack([order[same], order[same + step]], 1))
            step += 1
        pairs = np.concatenate(found) if found else np.empty((0, 2), np.int64)
        return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]

    def persons(self) -> dict[str, Any]:
        """All persons without an error, for persons.csv."""
        people, country = self.people, table("country")
        place = once(lambda town: f"{towns()[town][0]}، {provinces()[towns()[town][2]][0]}", people["town"])
        n = self.settings.persons
        return {
            "person": self._person_ids,
            "name": whole_names(people, "fa"),
            "name_latin": whole_names(people, "latin"),
            "sex": np.where(people["female"], "female", "male").astype(object),
            "birth": once(lambda day: date.fromordinal(day).isoformat(), people["birth"]),
            "event": once(lambda day: date.fromordinal(day).isoformat(), people["event"]),
            "place": place,
            "lists": self.on.sum(axis=1).astype(object),
            "note": np.full(n, country["note"]["en"], object),
        }


def simulate(settings: Settings) -> Simulated:
    """The lists of these settings. The same settings give the same lists. Raises `BadSettings`."""
    people = persons(settings)
    on, copied = presence(settings)
    found = records(settings, people, on, copied)
    lists = tuple(written(columns, each, at) for at, (columns, each) in enumerate(zip(found, settings.lists, strict=True)))
    return Simulated(settings, lists, tuple(columns["person"] for columns in found), on, people)
