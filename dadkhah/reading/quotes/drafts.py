"""Quotations while they are put together, and what is remembered from one paragraph to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dadkhah.reading.quotes.cues import Attribution, Cue
from dadkhah.reading.quotes.passage import Passage
from dadkhah.reading.quotes.phrases import Phrase
from dadkhah.reading.suggestion import Span


@dataclass(slots=True)
class Draft:
    """All places count in the whole text. `earlier`: the passage before its own."""

    parts: list[Span]
    mode: Literal["direct", "indirect", "mixed"]
    rule: str
    confidence: float
    passage: Passage
    speaker: Span | None = None
    role: Span | None = None
    cue: Cue | None = None
    pronoun: Span | None = None
    is_open: bool = False
    earlier: Passage | None = None

    @property
    def start(self) -> int:
        return self.parts[0][0]

    @property
    def end(self) -> int:
        return self.parts[-1][1]

    def attribute(self, said: Attribution, at: int) -> Draft:
        """Takes over who is said to speak; `at`: where the passage begins."""
        self.cue = Cue(said.cue.start + at, said.cue.end + at, said.cue.verb, said.cue.stance)
        return self.speak(said.phrase, at) if said.phrase else self

    def speak(self, phrase: Phrase, at: int) -> Draft:
        self.speaker = phrase.span[0] + at, phrase.span[1] + at
        self.role = (phrase.role[0] + at, phrase.role[1] + at) if phrase.role else None
        return self

    def inherit(self, other: Draft) -> Draft:
        self.speaker, self.role, self.pronoun = other.speaker, other.role, other.pronoun
        return self


@dataclass(slots=True)
class Memory:
    """The paragraph before, its last quotation, and a clause at its end that announces words with a colon."""

    passage: Passage | None = None
    last: Draft | None = None
    announced: tuple[Attribution, int] | None = None
