"""What an archive knows by name already, found in a text in whatever spelling it folds to. It offers; it joins nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from dadkhah.reading.fold import fold, spans
from dadkhah.reading.suggestion import Group, Name, Person, Place

_KINDS: dict[str, type[Name]] = {"person": Person, "group": Group, "place": Place}
_CONFIDENCE = 0.8
_AT_LEAST = 4
"""Letters of a name of one word: a shorter one is found everywhere."""


@dataclass(frozen=True)
class Entry:
    """`id`: of what is known, `names`: all its spellings."""

    id: str
    kind: Literal["person", "group", "place"]
    names: tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """Folded words -> (kind, id) of all that bear this name, under the first word."""

    phrases: dict[str, dict[tuple[str, ...], list[tuple[str, str]]]] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Known:
        known = cls()
        for each in entries:
            for name in each.names:
                words = tuple(fold(name).split())
                if len(words) > 1 or len("".join(words)) >= _AT_LEAST:
                    known.phrases.setdefault(words[0], {}).setdefault(words, []).append((each.kind, each.id))
        return known

    def found(self, text: str) -> Iterator[Name]:
        """The longest names, from left to right."""
        words, at = _whole(text), 0
        while at < len(words):
            phrase = self._at(words, at)
            if phrase:
                yield from self._made(text, words[at][1], words[at + len(phrase) - 1][2], phrase)
            at += len(phrase) or 1

    def _at(self, words: list[tuple[str, int, int]], at: int) -> tuple[str, ...]:
        phrases = self.phrases.get(words[at][0], {})
        fitting = (each for each in phrases if tuple(word for word, *_ in words[at : at + len(each)]) == each)
        return max(fitting, key=len, default=())

    def _made(self, text: str, start: int, end: int, phrase: tuple[str, ...]) -> Iterator[Name]:
        bearers = self.phrases[phrase[0]][phrase]
        for kind in dict.fromkeys(kind for kind, _ in bearers):
            ids = tuple(dict.fromkeys(each for own, each in bearers if own == kind))
            yield _KINDS[kind](start=start, end=end, exact=text[start:end], confidence=_CONFIDENCE, rule="name.archive", known=ids)


def _whole(text: str) -> list[tuple[str, int, int]]:
    """Words in their longest form alone: the parts of a joined word stand within it."""
    found: list[tuple[str, int, int]] = []
    for each in spans(text):
        if not found or each[1] >= found[-1][2]:
            found.append(each)
    return found
