"""Rules written over the letters of lexemes: each finds a stretch of letters and makes one lexeme of it.

After reading: P a time with its year, R one whose year is not said, Z a stretch between two times, X what looks like a date and
is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from dadkhah.reading.moments.lexemes import Lexeme

_new = tuple.__new__
_letter = itemgetter(0)
Built = tuple[str, Any] | None
"""Letter and value of the new lexeme; None where the rule does not hold after all."""
Builder = Callable[[list[Lexeme], str], Built]
"""Given the lexemes that the rule found, and the language."""


@dataclass(frozen=True)
class Stage:
    """Rules that are tried together: the leftmost counts, and of those that begin at one place the first.

    `needs`: letters of which every rule takes one; where all are missing, none is tried.
    """

    pattern: re.Pattern[str]
    builders: dict[str, Builder]
    needs: frozenset[str]

    @classmethod
    def of(cls, needs: str, rules: Iterable[tuple[str, str, Builder]]) -> Stage:
        """From name, expression over letters, and builder."""
        listed = list(rules)
        pattern = "|".join(f"(?P<{name}>{expression})" for name, expression, _ in listed)
        return cls(re.compile(pattern), {name: builder for name, _, builder in listed}, frozenset(needs))

    def apply(self, lexemes: list[Lexeme], language: str) -> list[Lexeme]:
        """The lexemes with each stretch that a rule takes put together."""
        letters = "".join(map(_letter, lexemes))
        if self.needs.isdisjoint(letters):
            return lexemes
        out: list[Lexeme] = []
        done = 0
        for match in self.pattern.finditer(letters):
            first, last = match.span()
            taken = lexemes[first:last]
            built = self.builders[match.lastgroup or ""](taken, language) if taken else None
            if built:
                out += lexemes[done:first]
                out.append(_new(Lexeme, (built[0], taken[0].start, taken[-1].end, built[1], taken[0].word)))
                done = last
        return out + lexemes[done:] if done else lexemes


def the(lexemes: Iterable[Lexeme], letters: str) -> Lexeme | None:
    """The first lexeme of one of these classes."""
    return next((each for each in lexemes if each.letter in letters), None)
