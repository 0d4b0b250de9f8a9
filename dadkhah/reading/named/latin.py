"""Names in Latin letters: runs of capitalised words, and what stands in them or before them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from dadkhah.reading.named.lexicon import Lexicon, lexicon
from dadkhah.reading.suggestion import Group, Mention, Name, Person, Place

_SMALL = "of|for|the|on|and|de|del|la|las|los|bin|bint|ibn|van|von|der|den|da|dos|das|di|du|le|y|e"
_PARTICLES = frozenset(_SMALL.split("|")) - {"of", "for", "the", "on", "and"}
_CAPITAL = r"[A-ZÀ-ÖØ-Þ](?:[\w-]+|['’](?!s\b)(?=\w)|(?<=\b[A-Z])\.(?=[A-Z ]))*"
_ARTICLE = "(?:(?:al|ol|el|as|ash|ul)-)?"
_SHORT = "(?:(?<=Dr|Mr|Ms|Lt)|(?<=Mrs|Gen|Col|Maj|Sgt|Sen|Rep|Gov)|(?<=Prof|Capt))"
# It begins with a capital alone, so that a search leaps to the next one.
_RUN = re.compile(rf"{_CAPITAL}(?:(?:{_SHORT}\.)?[ \u00a0](?:(?:{_SMALL})[ \u00a0]){{0,2}}{_ARTICLE}{_CAPITAL})*")
_WORD = re.compile(r"[^\s\u00a0]+")
_DATELINE = re.compile(
    r"[ \u00a0]*([A-Z][A-Z.'-]+(?: [A-Z][A-Z.'-]+){0,2}|[A-Z][a-z]+(?: [A-Z][a-z]+)?(?=[,(]| \())(?:,[^—–\n]{1,40}?)?"
    r"(?: \([\w ]{2,20}\))?[ \u00a0]?(?:[—–]|--|- )"
)
"""A place before the first words of a report."""
_OF = re.compile(r"(\w+)[\s\u00a0]+of[\s\u00a0]+$")
_LAST, _FAR = re.compile(r"\w+$"), 24
_ACRONYM = re.compile(r"[A-Z]{2,6}")
_SURE, _LIKELY, _MAYBE = 0.9, 0.7, 0.5


@dataclass
class Seen:
    """Last names of persons named in full before: a later mention is mostly by these alone."""

    text: str
    words: Lexicon = field(default_factory=lambda: lexicon("en"))
    surnames: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)

    @cached_property
    def joints(self) -> frozenset[str]:
        """Small words that stand between names rather than in them."""
        return self.words.small - _PARTICLES


def latin_names(text: str, start: int, end: int, seen: Seen) -> Iterator[Name]:
    dateline = _DATELINE.match(text, start, end)
    if dateline and not any(word.title() in seen.words.not_towns for word in dateline[1].split()):
        yield _place(seen, [(dateline.start(1), dateline.end(1), dateline[1])], "name.dateline", _LIKELY)
        start = dateline.end(1)
    for match in _RUN.finditer(text, start, end):
        if match[0] not in seen.words.none and not text[match.start() - 1 : match.start()].isalnum():
            yield from _named(seen, match.start(), _spans(text, match.start(), match.end()))


Words = list[tuple[int, int, str]]


def _spans(text: str, start: int, end: int) -> Words:
    return [(at.start(), at.end(), at[0].rstrip(".,")) for at in _WORD.finditer(text, start, end)]


def _named(seen: Seen, run: int, words: Words) -> Iterator[Name]:
    words, role = _without_titles(seen, _without_none(seen, words))
    if not words:
        return
    plain = [word for _, _, word in words]
    if found := _known(seen, plain) or _by_head(seen, plain):
        yield _made(seen, found, words, "name.head", _SURE)
    elif not seen.joints.isdisjoint(plain):
        for part in _parts(seen, words):
            if len(part) < len(words) and (len(part) > 1 or part[0][2] not in seen.words.titles):
                yield from _named(seen, part[0][0], part)
    elif role or _is_person(seen, plain):
        seen.surnames.add(plain[-1])
        yield _made(seen, "person", words, "name.title" if role else "name.given", _SURE if role else _LIKELY, role)
    else:
        yield from _alone(seen, run, words, plain)


def _without_none(seen: Seen, words: Words) -> Words:
    """Without what begins a sentence or names a day, at both ends."""
    empty = seen.words.empty
    while words and words[0][2] in empty and not _known(seen, [word for *_, word in words]):
        words = words[1:]
    while words and words[-1][2] in empty:
        words = words[:-1]
    return words


def _without_titles(seen: Seen, words: Words) -> tuple[Words, Mention | None]:
    count = 0
    while count < len(words) - 1 and words[count][2] in seen.words.titles:
        count += 1
    kept = words[count:]
    if not count or kept[0][2] in seen.words.small or any(word in seen.words.groups for *_, word in kept):
        return words, None
    return kept, Mention.of(seen.text, words[0][0], words[count - 1][1])


def _known(seen: Seen, plain: list[str]) -> str:
    phrases = seen.words.known.get(plain[0].lower())
    return phrases.get(tuple(word.lower() for word in plain), "") if phrases else ""


def _by_head(seen: Seen, plain: list[str]) -> str:
    if len(plain) < 2:
        return ""
    if "and" in plain or (plain[0] in seen.words.titles and not seen.words.small.isdisjoint(plain)):
        return ""
    if plain[0] in seen.words.bodies:
        return "group"
    if len(plain) <= 3 and plain[0] in seen.words.before_name:
        return "place"
    if plain[-1] in seen.words.places or (plain[0] in seen.words.places and plain[1] == "of"):
        return "place"
    return "group" if any(word in seen.words.groups for word in plain) else ""


def _parts(seen: Seen, words: Words) -> Iterator[Words]:
    """What stands before and behind its first “and”, or else its first other small word."""
    small = {"and"} if any(word == "and" for *_, word in words) else seen.joints
    at = next(at for at, (*_, word) in enumerate(words) if word in small)
    yield from (part for part in (words[:at], words[at + 1 :]) if part)


def _is_person(seen: Seen, plain: list[str]) -> bool:
    if not 1 < len(plain) <= 4 or plain[0] not in seen.words.given:
        return False
    return not any(word in seen.words.none or (word.isupper() and len(word) > 2) for word in plain)


def _alone(seen: Seen, run: int, words: Words, plain: list[str]) -> Iterator[Name]:
    """What only its neighbours tell about."""
    last = plain[-1]
    if len(plain) == 1 and last in seen.words.heads:
        return
    if _is_place(seen, run, plain):
        yield _place(seen, words, "name.where", _LIKELY)
        return
    if last in seen.surnames and len(plain) <= 2:
        yield _made(seen, "person", words, "name.again", _LIKELY)
    elif len(plain) == 1 and _ACRONYM.fullmatch(last) and seen.text[run - 1 : run] == "(":
        yield _made(seen, "group", words, "name.acronym", _LIKELY)
    elif len(plain) <= 2 and not last.isupper() and _word_before(seen.text, run) in seen.words.before_places:
        yield _place(seen, words, "name.where", _MAYBE)
    elif 2 <= len(plain) <= 3:
        yield from _two(seen, words, plain)


def _word_before(text: str, at: int) -> str:
    """In small letters; the one before a "the", where there is one."""
    near = text[max(0, at - _FAR) : at]
    if not near[-1:].isspace() or not (words := near.split()):
        return ""
    has_article = words[-1] == "the" and len(words) > 1 and _LAST.search(words[-2])
    word = _LAST.search(words[-2 if has_article else -1])
    return word[0].lower() if word else ""


def _two(seen: Seen, words: Words, plain: list[str]) -> Iterator[Name]:
    if plain[-1] in seen.words.titles and plain[-1] not in seen.words.surnames:
        return  # an office, as of the Interior Minister
    if all(word[0].isupper() and word[1:].islower() and word not in seen.words.none for word in plain):
        seen.surnames.add(plain[-1])
        yield _made(seen, "person", words, "name.shape", _MAYBE)


def _is_place(seen: Seen, run: int, plain: list[str]) -> bool:
    """Named as one before, or what an island, a market, a governor is of."""
    if _cased(plain) in seen.places:
        return True
    before = seen.text[max(0, run - 30) : run] if len(plain) <= 2 else ""
    of = _OF.search(before) if before.rstrip().endswith("of") else None  # most stand behind another word
    return bool(of and of[1].lower() in seen.words.of_places)


def _cased(plain: list[str]) -> str:
    """A place may stand in capitals before a report, and in small letters in it."""
    return " ".join(plain).title()


def _place(seen: Seen, words: Words, rule: str, confidence: float) -> Name:
    seen.places.add(_cased([word for *_, word in words]))
    return _made(seen, "place", words, rule, confidence)


_KINDS: dict[str, type[Name]] = {"person": Person, "group": Group, "place": Place}


def _made(seen: Seen, kind: str, words: Words, rule: str, confidence: float, role: Mention | None = None) -> Name:
    start, end = words[0][0], words[-1][0] + len(words[-1][2])
    return _KINDS[kind](start=start, end=end, exact=seen.text[start:end], confidence=confidence, rule=rule, role=role)
