"""Persons, groups and places in texts of our own: what is found, what is not, and what is taken for something else."""

from __future__ import annotations

import pytest

from dadkhah.reading.suggest import suggest
from tests.reading.gold import documents

REACHED = {"person": (1.0, 1.0), "group": (1.0, 0.93), "place": (1.0, 0.93)}
"""Precision and recall by kind, as docs/reading.md tells them."""


def met(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two stretches share at least half of the longer one: where a name ends is a matter of taste."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return 2 * shared >= max(one[1] - one[0], other[1] - other[0])


def scored(kind: str) -> tuple[float, float]:
    """Precision and recall."""
    right = wrong = wanted = 0
    for _, text, entries in documents(kind):
        found = [(each.start, each.end) for each in suggest(text).suggestions if each.kind == kind]
        meant = [(each["start"], each["end"]) for each in entries]
        hit = [each for each in found if any(met(each, other) for other in meant)]
        missed = [other for other in meant if not any(met(each, other) for each in found)]
        right, wrong, wanted = right + len(meant) - len(missed), wrong + len(found) - len(hit), wanted + len(meant)
    return right / (right + wrong), right / wanted


@pytest.mark.parametrize("kind", REACHED)
def test_names_are_found(kind: str) -> None:
    precision, recall = scored(kind)
    assert precision >= REACHED[kind][0]
    assert recall >= REACHED[kind][1]
