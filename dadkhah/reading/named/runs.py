"""Runs of capitalised words, and what they are by themselves: each distinct run of a text is read once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from dadkhah.reading.named.lexicon import Lexicon, lexicon
from dadkhah.reading.suggestion import Span

_SMALL = "of|for|the|on|and|de|del|la|las|los|bin|bint|ibn|van|von|der|den|da|dos|das|di|du|le|y|e"
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w-]*(?:(?:['’](?!s\b)(?=\w)|(?<=\b[A-Z])\.(?=[A-Z ]))[\w-]*)*"
_ARTICLE = "(?:(?:al|ol|el|as|ash|ul)-)?"
_SHORT = "(?:(?<=Dr|Mr|Ms|Lt)|(?<=Mrs|Gen|Col|Maj|Sgt|Sen|Rep|Gov)|(?<=Prof|Capt))"
# It begins with a capital alone, so that a search leaps to the next one.
RUN = re.compile(rf"{_CAPITAL}(?:(?:{_SHORT}\.)?[ \u00a0](?:(?:{_SMALL})[ \u00a0]){{0,2}}{_ARTICLE}{_CAPITAL}){{0,40}}")
_WORD = re.compile(r"[^\s\u00a0]+")
SURE, LIKELY, MAYBE = 0.9, 0.7, 0.5
_KEPT, _LONGEST = 30_000, 80
"""Distinct runs that are read once, and the letters of the longest."""


class Part(NamedTuple):
    """Words of a run, at `start` to `end` of it; the part begins at `at`. `kind`: "" where only its neighbours tell."""

    kind: str
    rule: str
    confidence: float
    at: int
    start: int
    end: int
    plain: tuple[str, ...]
    cased: str
    role: Span | None = None


def parts_of(run: str) -> tuple[Part, ...]:
    """What a run is by itself; nothing, where it is one word that is no name."""
    return _parts_of(run) if len(run) < _LONGEST else _read(run)


def _read(run: str) -> tuple[Part, ...]:
    lexis = lexicon("en")
    if run in lexis.none:
        return ()
    if run.isalpha() and not (run in lexis.empty or run in lexis.heads or run.lower() in lexis.known):
        return (Part("", "", 0, 0, 0, len(run), (run,), run.title()),)
    return tuple(_named(lexis, [(at.start(), at.end(), at[0].rstrip(".,")) for at in _WORD.finditer(run)]))


_parts_of = lru_cache(maxsize=_KEPT)(_read)

Words = list[tuple[int, int, str]]


def _named(lexis: Lexicon, words: Words) -> Iterator[Part]:
    at = words[0][0]
    words, role = _without_titles(lexis, _without_none(lexis, words))
    if not words:
        return
    plain = tuple([word for _, _, word in words])
    if found := _known(lexis, plain) or _by_head(lexis, plain):
        yield _part(found, "name.head", SURE, at, words, plain)
    elif not lexis.joints.isdisjoint(plain):
        for part in _beside_small(lexis, words):
            if len(part) < len(words) and (len(part) > 1 or part[0][2] not in lexis.titles):
                yield from _named(lexis, part)
    elif role or _is_person(lexis, plain):
        yield _part("person", "name.title" if role else "name.given", SURE if role else LIKELY, at, words, plain, role)
    elif len(plain) > 1 or plain[0] not in lexis.heads:
        yield _part("", "", 0, at, words, plain)


def _part(kind: str, rule: str, sure: float, at: int, words: Words, plain: tuple[str, ...], role: Span | None = None) -> Part:
    return Part(kind, rule, sure, at, words[0][0], words[-1][0] + len(plain[-1]), plain, cased(plain), role)


def _without_none(lexis: Lexicon, words: Words) -> Words:
    """Without what begins a sentence or names a day, at both ends."""
    empty = lexis.empty
    while words and words[0][2] in empty and not _known(lexis, tuple([word for *_, word in words])):
        words = words[1:]
    while words and words[-1][2] in empty:
        words = words[:-1]
    return words


def _without_titles(lexis: Lexicon, words: Words) -> tuple[Words, Span | None]:
    count = 0
    while count < len(words) - 1 and words[count][2] in lexis.titles:
        count += 1
    kept = words[count:]
    if not count or kept[0][2] in lexis.small or any(word in lexis.groups for *_, word in kept):
        return words, None
    return kept, (words[0][0], words[count - 1][1])


def _known(lexis: Lexicon, plain: tuple[str, ...]) -> str:
    phrases = lexis.known.get(plain[0].lower())
    return phrases.get(tuple([word.lower() for word in plain]), "") if phrases else ""


def _by_head(lexis: Lexicon, plain: tuple[str, ...]) -> str:
    if len(plain) < 2:
        return ""
    if "and" in plain or (plain[0] in lexis.titles and not lexis.small.isdisjoint(plain)):
        return ""
    if plain[0] in lexis.bodies:
        return "group"
    if len(plain) <= 3 and plain[0] in lexis.before_name:
        return "place"
    if plain[-1] in lexis.places or (plain[0] in lexis.places and plain[1] == "of"):
        return "place"
    return "group" if any(word in lexis.groups for word in plain) else ""


def _beside_small(lexis: Lexicon, words: Words) -> Iterator[Words]:
    """What stands before and behind its first “and”, or else its first other small word."""
    small = {"and"} if any(word == "and" for *_, word in words) else lexis.joints
    at = next(at for at, (*_, word) in enumerate(words) if word in small)
    yield from (part for part in (words[:at], words[at + 1 :]) if part)


def _is_person(lexis: Lexicon, plain: tuple[str, ...]) -> bool:
    if not 1 < len(plain) <= 4 or plain[0] not in lexis.given:
        return False
    return not any(word in lexis.none or (word.isupper() and len(word) > 2) for word in plain)


def cased(plain: Sequence[str]) -> str:
    """A place may stand in capitals before a report, and in small letters in it."""
    return " ".join(plain).title()
