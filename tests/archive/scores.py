"""Scores as a model would give them, for tests that need no model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dadkhah.archive.access import Actor
from dadkhah.archive.actions.record_run import record_model, record_run
from dadkhah.archive.models import LinkageRun, Record
from dadkhah.linkage.scored import NOTHING_SAID, OTHER_GIVEN, Compared, Level, Scored

NAMES = (Level("the same name, a rare one", 12.5), Level("nearly the same name", 8.25), Level("other names", -6.0))
COMPARED = (
    Compared("name", (*NAMES, Level(OTHER_GIVEN[0], 1.5))),
    Compared("events", (Level("on the same day", 7.5), Level("at another time", -3.5))),
    Compared("father", (Level("the same father's name", 5.0), Level("another father's name", -2.75))),
)
Told = tuple[int, int, float, tuple[int, int, int]]
"""Places of two records, probability, levels."""


def scored(pairs: Sequence[Told]) -> Scored:
    columns: list[tuple[Any, ...]] = list(zip(*pairs, strict=True)) or [(), (), (), ()]
    one, other = (np.array(column, np.int64) for column in columns[:2])
    levels = np.array(columns[3], np.int8).reshape(-1, 3)
    return Scored(one, other, np.array(columns[2], np.float64), levels, COMPARED, -9.5)


def propose(actor: Actor, records: Sequence[Record], pairs: Sequence[Told], version: str = "1") -> LinkageRun:
    """A run over the lists of these records."""
    lists = list({each.list_id: each.list for each in records}.values())
    model = record_model(actor, lists, "trial", version, '{"made": "up"}')
    return record_run(actor, lists, [each.pk for each in records], scored(pairs), model)


ALIKE, NEARLY, NAME_ALONE, UNLIKE = (0, 0, 0), (1, 0, NOTHING_SAID), (0, NOTHING_SAID, NOTHING_SAID), (2, 1, 1)
TWINS = (3, 0, 0)
