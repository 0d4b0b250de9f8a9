"""What a quotation does towards a fact: by its verb, and with care by its words; and the place of a reason in it."""

from __future__ import annotations

import re
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
_STOP = re.compile(r"[.!?؟؛;](?=\s|$|[\"”»’'])")
_MARKS = re.compile('[“”«»"‹›]')


@dataclass(frozen=True, slots=True)
class Patterns:
    """`hints`: words with the pattern that finds nothing without one of them; they are looked for first, for that is quick."""

    each: tuple[tuple[str, re.Pattern[str]], ...]
    hints: tuple[tuple[str, int], ...]

    def worth(self, text: str) -> list[int]:
        """Which patterns may find something, in their order."""
        hit = {which for hint, which in self.hints if hint in text}
        return sorted(hit) if hit else []


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
    return Content(_patterns(stances), _patterns([("reason", *pair) for pair in given["reasons"].items()]))


@lru_cache(maxsize=1)
def data() -> Any:
    return yaml.safe_load((files("dadkhah.reading.quotes") / "stances.yaml").read_text("utf-8"))


def _patterns(given: list[tuple[str, str, str]]) -> Patterns:
    """From codes, hints parted by bars, and patterns."""
    hints = [(hint, which) for which, (_, line, _) in enumerate(given) for hint in line.split("|")]
    return Patterns(tuple((code, whole(pattern)) for code, _, pattern in given), tuple(hints))


def whole(pattern: str) -> re.Pattern[str]:
    """Of whole words."""
    return re.compile(rf"(?<![\w\u200c])(?:{pattern})(?![\w\u200c])")


def stance(draft: Draft, text: str) -> str | None:
    """A code of the vocabulary `stances`, or None where neither verb nor words show one."""
    by_verb = draft.cue.stance if draft.cue else ""
    if by_verb not in _PLAIN:
        return by_verb
    known = content(draft.passage.language)
    words = " " + _MARKS.sub("", " ".join([text[start:end] for start, end in draft.parts])[:_LOOK_AT].lower())
    for which in known.stances.worth(words) if known else ():
        code, pattern = known.stances.each[which]  # type: ignore[union-attr]
        if pattern.search(words):
            return code
    asks = words.rstrip(" \"'”’»").endswith(("?", "؟"))
    return "asserts" if by_verb == "asserts" and not asks else None


def reason(draft: Draft, text: str) -> Span | None:
    """From “because” to the end of its sentence."""
    known = content(draft.passage.language)
    for start, end in draft.parts if known else ():
        last = min(end, start + _LOOK_AT)
        patterns = known.reasons  # type: ignore[union-attr]
        worth = patterns.worth(text[start:last])
        if found := [match for which in worth if (match := patterns.each[which][1].search(text, start, last))]:
            first = min(found, key=lambda each: each.start())
            stop = _STOP.search(text, first.end(), end)
            return first.start(), stop.start() if stop else end
    return None
