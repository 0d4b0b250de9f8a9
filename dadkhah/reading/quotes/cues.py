"""Verbs of saying in a stretch of text, without the nouns and passives that look like them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from dadkhah.reading.quotes.phrases import Phrase
from dadkhah.reading.quotes.words import Latin

_WORD = re.compile(r"[^\W\d_]+")
_NEAR = re.compile(r"\w(?:[\w’'.-]*\w)?|[^\w\s]")
_SIGNS = ".,:;!?\"“”«»()[]‘’'—–-"
MOST = 300
"""Verbs of saying in a passage; where more stand, nobody wrote it to be read."""
_BY_SAYING = ("by", "saying")
_FINITE = frozenset(("has", "have", "had", "will", "would", "ha", "han"))


class Cue(NamedTuple):
    """`verb`: in small letters. `stance`: what the verb alone shows, or ""."""

    start: int
    end: int
    verb: str
    stance: str


class Attribution(NamedTuple):
    """Words that tell who says something. `content`: where what is said begins or ends, beside quotation marks."""

    cue: Cue
    phrase: Phrase | None
    direct: bool
    content: int = -1


@lru_cache(maxsize=4)
def hints(words: Latin) -> frozenset[str]:
    """Words, with the signs that cling to them, without which a text has no cue: a quick look before a slow one."""
    return frozenset(word + sign for word in (*words.verbs, *words.phrases) for sign in ("", ",", ".", ":", ";", ",”", "!", "?"))


def has_cue(text: str, words: Latin) -> bool:
    return not hints(words).isdisjoint(text.lower().split())


def cues(text: str, start: int, end: int, words: Latin) -> list[Cue]:
    return [each for each in every(text, words) if start <= each.start and each.end <= end]


@lru_cache(maxsize=8)
def every(text: str, words: Latin) -> tuple[Cue, ...]:
    """All of a passage; asked for again and again while it is read."""
    low = text.lower()
    low = low if len(low) == len(text) else text  # a few capitals become two letters
    found: list[Cue] = []
    for start, word in _candidates(low, words):
        cue = _phrase(low, start, word, words) if word in words.phrases else None
        if cue is None and word in words.verbs:
            cue = _verb(text, low, start, word, words)
        if cue and (not found or found[-1].end <= cue.start):
            found.append(cue)
    return tuple(found) if len(found) <= MOST else ()


def _candidates(low: str, words: Latin) -> list[tuple[int, str]]:
    """Every place of every word that may be a cue. Most passages hold few of them, so each is looked for by itself."""
    found: list[tuple[int, str]] = []
    for word in {each.strip(_SIGNS) for each in hints(words).intersection(low.split())}:
        at = low.find(word)
        while at >= 0:
            end = at + len(word)
            if not (low[end : end + 1].isalnum() or (at and low[at - 1].isalnum())):
                found.append((at, word))
            at = low.find(word, end)
    return sorted(found)


def _phrase(low: str, start: int, first: str, words: Latin) -> Cue | None:
    for phrase, stance in words.phrases[first]:
        stop = start + len(phrase)
        if low.startswith(phrase, start) and not low[stop : stop + 1].isalnum():
            return Cue(start, stop, phrase, stance)
    return None


def _verb(text: str, low: str, start: int, verb: str, words: Latin) -> Cue | None:
    before = _words_before(low, start)
    last, end = before[-1] if before else "", start + len(verb)
    if last and text[start].isupper() and last[0].isalnum():
        return None
    if _is_noun(before, last, verb, words) or _is_subject(text, end, verb, words) or _passive(before, verb, words):
        return None
    return Cue(start, end, verb, words.verbs[verb])


def _is_noun(before: list[str], last: str, low: str, words: Latin) -> bool:
    """As the word before tells: “the claim”, “a few questions”, “taking calls”, “Jane's report”."""
    if last in words.sets["not_nouns_before"] and (last, low) != _BY_SAYING:
        return True
    if last in words.sets["counts"] and low.endswith("s"):
        return True
    if last.endswith("ing") and not low.endswith(("ed", "ing", "id", "say", "says")):
        return True
    return last.endswith(("'s", "’s")) or (last in ("'", "’") and len(before) > 1 and before[-2].endswith("s"))


def _is_subject(text: str, end: int, low: str, words: Latin) -> bool:
    """As the word behind tells: “the state is”, “notes released on Monday”."""
    behind = _WORD.match(text, end + 1)
    if behind is None:
        return False
    word = behind[0].lower()
    return word in _FINITE or word in words.sets["passive"] or (low.endswith("s") and behind[0].endswith("ed"))


def _words_before(low: str, start: int) -> list[str]:
    """Up to six; two are enough unless an adverb stands there."""
    quick = low[max(0, start - 20) : start].split()
    if len(quick) > 1 and quick[-1].isalpha() and low[start - 1] == " " and not _is_adverb(quick[-1]):
        return quick[-2:]
    near = _NEAR.findall(low, max(0, start - 20), start)[1:]
    if len(near) > 1 and not _is_adverb(near[-1]):
        return near[-2:]
    return _NEAR.findall(low, max(0, start - 60), start)[-6:]


def _is_adverb(word: str) -> bool:
    return word.endswith("ly") or word in ("not", "also", "often")


def _passive(before: list[str], low: str, words: Latin) -> bool:
    if low.endswith("ing"):
        return False
    for word in reversed(before):
        if not _is_adverb(word):
            return word in words.sets["passive"]
    return False
