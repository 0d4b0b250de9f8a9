"""Names in Latin letters: runs of capitalised words, and what stands in them or before them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from dadkhah.reading.named.lexicon import Lexicon, lexicon
from dadkhah.reading.named.runs import LIKELY, MAYBE, RUN, Part, cased, parts_of
from dadkhah.reading.suggestion import Group, Mention, Name, Person, Place, Span

_DATELINE = re.compile(
    r"[ \u00a0]*([A-Z][A-Z.'-]+(?: [A-Z][A-Z.'-]+){0,2}|[A-Z][a-z]+(?: [A-Z][a-z]+)?(?=[,(]| \())(?:,[^—–\n]{1,40}?)?"
    r"(?: \([\w ]{2,20}\))?[ \u00a0]?(?:[—–]|--|- )"
)
"""A place before the first words of a report."""
_OF = re.compile(r"(\w+)[\s\u00a0]+of[\s\u00a0]+$")
_LAST, _FAR = re.compile(r"\w+$"), 24
_ACRONYM = re.compile(r"[A-Z]{2,6}")


@dataclass
class Seen:
    """Last names of persons named in full before: a later mention is mostly by these alone."""

    text: str
    words: Lexicon = field(default_factory=lambda: lexicon("en"))
    surnames: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)


def latin_names(text: str, start: int, end: int, seen: Seen) -> Iterator[Name]:
    dateline = _DATELINE.match(text, start, end)
    if dateline and not any(word.title() in seen.words.not_towns for word in dateline[1].split()):
        yield _place(seen, dateline.start(1), dateline.end(1), cased(dateline[1].split()), "name.dateline", LIKELY)
        start = dateline.end(1)
    for match in RUN.finditer(text, start, end):
        parts, at = parts_of(match[0]), match.start()
        if parts and not text[at - 1 : at].isalnum():
            for part in parts:
                if name := _given(seen, at, part) if part.kind else _alone(seen, at, part):
                    yield name


def _given(seen: Seen, run: int, part: Part) -> Name:
    if part.kind == "person":
        seen.surnames.add(part.plain[-1])
    role = (run + part.role[0], run + part.role[1]) if part.role else None
    return _made(seen, part.kind, run + part.start, run + part.end, part.rule, part.confidence, role)


def _alone(seen: Seen, run: int, part: Part) -> Name | None:
    """What only its neighbours tell about."""
    plain, last, length = part.plain, part.plain[-1], len(part.plain)
    start, end, before = run + part.start, run + part.end, run + part.at
    if _is_place(seen, before, part):
        return _place(seen, start, end, part.cased, "name.where", LIKELY)
    if last in seen.surnames and length <= 2:
        return _made(seen, "person", start, end, "name.again", LIKELY)
    if length == 1 and _ACRONYM.fullmatch(last) and seen.text[before - 1 : before] == "(":
        return _made(seen, "group", start, end, "name.acronym", LIKELY)
    if length <= 2 and not last.isupper() and _word_before(seen.text, before) in seen.words.before_places:
        return _place(seen, start, end, part.cased, "name.where", MAYBE)
    if 2 <= length <= 3 and _is_two(seen.words, plain):
        seen.surnames.add(last)
        return _made(seen, "person", start, end, "name.shape", MAYBE)
    return None


def _word_before(text: str, at: int) -> str:
    """In small letters; the one before a "the", where there is one."""
    near = text[max(0, at - _FAR) : at]
    if not near[-1:].isspace() or not (words := near.split()):
        return ""
    has_article = words[-1] == "the" and len(words) > 1 and _LAST.search(words[-2])
    word = _LAST.search(words[-2 if has_article else -1])
    return word[0].lower() if word else ""


def _is_two(lexis: Lexicon, plain: tuple[str, ...]) -> bool:
    """Not an office, as of the Interior Minister, nor an abbreviation."""
    if plain[-1] in lexis.titles and plain[-1] not in lexis.surnames:
        return False
    return all(word[0].isupper() and word[1:].islower() and word not in lexis.none for word in plain)


def _is_place(seen: Seen, before: int, part: Part) -> bool:
    """Named as one before, or what an island, a market, a governor is of."""
    if part.cased in seen.places:
        return True
    if len(part.plain) > 2 or seen.text[max(0, before - 3) : before].rstrip()[-2:] != "of":  # most stand behind another word
        return False
    of = _OF.search(seen.text[max(0, before - 30) : before])
    return bool(of and of[1].lower() in seen.words.of_places)


def _place(seen: Seen, start: int, end: int, cased: str, rule: str, confidence: float) -> Name:
    seen.places.add(cased)
    return _made(seen, "place", start, end, rule, confidence)


_KINDS: dict[str, type[Name]] = {"person": Person, "group": Group, "place": Place}


def _made(seen: Seen, kind: str, start: int, end: int, rule: str, confidence: float, role: Span | None = None) -> Name:
    exact, mention = seen.text[start:end], Mention.of(seen.text, *role) if role else None
    return _KINDS[kind](start=start, end=end, exact=exact, confidence=confidence, rule=rule, role=mention)
