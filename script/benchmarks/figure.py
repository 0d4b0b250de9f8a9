"""One measured figure, and how time, processor time and memory are taken."""

from __future__ import annotations

import os
import resource
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter


@dataclass(frozen=True)
class Figure:
    """What was measured, beside what it must reach. Where `at_most`, less is better."""

    what: str
    measured: float
    unit: str
    target: float
    at_most: bool = False
    note: str = ""

    @property
    def is_reached(self) -> bool:
        return self.measured <= self.target if self.at_most else self.measured >= self.target


@dataclass(frozen=True)
class Spent:
    """Seconds on the wall, and seconds of processors, children included."""

    wall: float
    cpu: float


def spent(work: Callable[[], object]) -> Spent:
    wall, cpu = perf_counter(), processors()
    work()
    return Spent(perf_counter() - wall, processors() - cpu)


def processors() -> float:
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def alternating(rounds: int, ours: Callable[[], object], theirs: Callable[[], object]) -> list[tuple[Spent, Spent]]:
    """Both in turn, so that whatever else the machine does falls on both."""
    return [(spent(ours), spent(theirs)) for _ in range(rounds)]


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def peak_memory() -> float:
    """Megabytes this process held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def resident(process: int) -> float:
    """Megabytes a process holds now, from /proc."""
    with open(f"/proc/{process}/status", encoding="ascii") as file:  # noqa: PTH123 - no path to handle
        line = next(line for line in file if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def held(process: int | None = None) -> float:
    """Megabytes that a process (this one) and those it started hold of their own now (RssAnon and RssShmem of /proc).

    Pages of files that the system keeps at hand, a database's too, and gives away when it needs room, are not counted.
    """
    pids = [process or os.getpid()]
    for pid in pids:
        pids += map(int, _children(pid))
    return sum(map(_own, pids)) / 1024


def _children(pid: int) -> list[str]:
    try:
        tasks = [*Path(f"/proc/{pid}/task").iterdir()]
        return [child for task in tasks for child in (task / "children").read_text().split()]
    except OSError:  # the process or a thread of it is over
        return []


def _own(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:  # the process is over
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith(("RssAnon", "RssShmem")))
