"""docs/commands.md is what --help says. Write it anew with: DADKHAH_WRITE_DOCS=1 pytest tests/cli/test_docs.py."""

import os
import re

import click
import pytest

from dadkhah.archive.place import SETTINGS
from dadkhah.cli import main
from tests.conftest import REPOSITORY

COMMANDS = REPOSITORY / "docs/commands.md"
INTRODUCTION = """\
# The command line

This page is made from `dadkhah --help`; each command says the same on the screen. Names, options and exit codes are
kept stable.

Exit codes: **0** done; **1** done, and something was found to be wrong (a damaged file, a fault of a file taken in, a
danger); **2** not done, and the message says what to do next.

The command line works for an account and sees exactly what that account may see. It asks for no password: whoever may
read the archive's folder holds its bytes anyway, so the folder's permissions and the disk's encryption are what protect
them (`dadkhah doctor` looks at both). What is written is recorded as that account's, done through `machine:cli`.

`DADKHAH_TRACEBACK=1` shows where in the program a fault arose, for a report to its makers.
"""


def described() -> str:
    """The whole page."""
    parts = [INTRODUCTION, section("dadkhah", main)]
    for name, command in sorted(main.commands.items()):
        parts.append(section(f"dadkhah {name}", command))
        if isinstance(command, click.Group):
            parts += [section(f"dadkhah {name} {sub}", each) for sub, each in sorted(command.commands.items())]
    return "\n".join(parts)


def section(name: str, command: click.Command) -> str:
    with click.Context(command, info_name=name, terminal_width=100, max_content_width=100) as context:
        return f"## {name}\n\n```text\n{command.get_help(context)}\n```\n"


def every() -> list[tuple[str, click.Command]]:
    groups = {name: command for name, command in main.commands.items() if isinstance(command, click.Group)}
    inner = [(f"{name} {sub}", each) for name, group in groups.items() for sub, each in group.commands.items()]
    return [*main.commands.items(), *inner]


def test_the_page_says_what_help_says():
    if os.environ.get("DADKHAH_WRITE_DOCS"):
        COMMANDS.write_text(described(), "utf-8")
    assert COMMANDS.read_text("utf-8") == described(), (
        "Write it anew: DADKHAH_WRITE_DOCS=1 pytest tests/cli/test_docs.py"
    )


@pytest.mark.parametrize(("name", "command"), every(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_command_has_an_example(name, command):
    assert "Example:" in (command.help or "")
    assert re.search(rf"^ +dadkhah (-C \S+ )?{name}\b", command.help, re.MULTILINE)


def test_every_setting_has_its_heading():
    page = (REPOSITORY / "docs/settings.md").read_text("utf-8")
    assert re.findall(r"^## `(\w+)`$", page, re.MULTILINE) == [setting.name for setting in SETTINGS]
    for setting in SETTINGS:
        assert setting.help in page
