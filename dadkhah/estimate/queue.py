"""Many tables, one by one, on every processor; what is done is kept by the table's digest and never done twice.

Each piece of work is plain values, a method with its settings and a table: a process here does it, or a machine elsewhere.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, as_completed
from dataclasses import asdict, replace
from importlib.metadata import version
from json import dumps
from pathlib import Path
from typing import NamedTuple

from dadkhah.estimate.histories import Histories
from dadkhah.estimate.kept import as_text, of_text
from dadkhah.estimate.result import Estimate, Method
from dadkhah.processes import pool

Say = Callable[[int, int], object]


class Task(NamedTuple):
    """One table by one method."""

    method: Method
    table: Histories

    @property
    def key(self) -> str:
        """What decides the answer: the table, the method, its settings, and the versions of what computes."""
        made = [self.method.name, asdict(self.method), self.table.digest, {name: version(name) for name in self.method.packages}]
        return hashlib.sha256(dumps([version("dadkhah"), *made], sort_keys=True).encode()).hexdigest()


def estimated(
    tasks: Sequence[Task], *, keep: Path | None = None, workers: int | None = None, say: Say | None = None
) -> list[Estimate]:
    """An estimate for each task, in their order; equal tables are estimated once.

    `keep`: a folder where each answer lies as soon as it is there, so that work that was cut off goes on where it was.
    `workers`: processes; 1 does it in this one. Default: one a processor. `say(done, of)` after each.
    """
    wanted = {task.key: task for task in tasks}
    found = dict(_kept(keep, wanted))
    left = {key: task for key, task in wanted.items() if key not in found}
    tell = say or _silent
    tell(len(found), len(wanted))
    for key, estimate in _worked(left, min(workers or os.cpu_count() or 1, max(len(left), 1))):
        _keep(keep, key, estimate)
        found[key] = estimate
        tell(len(found), len(wanted))
    # Equal tables may name their lists in another order.
    return [replace(found[task.key], lists=task.table.lists) for task in tasks]


def _worked(tasks: Mapping[str, Task], workers: int) -> Iterator[tuple[str, Estimate]]:
    """The largest ones first, so that no processor waits at the end for one that began late."""
    ordered = sorted(tasks.items(), key=lambda each: (-len(each[1].table.lists), -len(each[1].table.counts), each[0]))
    if workers == 1:
        yield from ((key, fitted(task)) for key, task in ordered)
        return
    with pool(workers) as executor:
        yield from _pooled(executor, ordered)


def _pooled(executor: Executor, ordered: Iterable[tuple[str, Task]]) -> Iterator[tuple[str, Estimate]]:
    running = {executor.submit(fitted, task): key for key, task in ordered}
    for each in as_completed(running):
        yield running[each], each.result()


def _silent(_done: int, _of: int) -> None:
    """Where nobody asked how far it is."""


def fitted(task: Task) -> Estimate:
    return task.method.fit(task.table)


def _kept(keep: Path | None, wanted: Iterable[str]) -> Iterator[tuple[str, Estimate]]:
    for key in wanted:
        if keep and (path := _path(keep, key)).exists():
            yield key, of_text(path.read_text(encoding="utf-8"))


def _keep(keep: Path | None, key: str, estimate: Estimate) -> None:
    """Whole or not at all: a name appears when all of it is written, on the disk too, where the power may fail."""
    if keep is None:
        return
    keep.mkdir(parents=True, exist_ok=True)
    path = _path(keep, key)
    half = path.with_suffix(".half")
    with half.open("w", encoding="utf-8") as file:
        file.write(as_text(estimate))
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)


def _path(keep: Path, key: str) -> Path:
    return keep / f"{key}.json"
