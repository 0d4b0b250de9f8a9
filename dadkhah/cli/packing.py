"""`pack`, `unpack`, `check-package`: an archive, or a selection, as a folder that any BagIt tool reads."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dadkhah.archive.place import ENVIRONMENT, NoArchive, Place
from dadkhah.cli.folder import adopt, configure, keep_keys, new_folder, new_key
from dadkhah.cli.session import Bar, CannotDo, Session, as_json, django_ready, in_compartment, pass_session
from dadkhah.cli.terminal import echo, print_json

if TYPE_CHECKING:
    from dadkhah.archive.exchange.contents import Checked
    from dadkhah.archive.exchange.form import Header

FOLDER = click.Path(file_okay=False, path_type=Path)
PACKAGE = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("folder", type=FOLDER)
@click.option("--item", "items", multiple=True, metavar="ID", help="Pack this item; may be repeated.")
@click.option("--claim", "claims", multiple=True, metavar="ID", help="Pack this claim; may be repeated.")
@pass_session
def pack(session: Session, folder: Path, items: tuple[str, ...], claims: tuple[str, ...]) -> None:
    """Write the whole archive, or a selection, into a new FOLDER as a BagIt bag (docs/package.md).

    The whole needs the role of a steward in every compartment and holds everything in plain words; keep it as safe as
    the archive. With --item or --claim only these are packed, each with the proof that leads to the signed ledger:
    they must be visible to you and not held back. The archive may be in use meanwhile.

    \b
    Example:
      dadkhah -C my-archive pack /media/disk/package
      dadkhah -C my-archive pack for-the-court --item 01a2… --claim 01a3…
    """
    from dadkhah.archive.exchange.package import pack_selection, pack_whole
    from dadkhah.evidence.bag import sweep

    if folder.resolve().is_relative_to(session.place.root):
        raise CannotDo(f"{folder} lies in the archive itself. Choose a folder elsewhere.")
    for left in sweep(folder.parent):
        echo(f"Removed {folder.parent / left}: a package that was being made when its maker was stopped.", err=True)
    bar = Bar("Packing")
    chosen = (items, claims) if items or claims else None
    made = pack_selection(session.actor, folder, *chosen, bar) if chosen else pack_whole(session.actor, folder, bar)
    bar.end()
    echo(f"Packed {made.files} files of {made.bytes:,} bytes in {folder}.")
    echo(f"It speaks of {made.origin} with {made.size} entries, root {made.root}.")


@click.command()
@click.argument("folder", type=PACKAGE)
@click.option(
    "--signing-key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The packed archive's keys/checkpoint.key, to go on signing with it.",
)
@click.option("--database", metavar="URL", default="", help="For a new folder: postgresql://user@host/name.")
@click.option("--key", "vkey", metavar="KEY", default="", help="The packed archive's key, as you have it from elsewhere.")
@in_compartment
@click.pass_obj
def unpack(
    session: Session, folder: Path, signing_key: Path | None, database: str, vkey: str, compartment: str | None
) -> None:
    """Take over the whole archive that FOLDER holds, rows and files, into a new folder or a new archive given by -C.

    The package is checked first, then every line and every file. Whatever is at fault is named, and nothing is taken
    over. Accounts come without passwords.

    Of a selection, the files and the proofs are taken into an archive in use, as items that were received from the
    other archive.

    \b
    Example:
      dadkhah -C moved unpack /media/disk/package
      dadkhah -C my-archive unpack /media/usb/chosen --compartment main --key KEY
    """
    if not session.folder:
        raise NoArchive(f"Say into which archive: dadkhah -C FOLDER unpack {folder}, or set {ENVIRONMENT}.")
    if _is_selection(folder):
        session.ready()
        _take_selection(session, folder, compartment, vkey)
        return
    _require_key(folder, vkey)
    if (Path(session.folder) / "config.toml").is_file():
        session.ready()
        _unpack(session.place, folder, signing_key)
        return
    with new_folder(Path(session.folder)) as root:
        place = configure(root, origin="dadkhah.local/unpacking", database=database)
        new_key(place)
        django_ready(place)
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        _unpack(place, folder, signing_key)


def _is_selection(folder: Path) -> bool:
    from dadkhah.evidence.bag import PAYLOAD

    return (folder / PAYLOAD / "proofs").is_dir() and not _export(folder).is_file()


def _export(folder: Path) -> Path:
    from dadkhah.evidence.bag import PAYLOAD

    return folder / PAYLOAD / "archive.jsonl"


def _require_key(folder: Path, vkey: str) -> None:
    from dadkhah.archive.exchange.form import read_header

    if vkey and _export(folder).is_file():
        with _export(folder).open("rb") as file:
            if (told := read_header(file).vkey) != vkey.strip():
                raise CannotDo(f"The package was signed with another key than the one you gave: {told}")


def _take_selection(session: Session, folder: Path, compartment: str | None, vkey: str) -> None:
    from dadkhah.archive.actions.take_in_package import take_in_package

    within = session.compartment(compartment, "take_in")
    found, items = take_in_package(session.actor, within, folder, vkey)
    for item in items:
        echo(f"{item.pk}  {item.digest}  {item.original_name}")
    echo(f"Taken in from {found.origin}, signed at {found.size} entries, root {found.root}.")
    if not vkey:
        echo("It was checked with the key that came with it. Compare that with one from elsewhere: --key.")


def _unpack(place: Place, folder: Path, signing_key: Path | None) -> None:
    from dadkhah.archive import heads, lock
    from dadkhah.archive.exchange import package

    with lock.occupied(place):
        bar = Bar("Unpacking")
        header = package.unpack(folder, place.store, bar, lambda header: _adopt(place, header, signing_key))
        heads.publish(anew=True)
        bar.end()
    echo(f"Unpacked {header.origin}: {header.size} entries, root {header.root}.")
    if not signing_key:
        echo("It signs with a new key. Checkpoints of before are checked with this one:")
        echo(f"  {header.vkey}")
    echo("Accounts have no password yet: dadkhah --as LOGIN user password LOGIN")


def _adopt(place: Place, header: Header, signing_key: Path | None) -> None:
    """Take the packed archive's name, and its key where it is given; else the former key is kept beside the new one."""
    from dadkhah.evidence.checkpoint import SigningKey

    if signing_key and SigningKey.load(signing_key).vkey != header.vkey:
        raise CannotDo(f"{signing_key} is not the key that signed this package. It needs the one of {header.vkey}.")
    adopt(place, header.origin, signing_key)
    keep_keys(place, header.vkeys)


@click.command("check-package")
@click.argument("folder", type=PACKAGE)
@click.option("--key", "vkey", metavar="KEY", default="", help="The archive's key, as you have it from elsewhere.")
@as_json
def check_package(folder: Path, vkey: str, as_json: bool) -> None:
    """Check the package in FOLDER by itself: every file, the signed ledger, every proof. Needs no archive.

    Exit code 0 only if all holds. Whoever has the signing key could have made another package that holds too: give the
    archive's --key from elsewhere, and compare with a checkpoint that was kept outside (docs/package.md).

    \b
    Example:
      dadkhah check-package for-the-court
      dadkhah check-package for-the-court --key KEY
    """
    from dadkhah.archive.exchange.contents import check_package as check

    bar = Bar("Checking")
    found = check(folder, vkey, bar)
    bar.end()
    if as_json:
        print_json({"holds": not found.faults, **asdict(found)})
    else:
        for fault in found.faults:
            echo(fault, err=True)
        _tell(folder, found)
    sys.exit(1 if found.faults else 0)


def _tell(folder: Path, found: Checked) -> None:
    if found.faults:
        echo(f"{len(found.faults)} faults. Ask whoever made the package for another copy.", err=True)
        return
    echo(f"{folder} holds: {found.origin}, {found.size} entries, root {found.root}.")
    if found.kind == "selection":
        echo(f"It is a selection with {found.proofs} proofs; nothing can be concluded from what is absent.")
    else:
        echo("It is the whole archive; its rows are checked when it is unpacked, or by the stranger's verifier.")
