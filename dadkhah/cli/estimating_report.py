"""What `estimate` answers: lines for a terminal, and a folder with a page, numbers and what a spreadsheet takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dadkhah.cli.session import private

if TYPE_CHECKING:
    from dadkhah.estimate.result import Estimate
    from dadkhah.estimate.study import Study


@dataclass(frozen=True)
class About:
    """Where a table is from: its name, sentences that belong beside every number, and the same as plain values."""

    name: str
    notes: tuple[str, ...] = ()
    plain: dict[str, Any] = field(default_factory=dict)


def write_report(out: Path, study: Study, plain: dict[str, Any], about: About, language: str) -> None:
    """Page, numbers and what a spreadsheet takes, for the owner alone."""
    from dadkhah.reading.spreadsheet import csv_lines
    from dadkhah.web import bare

    bare.ready()
    from dadkhah.web.paper import STYLE, estimates

    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    private(out / "report.html", estimates(study, plain, about.name, about.notes, language))
    private(out / "report.json", dumps(plain, ensure_ascii=False, indent=1) + "\n")
    private(out / "estimates.csv", "".join(csv_lines(_table(plain))))
    private(out / STYLE.name, STYLE.read_text("utf-8"))


def _table(plain: dict[str, Any]) -> Iterator[list[str]]:
    columns = ("status", "estimate", "lower", "upper", "rhat", "ess", "reason")
    yield ["stratum", "replicate", "method", "observed", *columns]
    for name, each in plain["methods"].items():
        yield ["", "", name, str(plain["observed"]), *("" if each[column] is None else str(each[column]) for column in columns)]
    for each in plain.get("strata", []):
        told = ("" if each[column] is None else str(each[column]) for column in columns)
        yield [" ".join(each["stratum"].values()), each["replicate"], each["method"], str(each["observed"]), *told]


def lines(study: Study, plain: dict[str, Any]) -> Iterator[str]:
    seen = study.seen
    sizes = ", ".join(f"{name} {size:,}" for name, size in seen.sizes.items())
    yield f"{seen.observed:,} people are on these lists: {sizes}. {seen.seen_once:.0%} are on one list alone."
    yield from map(str, seen.cautions)
    for name, found in study.found.items():
        yield f"{name}: {_line(found)}"
    for name, each in plain.get("sums", {}).items():
        ends = f"[{_number(each['lower'])}-{_number(each['upper'])}]" if each["estimate"] else ""
        refused = len(each["refused"])
        floor = f"; a floor, for of the {refused} refused only those observed are counted" if refused else ""
        yield f"{name}, strata together: {_number(each['estimate'])} {ends}{floor}."


def _line(found: Estimate) -> str:
    if found.status == "refused":
        return f"no number. {found.reason}"
    end = "without an upper bound" if found.upper is None else _number(found.upper)
    return f"{_number(found.estimate)} [{_number(found.lower)}-{end}]"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:,.0f}"
