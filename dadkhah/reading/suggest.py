"""Everything the reader suggests of one text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from dadkhah.reading.counts import find_figures
from dadkhah.reading.moments import find_dates
from dadkhah.reading.named import Known, find_names
from dadkhah.reading.prose import Prose
from dadkhah.reading.quotes import find_quotes
from dadkhah.reading.suggestion import Suggestion

VERSION = "2"
"""Of the rules. It changes when they do, so that what an older reader found can be set beside what this one finds."""


@dataclass(frozen=True)
class Reading:
    """Suggestions in the order of the text; `text[start:end] == exact` holds for each."""

    text: str = field(repr=False)
    language: str
    suggestions: tuple[Suggestion, ...]

    def plain(self) -> dict[str, Any]:
        return {"text": self.text, "language": self.language, "suggestions": [each.plain() for each in self.suggestions]}


def suggest(text: str, known: Known | None = None, *, model: bool = False) -> Reading:
    """`known`: names that an archive has. `model`: ask the small English model too, which takes much longer. Raises ImportError."""
    prose = Prose(text)
    quotes, dates = find_quotes(prose, model=model), find_dates(prose)
    found: Iterable[Suggestion] = chain(quotes, find_figures(prose, dates), dates, find_names(prose, known))
    return Reading(text, prose.language, tuple(sorted(found, key=lambda each: (each.start, -each.end, each.kind))))
