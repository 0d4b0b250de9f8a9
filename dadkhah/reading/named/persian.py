"""Names in Persian, which has no capitals: what stands after a title, a given name, or a word for a body or a place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dadkhah.reading.named.lexicon import Lexicon, lexicon
from dadkhah.reading.pieces import plain_word
from dadkhah.reading.suggestion import Group, Mention, Name, Person, Place

_WORD = re.compile(r"[^\W\d_]+(?:[\u200c\u200d\u0654]+[^\W\d_]*)*")
_GAP = re.compile(r"[ \u00a0]+")
WHOLE = "کل"
"""Stands in offices: the prosecutor general."""
MANY = "های"
_LONGEST = {"person": 3, "group": 4, "place": 2}
_KINDS: dict[str, type[Name]] = {"person": Person, "group": Group, "place": Place}

Words = list[tuple[int, int, str]]


def persian_names(text: str, start: int, end: int) -> Iterator[Name]:
    words = [(at.start(), at.end(), plain_word(at[0])) for at in _WORD.finditer(text, start, end)]
    lexis, at = lexicon("fa"), 0
    while at < len(words):
        if words[at][2] not in lexis.first:
            at += 1
            continue
        found = _known(text, words, at, lexis) or _headed(text, words, at, lexis)
        found = found or _person(text, words, at, lexis) or _of_office(text, words, at, lexis)
        if found is None:
            at += 1
            continue
        yield found
        while at < len(words) and words[at][0] < found.end:
            at += 1


def _known(text: str, words: Words, at: int, lexis: Lexicon) -> Name | None:
    phrases = lexis.known.get(words[at][2])
    if phrases is None:
        return None
    for phrase in sorted(phrases, key=len, reverse=True):
        if tuple(word for *_, word in words[at : at + len(phrase)]) == phrase:
            return _made(text, phrases[phrase], words[at : at + len(phrase)], "name.known", 0.9)
    return None


def _headed(text: str, words: Words, at: int, lexis: Lexicon) -> Name | None:
    head = words[at][2]
    kind = "group" if head in lexis.groups else "place" if head in lexis.places else ""
    taken = _following(text, words, at, _LONGEST[kind], lexis) if kind else []
    # Of “the camps of” the name is what follows; of “the island of” both are.
    own = [] if head.endswith(MANY) else [words[at]]
    return _made(text, kind, [*own, *taken], "name.head", 0.6) if taken else None


def _person(text: str, words: Words, at: int, lexis: Lexicon) -> Name | None:
    first = at
    while first < len(words) - 1 and words[first][2] in lexis.titles and _are_beside(text, words, first):
        first += 1
    if first == at and words[at][2] not in lexis.given:
        return None
    taken = [] if words[first][2] in lexis.fields else _following(text, words, first, 1 if first > at else 2, lexis)
    if words[first][2] in lexis.none or words[first][2] in lexis.fields or (first == at and not taken):
        return None
    role = Mention.of(text, words[at][0], words[first - 1][1]) if first > at else None
    name = [words[first], *taken]
    return _made(text, "person", name, "name.title" if role else "name.given", 0.8 if role else 0.6, role)


def _of_office(text: str, words: Words, at: int, lexis: Lexicon) -> Name | None:
    """The place of an office, without it; what begins with a title, a given name or a word for a body is something else."""
    if words[at][2] not in lexis.offices:
        return None
    at += at + 1 < len(words) and words[at + 1][2] == WHOLE
    taken = _following(text, words, at, 1, lexis)
    if not taken or taken[0][2] in lexis.first or len(taken[0][2]) < 3:
        return None
    return _made(text, "place", taken, "name.where", 0.5)


def _following(text: str, words: Words, at: int, most: int, lexis: Lexicon) -> Words:
    taken: Words = []
    while len(taken) < most and at + 1 < len(words) and _are_beside(text, words, at) and words[at + 1][2] not in lexis.none:
        at += 1
        taken.append(words[at])
    return taken


def _are_beside(text: str, words: Words, at: int) -> bool:
    return _GAP.fullmatch(text, words[at][1], words[at + 1][0]) is not None


def _made(text: str, kind: str, words: Words, rule: str, confidence: float, role: Mention | None = None) -> Name:
    start, end = words[0][0], words[-1][1]
    return _KINDS[kind](start=start, end=end, exact=text[start:end], confidence=confidence, rule=rule, role=role)
