"""The clause beside a quotation that says who speaks, where verb and subject stand together."""

from __future__ import annotations

import re

from dadkhah.reading.quotes import phrases
from dadkhah.reading.quotes.cues import Attribution, Cue, cues
from dadkhah.reading.quotes.phrases import Phrase
from dadkhah.reading.quotes.tokens import tokens
from dadkhah.reading.quotes.words import Latin

HIDDEN = "\ue000"
"""Stands for every sign inside a quotation, so that no verb in it is taken for the one beside it."""
_FAR = 12
"""Words between a quotation and the verb behind it."""
_LEAD = re.compile(r"[\s,;—–-]*")
_TAIL = re.compile(r"[\s,:;]*(?:that|que)?[\s,:;]*$")
_BY = re.compile(r"\b(?:by|from|of|por|de)\s")
_SPEECH = re.compile(
    r"\b(?:statements?|speech|letter|sermon|testimony|tweet|interview|remarks?|address|words|message|answers?|repl(?:y|ies)|declaration"
    r"|verdict|ruling|order|note|post|press release|declaración|carta|discurso|comunicado|testimonio|palabras)\b", re.IGNORECASE
)
_FINITE = re.compile(r"\s+(?:is|are|was|were|has|have|had|will|would|could|can|may|must|should|did|does)\b")
"""Behind “says nobody”: a clause that is said, not the speaker."""
_DASH = re.compile(r"\s*[—–―-]{1,2}\s*(?=[^\W\d_])")
_QUOTED = re.compile(r"\b(?:quot(?:ed|es|ing)|cit(?:ed|es|ing))\s")
_OWNER = re.compile(r"([^\W\d_][\w .-]{1,60}?)(?:['’]s?)\s")
_NAME_ALONE = re.compile(r"[^\W\d_][^,;:.!?()@]{1,60}")


def behind(text: str, start: int, end: int, words: Latin) -> Attribution | None:
    """“…,” said X · X said · X, a lawyer, said; `start`: behind the marks, `end`: of the sentence."""
    first = _LEAD.match(text, start).end()  # type: ignore[union-attr]
    for cue in cues(text, first, min(end, first + 400), words)[:2]:
        if cue.verb in ("according to", "según", "de acuerdo con"):
            phrase = phrases.after(text, cue.end, end, words) if cue.start == first else None
            return Attribution(cue, phrase, direct=True) if phrase else None
        between = text[first : cue.start]
        if HIDDEN in between or len(between.split()) > _FAR * (3 if "," in between else 1):
            return None
        has_subject = between.strip()
        phrase = phrases.before(text, first, cue.start, words) if has_subject else phrases.after(text, cue.end, end, words)
        if phrase and not (phrase.span[0] >= cue.end and _FINITE.match(text, phrase.span[1], end)):
            return Attribution(cue, phrase, direct=True)
    return None


def signed(text: str, start: int, end: int) -> Phrase | None:
    """“…” — Jane Roe."""
    dash = _DASH.match(text, start, end)
    name = _NAME_ALONE.match(text, dash.end(), end) if dash else None
    alone = name and text[name.end() : name.end() + 1] in ("", ",", "(", "\n", "@")
    if not name or not alone or not all(word[0].isupper() or len(word) < 4 for word in name[0].split()):
        return None
    return Phrase((name.start(), name.start() + len(name[0].rstrip())))


def ahead(text: str, start: int, end: int, words: Latin) -> Attribution | None:
    """X said: “…” · X told reporters, “…” · X said the killings were “…”; `start`: of the sentence, `end`: before the marks."""
    found = cues(text, start, end, words)
    colon = text[start:end].rstrip().endswith(":")
    for cue in reversed(found):
        tail = text[cue.end : end]
        if HIDDEN in tail and not colon:
            break
        phrase = _whose(text, start, cue, end, words)
        if phrase is None and not _TAIL.match(tail):
            continue
        if phrase is None and not colon:
            continue
        if cue.verb in words.sets["weak"] and not tail.rstrip().endswith((":", ",")):
            continue
        direct = colon or bool(_TAIL.match(tail)) or _told(tail)
        outer = None if direct or phrase is None else _outer(text, start, cue, phrase, found, words)
        return outer or Attribution(cue, phrase, direct=direct, content=cue.end)
    return _speech(text, start, end, words) if colon else None


def _outer(text: str, start: int, cue: Cue, phrase: Phrase, found: list[Cue], words: Latin) -> Attribution | None:
    """X said the report demands “…”: the first verb's, where the subject of the second stands right behind it."""
    for each in found:
        joined = each.end <= phrase.span[0] and text[each.end : phrase.span[0]].strip() in ("", "that")
        if joined and each.start < cue.start and each.verb in words.sets["clause"]:
            before = phrases.before(text, start, each.start, words)
            return Attribution(each, before, direct=False, content=each.end) if before else None
    return None


def _whose(text: str, start: int, cue: Cue, end: int, words: Latin) -> Phrase | None:
    if cue.verb in ("according to", "según", "de acuerdo con"):
        return phrases.after(text, cue.end, end, words)
    if cue.verb == "as saying":
        return _quoted_person(text, start, cue.start, words)
    return phrases.before(text, start, cue.start, words)


def _quoted_person(text: str, start: int, end: int, words: Latin) -> Phrase | None:
    """“The agency quoted X as saying”."""
    verb = _QUOTED.search(text, start, end)
    return phrases.after(text, verb.end(), end, words) if verb else phrases.before(text, start, end, words)


def _told(tail: str) -> bool:
    """“told reporters, “…””, “said in a statement on Monday, “…””."""
    return tail.rstrip().endswith(",") and len(tail.split()) <= _FAR


def _speech(text: str, start: int, end: int, words: Latin) -> Attribution | None:
    """“The speech made by X in May:”, “X's statement:”, “X:”."""
    start = max(start, end - 400)
    noun = _SPEECH.search(text, start, end)
    if noun:
        cue = Cue(noun.start(), noun.end(), noun[0].lower(), "")
        by = _BY.search(text, noun.end(), end)
        owner = _OWNER.search(text, start, noun.start())
        if by:
            return Attribution(cue, phrases.after(text, by.end(), end, words), direct=True)
        if owner:
            return Attribution(cue, Phrase(_without_lead(text, owner.span(1), words)), direct=True)
        subject = phrases.first(text, start, noun.start(), words)
        return Attribution(cue, subject if subject and text[subject.span[1] - 1].isalpha() else None, direct=True)
    alone = text[start:end].rstrip(" :\n")
    at = Cue(start + len(alone), start + len(alone) + 1, ":", "")
    if 0 < len(alone.split()) <= 8 and alone.strip()[0].isupper():
        name = phrases.first(text, start, start + len(alone), words)
        whole = name and max(name.span[1], (name.role or name.span)[1]) >= start + len(alone)
        return Attribution(at, name if whole else None, direct=True)
    return None


def _without_lead(text: str, span: tuple[int, int], words: Latin) -> tuple[int, int]:
    """The name alone: “In Jane Roe's letter” has it behind a small word."""
    found = tokens(text, *span)
    while len(found) > 1 and (found[0].low in words.sets["prepositions"] or found[0].low in words.sets["adverbials"]):
        found = found[1:]
    return found[0].start, span[1]
