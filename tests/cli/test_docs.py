"""What --help says: a sentence and an example for every command. script/reference makes the page of it."""

import re

import click
import pytest

from dadkhah.cli import main


def every() -> list[tuple[str, click.Command]]:
    groups = {name: command for name, command in main.commands.items() if isinstance(command, click.Group)}
    inner = [(f"{name} {sub}", each) for name, group in groups.items() for sub, each in group.commands.items()]
    return [*main.commands.items(), *inner]


@pytest.mark.parametrize(("name", "command"), every(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_command_has_a_sentence_and_an_example(name, command):
    first, *_ = (command.help or "").split("\n\n")
    assert first.strip().endswith(".")
    assert re.search(rf"^ +dadkhah (-C \S+ )?{name}\b", command.help, re.MULTILINE)


@pytest.mark.parametrize(("name", "command"), every(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_option_that_needs_one_has_a_word_of_help(name, command):
    telling = {"host", "port", "page", "url"}
    options = [each for each in command.params if isinstance(each, click.Option)]
    assert [each.name for each in options if not each.help and each.name not in telling] == []
