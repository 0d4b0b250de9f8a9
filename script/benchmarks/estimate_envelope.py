"""How often an envelope holds the truth where it is known, and how wide it is; and from that, how far it is to be stretched.

Known truths: the people on one list of a published table, estimated from its other lists. A stretch is enough where the
truth is held by as many of a group as the level says (whole cases, rounded down): in each simulated design, and among the known
truths of all other tables. The smallest one that is enough for a table's own cases is not asked: each table is left out in turn.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from math import floor, inf
from pathlib import Path
from statistics import median
from typing import NamedTuple

import yaml

from dadkhah.estimate.designs import DESIGNS, made
from dadkhah.estimate.envelope import Envelope
from dadkhah.estimate.histories import Histories
from dadkhah.estimate.tables import read_tables
from script.benchmarks.figure import Figure

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "mse"
LEVELS = (0.8, 0.9, 0.95)
STRETCHES = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)


class Case(NamedTuple):
    """Of a group (a table or a design): the truth, those observed, and the envelope as it is without a stretch."""

    group: str
    truth: int
    observed: int
    lower: float
    upper: float

    def reached(self, stretch: float) -> float:
        return self.observed + stretch * (self.upper - self.observed)

    def is_held(self, stretch: float) -> bool:
        return self.lower <= self.truth <= self.reached(stretch)


def measure(folder: Path, *, quick: bool) -> list[Figure]:  # noqa: ARG001 - nothing is written
    if not SHARED.is_dir():
        return []
    levels = (0.95,) if quick else LEVELS
    told = {level: calibrated(level, seeds=2 if quick else 8) for level in levels}
    if not quick:
        print(yaml.safe_dump({"levels": {level: each[0] for level, each in told.items()}}))
    kept, width = told[0.95]
    return [
        Figure("envelope meant to hold 95 %: held of the known truths, each table's own left out", kept["coverage"], "", 0.85,
               note=f"{kept['cases']} lists of published tables estimated from the other lists; stretched {kept['stretch']} times"),
        Figure("envelope: median width against the truth", width, "times", 3, at_most=True),
    ]  # fmt: skip


def calibrated(level: float, seeds: int) -> tuple[dict[str, float], float]:
    """What `envelope.yaml` says of a level, and the median width against the truth."""
    simulated, known = list(of_designs(level, seeds)), list(of_tables(level))
    tables = sorted({each.group for each in known})
    held, widths = list[bool](), list[float]()
    for table in tables:
        stretch = enough([*simulated, *(each._replace(group="known") for each in known if each.group != table)], level)
        own = [each for each in known if each.group == table]
        held += [each.is_held(stretch) for each in own]
        widths += [(each.reached(stretch) - each.lower) / each.truth for each in own]
    stretch = enough([*simulated, *(each._replace(group="known") for each in known)], level)
    return {"stretch": stretch, "coverage": round(sum(held) / len(held), 4), "cases": len(held)}, median(widths)


def enough(cases: Sequence[Case], level: float) -> float:
    """The smallest stretch by which every group holds as many as the level says."""
    groups = [[each for each in cases if each.group == group] for group in {each.group for each in cases}]

    def holds(stretch: float) -> bool:
        return all(sum(each.is_held(stretch) for each in group) >= floor(level * len(group)) for group in groups)

    return next((stretch for stretch in STRETCHES if holds(stretch)), STRETCHES[-1])


def of_designs(level: float, seeds: int) -> Iterator[Case]:
    for design, lists, people, seed in product(DESIGNS, (3, 4, 5), (300, 2000, 10_000), range(seeds)):
        found = made(design, seed, lists=lists, people=people)
        yield from enveloped(design, found.truth, found.table, level)


def of_tables(level: float) -> Iterator[Case]:
    for path in sorted(SHARED.glob("*.csv")):
        tables = read_tables(path.read_text(encoding="utf-8"))
        if len(tables.parts) > 1 or len(tables.lists) < 4:
            continue
        [table] = tables.parts.values()
        for column, name in enumerate(table.lists):
            truth = int(table.counts[table.patterns[:, column] == 1].sum())
            yield from enveloped(path.stem, truth, table.members(name), level)


def enveloped(group: str, truth: int, table: Histories, level: float) -> Iterable[Case]:
    """Nothing where the envelope is refused."""
    found = Envelope(level=level, stretch=1.0).fit(table)
    if found.status != "refused":
        yield Case(group, truth, found.observed, found.lower or 0.0, inf if found.upper is None else found.upper)
