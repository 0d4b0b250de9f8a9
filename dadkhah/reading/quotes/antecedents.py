"""For whom a pronoun stands: the nearest speaker or subject before it whose gender and number agree, or nobody."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from dadkhah.reading.quotes import phrases
from dadkhah.reading.quotes.drafts import Draft
from dadkhah.reading.quotes.passage import Passage
from dadkhah.reading.quotes.words import Latin
from dadkhah.reading.suggestion import Span

_BODIES = frozenset((
    "ministry", "committee", "commission", "court", "council", "agency", "organization", "organisation", "group",
    "party", "government", "army", "police", "university", "company", "union", "association", "office", "department", "house",
    "centre", "center", "report", "statement", "tribunal", "bureau", "network", "foundation", "institute", "campaign", "board",
))
_MANY = ("they", "two", "several", "many", "some")
_BY_NAME = re.compile(r"\b(?:by|with)\s((?:[A-Z][\w’'-]+\.?\s)*[A-Z][\w’'-]+)")
_OWNER = re.compile(r"((?:[A-Z][\w.-]+\s)*[A-Z][\w.-]+)['’]s?\s")
_HEADLINE = 200
"""Code points of the longest headline."""
_SIGNS = ".,’'\"”"


@dataclass(slots=True)
class People:
    """Those named so far, the latest last: their place and kind. `genders`: what was learnt of last names. `settled`: pronouns."""

    seen: list[tuple[Span, str, str]] = field(default_factory=list)
    genders: dict[str, str] = field(default_factory=dict)
    settled: dict[Span, Span] = field(default_factory=dict)


def resolve(drafts: list[Draft], text: str) -> None:
    """Puts the antecedent in the place of every pronoun, and the pronoun beside it."""
    people = People()
    before: Passage | None = None
    for draft in drafts:
        if draft.passage is not before and before is not None and draft.passage.at > before.at + len(before.raw) + 400:
            people.seen.clear()  # too far behind
        before = draft.passage
        words = draft.passage.words
        if draft.speaker is None or draft.pronoun is not None:
            continue
        kind = _kind_of_pronoun(text, draft.speaker, words)
        if kind is None:
            _remember(people, text, draft.speaker, words)
        else:
            _settle(draft, kind, people, text, words)


def _kind_of_pronoun(text: str, span: Span, words: object) -> str | None:
    word = text[slice(*span)]
    if isinstance(words, Latin):
        return words.pronouns.get(word.lower())
    if word in words.sets["one"]:  # type: ignore[attr-defined]
        return "one"
    return "any" if word in words.sets["pronouns"] else None  # type: ignore[attr-defined]


def _settle(draft: Draft, kind: str, people: People, text: str, words: object) -> None:
    draft.pronoun = draft.speaker
    if draft.speaker in people.settled:
        draft.speaker = people.settled[draft.speaker]
        return
    if kind == "speaker" or draft.passage.depth:  # “he” in a speaker's words is somebody else
        return
    for span, gender, name in _candidates(draft, people, text, words):
        if _agrees(kind, gender):
            if kind in ("male", "female") and name:
                people.genders[name] = kind
            draft.speaker = people.settled[draft.pronoun] = span  # type: ignore[index]
            people.seen.append((span, kind if kind in ("male", "female") else gender, name))
            return


def _candidates(draft: Draft, people: People, text: str, words: object) -> Iterator[tuple[Span, str, str]]:
    """Subjects of the sentences before and the speakers before, the latest first; a subject is sought when it is its turn."""
    passage, seen = draft.passage, people.seen[::-1][:6]
    seen.sort(key=lambda each: -each[0][0])
    here = (draft.pronoun or draft.parts[0])[0] - passage.at
    for place, start, end in _sentences_before(passage, here, draft.earlier):
        while seen and seen[0][0][0] >= place.at + end:
            yield seen.pop(0)
        subject = _subject(place, start, end, words) or _by(place, start, end)
        if subject and _kind_of_pronoun(text, subject, words) is None and not _is_said(subject, draft):
            while seen and seen[0][0][0] > subject[0]:
                yield seen.pop(0)
            yield (subject, *_gender(text, subject, people, words))
    yield from seen


def _sentences_before(passage: Passage, here: int, earlier: Passage | None) -> Iterator[tuple[Passage, int, int]]:
    """The three that end before a place; where its paragraph has fewer, some are of the paragraph before."""
    left, at = 3, here
    for place in (passage, earlier if earlier and not _is_headline(earlier.raw) else None):
        if place is None:
            return
        starts = place.starts[: bisect_left(place.starts, at)]
        for start in reversed(starts[-left:]):
            yield place, start, at
            at = start
        left -= len(starts)
        at = len(earlier.raw) if earlier and left > 0 else 0


def _is_said(span: Span, draft: Draft) -> bool:
    """The meeting was “too short,” he said: of whom they speak is not who speaks."""
    return any(start <= span[0] < end for start, end in draft.parts)


def _is_headline(text: str) -> bool:
    """No sentence ends in it; or most of its words have capitals, verbs among them, so that no subject can be told."""
    if len(text) < _HEADLINE and text.rstrip()[-1:].isalnum():
        return True
    long = [word for word in text[:_HEADLINE].split() if len(word) > 3]
    return len(text) < _HEADLINE and sum(word[0].isupper() for word in long) * 3 > 2 * len(long)


def _subject(passage: Passage, start: int, end: int, words: object) -> Span | None:
    if not isinstance(words, Latin):
        return None
    found = phrases.first(passage.masked, start, end, words)
    if found is None or not _is_name(passage.masked, found.span):
        return None
    owner = _OWNER.match(passage.masked, *found.span)  # “Jane Roe's words came as she …”
    return found.span[0] + passage.at, (owner.end(1) if owner else found.span[1]) + passage.at


def _by(passage: Passage, start: int, end: int) -> Span | None:
    """The speech made by X, as he admits: the nearest name behind such a word in the sentence."""
    names = [match.span(1) for match in _BY_NAME.finditer(passage.masked, start, end)]
    return (names[-1][0] + passage.at, names[-1][1] + passage.at) if names else None


def _is_name(text: str, span: Span) -> bool:
    return text[span[0]].isupper() and len(text[slice(*span)].split()) <= 6


def _remember(people: People, text: str, span: Span, words: object) -> None:
    gender, name = _gender(text, span, people, words)
    people.seen.append((span, gender, name))


def _gender(text: str, span: Span, people: People, words: object) -> tuple[str, str]:
    """male, female, many, thing, or person where nothing tells; and the last name."""
    line = [word.strip(_SIGNS) for word in text[slice(*span)].split()]
    line = [word for word in line if word] or [""]
    if not isinstance(words, Latin):
        return "thing" if line[0] in words.sets["bodies"] else "person", line[-1]  # type: ignore[attr-defined]
    small = [word.lower() for word in line]
    if " and " in text[slice(*span)] or small[-1] in words.sets["plural_heads"] or small[0] in _MANY:
        return "many", ""
    for word in line:
        if known := words.genders.get(word) or words.genders.get(word.lower() if word.islower() else word):
            return known, line[-1]
    if small[-1] in _BODIES and not line[0].islower():
        return "thing", ""
    if small[0] == "the" and line[-1][:1].isupper():
        return "thing", ""
    return people.genders.get(line[-1], "person"), line[-1]


def _agrees(kind: str, gender: str) -> bool:
    if kind in ("relative", "any"):
        return True
    if kind == "one":
        return gender != "thing"
    if kind in ("male", "female"):
        return gender in (kind, "person")
    if kind == "many":
        return gender in ("many", "thing")
    return gender == "thing"
