"""The one place where words reach the terminal. A source may be hostile: its words may not give a terminal orders.

Escape sequences and other control signs, and signs that turn the words around them, are written out (\\x1b, \\u202e), and
one call prints one line, so that no title can look like a line of ours. The joiners and marks that Persian needs
(U+200C to U+200F) stay.
"""

from __future__ import annotations

import json
import re
from typing import Any

import click

OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control signs, ends of lines and paragraphs, overrides and isolates, halves of letters."""


class Bold(str):
    """Words that a terminal sets in bold."""

    __slots__ = ()


def echo(*words: str, err: bool = False) -> None:
    """Print one line, the words one after another, to the output or to where errors go."""
    click.echo("".join(_shown(each) for each in words), err=err)


def confirm(question: str) -> None:
    """Ask; whoever says no ends the command."""
    click.confirm(printable(question), abort=True)


def print_json(value: Any) -> None:
    """Print one JSON document. What a terminal obeys is written as \\u escapes: whoever reads it sees the same value."""
    click.echo("\n".join(map(_escaped, json.dumps(value, ensure_ascii=False, indent=2).split("\n"))))


def print_json_line(value: Any) -> None:
    """Print one JSON document on one line, as `print_json` does on several."""
    click.echo(_escaped(json.dumps(value, ensure_ascii=False)))


def _escaped(line: str) -> str:
    return OBEYED.sub(lambda sign: json.dumps(sign[0])[1:-1], line)


def printable(text: str) -> str:
    """The text on one line, with what a terminal would obey, or what turns the words around it, written out."""
    return OBEYED.sub(lambda sign: sign[0].encode("unicode_escape").decode(), text)


def _shown(words: str) -> str:
    return click.style(printable(words), bold=True) if isinstance(words, Bold) else printable(words)
