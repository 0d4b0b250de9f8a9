"""Whether a reader's work grows with its text, or with the square of it: a ratio of two runs, whatever the machine does beside."""

from __future__ import annotations

import time
from collections.abc import Callable

from dadkhah.reading.prose import Prose

SMALL, TIMES = 10_000, 4
EVENLY = 2.5 * TIMES
"""Below this work grows evenly, with room for whatever the machine does beside; the square would be 16."""
UNSEEN = 0.05
"""Seconds below which no run is told from another."""


def growth(find: Callable[[Prose], object], unit: str) -> float:
    """How many times longer `TIMES` the text takes: about `TIMES` where work grows evenly, its square where it does not."""
    small, large = (_spent(find, unit, length) for length in (SMALL, SMALL * TIMES))
    return large / max(small, UNSEEN)


def _spent(find: Callable[[Prose], object], unit: str, length: int) -> float:
    """Seconds of the processor, the better of two runs: the first may have to load its words."""
    return min(_once(find, unit * (length // len(unit))) for _ in range(2))


def _once(find: Callable[[Prose], object], text: str) -> float:
    prose = Prose(text)
    began = time.process_time()
    find(prose)
    return time.process_time() - began
