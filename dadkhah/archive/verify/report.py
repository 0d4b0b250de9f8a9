"""What a verification found: faults, what it proves, and what it could not prove."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

CONSISTENT, AGREES, DAMAGED = "internally consistent", "agrees with an outside checkpoint", "damaged"

Progress = Callable[[str, int, int], None]
"""Called with the part that is looked at, how much of it is done, and of how much."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as the ledger says.

    `kind`: edited, deleted, inserted, resurrected, swapped, unreadable (a row); line, entry, erasure, head (the
    ledger); tiles, checkpoint, key, outside (its heads); bytes; derived, zone, index (what follows from rows);
    schema, trigger, database. `where` names the file, or the table and id, and the columns where they are known.
    """

    kind: str
    where: str
    message: str


@dataclass(frozen=True)
class Report:
    """The whole answer. `proven` and `not_proven` are sentences for readers."""

    level: str
    faults: tuple[Fault, ...]
    proven: tuple[str, ...]
    not_proven: tuple[str, ...]
    counts: dict[str, int]

    @property
    def holds(self) -> bool:
        """Whether nothing at all was found wrong."""
        return not self.faults

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "holds": self.holds}


@dataclass
class Findings:
    """What one part of the work found; parts are added up."""

    faults: list[Fault] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    suspects: list[Any] = field(default_factory=list)
    """Rows whose digest does not fit; why is told when all of a table are known (see `suspects`)."""
    unclaimed: list[str] = field(default_factory=list)
    """Whole files of the store that no item has."""

    def fault(self, kind: str, where: str, message: str) -> None:
        self.faults.append(Fault(kind, where, message))

    def add(self, other: Findings) -> None:
        self.faults += other.faults
        self.counts += other.counts
        self.suspects += other.suspects

    def has(self, kinds: Iterable[str]) -> bool:
        return not {fault.kind for fault in self.faults}.isdisjoint(kinds)
