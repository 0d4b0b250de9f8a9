"""What somebody is said to have said, in other words: “X said that …”, “… according to X”, “X denied the killings”."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from dadkhah.reading.quotes import phrases
from dadkhah.reading.quotes.beside import HIDDEN
from dadkhah.reading.quotes.content import content_end
from dadkhah.reading.quotes.cues import Attribution, Cue, every
from dadkhah.reading.quotes.drafts import Draft
from dadkhah.reading.quotes.indirect_script import of_script
from dadkhah.reading.quotes.passage import Passage
from dadkhah.reading.quotes.phrases import Phrase
from dadkhah.reading.quotes.words import Latin, Script
from dadkhah.reading.suggestion import Span

_DAY = r"(?:(?:on |late |early )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\s(?:(?:morning|afternoon|evening|night)\s)?)?"
_THAT = re.compile(
    r"\s+(?:(?:on|in|at|late|early|last|this|during|after|before|to|through|via) (?:[\w’'.-]+ ){1,8}?|\w+day |[\w.-]+ly |also )?"
    r"(?:that|que)\s+"
)
_TOLD = re.compile(
    r"\s+(?:[\w’'.,\"“”\ue000-]+\s+){1,8}?that\s+"
    r"|\s+(?:reporters|journalists|me|him|her|them|us|[A-Z]\w+(?: [A-Z]\w+){0,3})\s+(?=[\w“\"])"
)
_CLAUSE = re.compile(
    rf"\s+{_DAY}(?=(?:he|she|they|it|we|there|the|a|an|his|her|their|its|this|these|those|some|many|no|most|all|el|la|los|las|se)\b"
    r"|[A-Z][\w’'.-]+ )"
)
_PLAIN = re.compile(
    r"\s+(?=[a-z’'-]+ )(?!(?:in|on|at|to|of|by|for|with|as|so|from|during|after|before|about|nothing|more|again|over|out|up|if"
    r"|and|or|but|when|while|into|through|against|yes|much|little|something|anything|anyone|like|off|here|back|quietly|together)\b)"
)
_WHY = re.compile(r"\s+(?=(?:why|how|what|whether|who|where|when)\s)")
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|could|can|should|may|might|must|did|does|do|said|took|came|went|made|knew|saw|gave|got|left|felt"
    r"|became|began|kept|held|told|lost|met|won|paid|sent|brought|wanted|needs?|wants?|\w{2,}ed|\w+n['’]t)\b"
)
_TO = re.compile(r"\s+(?=to [a-z]+)")
_PERSON = re.compile(r"\s+(?=(?:[\w’'.-]+\s+){1,6}?to [a-z])")
_OF = re.compile(r"\s+(?=(?:[\w’'.-]+\s+){1,6}?of [a-z])")
_THING = re.compile(r"\s+(?=(?:the|a|an|any|his|her|their|its|all|such|having|being|that|el|la|los|las)\b|[a-z]+ing\b)")
_TIME = re.compile(r",? on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?=,|$)")
_ASIDE = re.compile(r", (?:as|while|after|when|in|at|during|adding|citing|noting|referring|speaking)\s")
_UNDER = re.compile(r"\s+(?:under|by|in|at|on|from)\s")
"""“Rules called for under the law”: nobody calls for anything."""
_ACCORDING = ("according to", "según", "de acuerdo con")
_SHORTEST = 3
"""Words; what is shorter tells nothing by itself."""


def indirect(passage: Passage, found: list[Draft]) -> list[Draft]:
    words = passage.words
    if isinstance(words, Script):
        return of_script(passage, found, words)
    cues = every(passage.masked, words)
    if not cues:
        return []
    taken = {each.cue.start - passage.at for each in found if each.cue}
    held = [(each.start - passage.at, each.end - passage.at) for each in found]
    left = [cue for cue in cues if cue.start not in taken and not _inside(cue.start, held)]
    drafts: list[Draft] = []
    for (start, end), here in groupby(left, lambda cue: passage.sentence(cue.start)):
        drafts += _in_sentence(passage, start, end, (cue for cue in here if cue.end <= end), held, words)
    return drafts


def _inside(at: int, spans: list[Span]) -> bool:
    return any(start <= at < end for start, end in spans)


def _in_sentence(passage: Passage, start: int, end: int, these: Iterable[Cue], outside: list[Span], words: Latin) -> list[Draft]:
    held, drafts = [*outside], []
    for cue in these:
        if _inside(cue.start, held):
            continue
        phrase, parts = _between(passage.masked, start, end, cue, words)
        if not parts:
            phrase, span = _content(passage, start, end, cue, words)
            parts = [span] if span and _is_enough(passage, span, cue, words) else []
        if phrase and parts and not any(a < part[1] and part[0] < b for a, b in held for part in parts):
            held += parts
            drafts.append(_draft(passage, parts, cue, phrase))
    return drafts


def _between(text: str, start: int, end: int, cue: Cue, words: Latin) -> tuple[Phrase | None, list[Span]]:
    """“The lists, X said, were burnt.”"""
    if cue.verb not in words.sets["clause"] or text[cue.end : cue.end + 2] != ", ":
        return None, []
    phrase = phrases.before(text, start, cue.start, words)
    if phrase is None or text[phrase.span[0] - 2 : phrase.span[0]] != ", " or phrase.span[0] - 2 <= start:
        return None, []
    parts = [(start, phrase.span[0] - 2), (cue.end + 2, _kept(text, start, end))]
    if HIDDEN in text[slice(*parts[0])] or parts[1][1] <= parts[1][0]:
        return None, []
    return phrase, parts


def _is_enough(passage: Passage, span: Span, cue: Cue, words: Latin) -> bool:
    return len(passage.masked[slice(*span)].split()) >= _SHORTEST - (cue.verb in words.sets["thing"])


def _draft(passage: Passage, parts: list[Span], cue: Cue, phrase: Phrase) -> Draft:
    mode = "mixed" if any(HIDDEN in passage.masked[slice(*part)] for part in parts) else "indirect"
    draft = Draft([(start + passage.at, end + passage.at) for start, end in parts], mode, "indirect", 0.75, passage)  # type: ignore[arg-type]
    return draft.attribute(Attribution(cue, phrase, direct=False), passage.at)


def _content(passage: Passage, start: int, end: int, cue: Cue, words: Latin) -> tuple[Phrase | None, Span | None]:
    text = passage.masked
    if cue.verb in _ACCORDING:
        return _according(text, start, end, cue, words)
    at = _begins(text, cue, end, words)
    if at is not None and (phrase := phrases.before(text, start, cue.start, words)):
        return phrase, (at, _without_time(text, at, content_end(passage, at)))
    return _said_behind(text, start, end, cue, words)


def _begins(text: str, cue: Cue, end: int, words: Latin) -> int | None:
    """Where a clause or thing begins behind the verb."""
    tries = (
        (_THAT, cue.verb in words.sets["clause"] or cue.verb in words.sets["that"]),
        (_TOLD, cue.verb in words.sets["receiver"]),
        (_CLAUSE, cue.verb in words.sets["clause"]),
        (_WHY, cue.verb in words.sets["clause"]),
        (_PLAIN, cue.verb in words.sets["clause"]),
        (_TO, cue.verb in words.sets["infinitive"]),
        (_PERSON, cue.verb in words.sets["person"]),
        (_THING, cue.verb in words.sets["thing"]),
        (_OF, cue.verb in words.sets["accusing"]),
    )
    for pattern, applies in tries:
        match = pattern.match(text, cue.end, end) if applies else None
        if match and (pattern not in (_CLAUSE, _PLAIN) or _is_clause(text, cue, match.end(), end)):
            return match.end()
    if cue.stance == "deflects":
        return cue.start + text[cue.start : cue.end].rfind(" ") + 1
    if cue.stance == "calls_for_account" and " " in cue.verb and not _UNDER.match(text, cue.end):
        return cue.end + 1
    return None


def _is_clause(text: str, cue: Cue, start: int, end: int) -> bool:
    """“She said the men were …”, not “she maintains a garden”: behind most verbs a thing may stand as well."""
    comma = text.find(",", start + 1, end)
    first = text[start : comma if comma > 0 else end]
    return _FINITE.search(first) is not None or (cue.verb.startswith(("say", "said")) and len(first.split()) > 3)


def _according(text: str, start: int, end: int, cue: Cue, words: Latin) -> tuple[Phrase | None, Span | None]:
    phrase = phrases.after(text, cue.end, end, words)
    if phrase is None:
        return None, None
    if not text[start : cue.start].strip(" ,"):
        last = phrase.role[1] if phrase.role and text[phrase.role[1] : phrase.role[1] + 2] == ", " else phrase.span[1]
        comma = text.find(", ", last, end)
        return phrase, (comma + 2, _kept(text, start, end)) if comma >= 0 else None
    return phrase, (start, len(text[: cue.start].rstrip(" ,–—")))


def _said_behind(text: str, start: int, end: int, cue: Cue, words: Latin) -> tuple[Phrase | None, Span | None]:
    """“The men were shot, X said.” “…, said X.”"""
    if cue.verb not in words.sets["clause"]:
        return None, None
    if aside := _ASIDE.search(text, cue.end, end):  # what X did meanwhile is not said
        end = aside.start()
    if len(text[cue.end : end].split()) > 12:
        return None, None
    comma = text.rfind(", ", start, cue.start)
    if comma < 0 or text[cue.start - 2 : cue.start] == ", ":
        phrase = phrases.after(text, cue.end, end, words) if comma >= 0 else None
        if phrase and len(text[(phrase.role or phrase.span)[1] : end].split()) > 4:
            return None, None
    else:
        phrase = phrases.before(text, comma + 2, cue.start, words)
        phrase = phrase if phrase and phrase.span[0] == comma + 2 else None
    tail = text[cue.end : end].split()
    if phrase is None or (phrase.span[0] < cue.start and len(tail) > 5) or HIDDEN in text[comma:end]:
        return None, None
    return phrase, (start, comma)


def _without_time(text: str, start: int, end: int) -> int:
    """“denied the killings on Monday”: the day is that of the denial."""
    match = _TIME.search(text[:end], start)
    return match.start() if match and text.count(" ", start, match.start()) < 6 else end


def _kept(text: str, start: int, end: int) -> int:
    kept = text[start:end].rstrip()
    return start + len(kept) - (kept[-1:] in ".;")
