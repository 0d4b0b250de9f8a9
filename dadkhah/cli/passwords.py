"""Passwords, read from a file or asked for twice, never given on the command line where others could see them."""

from __future__ import annotations

from pathlib import Path

import click

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


def asked() -> str:
    """Asked for twice, not shown."""
    return str(click.prompt("New password", hide_input=True, confirmation_prompt="The same again"))
