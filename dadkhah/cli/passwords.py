"""Passwords and passphrases, read from a file or asked for, never given on the command line where others could see them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from dadkhah.archive import seal
from dadkhah.archive.place import Place

password_file = click.option(
    "--password-file",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    help="Read the password from the first line of this file; - reads standard input.",
)


def from_file(path: Path | None) -> str | None:
    """The first line of the file, or nothing where no file was given."""
    if path is None:
        return None
    with click.open_file(str(path), encoding="utf-8") as file:
        return str(file.readline().rstrip("\r\n"))


sealed = click.option("--sealed", is_flag=True, help="Encrypt everything under a passphrase (docs/sealed.md).")
passphrase_file = click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    help="Read the new archive's passphrase from the first line of this file. Default: ask for it.",
)


def new_passphrase(path: Path | None) -> str:
    """For a new seal: from the file, else asked for twice."""
    given = from_file(path)
    return given if given is not None else str(
        click.prompt("Passphrase of the sealed archive", hide_input=True, confirmation_prompt="The same again")
    )


def known_passphrase(path: Path | None) -> str:
    """Of a seal that is there: from the file, from the one that the environment names, or asked for."""
    named = os.environ.get(seal.PASSPHRASE_FILE)
    given = from_file(path or (Path(named) if named else None))
    return given if given is not None else str(click.prompt("Passphrase", hide_input=True, err=True))


def unlock(place: Place) -> None:
    """Open the seal of a sealed archive for this process, and ask for the passphrase where somebody can answer."""
    if place.is_sealed and not seal.is_open(place) and sys.stdin.isatty():
        seal.keep(place, seal.read((place.root / seal.FILE).read_bytes(), known_passphrase(None)))


def asked() -> str:
    """Asked for twice, not shown."""
    return str(click.prompt("New password", hide_input=True, confirmation_prompt="The same again"))
