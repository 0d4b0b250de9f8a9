"""`estimate`: how many were never listed, from the overlap of several lists. It needs no archive and touches none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dadkhah.cli.session import Bar, CannotDo, as_json
from dadkhah.cli.terminal import echo, print_json

if TYPE_CHECKING:
    from dadkhah.estimate.result import Estimate, Method
    from dadkhah.estimate.study import Study
    from dadkhah.estimate.tables import Tables

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
NAMES = ("Envelope", "DGA", "LogLinear", "LCMCR", "Chao", "Chapman")


@click.command()
@click.argument("table", type=FILE)
@click.option("--method", "names", multiple=True, type=click.Choice(NAMES, case_sensitive=False), help="May be repeated.")
@click.option("--level", type=click.FloatRange(0.5, 0.999), default=0.95, show_default=True, help="Of the intervals.")
@click.option("--seed", type=click.IntRange(0), default=1988, show_default=True, help="The same seed gives the same numbers.")
@click.option("--stratum", "strata", multiple=True, metavar="COLUMN", help="A column of 0 and 1 that is no list.")
@click.option("--count", metavar="COLUMN", help="The column of counts, if it is not called count. Without one a row is a person.")
@click.option("--out", type=FOLDER, help="Write a report (HTML, CSV, JSON) into this folder, which also keeps what is done.")
@click.option("--language", type=click.Choice(["en", "fa"]), default="en", show_default=True, help="Of the report.")
@as_json
def estimate(table: Path, names: tuple[str, ...], level: float, seed: int, strata: tuple[str, ...], count: str | None,
             out: Path | None, language: str, as_json: bool) -> None:  # fmt: skip
    """Estimate how many were never listed, from a TABLE of who is on which lists together.

    TABLE is CSV with a column of 0 and 1 for each list and a column of counts. Other columns part the people into strata, which are
    estimated one by one; a column “replicate” tells several tables of the same people apart. Every method says how many there
    were in all, in an interval, or why it gives no number (docs/estimation.md).

    \b
    Example:
      dadkhah estimate kosovo.csv --out report
      dadkhah estimate by-year.csv --method LCMCR --json
    """
    from dadkhah.estimate.study import as_plain

    tables = _read(table, strata, count)
    study = _studied(tables, names, level, seed, out)
    parts = _parted(tables, names, level, seed, out) if len(tables.parts) > 1 else {}
    plain = {**as_plain(study), **parts}
    if out:
        _report(out, study, plain, table.name, language)
    if as_json:
        print_json(plain)
    else:
        _tell(study, plain, out)


def _read(path: Path, strata: tuple[str, ...], count: str | None) -> Tables:
    from dadkhah.estimate.histories import BadTable
    from dadkhah.estimate.tables import tables_of
    from dadkhah.reading.tables import NotATable, open_table

    try:
        with path.open("rb") as file:
            table = open_table(file)
            rows = [(row.number, row.cells, row.fault) for row in table]
        _sound(rows)
        return tables_of(table.header, [each[:2] for each in rows], strata=strata, count=count)
    except (BadTable, NotATable) as fault:
        told = "\n".join(map(str, fault.faults))
        raise CannotDo(f"{path}: nothing was estimated.\n{told}") from fault


def _sound(rows: Sequence[tuple[int, list[str], str]]) -> None:
    from dadkhah.estimate.histories import BadTable

    if faults := [f"Line {number}: {fault}" for number, _, fault in rows if fault]:
        raise BadTable(faults)


def _chosen(table: Any, names: tuple[str, ...], level: float, seed: int) -> list[Method]:
    """Those asked for; otherwise all that are made for so many lists."""
    from dadkhah.estimate.study import methods, suited

    if names:
        every = methods(level, seed)
        wanted = {name.casefold() for name in names}
        return [each for name, each in every.items() if name.casefold() in wanted]
    return list(suited(table, level, seed).values())


def _studied(tables: Tables, names: tuple[str, ...], level: float, seed: int, out: Path | None) -> Study:
    """Of all people together; of several replicates, of the first."""
    from dadkhah.estimate.study import PROBE, methods, studied

    whole = tables.pooled(tables.replicates[0])
    bar = Bar("Estimating")
    probe = methods(level, seed)[PROBE] if out else None
    study = studied(whole, _chosen(whole, names, level, seed), probe=probe, keep=out and out / "kept", say=bar)
    bar.end()
    return study


def _parted(tables: Tables, names: tuple[str, ...], level: float, seed: int, out: Path | None) -> dict[str, Any]:
    """Each stratum in each replicate by itself, and what they come to together."""
    from dadkhah.estimate.queue import Task, estimated
    from dadkhah.estimate.study import BULK, together

    methods = _chosen(next(iter(tables.parts.values())), names or BULK, level, seed)
    wanted = {(method.name, *key): Task(method, part) for method in methods for key, part in tables.parts.items()}
    bar = Bar("Estimating strata")
    found = dict(zip(wanted, estimated(list(wanted.values()), keep=out and out / "kept", say=bar), strict=True))
    bar.end()
    return together(tables, found, level, seed)


def _report(out: Path, study: Study, plain: dict[str, Any], name: str, language: str) -> None:
    """Page, numbers and what a spreadsheet takes."""
    from shutil import copyfile

    from dadkhah.reading.spreadsheet import csv_lines
    from dadkhah.web import bare

    bare.ready()
    from dadkhah.web.paper import STYLE, estimates

    out.mkdir(parents=True, exist_ok=True)
    (out / "report.html").write_text(estimates(study, plain, name, language), "utf-8")
    (out / "report.json").write_text(dumps(plain, ensure_ascii=False, indent=1) + "\n", "utf-8")
    (out / "estimates.csv").write_text("".join(csv_lines(_table(plain))), "utf-8")
    copyfile(STYLE, out / STYLE.name)


def _table(plain: dict[str, Any]) -> Iterator[list[str]]:
    columns = ("status", "estimate", "lower", "upper", "rhat", "ess", "reason")
    yield ["stratum", "replicate", "method", "observed", *columns]
    for name, each in plain["methods"].items():
        yield ["", "", name, str(plain["observed"]), *("" if each[column] is None else str(each[column]) for column in columns)]
    for each in plain.get("strata", []):
        told = ("" if each[column] is None else str(each[column]) for column in columns)
        yield [" ".join(each["stratum"].values()), each["replicate"], each["method"], str(each["observed"]), *told]


def _tell(study: Study, plain: dict[str, Any], out: Path | None) -> None:
    seen = study.seen
    sizes = ", ".join(f"{name} {size:,}" for name, size in seen.sizes.items())
    echo(f"{seen.observed:,} people are on these lists: {sizes}. {seen.seen_once:.0%} are on one list alone.")
    for each in seen.cautions:
        echo(each)
    for name, found in study.found.items():
        echo(f"{name}: {_line(found)}")
    for name, each in plain.get("sums", {}).items():
        ends = f"[{_number(each['lower'])}-{_number(each['upper'])}]" if each["estimate"] else ""
        floor = f"; a floor: {len(each['refused'])} strata are refused and count only those observed" if each["refused"] else ""
        echo(f"{name}, strata together: {_number(each['estimate'])} {ends}{floor}.")
    if out:
        echo(f"The report is in {out / 'report.html'}.")


def _line(found: Estimate) -> str:
    if found.status == "refused":
        return f"no number. {found.reason}"
    end = "without an upper bound" if found.upper is None else _number(found.upper)
    return f"{_number(found.estimate)} [{_number(found.lower)}-{end}]"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:,.0f}"
