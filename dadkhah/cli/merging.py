"""`merge` and `merged`: another group's archive beside one's own, as theirs, and out again."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dadkhah.archive.place import Place
from dadkhah.cli.session import Bar, CannotDo, Session, as_json, pass_session
from dadkhah.cli.terminal import confirm, echo, print_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dadkhah.archive.models import OtherArchive


@click.command()
@click.argument("other", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--bytes", "files", type=click.Path(exists=True, file_okay=False, path_type=Path), help="The stored files of an export."
)
@click.option("--key", "vkey", metavar="KEY", default="", help="Their archive's key, as you have it from them.")
@click.option(
    "--identity",
    "identity_files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A secret key of their custodians, for what they keep encrypted.",
)
@pass_session
def merge(session: Session, other: Path, files: Path | None, vkey: str, identity_files: tuple[Path, ...]) -> None:
    """Bring in another group's archive: OTHER is the file of their export, or the folder of their package.

    Every line of it is checked first, in an archive of its own that is let go again. Then all comes in, or nothing: their
    compartments, sources, claims and judgements with their ids, as theirs, named after their archive. Their accounts
    sign in nowhere and their roles are left out; you become the steward of their compartments. The same bytes are
    kept once. Nobody's records are joined: see `merged proposals`.

    \b
    Example:
      dadkhah -C my-archive merge /media/usb/their-package --key KEY
    """
    from dadkhah.archive.actions.merge_archive import merge_archive
    from dadkhah.archive.exchange.form import read_header
    from dadkhah.evidence.envelope import read_identities

    export, files = _parts(other, files)
    with export.open("rb") as opened:
        header = read_header(opened)
    if vkey and header.vkey != vkey:
        raise CannotDo(f"The export was signed with another key than the one you gave: {header.vkey}")
    identities = [each for path in identity_files for each in read_identities(path)]
    with _checked(session.place, export) as export:
        bar = Bar("Merging")
        merged = merge_archive(session.actor, export, header, files, identities, bar)
        bar.end()
    echo(f"Merged {header.origin} as of its checkpoint of {header.size} entries, root {header.root}.")
    if not vkey:
        echo("It is signed with this key; compare it with the one they give you:")
        echo(f"  {header.vkey}")
    if left := _closed(merged):
        echo(f"{left} encrypted files open for their custodians alone. Merge with --identity to open them here.")
    echo(f"Persons who may be the same: dadkhah merged proposals {header.origin}")


def _parts(other: Path, files: Path | None) -> tuple[Path, Path | None]:
    """The export and the folder of stored files, of a package that was checked first."""
    if not other.is_dir():
        return other, files
    from dadkhah.archive.exchange.contents import ARCHIVE, STORE, BadPackage
    from dadkhah.evidence.bag import PAYLOAD
    from dadkhah.evidence.bag_check import check_bag

    if faults := check_bag(other):
        raise BadPackage([str(fault) for fault in faults])
    if not (other / PAYLOAD / ARCHIVE).is_file():
        raise BadPackage([f"{other} holds no {PAYLOAD}/{ARCHIVE}: it is a selection, or no package of an archive."])
    return other / PAYLOAD / ARCHIVE, other / PAYLOAD / STORE


@contextmanager
def _checked(place: Place, export: Path) -> Iterator[Path]:
    """A private copy of the export, every line of which an import into an archive of its own has checked.

    The copy is what is merged: nobody can change the file between the check and the merge.
    """
    waiting = place.scratch if place.is_sealed else place.store / "tmp"
    with tempfile.TemporaryDirectory(dir=waiting, prefix="merge-") as folder:
        copy = Path(folder) / "archive.jsonl"
        with export.open("rb") as source, copy.open("wb") as target:
            while block := source.read(1 << 20):
                target.write(block)
        command = [sys.executable, "-m", "dadkhah", "-C", str(Path(folder) / "checked"), "import", str(copy)]
        done = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)  # its faults and its bar go to our stderr
        if done.returncode:
            raise CannotDo(f"{export} is not good, or could not be checked. Nothing was merged.")
        yield copy


def _closed(other: OtherArchive) -> int:
    from dadkhah.archive.models import Envelope

    theirs = Envelope.objects.filter(item__compartment__archive=other, sealed__isnull=False)
    return theirs.filter(custodians__isnull=True).count()


@click.group()
def merged() -> None:
    """The archives of other groups that were merged into this one.

    \b
    Example:
      dadkhah -C my-archive merged list
    """


@merged.command("list")
@as_json
@pass_session
def list_(session: Session, as_json: bool) -> None:
    """Which archives are here, as of which checkpoint, and which were taken out again.

    \b
    Example:
      dadkhah -C my-archive merged list
    """
    from dadkhah.archive.models import OtherArchive

    session.actor.must_be_named()
    known = list(OtherArchive.objects.order_by("id"))
    if as_json:
        names = ("origin", "size", "root", "vkey", "merged", "undone")
        print_json([{**{name: getattr(each, name) for name in names}, "closed": _closed(each)} for each in known])
        return
    for each in known:
        state = f", undone {each.undone}" if each.undone else ""
        echo(f"{each.origin}: {each.size} entries, root {each.root}, merged {each.merged}{state}")
    if not known:
        echo("No other archive was merged into this one.")


@merged.command()
@click.argument("origin")
@click.option("--yes", is_flag=True, help="Do not ask.")
@pass_session
def undo(session: Session, origin: str, yes: bool) -> None:
    """Take all out again that the merge of ORIGIN brought, rows and files, here and in the ledger's history.

    It is refused where something of yours rests on it, naming what. That the archive was merged and taken out stays in
    the ledger.

    \b
    Example:
      dadkhah -C my-archive merged undo dadkhah.local/1a2b3c4d
    """
    from dadkhah.archive.actions.undo_merge import undo_merge

    other = _other(origin)
    if not yes:
        confirm(f"Take out all that came from {origin}, with {other.size} entries?")
    bar = Bar("Taking out")
    undo_merge(session.actor, other, bar)
    bar.end()
    echo(f"All that came from {origin} is out again. Backups of before still hold it: dadkhah forget-erased.")


@merged.command()
@click.argument("origin")
@as_json
@pass_session
def proposals(session: Session, origin: str, as_json: bool) -> None:
    """Persons of ORIGIN who are called like persons of other lists here. A name proves nothing: look at both.

    \b
    Example:
      dadkhah -C my-archive merged proposals dadkhah.local/1a2b3c4d
    """
    from dadkhah.archive.models import Subject
    from dadkhah.archive.queries.proposals import proposals as proposed

    found = proposed(session.visible, _other(origin))
    session.shown(Subject.objects.in_bulk({pk for each in found for pk in (each.theirs, each.ours)}).values())
    if as_json:
        print_json([{"name": each.name, "theirs": each.theirs, "ours": each.ours} for each in found])
        return
    for each in found:
        echo(f"{each.name}\ttheirs {each.theirs}\tyours {each.ours}")
    echo(f"Pairs of persons with the same written name: {len(found)}. None of them was joined.")


def _other(origin: str) -> OtherArchive:
    from dadkhah.archive.actions.merge_archive import merged as those_merged

    found = {each.origin: each for each in those_merged()}
    if origin not in found:
        known = f"Known are: {', '.join(found)}." if found else "None is."
        raise CannotDo(f"No archive {origin} is merged into this one. {known}")
    return found[origin]
