"""Typing errors: a letter for one like it, one left out, one twice, two in the wrong order."""

from __future__ import annotations

from dadkhah.linkage.simulate.tables import table

KINDS = 4
LEAST = 3
"""Letters that a word must have before one of them is wrong."""


def slip(text: str, number: int, script: str) -> str:
    """The text with the error that the number stands for; the same number makes the same error."""
    if len(text) < LEAST:
        return text
    kind, place = number // 3 % KINDS, 1 + number // (3 * KINDS) % (len(text) - 2)
    before, letter, after = text[:place], text[place], text[place + 1 :]
    if kind == 0:
        return f"{before}{table('names')['mistakes'][script].get(letter, letter)}{after}"
    if kind == 1:
        return before + after
    if kind == 2:
        return before + letter * 2 + after
    return before + after[0] + letter + after[1:]
