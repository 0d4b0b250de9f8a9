"""What a quotation does towards a fact: by its verb, and with care by its words; and the place of a reason in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from dadkhah.reading.quotes.drafts import Draft
from dadkhah.reading.suggestion import Span

_PLAIN = ("", "asserts")
"""Stances of verbs that say little: the words themselves may tell more."""

_LOOK_AT = 2000
_KEPT = 30_000
"""Distinct words of a text."""
_OFTEN = frozenset(("for", "it", "that", "the", "was"))
_STOP = re.compile(r"[.!?؟؛;](?=\s|$|[\"”»’'])")
_MARKS = re.compile('[“”«»"‹›]')

Hint = tuple[str, int]
"""Words, and the place of the pattern that finds nothing without them."""
REASON = "reason"


@dataclass(frozen=True, slots=True)
class Content:
    """`patterns`: by code, `REASON` being one. `told`: of a word, the hints that may stand there; each form is looked at once."""

    patterns: tuple[tuple[str, re.Pattern[str]], ...]
    told: Callable[[str], tuple[Hint, ...]]

    def worth(self, text: str) -> list[int]:
        """Which patterns may find something, in their order."""
        told = [*filter(None, map(self.told, text.split()))]
        return sorted({which for hints in told for hint, which in hints if hint in text}) if told else []


@lru_cache(maxsize=4)
def content(language: str) -> Content | None:
    given = data().get(language)
    if given is None:
        return None
    by_code = {**given["stances"], REASON: given["reasons"]}
    listed = [(code, *pair) for code, patterns in by_code.items() for pair in patterns.items()]
    before = "" if language in ("fa", "ar") else r"(?<![^\W_])"  # which write small words and their next as one
    told = _telling([hints for _, hints, _ in listed], before)
    return Content(tuple((code, whole(pattern)) for code, _, pattern in listed), told)


@lru_cache(maxsize=1)
def data() -> Any:
    return yaml.safe_load((files("dadkhah.reading.quotes") / "stances.yaml").read_text("utf-8"))


def _telling(given: list[str], before: str) -> Callable[[str], tuple[Hint, ...]]:
    """Of the hints of each pattern, parted by bars. `before`: what must stand before a hint, as an expression."""
    hints: dict[str, list[Hint]] = {}
    for which, line in enumerate(given):
        for hint in line.split("|"):
            rarest = max(hint.split(), key=lambda word: (word not in _OFTEN, len(word)))
            hints.setdefault(rarest, []).append((hint, which))
    longest_first = "|".join(map(re.escape, sorted(hints, reverse=True)))  # of those that begin alike
    sought = re.compile(f"{before}(?=({longest_first}))")
    firsts = {begin[:2] for begin in hints}

    @lru_cache(maxsize=_KEPT)
    def told(word: str) -> tuple[Hint, ...]:
        if before and word.isalpha() and word[:2] not in firsts:
            return ()
        found = [begin for part in sought.findall(word) for begin in hints if part.startswith(begin)]
        return tuple(hint for begin in found for hint in hints[begin] if f"{begin} " not in hint[0] or word.endswith(begin))

    return told


def whole(pattern: str) -> re.Pattern[str]:
    """Of whole words."""
    return re.compile(rf"(?<![\w\u200c])(?:{pattern})(?![\w\u200c])")


def judged(draft: Draft, text: str) -> tuple[str | None, Span | None]:
    """A code of the vocabulary `stances`, or None where neither verb nor words show one; and the place of a reason, or None."""
    known = content(draft.passage.language)
    words = _plain_words(draft, text)
    worth = known.worth(words) if known else []
    return _stance(draft, words[:_LOOK_AT], worth, known), _reason(draft, text, worth, known) if worth else None


def _plain_words(draft: Draft, text: str) -> str:
    """Of all its parts, in small letters and without quotation marks."""
    parts = draft.parts
    joined = text[slice(*parts[0])] if len(parts) == 1 else " ".join([text[start:end] for start, end in parts])
    return " " + _MARKS.sub("", joined.lower())


def _stance(draft: Draft, words: str, worth: list[int], known: Content | None) -> str | None:
    by_verb = draft.cue.stance if draft.cue else ""
    if by_verb not in _PLAIN:
        return by_verb
    for which in worth:
        code, pattern = known.patterns[which]  # type: ignore[union-attr]
        if code != REASON and pattern.search(words):
            return code
    asks = words.rstrip(" \"'”’»").endswith(("?", "؟"))
    return "asserts" if by_verb == "asserts" and not asks else None


def _reason(draft: Draft, text: str, worth: list[int], known: Content | None) -> Span | None:
    """From “because” to the end of its sentence."""
    patterns = [pattern for code, pattern in map(known.patterns.__getitem__, worth) if code == REASON]  # type: ignore[union-attr]
    for start, end in draft.parts if patterns else ():
        last = min(end, start + _LOOK_AT)
        if found := [match for pattern in patterns if (match := pattern.search(text, start, last))]:
            first = min(found, key=lambda each: each.start())
            stop = _STOP.search(text, first.end(), end)
            return first.start(), stop.start() if stop else end
    return None
