"""Words that are given as somebody's own without quotation marks: behind a colon, in a transcript, in a block."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice

from dadkhah.reading.quotes import beside, verb_last
from dadkhah.reading.quotes.announcing import ANNOUNCED
from dadkhah.reading.quotes.beside import HIDDEN
from dadkhah.reading.quotes.cues import Attribution, Cue, cues
from dadkhah.reading.quotes.drafts import Draft, Memory
from dadkhah.reading.quotes.passage import Passage
from dadkhah.reading.quotes.phrases import Phrase
from dadkhah.reading.quotes.words import Latin

_COLON = re.compile(r":[ \t]+(?=[^\s\d\"“«‘'])")
_LABEL = re.compile(r"\n[ \t]*([^\n:]{1,60}):[ \t]+(?=\S)")
"""In a text with a line break before it: a pattern that begins with one sign is found much faster."""
_ITEM = re.compile(r"[-•*\d(]")
_MARKS = "\"“'‘« "
_MOST = 50
"""Colons of a paragraph that are looked at."""
_LIST = re.compile(r"[;؛]|\n")


def labels(text: str) -> frozenset[str]:
    """What stands before a colon at the beginnings of lines more than once: the speakers of a transcript."""
    if text.count(":") < 3:
        return frozenset()
    all_of_them = (match[1] for match in _LABEL.finditer("\n" + text))
    counted = Counter(label.strip() for label in all_of_them if len(label.split()) < 6 and not label.islower())
    repeated = frozenset(label for label, count in counted.items() if count > 1)
    return repeated if len(repeated) > 1 else frozenset()


def turns(passage: Passage, known: frozenset[str]) -> list[Draft]:
    """Each line of a transcript, without its label."""
    if not known or ":" not in passage.raw:
        return []
    matches = [match for match in _LABEL.finditer("\n" + passage.raw) if match[1].strip() in known]
    ends = [match.start() - 1 for match in matches[1:]] + [len(passage.raw)]
    return [_turn(passage, match, end) for match, end in zip(matches, ends, strict=False)]  # one end more where there is none


def _turn(passage: Passage, match: re.Match[str], end: int) -> Draft:
    start = match.start(1) - 1 + len(match[1]) - len(match[1].lstrip(_MARKS))
    label = Phrase((start, match.start(1) - 1 + len(match[1].rstrip())))
    said = Attribution(Cue(match.end(1) - 1, match.end(1), ":", ""), label, direct=True)
    kept = len(passage.raw[:end].rstrip())
    return _draft(passage, match.end() - 1, kept, "transcript", 0.85).attribute(said, passage.at)


def unmarked(passage: Passage, found: list[Draft], memory: Memory) -> list[Draft]:
    if memory.announced and not passage.tops and not (memory.last and memory.last.rule in ANNOUNCED):
        said, at = memory.announced
        is_item = _ITEM.match(passage.raw) or _LIST.search(passage.raw.strip())
        if said.phrase and _is_verb(said, passage) and not is_item:
            return [_draft(passage, 0, len(passage.raw), "block", 0.6).attribute(said, at)]
    if ":" not in passage.masked:
        return []
    return [draft for match in islice(_COLON.finditer(passage.masked), _MOST) if (draft := _colon(passage, match, found, memory))]


def _draft(passage: Passage, start: int, end: int, rule: str, confidence: float) -> Draft:
    return Draft([(start + passage.at, end + passage.at)], "direct", rule, confidence, passage)


def _is_verb(said: Attribution, passage: Passage) -> bool:
    words = passage.words
    return said.cue.verb in words.verbs if isinstance(words, Latin) else words.cue.match(said.cue.verb) is not None


def _colon(passage: Passage, match: re.Match[str], found: list[Draft], memory: Memory) -> Draft | None:
    """X said: we know nothing of it."""
    start, end = passage.sentence(match.start())
    words, colon = passage.words, match.start() + 1
    finder = beside.ahead if isinstance(words, Latin) else verb_last.ahead
    find_verbs = cues if isinstance(words, Latin) else verb_last.cues
    if HIDDEN in passage.masked[start:end] or not find_verbs(passage.masked, start, colon, words):  # type: ignore[arg-type]
        return None
    said = finder(passage.masked, start, colon, words)  # type: ignore[arg-type]
    kept = len(passage.masked[:end].rstrip())
    if said is None or kept - match.end() < 8 or not _is_verb(said, passage) or match.start() - said.cue.end > 60:
        return None
    draft = _draft(passage, match.end(), kept, "colon", 0.8).attribute(said, passage.at)
    if draft.speaker is None:
        before = found[-1] if found else memory.last
        return draft.inherit(before) if before else draft
    return draft
