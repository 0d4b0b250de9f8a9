"""What a quotation does towards a fact: by its verb, and with care by its words; and the place of a reason in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import yaml

from dadkhah.reading.quotes.drafts import Draft
from dadkhah.reading.suggestion import Span

_PLAIN = ("", "asserts")
"""Stances of verbs that say little: the words themselves may tell more."""

_LOOK_AT = 2000
_NO_MARKS = dict.fromkeys(map(ord, '“”«»"‹›'))


@dataclass(frozen=True, slots=True)
class Content:
    stances: tuple[tuple[str, re.Pattern[str]], ...]
    reason: re.Pattern[str]


@lru_cache(maxsize=4)
def content(language: str) -> Content | None:
    given = yaml.safe_load((files("dadkhah.reading.quotes") / "stances.yaml").read_text("utf-8"))
    if language not in given:
        return None
    stances = ((code, _any_of(patterns)) for code, patterns in given[language]["stances"].items())
    return Content(tuple(stances), _any_of(given[language]["reasons"]))


def _any_of(patterns: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w\u200c])(?:{'|'.join(patterns)})(?![\w\u200c])")


def stance(draft: Draft, text: str) -> str | None:
    """A code of the vocabulary `stances`, or None where neither verb nor words show one."""
    by_verb = draft.cue.stance if draft.cue else ""
    if by_verb not in _PLAIN:
        return by_verb
    known = content(draft.passage.language)
    words = " ".join(text[start:end] for start, end in draft.parts)[:_LOOK_AT].lower().translate(_NO_MARKS)
    for code, pattern in known.stances if known else ():
        if pattern.search(words):
            return code
    asks = words.rstrip(" \"'”’»").endswith(("?", "؟"))
    return "asserts" if by_verb == "asserts" and not asks else None


def reason(draft: Draft, text: str) -> Span | None:
    """From “because” to the end of its sentence."""
    known = content(draft.passage.language)
    for start, end in draft.parts if known else ():
        if found := known.reason.search(text, start, min(end, start + _LOOK_AT)):  # type: ignore[union-attr]
            stop = re.compile(r"[.!?؟؛;](?=\s|$|[\"”»’'])").search(text, found.end(), end)
            return found.start(), stop.start() if stop else end
    return None
