"""`init`: a new archive that works at once."""

from __future__ import annotations

import getpass
from pathlib import Path

import click

from dadkhah.archive import seal
from dadkhah.archive.place import Place
from dadkhah.cli.folder import configure, new_folder, new_key, new_origin, seal_folder
from dadkhah.cli.passwords import from_file, new_passphrase, passphrase_file, password_file, sealed
from dadkhah.cli.session import CannotDo, Session, django_ready, pass_session
from dadkhah.cli.terminal import echo


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--steward", metavar="NAME", help="Login of the first steward. Default: your name on this computer.")
@click.option(
    "--database", metavar="URL", default="", help="postgresql://user@host/name. Default: SQLite in the folder."
)
@click.option("--language", type=click.Choice(["en", "fa"]), default="en", show_default=True, help="Language of pages.")
@password_file
@sealed
@passphrase_file
def init(
    folder: Path,
    steward: str | None,
    database: str,
    language: str,
    password_file: Path | None,
    sealed: bool,
    passphrase_file: Path | None,
) -> None:
    """Make a new archive in FOLDER: its database, keys, first steward, first entry and first checkpoint.

    \b
    Example:
      dadkhah init my-archive --steward shirin
      dadkhah init my-archive --steward shirin --sealed
    """
    login = steward or getpass.getuser()
    password = from_file(password_file)
    if sealed and database:
        raise CannotDo("A sealed archive keeps its database in its own folder: leave --database out.")
    passphrase = new_passphrase(passphrase_file) if sealed else ""
    # Of a sealed archive nobody is named in a plain file: who it is done for is said with --as.
    named = {"sealed": True} if sealed else {"command_line_actor": login}
    with new_folder(folder) as root:
        place = configure(root, origin=new_origin(), database=database, language=language, **named)
        if sealed:
            seal_folder(place, passphrase)
        vkey = new_key(place)
        found(place, login, password)
    _tell(place, login, vkey, has_password=password is not None)


@click.command()
@passphrase_file
@pass_session
def passphrase(session: Session, passphrase_file: Path | None) -> None:
    """Give a sealed archive another passphrase. Old copies of seal.age, as in backups, open with the old one still.

    \b
    Example:
      dadkhah -C my-archive passphrase
    """
    if not session.place.is_sealed:
        raise CannotDo("This archive is not sealed. Only a new one can be: dadkhah init --sealed")
    opened = session.place.seal
    seal.write(session.place, seal.closed(opened, new_passphrase(passphrase_file)))
    echo("The archive has another passphrase now. Make a new backup, and destroy the old ones.")


def found(place: Place, login: str, password: str | None) -> None:
    """Tables, the steward's account and the first entry; its commit writes the first checkpoint."""
    django_ready(place)
    from django.contrib.auth.password_validation import validate_password
    from django.core.management import call_command

    from dadkhah.archive.actions.found_archive import found_archive
    from dadkhah.archive.models import Account

    if password is not None:
        validate_password(password, Account(login=login))
    call_command("migrate", verbosity=0)
    found_archive(login, password)


def _tell(place: Place, login: str, vkey: str, *, has_password: bool) -> None:
    echo(f"Made the archive {place.root}, named {place.setting('origin')}.")
    by_itself = ", and the command line works for it" if place.setting("command_line_actor") else ""
    echo(f"Its steward is the account “{login}”{by_itself}.")
    echo("Others check its checkpoints with this line; give it to them:")
    echo(f"  {vkey}")
    if not has_password:
        echo(f"The account cannot sign in yet. Set its password: dadkhah -C {place.root} user password {login}")
    echo(f"Then start it: dadkhah -C {place.root} serve")
