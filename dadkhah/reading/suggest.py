"""Everything the reader suggests of one text."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

from dadkhah.processes import can_copy, pool
from dadkhah.reading.counts import find_figures
from dadkhah.reading.moments import find_dates
from dadkhah.reading.named import Known, find_names
from dadkhah.reading.prose import Prose
from dadkhah.reading.quotes import find_quotes
from dadkhah.reading.suggestion import Suggestion

VERSION = "4"
"""Of the rules. It changes when they do, so that what an older reader found can be set beside what this one finds."""

ENOUGH, ENOUGH_FOR_A_COPY = 1_000_000, 50_000
"""Code points of a text that is worth the start of a process, and the way of what it found back from it; or a copy of this one."""


@dataclass(frozen=True)
class Reading:
    """Suggestions in the order of the text; `text[start:end] == exact` holds for each."""

    text: str = field(repr=False)
    language: str
    suggestions: tuple[Suggestion, ...]

    def plain(self) -> dict[str, Any]:
        return {"text": self.text, "language": self.language, "suggestions": [each.plain() for each in self.suggestions]}


def suggest(text: str, known: Known | None = None, *, model: bool = False, beside: bool = False) -> Reading:
    """`known`: names that an archive has. `model`: ask the small English model too, which takes much longer. Raises ImportError.

    `beside`: seek quotations in a process of their own where the text is long. It is not done unasked, for a script that calls
    this without `if __name__ == "__main__"` can start no process.
    """
    prose = Prose(text)
    copies = can_copy()
    if beside and len(text) >= (ENOUGH_FOR_A_COPY if copies else ENOUGH) and (os.cpu_count() or 1) > 1:
        with pool(1, copies=copies) as executor:
            asked = executor.submit(_quotes_and_names, text, known, model)
            others = _others(prose)
            found = [*asked.result(), *others]
    else:
        found = [*find_quotes(prose, model=model), *find_names(prose, known), *_others(prose)]
    found.sort(key=lambda each: (each.start, -each.end, each.kind))
    return Reading(text, prose.language, tuple(found))


def _quotes_and_names(text: str, known: Known | None, model: bool) -> list[Suggestion]:
    prose = Prose(text)
    return [*find_quotes(prose, model=model), *find_names(prose, known)]


def _others(prose: Prose) -> list[Suggestion]:
    dates = find_dates(prose)
    return [*find_figures(prose, dates), *dates]
