"""A paragraph that ends in a colon announces the quotations, or the words without marks, of the paragraphs behind it."""

from __future__ import annotations

from dadkhah.reading.quotes import beside, verb_last
from dadkhah.reading.quotes.cues import Attribution
from dadkhah.reading.quotes.drafts import Draft, Memory
from dadkhah.reading.quotes.passage import Passage
from dadkhah.reading.quotes.words import Latin

ANNOUNCED = ("announced", "goes_on")
"""Rules of quotations that stand between marks behind an announcement: what follows them without marks is not announced."""


def announcement(passage: Passage, memory: Memory, found: list[Draft]) -> tuple[Attribution, int] | None:
    """The clause, and where the passage begins from which its places count; one goes on while quotations follow."""
    if passage.masked.endswith(":"):
        start, end = passage.sentence(len(passage.masked) - 1)
        words = passage.words
        finder = beside.ahead if isinstance(words, Latin) else verb_last.ahead
        said = finder(passage.masked, start, end, words)  # type: ignore[arg-type]
        return (said, passage.at) if said else None
    return memory.announced if found and found[-1].rule in ANNOUNCED and memory.announced else None
