"""`export` and `import`: the archive as one text file, or a sheet as YAML, and back."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from dadkhah.archive.place import ENVIRONMENT, NoArchive, Place
from dadkhah.cli.folder import adopt, configure, keep_keys, new_folder, new_key
from dadkhah.cli.session import Bar, CannotDo, Session, django_ready, pass_session
from dadkhah.cli.terminal import echo

if TYPE_CHECKING:
    from dadkhah.archive.exchange.form import Header


@click.command("export")
@click.option(
    "--out", type=click.Path(allow_dash=True, path_type=Path), help="The file to write; - writes it to the terminal."
)
@click.option(
    "--bytes", "bytes_folder", type=click.Path(file_okay=False, path_type=Path), help="Copy the stored files there too."
)
@click.option(
    "--sheet",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write a loaded sheet as YAML into this folder instead.",
)
@click.option("--key", metavar="SHEET", help="Which sheet, where several were loaded.")
@pass_session
def export_(session: Session, out: Path | None, bytes_folder: Path | None, sheet: Path | None, key: str | None) -> None:
    """Write the whole archive as JSON Lines (docs/export.md), or one sheet as YAML.

    The whole needs the role of a steward in every compartment: nothing is left out silently. The file holds
    everything in plain words; keep it as safe as the archive. Passwords and keys are not in it.

    \b
    Example:
      dadkhah -C my-archive export --out archive.jsonl --bytes archive-store
      dadkhah -C my-archive export --sheet sheet/
    """
    if sheet:
        _export_sheet(session, sheet, key)
        return
    if out is None:
        raise click.UsageError("Say where to write to: --out FILE, or --sheet FOLDER for a sheet.")
    from dadkhah.archive.exchange.bytes import transfer
    from dadkhah.archive.exchange.writing import export_archive

    bar = Bar("Exporting")
    with _writing(out) as file:
        exported = export_archive(session.actor, file, bar)
    bar.end()
    echo(f"Exported {exported.lines} lines: {exported.size} entries, root {exported.root}.", err=True)
    echo(f"SHA-256 of the lines before the last: {exported.digest}", err=True)
    if bytes_folder:
        _report_bytes(transfer(session.place.store, bytes_folder, bar))


@contextmanager
def _writing(path: Path) -> Iterator[BinaryIO]:
    """Standard output for -, else a private file that takes its name only when it is whole."""
    if str(path) == "-":
        yield sys.stdout.buffer
        return
    fresh = path.with_name(f".{path.name}.new")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _export_sheet(session: Session, folder: Path, key: str | None) -> None:
    from dadkhah.archive.exchange.sheet import sheet_keys, sheet_of
    from dadkhah.claims.sheet import write_sheet

    visible = session.visible
    keys = sheet_keys(visible)
    if key is None and len(keys) != 1:
        known = f"Say which with --key: {', '.join(keys)}." if keys else "Load one first: dadkhah load SHEET."
        raise CannotDo(f"{len(keys)} sheets were loaded here. {known}")
    sheet = sheet_of(visible, key or keys[0])
    session.shown([*visible.sources().filter(key__startswith=f"{sheet.key}:")[:1]])
    if folder.is_dir() and any(folder.iterdir()):
        raise CannotDo(f"{folder} is not empty. Choose a new folder for the sheet.")
    folder.mkdir(parents=True, exist_ok=True)
    written = write_sheet(sheet)
    for name, text in written.items():
        (folder / name).write_text(text, "utf-8")
    echo(f"Wrote the sheet “{sheet.key}” as {len(written)} files in {folder}.")


def _report_bytes(faults: list[str]) -> None:
    for fault in faults:
        echo(fault, err=True)
    if faults:
        sys.exit(1)


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--bytes", "bytes_folder", type=click.Path(exists=True, file_okay=False, path_type=Path), help="The stored files."
)
@click.option(
    "--signing-key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The exported archive's keys/checkpoint.key, to go on signing with it.",
)
@click.option("--database", metavar="URL", default="", help="For a new folder: postgresql://user@host/name.")
@click.pass_obj
def import_(session: Session, file: Path, bytes_folder: Path | None, signing_key: Path | None, database: str) -> None:
    """Take over an exported archive with all its ids, digests and its ledger, into a new folder or a new archive.

    Every line is checked; where one is at fault it is named and nothing is imported. Accounts come without passwords.

    \b
    Example:
      dadkhah -C moved import archive.jsonl --bytes archive-store --database postgresql://localhost/dadkhah
    """
    folder = Path(session.folder or "")
    if not session.folder:
        raise NoArchive(f"Say into which folder: dadkhah -C FOLDER import {file}, or set {ENVIRONMENT}.")
    _check_key(file, signing_key)
    if (folder / "config.toml").is_file():
        session.ready()
        _import(session.place, file, bytes_folder, signing_key)
        return
    with new_folder(folder) as root:
        place = configure(root, origin="dadkhah.local/importing", database=database)
        new_key(place)
        django_ready(place)
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        _import(place, file, bytes_folder, signing_key)


def _import(place: Place, file: Path, bytes_folder: Path | None, signing_key: Path | None) -> None:
    from dadkhah.archive import derived, heads, lock
    from dadkhah.archive.exchange.bytes import transfer
    from dadkhah.archive.exchange.importing import import_archive

    with lock.occupied(place):
        bar = Bar("Importing")
        header = import_archive(file, bar, lambda header: _adopt(place, header, signing_key))
        heads.publish(anew=True)
        bar.end()
    echo(f"Imported {header.origin}: {header.size} entries, root {header.root}.")
    if not signing_key:
        echo("It signs with a new key. Checkpoints of before are checked with this one:")
        echo(f"  {header.vkey}")
    echo("Accounts have no password yet: dadkhah --as LOGIN user password LOGIN")
    if bytes_folder:
        _report_bytes(transfer(bytes_folder, place.store, bar))
        derived.follow_files()
    else:
        echo("The stored files are not in an export: copy them with import --bytes, or into the folder store.")


def _check_key(file: Path, signing_key: Path | None) -> None:
    from dadkhah.archive.exchange.form import read_header
    from dadkhah.evidence.checkpoint import SigningKey

    with file.open("rb") as opened:
        header = read_header(opened)
    if signing_key and SigningKey.load(signing_key).vkey != header.vkey:
        raise CannotDo(f"{signing_key} is not the key that signed this export. It needs the one of {header.vkey}.")


def _adopt(place: Place, header: Header, signing_key: Path | None) -> None:
    adopt(place, header.origin, signing_key)
    keep_keys(place, header.vkeys)
