"""What a method answers: a number with its interval, or the reason why there is none."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from typing import Any, ClassVar, Literal, NamedTuple

from dadkhah.estimate.cautions import cautions
from dadkhah.estimate.histories import Histories
from dadkhah.estimate.refusals import Refused, refuse_without_overlap

Status = Literal["ok", "refused", "unbounded"]


class Found(NamedTuple):
    """What a method's own work comes to, in people altogether, those observed included.

    An `upper` of None: no upper bound. `draws`: (chains, draws) of the whole number, or None where a method draws none.
    """

    estimate: float
    lower: float
    upper: float | None
    draws: Any = None
    rhat: float | None = None
    ess: float | None = None
    warnings: tuple[str, ...] = ()
    details: Mapping[str, Any] = {}


@dataclass(frozen=True, eq=False)
class Estimate:
    """How many people there are in all, those on no list included.

    `status`: "ok", "unbounded" (a lower end and no upper one) or "refused" (`reason` says why, and there is no number).
    `level` is what the interval means to hold. The same settings, table and versions give the same estimate again.
    """

    method: str
    status: Status
    observed: int
    lists: tuple[str, ...]
    digest: str
    level: float
    settings: Mapping[str, Any]
    versions: Mapping[str, str]
    reason: str | None = None
    estimate: float | None = None
    lower: float | None = None
    upper: float | None = None
    rhat: float | None = None
    ess: float | None = None
    warnings: tuple[str, ...] = ()
    draws: Any = field(default=None, repr=False)
    details: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def to_inference_data(self) -> Any:
        """The draws of N as ArviZ InferenceData, with method, settings, versions and digest.

        ValueError where there are none; ImportError without the extra `arviz`.
        """
        if self.draws is None:
            raise ValueError(f"{self.method} has no draws for this table.")
        try:
            import arviz
        except ImportError as fault:
            raise ImportError('ArviZ is not installed. Install it with: pip install "dadkhah[arviz]".') from fault
        made = arviz.from_dict(posterior={"N": self.draws})
        made.posterior.attrs.update(
            method=self.method, settings=repr(dict(self.settings)), versions=repr(dict(self.versions)), table_sha256=self.digest
        )
        return made

    def plain(self) -> dict[str, Any]:
        """What a JSON file says of it."""
        shown = {name: _rounded(getattr(self, name)) for name in ("estimate", "lower", "upper", "rhat", "ess")}
        told = {"status": self.status, "reason": self.reason and str(self.reason), **shown}
        return {**told, "level": self.level, "warnings": [str(each) for each in self.warnings], "settings": dict(self.settings)}


@dataclass(frozen=True)
class Method(ABC):
    """An estimator: made with its settings, then `fit`. What it refuses it refuses in the estimate and does not raise."""

    level: float = 0.95
    name: ClassVar[str]
    least_lists: ClassVar[int] = 3
    packages: ClassVar[tuple[str, ...]] = ("numpy",)

    def fit(self, histories: Histories) -> Estimate:
        table = histories.canonical.inhabited
        told: dict[str, Any] = {
            "method": self.name, "observed": table.observed, "lists": histories.lists, "digest": table.digest,
            "level": self.level, "settings": asdict(self), "versions": {name: version(name) for name in self.packages},
        }  # fmt: skip
        try:
            refuse_without_overlap(table, self.least_lists)
            found = self._fitted(table)
        except Refused as fault:
            return Estimate(**told, status="refused", reason=fault.reason, details=fault.details)
        status: Status = "unbounded" if found.upper is None else "ok"
        made = found._replace(warnings=(*cautions(histories.canonical), *found.warnings))
        return Estimate(**told, status=status, **made._asdict())

    @abstractmethod
    def _fitted(self, table: Histories) -> Found:
        """Of a table in its canonical order, whose overlaps connect all lists. Raises Refused where there is no number."""


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.6g}")
