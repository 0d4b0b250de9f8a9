"""The reference of commands and settings, made from the program itself, so that it cannot lag behind unseen."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import click

from dadkhah.archive.place import SETTINGS
from dadkhah.cli import main

DOCS = Path(__file__).resolve().parents[1] / "docs"
COMMANDS = """# Commands

Written by `script/reference` from the help of each command; `dadkhah COMMAND --help` says the same.

The exit code is 0 where all is well, 1 where the command was done and found something wrong, 2 where it was not done.
"""
SETTINGS_HEAD = """# Settings

Written by `script/reference` from the program.

Each archive has its own settings, in the file `config.toml` of its folder. A line that is not there keeps its default;
a name that is not listed here is refused. A server reads them when it starts.
"""


def commands() -> str:
    """docs/commands.md: every command with its help."""
    return COMMANDS + "".join(section(words, command) for words, command in [(("dadkhah",), main), *leaves(main)])


Words = tuple[str, ...]


def leaves(group: click.Command, start: Words = ("dadkhah",)) -> Iterator[tuple[Words, click.Command]]:
    """Every command that does something, with the words that call it."""
    for word, command in sorted(getattr(group, "commands", {}).items()):
        if isinstance(command, click.Group):
            yield from leaves(command, (*start, word))
        else:
            yield (*start, word), command


def section(words: Words, command: click.Command) -> str:
    context = click.Context(command, info_name=" ".join(words), terminal_width=100, help_option_names=["-h", "--help"])
    shown = re.sub(r"[ \t]+$", "", command.get_help(context), flags=re.MULTILINE)
    return f"\n## `{' '.join(words)}`\n\n```text\n{shown}\n```\n"


def settings() -> str:
    """docs/settings.md: every setting with its default."""
    parts = []
    for each in SETTINGS:
        line = f"{each.name} = {json.dumps(each.default)}"
        parts.append(f"\n## `{each.name}`\n\n{each.help}\n\n```toml\n{line}\n```\n")
    return SETTINGS_HEAD + "".join(parts)


PAGES = {"commands.md": commands, "settings.md": settings}

if __name__ == "__main__":
    for file, write in PAGES.items():
        (DOCS / file).write_text(write(), "utf-8")
