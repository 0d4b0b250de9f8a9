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


@dataclass(frozen=True, slots=True)
class Patterns:
    """`told`: of a word of a text, the hints that may stand there; each form is looked at once."""

    each: tuple[tuple[str, re.Pattern[str]], ...]
    told: Callable[[str], tuple[Hint, ...]]

    def worth(self, text: str) -> list[int]:
        """Which patterns may find something, in their order."""
        told = [*filter(None, map(self.told, text.split()))]
        return sorted({which for hints in told for hint, which in hints if hint in text}) if told else []


@dataclass(frozen=True, slots=True)
class Content:
    stances: Patterns
    reasons: Patterns


@lru_cache(maxsize=4)
def content(language: str) -> Content | None:
    given = data().get(language)
    if given is None:
        return None
    stances = [(code, *pair) for code, patterns in given["stances"].items() for pair in patterns.items()]
    reasons = [("reason", *pair) for pair in given["reasons"].items()]
    before = "" if language in ("fa", "ar") else r"(?<![^\W_])"  # which write small words and their next as one
    return Content(_patterns(stances, before), _patterns(reasons, before))


@lru_cache(maxsize=1)
def data() -> Any:
    return yaml.safe_load((files("dadkhah.reading.quotes") / "stances.yaml").read_text("utf-8"))


def _patterns(given: list[tuple[str, str, str]], before: str) -> Patterns:
    """From codes, hints parted by bars, and patterns. `before`: what must stand before a hint, as an expression."""
    hints: dict[str, list[Hint]] = {}
    for which, (_, line, _) in enumerate(given):
        for hint in line.split("|"):
            rarest = max(hint.split(), key=lambda word: (word not in _OFTEN, len(word)))
            hints.setdefault(rarest, []).append((hint, which))
    longest_first = "|".join(map(re.escape, sorted(hints, reverse=True)))  # of those that begin alike
    sought = re.compile(f"{before}(?=({longest_first}))")

    @lru_cache(maxsize=_KEPT)
    def told(word: str) -> tuple[Hint, ...]:
        found = [begin for part in sought.findall(word) for begin in hints if part.startswith(begin)]
        return tuple(hint for begin in found for hint in hints[begin] if f"{begin} " not in hint[0] or word.endswith(begin))

    return Patterns(tuple((code, whole(pattern)) for code, _, pattern in given), told)


def whole(pattern: str) -> re.Pattern[str]:
    """Of whole words."""
    return re.compile(rf"(?<![\w\u200c])(?:{pattern})(?![\w\u200c])")


def stance(draft: Draft, words: str) -> str | None:
    """A code of the vocabulary `stances`, or None where neither verb nor words show one. `words`: as `plain_words` has them."""
    by_verb = draft.cue.stance if draft.cue else ""
    if by_verb not in _PLAIN:
        return by_verb
    known = content(draft.passage.language)
    for which in known.stances.worth(words) if known else ():
        code, pattern = known.stances.each[which]  # type: ignore[union-attr]
        if pattern.search(words):
            return code
    asks = words.rstrip(" \"'”’»").endswith(("?", "؟"))
    return "asserts" if by_verb == "asserts" and not asks else None


def plain_words(draft: Draft, text: str) -> str:
    """Of all its parts, in small letters and without quotation marks."""
    parts = draft.parts
    joined = text[slice(*parts[0])] if len(parts) == 1 else " ".join([text[start:end] for start, end in parts])
    return " " + _MARKS.sub("", joined[:_LOOK_AT].lower())


def reason(draft: Draft, text: str, words: str) -> Span | None:
    """From “because” to the end of its sentence."""
    known = content(draft.passage.language)
    if known is None or not (known.reasons.worth(words) or len(words) > _LOOK_AT):
        return None
    for start, end in draft.parts:
        last = min(end, start + _LOOK_AT)
        patterns = known.reasons
        worth = patterns.worth(text[start:last])
        if found := [match for which in worth if (match := patterns.each[which][1].search(text, start, last))]:
            first = min(found, key=lambda each: each.start())
            stop = _STOP.search(text, first.end(), end)
            return first.start(), stop.start() if stop else end
    return None
