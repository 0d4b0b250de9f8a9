"""`init`: a new archive that works at once."""

from __future__ import annotations

import getpass
from pathlib import Path

import click

from dadkhah.archive.place import Place
from dadkhah.cli.folder import configure, new_folder, new_key, new_origin
from dadkhah.cli.passwords import from_file, password_file
from dadkhah.cli.session import django_ready


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--steward", metavar="NAME", help="Login of the first steward. Default: your name on this computer.")
@click.option(
    "--database", metavar="URL", default="", help="postgresql://user@host/name. Default: SQLite in the folder."
)
@click.option("--language", type=click.Choice(["en", "fa"]), default="en", show_default=True, help="Language of pages.")
@password_file
def init(folder: Path, steward: str | None, database: str, language: str, password_file: Path | None) -> None:
    """Make a new archive in FOLDER: its database, keys, first steward, first entry and first checkpoint.

    \b
    Example:
      dadkhah init my-archive --steward shirin
    """
    login = steward or getpass.getuser()
    password = from_file(password_file)
    with new_folder(folder) as root:
        place = configure(root, origin=new_origin(), database=database, language=language, command_line_actor=login)
        vkey = new_key(place)
        found(place, login, password)
    _tell(place, login, vkey, has_password=password is not None)


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
    click.echo(f"Made the archive {place.root}, named {place.setting('origin')}.")
    click.echo(f"Its steward is the account “{login}”, and the command line works for it.")
    click.echo(f"Others check its checkpoints with this line; give it to them:\n  {vkey}")
    if not has_password:
        click.echo(f"The account cannot sign in yet. Set its password: dadkhah -C {place.root} user password {login}")
    click.echo(f"Then start it: dadkhah -C {place.root} serve")
