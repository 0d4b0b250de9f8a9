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

VERSION = "1"
"""Of the rules. It changes when they do, so that what an older reader found can be set beside what this one finds."""


@dataclass(frozen=True)
class Reading:
    """Suggestions in the order of the text; `text[start:end] == exact` holds for each."""

    text: str = field(repr=False)
    language: str
    suggestions: tuple[Suggestion, ...]

    def plain(self) -> dict[str, Any]:
        return {"text": self.text, "language": self.language, "suggestions": [each.plain() for each in self.suggestions]}


def suggest(text: str, known: Known | None = None) -> Reading:
    """`known`: names that an archive has."""
    prose = Prose(text)
    found: Iterable[Suggestion] = chain(find_quotes(prose), find_figures(prose), find_dates(prose), find_names(prose, known))
    return Reading(text, prose.language, tuple(sorted(found, key=lambda each: (each.start, -each.end, each.kind))))
