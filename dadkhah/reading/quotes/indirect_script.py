"""Indirect speech in Persian and Arabic: «X گفت که …», «به گفتهٔ X، …», «X کشتار را انکار کرد», «قال X إن …»."""

from __future__ import annotations

import re

from dadkhah.reading.quotes import verb_last
from dadkhah.reading.quotes.beside import HIDDEN
from dadkhah.reading.quotes.cues import Attribution, Cue
from dadkhah.reading.quotes.drafts import Draft
from dadkhah.reading.quotes.passage import Passage
from dadkhah.reading.quotes.phrases import Phrase
from dadkhah.reading.quotes.words import Script
from dadkhah.reading.suggestion import Span

_THAT = re.compile(r"\s*[،,]?\s*که\s+")
_OBJECT = re.compile(r"\s+(?:را|رو)\s")
_COMMA = re.compile(r"[،,]\s*")
_SHORTEST = 5
_PLAIN = 4
"""Words of a sentence that no «که» begins."""
_CLOSE = " .؟!؛;\n"


def of_script(passage: Passage, found: list[Draft], words: Script) -> list[Draft]:
    ends = [*passage.starts[1:], len(passage.masked)]
    taken = {each.cue.start - passage.at for each in found if each.cue}
    held = [(each.start - passage.at, each.end - passage.at) for each in found]
    drafts: list[Draft] = []
    for start, end in zip(passage.starts, ends, strict=True):
        for cue in verb_last.cues(passage.masked, start, end, words):
            if cue.start in taken or any(a <= cue.start < b for a, b in held):
                continue
            phrase, span = _content(passage.masked, start, end, cue, words)
            if span and span[1] - span[0] > _SHORTEST and not any(a < span[1] and span[0] < b for a, b in held):
                held.append(span)
                drafts.append(_inheriting(_draft(passage, span, cue, phrase), [*found, *drafts]))
    return drafts + _labels(passage, held, words)


def _labels(passage: Passage, held: list[Span], words: Script) -> list[Draft]:
    """«X این حکم را «جنایت» خواند»: what is named, and what it is called."""
    found = []
    for each in passage.tops:
        verb = words.patterns["label"].match(passage.masked, each.outer_end + 1) if each.closed else None
        start, _ = passage.sentence(each.outer_start)
        phrase = verb_last.first(passage.masked, start, each.outer_start, words) if verb else None
        if verb is None or phrase is None or any(a < each.end and each.start < b for a, b in held):
            continue
        last = (phrase.role or phrase.span)[1]
        first = last + len(passage.masked[last : each.outer_start]) - len(passage.masked[last : each.outer_start].lstrip(" ،"))
        cue = Cue(*verb.span(), verb[0], "")
        found.append(_draft(passage, (first, each.outer_end), cue, phrase))
    return found


def _inheriting(draft: Draft, others: list[Draft]) -> Draft:
    """A verb that carries its subject alone is the last speaker's."""
    before = [each for each in others if each.start < draft.start and each.speaker]
    return draft.inherit(max(before, key=lambda each: each.start)) if draft.speaker is None and before else draft


def _draft(passage: Passage, span: Span, cue: Cue, phrase: Phrase | None) -> Draft:
    part = span[0] + passage.at, span[1] + passage.at
    mode = "mixed" if HIDDEN in passage.masked[slice(*span)] else "indirect"
    draft = Draft([part], mode, "indirect", 0.75, passage)  # type: ignore[arg-type]
    return draft.attribute(Attribution(cue, phrase, direct=False), passage.at)


def _content(text: str, start: int, end: int, cue: Cue, words: Script) -> tuple[Phrase | None, Span | None]:
    kept = len(text[:end].rstrip(_CLOSE))
    if cue.verb == "according":
        return _according(text, cue, end, kept, words)
    if verb_last.is_arabic(words):
        return _arabic(text, cue, end, kept, words)
    phrase = verb_last.speaker(text, start, cue, end, words)
    if match := _THAT.match(text, cue.end, end):
        return phrase, (match.end(), kept)
    if phrase and words.patterns["plain"].fullmatch(cue.verb) and _goes_on(text, cue, kept):
        return phrase, (cue.end + 1, kept)
    if phrase and cue.stance not in ("", "asserts") and cue.end + 3 >= kept:
        return phrase, _object(text, phrase, cue)
    return None, None


def _goes_on(text: str, cue: Cue, kept: int) -> bool:
    """«X گفت این حکم ناعادلانه است»: a sentence of its own behind the verb."""
    rest = text[cue.end : kept]
    return rest[:1] == " " and len(rest.split()) >= _PLAIN and ":" not in rest and not rest.startswith((" و ", " تا "))


def _object(text: str, phrase: Phrase, cue: Cue) -> Span | None:
    """What is denied, condemned or confirmed: the words before «را»."""
    last = (phrase.role or phrase.span)[1]
    match = _OBJECT.search(text, last, cue.start)
    if match is None or match.start() - last > 160:
        return None
    comma = text.rfind("،", last, match.start())
    first = comma + 1 if comma >= 0 else last
    return first + len(text[first : match.start()]) - len(text[first : match.start()].lstrip()), match.start()


def _according(text: str, cue: Cue, end: int, kept: int, words: Script) -> tuple[Phrase | None, Span | None]:
    phrase = verb_last.named(text, cue.end, end, words)
    comma = _COMMA.search(text, (phrase.role or phrase.span)[1], end) if phrase else None
    return (phrase, (comma.end(), kept)) if phrase and comma and comma.start() - phrase.span[1] < 80 else (None, None)


def _arabic(text: str, cue: Cue, end: int, kept: int, words: Script) -> tuple[Phrase | None, Span | None]:
    phrase = verb_last.named(text, cue.end, end, words)
    last = phrase.span[1] if phrase else cue.end
    for word, start, stop in verb_last.tokens(text, last, min(end, last + 60)):
        if word in words.sets["that"]:
            return phrase, (stop + 1, kept)
        if word.startswith(("إنه", "أنه", "بأنه", "إنها", "أنها", "إنهم", "أنهم")):
            return phrase, (start, kept)
    return None, None
