"""`backup-key`, `backup`, `restore`: encrypted copies, and the way back from one."""

from __future__ import annotations

import secrets
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dadkhah.archive.place import ENVIRONMENT, NoArchive, Place
from dadkhah.cli.folder import adopt, configure, new_folder, new_key, seal_folder
from dadkhah.cli.passwords import known_passphrase, passphrase_file
from dadkhah.cli.session import Bar, CannotDo, Session, django_ready, pass_session, private
from dadkhah.cli.terminal import confirm, echo

if TYPE_CHECKING:
    from dadkhah.archive.backup.restoring import State
    from dadkhah.archive.exchange.form import Header

FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
KEPT = ("origin", "sealed", "language", "command_line_actor", "hosts", "upload_limit", "login_attempts")
"""Settings that come back with a state; where database and files lie is a matter of the new computer."""


@click.command("backup-key")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where the new secret key goes: not here.")
@click.option("--to", "recipient", metavar="AGE1…", help="Somebody else's public key, who shall be able to open it too.")
@pass_session
def backup_key(session: Session, out: Path | None, recipient: str | None) -> None:
    """Make the key with which backups are opened, or add another person's. Several people may each have one.

    The secret key is written once and not kept here. Keep it away from this computer and from the backup, and keep it
    well: without it nobody can open the backup.

    \b
    Example:
      dadkhah -C my-archive backup-key --out /media/usb/backup.key
      dadkhah -C my-archive backup-key --to age1…
    """
    import pyrage

    from dadkhah.archive import keyring
    from dadkhah.archive.backup.writing import RECIPIENTS, SECRET, recipients_of

    if (out is None) == (recipient is None):
        raise click.UsageError("Say either where a new key goes (--out FILE), or whose public key is added (--to).")
    if out is not None:
        if out.exists() or out.resolve().is_relative_to(session.place.root):
            raise CannotDo(f"{out} is there already, or lies in the archive itself. Choose a new file elsewhere.")
        identity = pyrage.x25519.Identity.generate()
        recipient = str(identity.to_public())
        private(out, f"# opens backups of {session.place.setting('origin')}\n# public key: {recipient}\n{identity}\n")
    known = recipients_of(session.place)
    try:
        added = str(pyrage.x25519.Recipient.from_str(str(recipient)))
    except pyrage.RecipientError as fault:
        raise CannotDo(f"{recipient} is no public key of the age format (age1…): {fault}.") from fault
    keyring.write(session.place, RECIPIENTS, "".join(f"{each}\n" for each in dict.fromkeys([*known, added])))
    if keyring.read(session.place, SECRET) is None:
        keyring.write(session.place, SECRET, f"{secrets.token_hex(32)}\n")
    echo(f"Backups from now on can be opened with the key of {added}.")


@click.command()
@click.argument("folder", type=FOLDER)
@pass_session
def backup(session: Session, folder: Path) -> None:
    """Bring an encrypted backup in FOLDER up to date; the archive may be in use meanwhile.

    Only what is new is written. It holds everything, sealed compartments and the names behind pseudonyms too, and
    nobody can read it without a key of `backup-key`. Exit code 1 where the archive itself lacks a file.

    \b
    Example:
      dadkhah -C my-archive backup /media/disk/dadkhah-backup
    """
    from dadkhah.archive.backup.writing import back_up

    if folder.resolve().is_relative_to(session.place.root):
        raise CannotDo(f"{folder} lies in the archive itself. A backup belongs on another disk.")
    bar = Bar("Encrypting files")
    made = back_up(session.place, folder, bar)
    bar.end()
    state = "Wrote the state" if made.is_new else "Nothing changed since the state"
    echo(f"{state} {made.state} of {made.size} entries; {made.encrypted} new files, {made.there} were there.")
    for digest in made.missing:
        echo(f"The archive does not hold the file {digest}: it is in no backup made now.", err=True)
    sys.exit(1 if made.missing else 0)


@click.command("forget-erased")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask.")
@pass_session
def forget_erased(session: Session, folder: Path, yes: bool) -> None:
    """Bring the backup in FOLDER up to date, and remove from it all that was erased: older states, and erased files.

    Only the newest state can be restored afterwards. A disk may keep parts of removed files; they are encrypted, and
    whoever has a backup key and the disk could look for them: for certainty use a new disk, and destroy the old one.

    \b
    Example:
      dadkhah -C my-archive forget-erased /media/disk/dadkhah-backup
    """
    from dadkhah.archive.backup.medium import Medium
    from dadkhah.archive.backup.writing import forget_erased as forget

    if not Medium(folder).names():
        raise CannotDo(f"{folder} is no backup: it holds no whole state.")
    if not yes:
        confirm("Remove all states but the newest, which is made now?")
    bar = Bar("Encrypting files")
    made, states, files = forget(session.place, folder, bar)
    bar.end()
    echo(f"The state {made.state} alone is left: {states} older states and {files} files were removed.")


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--identity", type=FILE, help="The secret key that backup-key wrote; of a sealed archive not needed.")
@click.option("--state", "name", default="", metavar="NAME", help="An older state. Default: the newest.")
@click.option("--database", metavar="URL", default="", help="postgresql://user@host/name. Default: SQLite in the folder.")
@click.option("--checkpoint", "outside", multiple=True, type=FILE, help="A checkpoint that was kept elsewhere.")
@passphrase_file
@click.pass_obj
def restore(
    session: Session,
    folder: Path,
    identity: Path | None,
    name: str,
    database: str,
    outside: tuple[Path, ...],
    passphrase_file: Path | None,
) -> None:
    """Bring the backup in FOLDER back, into the new archive given by -C, and verify it. Exit code 0 only if all holds.

    Ids, digests, the ledger, keys and passwords are as they were; second factors are set up anew. Whoever knows your
    public key could have made another backup: a checkpoint kept elsewhere shows that this one is yours. The backup of a
    sealed archive is opened with its passphrase, and what is restored is sealed with the same.

    \b
    Example:
      dadkhah -C restored restore /media/disk/dadkhah-backup --identity /media/usb/backup.key
    """
    from pyrage.x25519 import Identity

    from dadkhah.archive import seal
    from dadkhah.archive.backup.medium import Medium
    from dadkhah.archive.backup.restoring import bring_files, bring_small, read_state
    from dadkhah.evidence.envelope import read_identities

    if not session.folder:
        raise NoArchive(f"Say into which new folder: dadkhah -C FOLDER restore {folder}, or set {ENVIRONMENT}.")
    medium = Medium(folder)
    is_sealed = medium.seal.is_file()
    if not (identity or is_sealed):
        raise click.UsageError("Give the key that opens the backup, with --identity FILE.")
    passphrase = known_passphrase(passphrase_file) if is_sealed else ""
    opened = seal.read(medium.seal.read_bytes(), passphrase) if is_sealed else None
    identities = read_identities(identity) if identity else [Identity.from_str(opened.identity)] if opened else []
    with new_folder(Path(session.folder)) as root:
        state = read_state(medium, name, identities, seal.scratch(Place(root)) if is_sealed else root / "store" / "tmp")
        place = _imported(root, state, database, passphrase)
        bring_small(place, state)
        bar = Bar("Decrypting files")
        faults = bring_files(place, medium, state.secret, identities, bar)
        bar.end()
        _follow_files()
        state.export.unlink()
    for fault in faults:
        echo(fault, err=True)
    _verify(place, state, outside)


def _follow_files() -> None:
    from dadkhah.archive import derived

    derived.follow_files()


def _imported(root: Path, state: State, database: str, passphrase: str) -> Place:
    from dadkhah.archive.backup.restoring import BadBackup

    old = tomllib.loads(state.small["config.toml"].decode())
    if bool(old.get("sealed")) != bool(passphrase):
        raise BadBackup("The backup does not fit its file seal.age: it was added or taken away. Restore an older state.")
    place = configure(root, **{each: old[each] for each in KEPT if each in old}, database=database)
    if passphrase:
        seal_folder(place, passphrase)
    new_key(place)
    django_ready(place)
    from django.core.management import call_command

    from dadkhah.archive import heads, lock
    from dadkhah.archive.exchange.importing import import_archive

    key = (place.scratch if passphrase else root / "store" / "tmp") / "checkpoint.key"
    if "keys/checkpoint.key" not in state.small:
        raise BadBackup("The state holds no signing key: it is not whole. Restore an older one with --state.")
    private(key, state.small["keys/checkpoint.key"].decode())
    call_command("migrate", verbosity=0)
    with lock.occupied(place):
        bar = Bar("Importing")
        header = import_archive(state.export, bar, lambda header: _adopt(place, header, key))
        heads.publish(anew=True)
        bar.end()
    key.unlink()
    echo(f"Restored {header.origin}: {header.size} entries, root {header.root}.")
    return place


def _adopt(place: Place, header: Header, key: Path) -> None:
    adopt(place, header.origin, key)


def _verify(place: Place, state: State, outside: tuple[Path, ...]) -> None:
    from dadkhah.archive.verify import verify

    bar = Bar("Verifying")
    report = verify(place, [state.checkpoint, *map(str, outside)], progress=bar)
    bar.end()
    for fault in report.faults:
        echo(f"{fault.where}: {fault.message}", err=True)
    echo("Everything holds." if report.holds else f"{len(report.faults)} faults: restore another state or medium.")
    sys.exit(0 if report.holds else 1)
