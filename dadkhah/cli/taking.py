"""What comes in and what goes for good: files, sheets, erasure."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dadkhah.cli.session import Bar, CannotDo, Session, as_json, in_compartment, pass_session
from dadkhah.cli.terminal import confirm, echo, print_json

if TYPE_CHECKING:
    from dadkhah.archive.actions.take_in import Acquisition
    from dadkhah.archive.models import Compartment, Item

REASONS = ("consent_withdrawn", "court_order", "danger_to_a_person", "taken_in_by_mistake")


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@in_compartment
@click.option("--from", "received_from", default="", metavar="WHOM", help="From whom it was received.")
@click.option(
    "--how", "method", default="", metavar="HOW", help="How it was obtained: handed over, filmed, downloaded."
)
@click.option("--acquired", default="", metavar="DATE", help="When, as an EDTF date: 1988, 2024-05, 2024-05-17.")
@click.option("--by", "acquired_by", default="", metavar="WHOM", help="Who obtained it.")
@click.option("--url", default="", help="The address it was found at. Nothing is fetched.")
@click.option("--device", default="", help="The device it was made or carried with.")
@click.option("--note", default="", help="Anything else about how it came here.")
@as_json
@pass_session
def add(session: Session, files: tuple[Path, ...], compartment: str | None, as_json: bool, **how: str) -> None:
    """Take files in, folders with all that is in them. Prints the id and the SHA-256 digest of each.

    A file that cannot be taken in is named; the others go on, and the exit code is 1.

    \b
    Example:
      dadkhah -C my-archive add letters/ --from "the family" --how "handed over" --acquired 2024-05-17
    """
    from dadkhah.archive.actions.describe_source import date_fault
    from dadkhah.archive.actions.take_in import Acquisition, grouped

    if faults := date_fault(how["acquired"]) if how["acquired"] else []:
        raise CannotDo(" ".join(faults))
    within = session.compartment(compartment, "take_in")
    paths = [path for file in files for path in _all_files(file)]
    taking = _Taking(session, within, Acquisition(**how))
    bar = Bar("Taking in")
    items = []
    for group in grouped(paths):
        for item in taking.take(group):
            items.append(item)
            bar(len(items) + len(taking.faults), len(paths))
    bar.end()
    _print_items(items, as_json=as_json)
    for fault in taking.faults:
        echo(fault, err=True)
    if taking.faults:
        sys.exit(1)


def _all_files(path: Path) -> Iterator[Path]:
    """The path itself, or every file below it, in order. Links are not followed; they are named as faults later."""
    if not path.is_dir() or path.is_symlink():
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders.sort()
        yield from (Path(folder, name) for name in sorted(names))


class _Taking:
    """Takes groups of files in; a group with a faulty file is halved until the fault stands alone."""

    def __init__(self, session: Session, within: Compartment, acquisition: Acquisition) -> None:
        self.session, self.within, self.acquisition = session, within, acquisition
        self.faults: list[str] = []

    def take(self, paths: list[Path]) -> list[Item]:
        from dadkhah.archive.actions.take_in import take_in
        from dadkhah.evidence.copying import NotSealed

        own = [path for path in paths if self._is_ours(path)]
        self.faults += [f"{path}: it belongs to the archive itself." for path in own]
        paths = [path for path in paths if path not in own]
        try:
            return take_in(self.session.actor, self.within, paths, self.acquisition)
        except NotSealed as fault:
            if len(paths) == 1:
                self.faults.append(str(fault).removeprefix("Nothing was taken in. "))
                return []
        half = len(paths) // 2
        return self.take(paths[:half]) + self.take(paths[half:])

    def _is_ours(self, path: Path) -> bool:
        return path.resolve().is_relative_to(self.session.place.root)


def _print_items(items: list[Item], *, as_json: bool) -> None:
    if as_json:
        print_json([{"id": i.pk, "digest": i.digest, "size": i.size, "name": i.original_name} for i in items])
        return
    for item in items:
        echo(f"{item.pk}  {item.digest}  {item.original_name}")


@click.command()
@click.argument("sheet", type=click.Path(exists=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@in_compartment
@as_json
@pass_session
def load(session: Session, sheet: Path, dry_run: bool, compartment: str | None, as_json: bool) -> None:
    """Load a sourced sheet: a YAML file, or a folder of them (docs/sheet.md). Loading it again changes nothing.

    All faults of the sheet are printed as file:line: message; then nothing is loaded and the exit code is 2.

    \b
    Example:
      dadkhah -C my-archive load examples/iran-1988 --dry-run
    """
    from dadkhah.archive.actions.load_sheet import load_sheet
    from dadkhah.claims.sheet import read_sheet

    read, faults = read_sheet(sheet)
    for fault in faults:
        echo(f"{fault.file}:{fault.line}: {fault.message}", err=True)
    if read is None:
        raise CannotDo(f"Nothing was loaded: the sheet has {len(faults)} faults.")
    named = session.visible.compartments().filter(handle=read.compartment).exists()
    within = session.compartment(compartment or (read.compartment if named else None), "load_sheet")
    difference = load_sheet(session.actor, read, within, dry_run=dry_run)
    summary = difference.summary()
    if as_json:
        print_json(summary)
        return
    if difference.is_empty:
        echo("The archive holds this sheet as it is; nothing was written.")
        return
    counted = ", ".join(f"{count} {what}" for what, count in summary.items())
    echo(f"{'It would be' if dry_run else 'Loaded'}: {counted} rows.")


@click.command()
@click.argument("row_id", metavar="ID")
@click.option("--reason", type=click.Choice(REASONS), required=True, help="Why; a code, since the entry stays.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@pass_session
def erase(session: Session, row_id: str, reason: str, yes: bool) -> None:
    """Erase the words of one row for good: an item with its bytes, a source, claim, statement, record, account, person.

    With a person goes all that is said of them, what they said and their rows in lists; documents that name them stay.
    The rows stay as the places where something was, and the ledger still verifies. Backups keep what they held: see
    dadkhah forget-erased.

    \b
    Example:
      dadkhah -C my-archive erase 019… --reason consent_withdrawn
    """
    from dadkhah.archive.actions.erase import StillInTheLog, going_with
    from dadkhah.archive.actions.erase import erase as erase_row

    row = _erasable(session, row_id)
    what = f"{row._meta.db_table} {row.pk}"
    if not yes:
        more = len(going_with(session.actor, row)) - 1
        confirm(f"Erase the {what}{f' and {more} rows that go with it' if more else ''} for good?")
    try:
        erase_row(session.actor, row, reason)
    except StillInTheLog as fault:
        echo(str(fault), err=True)
        sys.exit(1)
    echo(f"The {what} was erased here. Each backup made before still holds it, and so does every copy, export and")
    echo("package that was given away. Of a backup: dadkhah -C ARCHIVE forget-erased FOLDER")


def _erasable(session: Session, row_id: str) -> Any:
    visible = session.visible
    words = (visible.items(), visible.sources(), visible.claims(), visible.statements(), visible.figures(), visible.subjects())
    people = (visible.identities(), visible.testimonies(), visible.accounts())
    more = (visible.records_ever(), visible.passages(), visible.assessments(), visible.consents(), visible.custody())
    for rows in (*words, *people, *more):
        if row := rows.filter(pk=row_id).first():
            return row
    raise CannotDo(f"There is nothing to erase with the id “{row_id}” that you may see.")
