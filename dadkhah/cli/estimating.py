"""`estimate`: how many were never listed, from a table of overlaps, which needs no archive, or from lists of an archive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dadkhah.cli.estimating_report import About, lines, write_report
from dadkhah.cli.session import Bar, CannotDo, Session, as_json
from dadkhah.cli.terminal import echo, print_json

if TYPE_CHECKING:
    from dadkhah.estimate.histories import Histories
    from dadkhah.estimate.result import Method
    from dadkhah.estimate.study import Study
    from dadkhah.estimate.tables import Tables

FOLDER = click.Path(file_okay=False, path_type=Path)
PARTS = ("year", "place", "sex")
NAMES = ("Envelope", "DGA", "LogLinear", "LCMCR", "Chao", "Chapman")


@click.command()
@click.argument("what", nargs=-1, required=True, metavar="TABLE | LIST…")
@click.option("--method", "names", multiple=True, type=click.Choice(NAMES, case_sensitive=False), help="May be repeated.")
@click.option("--level", type=click.FloatRange(0.5, 0.999), default=0.95, show_default=True, help="Of the intervals.")
@click.option("--seed", type=click.IntRange(0), default=1988, show_default=True, help="The same seed gives the same numbers.")
@click.option("--stratum", "strata", multiple=True, metavar="COLUMN", help="A column of 0 and 1 that is no list.")
@click.option("--count", metavar="COLUMN", help="The column of counts, if it is not called count. Without one a row is a person.")
@click.option("--by", multiple=True, type=click.Choice(PARTS), help="Of lists: part the persons. May be repeated.")
@click.option("--draws", type=click.IntRange(0, 100), default=0, help="Of lists: let chance decide what no person did, so often.")
@click.option("--keep", is_flag=True, help="Of lists: keep the estimate in the archive.")
@click.option("--connected", is_flag=True, help="Leave lists out that no person connects with the others, instead of refusing.")
@click.option("--out", type=FOLDER, help="Write a report (HTML, CSV, JSON) into this folder, which also keeps what is done.")
@click.option("--language", type=click.Choice(["en", "fa"]), default="en", show_default=True, help="Of the report.")
@as_json
@click.pass_obj
def estimate(session: Session, what: tuple[str, ...], strata: tuple[str, ...], count: str | None, as_json: bool,
             by: tuple[str, ...], draws: int, keep: bool, **options: Any) -> None:  # fmt: skip
    """Estimate how many were never listed, from who is on which lists together.

    TABLE is CSV with a column of 0 and 1 for each list and a column of counts. Other columns part the people into strata, which are
    estimated one by one; a column “replicate” tells several tables of the same people apart. Every method says how many there
    were in all, in an interval, or why it gives no number (docs/estimation.md).

    Two or more LISTs, by handle, title or id, are lists of an archive: its persons are counted as they are joined now, and lists
    that share a source or an author are taken for one. --by estimates them part by part, --draws carries what is not known of the
    linkage into the interval, --keep records the estimate, which “dadkhah estimates” then lists.

    \b
    Example:
      dadkhah estimate kosovo.csv --out report
      dadkhah estimate by-year.csv --method LCMCR --json
      dadkhah -C my-archive estimate S-MINISTRY S-FAMILIES S-NGO --out report
    """
    asked = Asked(**options)
    if len(what) > 1:
        if strata or count:
            raise CannotDo("--stratum and --count are of a table: lists of an archive are counted as they are, parted by --by.")
        study, plain, about = _of_lists(session, what, asked, by=by, draws=draws, keep=keep)
    else:
        if by or draws or keep:
            raise CannotDo("--by, --draws and --keep are of lists of an archive. Name two or more of them.")
        study, plain, about = _of_table(what[0], strata, count, asked)
    if asked.out:
        write_report(asked.out, study, plain, about, asked.language)
    if as_json:
        print_json(plain)
        return
    for each in (*about.notes, *lines(study, plain)):
        echo(each)
    if asked.out:
        echo(f"The report is in {asked.out / 'report.html'}.")


@dataclass(frozen=True)
class Asked:
    """Options that say how."""

    names: tuple[str, ...]
    level: float
    seed: int
    connected: bool
    out: Path | None
    language: str


Told = tuple["Study", dict[str, Any], About]
"""The study, all of it as plain values, and where it is from."""


def _of_lists(session: Session, names: tuple[str, ...], asked: Asked, **how: Any) -> Told:
    from dadkhah.cli.estimating_lists import answered

    chosen: dict[str, Any] = {"methods": asked.names, "level": asked.level, "seed": asked.seed, "connected": asked.connected}
    found = answered(session, names, folder=_kept(asked), probe=bool(asked.out) or how["keep"], **chosen, **how)
    return found.study, found.plain, found.about


def _of_table(name: str, strata: tuple[str, ...], count: str | None, asked: Asked) -> Told:
    from dadkhah.estimate.study import as_plain

    path = Path(name)
    if not path.is_file():
        raise CannotDo(f"There is no file {path}. Give a table, or two or more lists of an archive.")
    tables = _read(path, strata, count)
    whole, left = _connected(tables.pooled(tables.replicates[0]), asked)
    study = _studied(whole, asked)
    parts = _parted(tables, asked) if len(tables.parts) > 1 else {}
    return study, {**as_plain(study), **parts, "left_out": left}, About(path.name, _left_out(left))


def _connected(table: Histories, asked: Asked) -> tuple[Histories, list[str]]:
    """What is estimated, and the lists that are left out of it because somebody asked for that."""
    from dadkhah.estimate.refusals import connected

    return connected(table) if asked.connected else (table, [])


def _left_out(lists: list[str]) -> tuple[str, ...]:
    from dadkhah.sentences import Sentence

    if not lists:
        return ()
    return (Sentence(
        "Left out, for no person connects them with the other lists: {lists}. Who is on these alone is among those estimated.",
        lists=lists,
    ),)  # fmt: skip


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


def _chosen(table: Any, asked: Asked) -> list[Method]:
    """Those asked for; otherwise all that are made for so many lists."""
    from dadkhah.estimate.study import methods, suited

    if asked.names:
        every = methods(asked.level, asked.seed)
        wanted = {name.casefold() for name in asked.names}
        return [each for name, each in every.items() if name.casefold() in wanted]
    return list(suited(table, asked.level, asked.seed).values())


def _studied(whole: Histories, asked: Asked) -> Study:
    """Of all people together; of several replicates, of the first."""
    from dadkhah.estimate.study import PROBE, methods, studied

    bar = Bar("Estimating")
    probe = methods(asked.level, asked.seed)[PROBE] if asked.out else None
    study = studied(whole, _chosen(whole, asked), probe=probe, keep=_kept(asked), say=bar)
    bar.end()
    return study


def _kept(asked: Asked) -> Path | None:
    return asked.out and asked.out / "kept"


def _parted(tables: Tables, asked: Asked) -> dict[str, Any]:
    """Each stratum in each replicate by itself, and what they come to together."""
    from dadkhah.estimate.queue import Task, estimated
    from dadkhah.estimate.study import BULK, together

    methods = _chosen(next(iter(tables.parts.values())), asked if asked.names else replace(asked, names=BULK))
    parts = {key: _connected(part, asked)[0] for key, part in tables.parts.items()}
    wanted = {(method.name, *key): Task(method, part) for method in methods for key, part in parts.items()}
    bar = Bar("Estimating strata")
    found = dict(zip(wanted, estimated(list(wanted.values()), keep=_kept(asked), say=bar), strict=True))
    bar.end()
    return together(tables, found, asked.level, asked.seed)
