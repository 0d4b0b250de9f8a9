"""Who speaks in languages of the Arabic script: Persian has the speaker first and the verb last, Arabic the verb first."""

from __future__ import annotations

import re
from functools import lru_cache

from dadkhah.reading.quotes.beside import HIDDEN
from dadkhah.reading.quotes.cues import MOST, Attribution, Cue
from dadkhah.reading.quotes.phrases import Phrase
from dadkhah.reading.quotes.words import Script

_WORD = re.compile(r"[\w\u200c\u064b-\u0655’.-]+|[^\w\s]")
_SIGNS = '،,؛;:«»()"“”.؟!–—-…' + HIDDEN
_LONGEST_NAME = 14
_SOME = ("یکی", "تن", "شماری", "برخی", "بسیاری", "گروهی", "جمعی", "چند")
_SPEECH = re.compile(
    r"(?:متن )?(?:سخنان|سخنرانی|بیانیه|نامه|پاسخ|گفته‌های|اظهارات"
    r"|پیام|شهادت|توییت|خطبه|مصاحبه|متن|حکم|بيان|رسالة|تصريح)"
)


def is_arabic(words: Script) -> bool:
    return "إن" in words.sets["that"]


def cues(text: str, start: int, end: int, words: Script) -> list[Cue]:
    return [each for each in every(text, words) if start <= each.start and each.end <= end]


@lru_cache(maxsize=8)
def every(text: str, words: Script) -> tuple[Cue, ...]:
    """All of a passage; asked for again and again while it is read."""
    found = [Cue(*match.span(), match[0], words.stances[match.lastgroup or ""]) for match in words.cue.finditer(text)]
    found += [Cue(*match.span(), "according", "asserts") for match in words.patterns["according"].finditer(text)]
    return tuple(sorted(found, key=lambda each: each.start)) if len(found) <= MOST else ()


def behind(text: str, start: int, end: int, words: Script) -> Attribution | None:
    """«…»، X گفت · «…»؛ این را X گفت · «…»، به گفتهٔ X · "…"، قال X; `start`: behind the marks."""
    first = _lead(text, start, end)
    for cue in cues(text, first, min(end, first + 300), words)[:1]:
        if HIDDEN in text[first : cue.start] or text[start:first].strip()[:1] in (".", "؟"):
            return None
        if cue.verb == "according":
            return Attribution(cue, named(text, cue.end, end, words), direct=True) if cue.start == first else None
        if len(text[first : cue.start].split()) > _LONGEST_NAME * 2:
            return None
        return Attribution(cue, speaker(text, first, cue, end, words), direct=True)
    return None


_LEAD = re.compile(r"[\s،,؛;–—-]*(?:(?:این|اینها|این‌ها)(?: (?:را|جمله را|جملات را|سخنان را|مطلب را))?\s+(?=\S))?")


def _lead(text: str, start: int, end: int) -> int:
    match = _LEAD.match(text, start, end)
    return match.end() if match else start


def ahead(text: str, start: int, end: int, words: Script) -> Attribution | None:
    """X گفت: «…» · X گفت که «…» · X این کار را «…» خواند; `start`: of the sentence, `end`: before the marks."""
    colon = text[start:end].rstrip().endswith(":")
    for cue in reversed(cues(text, start, end, words)):
        tail = text[cue.end : end]
        if HIDDEN in tail:
            break
        phrase = named(text, cue.end, end, words) if cue.verb == "according" else speaker(text, start, cue, end, words)
        said = tail if cue.verb != "according" or phrase is None else text[phrase.span[1] : end]
        near = is_arabic(words) and phrase is not None and len(text[phrase.span[1] : end].split()) <= 4
        direct = colon or near or not said.replace("که", "").strip(" ،,:؛")
        if cue.verb == "according" and phrase is None:
            continue
        return Attribution(cue, phrase, direct=direct, content=cue.end)
    return _speech(text, start, end, words) if colon else None


def speaker(text: str, start: int, cue: Cue, end: int, words: Script) -> Phrase | None:
    """The subject of the verb, or nothing where the verb carries it alone."""
    if is_arabic(words):
        return named(text, cue.end, end, words)
    return first(text, max(start, cue.start - 400), cue.start, words)


def first(text: str, start: int, end: int, words: Script) -> Phrase | None:
    """The subject of the sentence that begins at `start`."""
    line = tokens(text, start, min(end, start + 400))
    while line and line[0][0] in words.sets["start"]:
        line = line[1:]
    opening = " ".join(each[0] for each in line[:1])
    if line and (words.patterns["adverbial"].fullmatch(opening) or words.patterns["according"].match(text, line[0][1])):
        return _later(line, words)
    return _run(line, words)


def _later(line: list[tuple[str, int, int]], words: Script) -> Phrase | None:
    """The subject behind an opening: after its comma, or where a title stands."""
    for at, (word, _, _) in enumerate(line):
        if word in "،," and at + 1 < len(line):
            rest = line[at + 1 :]
            while rest and rest[0][0] in words.sets["start"]:
                rest = rest[1:]
            if rest and not words.patterns["adverbial"].fullmatch(rest[0][0]):
                return _run(rest, words)
    for at, (word, _, _) in enumerate(line):
        titled = word in words.sets["titles"] or word in words.sets["pronouns"]
        if at > 1 and titled and line[at - 1][0] not in ("با", "از", "به", "در", "بر", "و"):
            return _run(line[at:], words)
    return None


def _run(line: list[tuple[str, int, int]], words: Script) -> Phrase | None:
    """The words up to a sign or a small word that no name holds."""
    run: list[tuple[str, int, int]] = []
    for word, start, end in line:
        if word in words.sets["pronouns"] and not run:
            return Phrase((start, end))
        of_many = word == "از" and run and run[-1][0] in _SOME
        if word in _SIGNS or (word in words.sets["stop"] and not of_many) or word.startswith(("می‌", "نمی‌")):
            break
        run.append((word, start, end))
    while run and run[-1][0] == "و":
        run.pop()
    if not run or len(run) > _LONGEST_NAME:
        return None
    span, role = (run[0][1], run[-1][2]), _role(line[len(run) :], words)
    if role and line[len(run) + 1][0] in words.sets["honorifics"] and run[0][0] not in words.sets["honorifics"]:
        return Phrase(role, span)  # “رئیس دادگاه، آقای X، گفت”
    return Phrase(span, role)


def _role(rest: list[tuple[str, int, int]], words: Script) -> tuple[int, int] | None:
    """“X، سخنگوی وزارت کشور، گفت”."""
    if not rest or rest[0][0] not in "،," or len(rest) < 3:
        return None
    end = next((i for i in range(1, len(rest)) if rest[i][0] in _SIGNS), None)
    if end is None or end < 2 or words.patterns["adverbial"].fullmatch(rest[1][0]) or rest[1][0] == "که":
        return None
    return rest[1][1], rest[end - 1][2]


def named(text: str, start: int, end: int, words: Script) -> Phrase | None:
    """The name behind “according to” or behind an Arabic verb."""
    return _run(tokens(text, start, min(end, start + 200)), words)


def _speech(text: str, start: int, end: int, words: Script) -> Attribution | None:
    """“متن سخنان X در مجلس:” · “X:”."""
    start = max(start, end - 400)
    noun = _SPEECH.search(text, start, end)
    if noun:
        cue = Cue(noun.start(), noun.end(), noun[0], "")
        return Attribution(cue, named(text, noun.end(), end, words), direct=True)
    alone = text[start:end].rstrip(" :\n")
    if not 0 < len(alone.split()) <= 6:
        return None
    at = Cue(start + len(alone), start + len(alone) + 1, ":", "")
    return Attribution(at, _run(tokens(text, start, start + len(alone)), words), direct=True)


def tokens(text: str, start: int, end: int) -> list[tuple[str, int, int]]:
    return [(match[0], *match.span()) for match in _WORD.finditer(text, start, end)]
