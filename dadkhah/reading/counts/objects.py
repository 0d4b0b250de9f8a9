"""What is counted: the words behind a number, or those that the sentence has for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dadkhah.reading.counts.words import Words
from dadkhah.reading.pieces import Piece

_LOOK, _FAR = 6, 12
_ENDS = frozenset(".!?؟؛;")
_PLURALS = ("ان", "ها", "های", "ین", "ون", "ات")
_VERBS = ("شد", "بود", "کرد", "می", "نمی", "گردید")
_NEVER_PLURAL = ("ss", "us", "is")


class Counted(NamedTuple):
    """Pieces from `first` to `last`; `sure`: 0 to 1. `is_pronoun`: what was counted before, as in "two of them"."""

    first: int
    last: int
    sure: float
    is_pronoun: bool = False


def counted(found: Sequence[Piece], at: int, value: int, use: Words) -> Counted | None:
    """What begins at the piece, right behind the number."""
    return _noun_first(found, at, use) if use.noun_first else _noun_last(found, at, value, use)


def _word(found: Sequence[Piece], at: int) -> str:
    return found[at].word if at < len(found) and found[at].kind == "word" else ""


def _noun_last(found: Sequence[Piece], at: int, value: int, use: Words) -> Counted | None:
    """Up to the plural that ends the phrase, as in political prisoners, prison guards."""
    while _word(found, at) in use.skipped:
        at += 1
    if _word(found, at) in use.pronouns:
        return Counted(at, at, 0.6, is_pronoun=True)
    head, known = _head(found, at, value, use)
    if head is None:
        return None
    return Counted(at, _extended(found, at, head, use), 0.85 if known else 0.6)


def _head(found: Sequence[Piece], at: int, value: int, use: Words) -> tuple[int | None, bool]:
    """The last of the first row of plurals, and whether it is a word that we know to be counted."""
    head, known = None, False
    for here in range(at, at + _LOOK):
        word = _word(found, here)
        if not word:
            if here < len(found) and found[here].word == "-" and head is None:
                continue
            break
        if head is None and word in use.adjectives and word in use.stops and _word(found, here + 1) in use.nouns:
            continue  # disappeared prisoners
        is_known = word in use.nouns or (value == 1 and word in use.singular)
        if is_known or (word not in use.stops and _looks_plural(word) and value != 1):
            head, known = here, is_known
        elif head is not None or word in use.stops:
            break
    return head, known


def _looks_plural(word: str) -> bool:
    return len(word) > 3 and word.endswith("s") and not word.endswith(_NEVER_PLURAL)


def _extended(found: Sequence[Piece], at: int, head: int, use: Words) -> int:
    """Men and women are one object."""
    plain = [here for here in range(at, min(at + 8, len(found))) if found[here].kind == "word"]
    words = tuple([found[here].word for here in plain])
    for phrase in use.extends:
        if words[: len(phrase)] == phrase and plain[len(phrase) - 1] > head:
            return plain[len(phrase) - 1]
    return head


def _noun_first(found: Sequence[Piece], at: int, use: Words) -> Counted | None:
    """A word of counting is passed over where a noun follows: «۳۰۰ تن از زندانیان سیاسی»."""
    if _word(found, at) in use.classifiers:
        return _behind_classifier(found, at, use) or Counted(at, at, 0.8)
    while _word(found, at) in use.skipped:
        at += 1
    word = _word(found, at)
    if not word or (word in use.stops and word not in use.nouns):
        return None
    return Counted(at, _adjectives(found, at, use), 0.85 if word in use.nouns else 0.5)


def _behind_classifier(found: Sequence[Piece], at: int, use: Words) -> Counted | None:
    further = at + 1
    is_part = _word(found, further) in ("از", "من")
    further += is_part
    while is_part and _word(found, further) in use.skipped:
        further += 1
    word = _word(found, further)
    if not word or word in use.stops or word in use.pronouns or not (word in use.nouns or (is_part and word.endswith(_PLURALS))):
        return None
    if not is_part and (_word(found, further + 1) in use.stops or _word(found, further + 1).startswith(_VERBS)):
        return None  # a verb in two words: «۳۰ نفر کشته شدند»
    return Counted(further, _adjectives(found, further, use), 0.85 if word in use.nouns or is_part else 0.7)


def _adjectives(found: Sequence[Piece], at: int, use: Words) -> int:
    while _word(found, at + 1) in use.adjectives and _word(found, at + 2) not in ("شد", "شدند", "شده"):
        at += 1
    return at


def named_before(found: Sequence[Piece], at: int, use: Words) -> Counted | None:
    """What the number is of, where the sentence says so before: the number of dead rose to 45."""
    first = max(0, at - _FAR)
    begins = max((here + 1 for here in range(first, at) if found[here].word in _ENDS), default=first)
    words = tuple([piece.word for piece in found[begins:at]])
    if use.begin_number_of.isdisjoint(words):
        return None
    for here in range(len(words) - 1, -1, -1):
        for phrase in use.number_of:
            if words[here : here + len(phrase)] == phrase:
                return _named(found, begins + here + len(phrase), use)
    return None


def _named(found: Sequence[Piece], at: int, use: Words) -> Counted | None:
    while _word(found, at) in use.skipped:
        at += 1
    if use.noun_first:
        return None if _word(found, at) in use.stops else Counted(at, _adjectives(found, at, use), 0.65)
    head, _ = _head(found, at, 2, use)
    return None if head is None else Counted(at, head, 0.65)
