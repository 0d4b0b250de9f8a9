"""What a reader typed into the search box, taken apart: words, exact phrases in quotes, beginnings with a star."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product

from dadkhah.archive.matching import Word
from dadkhah.reading.fold import matches, query_tokens, spans, tokens

SHORTEST_BEGINNING = 2
"""A star behind a single letter would ask for a good part of all words."""
MOST_WORDS = 32
MOST_SPELLINGS = 64

_QUOTED = re.compile(r'"([^"]+)"|“([^”]+)”|«([^»]+)»')
_STARRED = re.compile(r"(\S*\w)\*")


@dataclass(frozen=True)
class Wanted:
    """`words`: each must be met. `phrases`: of each one spelling must stand in a field, token by token in a row.

    A word that can be cut (S-AI, می‌شود) is a phrase of its own, so that its parts are not met far from each other.

    `plain` and `beginnings` are what to light up in a text: words as typed, and folded beginnings.
    """

    words: tuple[Word, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    plain: tuple[str, ...] = ()
    beginnings: tuple[str, ...] = ()

    def ranges(self, text: str) -> list[tuple[int, int]]:
        """Where the text meets what is wanted, in order and apart from each other."""
        found = matches(text, self.plain) if self.plain else []
        if self.beginnings:
            found += [(start, end) for token, start, end in spans(text) if token.startswith(self.beginnings)]
        return _merged(found)

    def holds_phrases(self, tokens: str) -> bool:
        """Whether a document's tokens hold every phrase."""
        framed = f" {tokens} "
        return all(any(f" {spelling} " in framed for spelling in phrase) for phrase in self.phrases)


def read_query(text: str) -> Wanted:
    """Take the text apart. Words beyond the first 32 are left out."""
    quoted = [next(filter(None, match.groups())) for match in _QUOTED.finditer(text)]
    words: list[Word] = [word for phrase in quoted for word in query_tokens(phrase)]
    phrases = [_spellings(phrase) for phrase in quoted if query_tokens(phrase)]
    beginnings: list[str] = []
    plain = list(quoted)
    for part, has_star in _parts(_QUOTED.sub(" ", text)):
        asked = query_tokens(part)
        if has_star and asked and (beginning := _beginning(asked[-1])):
            beginnings += [way[-1].removesuffix("*") for way in beginning]
            words.append(beginning)
            del asked[-1]
        else:
            plain.append(part)
        words += asked
        phrases += [_ways(word) for word in asked if len(word) > 1]
    kept = tuple(filter(str.strip, plain))
    return Wanted(tuple(words[:MOST_WORDS]), tuple(phrases), kept, tuple(beginnings))


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """The text between starred words, and each starred word."""
    at = 0
    for match in _STARRED.finditer(text):
        yield text[at : match.start()], False
        yield match[1], True
        at = match.end()
    yield text[at:], False


def _beginning(word: Word) -> Word:
    """The word with a star behind the last token of each alternative that is long enough; nothing if none is."""
    return tuple((*way[:-1], f"{way[-1]}*") for way in word if len(way[-1]) >= SHORTEST_BEGINNING)


def _spellings(phrase: str) -> tuple[str, ...]:
    """How the phrase can stand in a document's tokens: as typed; or each word joined, in its parts, or as both."""
    ways = map(_ways, query_tokens(phrase))
    return (" ".join(tokens(phrase)), *map(" ".join, islice(product(*ways), MOST_SPELLINGS)))


def _ways(word: Word) -> tuple[str, ...]:
    """How one word can stand there."""
    both = dict.fromkeys(token for alternative in word for token in alternative)
    return tuple(dict.fromkeys([" ".join(both), *map(" ".join, word)]))


def _merged(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged
