"""A stretch of text with suggestions lit up in it: pieces that templates escape, none of them nested."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

MOST = 12_000
"""Characters of a stretch between two paragraphs that are shown."""


@dataclass(frozen=True)
class Piece:
    """`kinds`: of the suggestions that cover it, with spaces between. `begins`: the id of the first that begins here."""

    text: str
    kinds: str = ""
    begins: str = ""


def named(key: tuple[str, int, int]) -> str:
    """What a suggestion of this kind, start and end is called on its page."""
    return "-".join(map(str, key))


def stretch(text: str, spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """From the paragraph of the first span to that of the last; without a span the beginning of the text."""
    if not spans:
        return 0, min(len(text), MOST)
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    before, after = text.rfind("\n", 0, first) + 1, text.find("\n", last)
    return before, len(text) if after < 0 else after


def lit(text: str, suggestions: Sequence[dict[str, Any]], first: int, last: int) -> list[Piece]:
    """The stretch in pieces, cut wherever a suggestion begins or ends."""
    spans = [(span, each) for each in suggestions for span in each.get("parts") or [(each["start"], each["end"])]]
    cuts = sorted({first, last, *(at for (start, end), _ in spans for at in (start, end) if first < at < last)})
    pieces = []
    for start, end in pairwise(cuts):
        over = [each for (begin, stop), each in spans if begin <= start and end <= stop]
        own = next((each for each in over if each["start"] == start), None)
        begins = named((own["kind"], own["start"], own["end"])) if own else ""
        pieces.append(Piece(text[start:end], " ".join(sorted({each["kind"] for each in over})), begins))
    return pieces
