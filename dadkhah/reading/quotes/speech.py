"""Quotations of one passage: which words between marks are speech, whose they are, and which belong together."""

from __future__ import annotations

import re

from dadkhah.reading.quotes import phrases, sides, verb_last
from dadkhah.reading.quotes.beside import HIDDEN
from dadkhah.reading.quotes.content import content_end, content_start
from dadkhah.reading.quotes.cues import Attribution, cues
from dadkhah.reading.quotes.drafts import Draft, Memory
from dadkhah.reading.quotes.marks import Quoted
from dadkhah.reading.quotes.passage import Passage
from dadkhah.reading.quotes.phrases import Phrase
from dadkhah.reading.quotes.words import Latin

_SPEAKS_ON = re.compile(r"[,،;؛.!?…؟—–]\s*$")
_BEHIND_THAT = re.compile(r"[\s،,:]*(?:که\s)?\s*")
_LEAD = 40
_SMALL = 3
"""Letters of words that stay small in a title."""
_CLAUSE = 3
"""Words that make a clause behind a verb."""
_GUESSED = ("alone", "subject_before", "paragraph_before", "subject_of_paragraph_before")
"""Rules that took somebody near for the speaker, whom a later clause may correct."""
_FEW = 3
"""Words without a verb of saying that are too few to be taken for speech."""


def find(passage: Passage, memory: Memory) -> list[Draft]:
    """The quotations of a passage, in order."""
    found: list[Draft] = []
    edge = 0  # where the clause about the last quotation ends
    for at, each in enumerate(passage.tops):
        following = passage.tops[at + 1].outer_start if at + 1 < len(passage.tops) else len(passage.raw)
        before = found[-1] if found else None
        said = sides.behind(passage, each, following)
        said = None if said and _names(passage, each, said, edge, following) else said
        if before and (_within(passage, before, each) or (said is None and _goes_on(passage, before, edge, each))):
            _take(passage, before, each)
        elif said:
            draft = _whole(passage, _draft(passage, each, "behind", 0.95), each, edge).attribute(said, passage.at)
            found += _opened(passage, draft, memory, first=at == 0)
        else:
            found += _ahead_or_alone(passage, each, before, memory)
        edge = min(following, sides.sentence_end(passage, each.outer_end)) if said else max(edge, each.outer_end)
    return found


def _names(passage: Passage, each: Quoted, said: Attribution, edge: int, following: int) -> bool:
    """At the meeting “Forty Years of Silence,” X said, “B”: the first is a title, and the verb belongs to the second."""
    words = passage.words
    lead = passage.masked[max(edge, passage.sentence(each.outer_start)[0]) : each.outer_start].split()
    if not (lead and isinstance(words, Latin) and _is_opening(lead[0].lower(), words)):
        return False
    if _says_more(passage, each, said, words):
        return True
    opens = following < len(passage.raw) and not passage.masked[max(said.cue.end, edge) : following].strip(" ,:")
    if not opens:
        return False
    long = [word for word in sides.inner(passage, each).split() if len(word) > _SMALL]
    return len(long) > 1 and sum(word[0].isupper() for word in long) * 2 > len(long)


def _is_opening(word: str, words: Latin) -> bool:
    return word in words.sets["prepositions"] or (word.endswith("ing") and len(word) > _SMALL + 2)


def _says_more(passage: Passage, each: Quoted, said: Attribution, words: Latin) -> bool:
    """Bemoaning the “system,” X said the judges were late: what is said stands behind the verb."""
    tail = passage.masked[said.cue.end : sides.sentence_end(passage, each.outer_end)].split()
    if said.phrase is None or said.phrase.span[0] > said.cue.start or len(tail) < _CLAUSE:
        return False
    return tail[0].strip(",.").lower() not in words.sets["prepositions"] | words.sets["adverbials"]


def _within(passage: Passage, before: Draft, each: Quoted) -> bool:
    return before.mode == "mixed" and each.start + passage.at < before.end


def _take(passage: Passage, before: Draft, each: Quoted) -> None:
    if not _within(passage, before, each):
        before.parts.append((each.start + passage.at, each.end + passage.at))
        before.is_open = not each.closed


def _draft(passage: Passage, each: Quoted, rule: str, confidence: float) -> Draft:
    part = each.start + passage.at, each.end + passage.at
    return Draft([part], "direct", rule, confidence, passage, is_open=not each.closed)


def _whole(passage: Passage, draft: Draft, each: Quoted, edge: int) -> Draft:
    """The camp “was a grave,” X said: what stands before the marks is said too."""
    start = max(edge, passage.sentence(each.outer_start)[0])
    lead = passage.masked[start : each.outer_start]
    plain = HIDDEN not in lead and not lead.rstrip().endswith(":")
    if each.outer_start - start > 2 and lead[0].isalnum() and len(lead.split()) < _LEAD and plain:
        draft.parts, draft.mode, draft.rule = [(start + passage.at, draft.end + each.closed)], "mixed", "mixed_behind"
    return draft


def _goes_on(passage: Passage, before: Draft, edge: int, each: Quoted) -> bool:
    """Only the clause that attributes the words before stands between, or nothing."""
    if before.mode != "direct" or passage.masked[edge : each.outer_start].strip(" \n,"):
        return False
    between = passage.masked[before.end - passage.at + 1 : each.outer_start]
    if not between.strip():
        return True
    few = len(sides.inner(passage, each).split()) < _FEW and not passage.ends_inside(each)
    return bool(_SPEAKS_ON.search(between)) and not few and not _second(between)


def _second(between: str) -> bool:
    """“A,” he said, adding: “B”: the second verb makes it a quotation of its own."""
    if not between.rstrip().endswith((":", ",")):
        return False
    return ":" in between[-2:] or bool(re.search(r",\s\w+ing,?\s*$", between))


def _opened(passage: Passage, draft: Draft, memory: Memory, *, first: bool) -> list[Draft]:
    """A paragraph that goes on with words left open in the one before gives them its speaker, if they had none."""
    last = memory.last
    if not (first and last and last.is_open and passage.depth == 0 and draft.start - passage.at <= 2):
        return [draft]
    if last.rule in _GUESSED and draft.speaker:
        last.inherit(draft)
    if last.speaker and draft.speaker and _differ(last.passage.text(last.speaker), passage.text(draft.speaker)):
        return [draft]  # the mark was forgotten
    last.parts += draft.parts
    last.is_open = draft.is_open
    if last.speaker is None:
        last.speaker, last.role, last.cue = draft.speaker, draft.role, draft.cue
    last.passage = passage
    return [last]


def _differ(one: str, other: str) -> bool:
    """Two names of which the last words are not the same."""
    last, another = one.split()[-1:], other.split()[-1:]
    return bool(last and another) and last[0][0].isupper() and another[0][0].isupper() and last != another


def _ahead_or_alone(passage: Passage, each: Quoted, before: Draft | None, memory: Memory) -> list[Draft]:
    if sides.stands_first(passage, each):
        return _alone(passage, each, before, memory) if passage.depth == 0 else []
    said = sides.ahead(passage, each)
    if said is None or (passage.depth and said.phrase is None):
        return []
    if said.direct:
        few = len(sides.inner(passage, each).split()) < _FEW and not passage.ends_inside(each)
        draft = _draft(passage, each, "ahead", 0.7 if few else 0.95).attribute(said, passage.at)
        return [_dropped(draft, before)]
    if before and before.cue and before.cue.start == said.cue.start + passage.at and before.start < before.cue.start:
        return _added(passage, each, before)
    return _mixed(passage, each, said)


def _added(passage: Passage, each: Quoted, before: Draft) -> list[Draft]:
    """“A,” X said, aimed at “so many words”: his too. “A,” X said on “The Hour”: the verb has what it says."""
    between = passage.masked[before.cue.end - passage.at : each.outer_start]  # type: ignore[union-attr]
    if "," in between and len(sides.inner(passage, each).split()) > _FEW:
        _take(passage, before, each)
    return []


def _dropped(draft: Draft, before: Draft | None) -> Draft:
    """A verb without a subject of its own is the last speaker's (“و افزود: «…»”)."""
    return draft.inherit(before) if draft.speaker is None and before else draft


def _mixed(passage: Passage, each: Quoted, said: Attribution) -> list[Draft]:
    """X said the killings were “a crime”: all that is said, marks and all."""
    words = passage.words
    if said.phrase is None or said.content < 0 or (isinstance(words, Latin) and said.cue.verb in words.sets["alone"]):
        return []
    start = content_start(passage.masked, said, words) if isinstance(words, Latin) else _behind_that(passage.masked, said)
    over = each.closed and passage.ends_inside(each) and not passage.goes_on_behind(each)
    end = each.outer_end if over else content_end(passage, each.outer_end)
    if start >= each.outer_start and end <= each.outer_end:
        return [_draft(passage, each, "ahead", 0.9).attribute(said, passage.at)]
    start = min(start, each.outer_start)
    draft = Draft([(start + passage.at, end + passage.at)], "mixed", "mixed", 0.8, passage)
    return [draft.attribute(said, passage.at)]


def _behind_that(text: str, said: Attribution) -> int:
    last = said.phrase.span[1] if said.cue.verb == "according" and said.phrase else said.content
    return _BEHIND_THAT.match(text, last).end()  # type: ignore[union-attr]


def _alone(passage: Passage, each: Quoted, before: Draft | None, memory: Memory) -> list[Draft]:
    """A whole sentence between marks, with no verb of saying beside it."""
    first = before is None and each.outer_start <= 2
    if first and memory.last and memory.last.is_open:
        return _opened(passage, _draft(passage, each, "goes_on", 0.9), memory, first=True)
    announced = memory.announced if first else None
    few = len(sides.inner(passage, each).split()) < _FEW
    if not sides.stands_last(passage, each) or (few and not announced and not before):
        return []
    if announced:
        return [_draft(passage, each, "announced", 0.9).attribute(announced[0], announced[1])]
    if before:
        return [_draft(passage, each, "same_paragraph", 0.85).inherit(before)]
    return [_nearest(passage, each, memory)]


def _nearest(passage: Passage, each: Quoted, memory: Memory) -> Draft:
    """The subject of the sentence before, or who spoke last in the paragraph before."""
    if subject := subject_before(passage, each.outer_start):
        return _draft(passage, each, "subject_before", 0.7).speak(subject, passage.at)
    if each.outer_start <= 2 and memory.last and memory.last.passage is memory.passage:
        return _draft(passage, each, "paragraph_before", 0.7).inherit(memory.last)
    if each.outer_start <= 2 and memory.passage and (subject := subject_before(memory.passage, len(memory.passage.raw))):
        return _draft(passage, each, "subject_of_paragraph_before", 0.6).speak(subject, memory.passage.at)
    return _draft(passage, each, "alone", 0.5)


def subject_before(passage: Passage, at: int) -> Phrase | None:
    """The subject of the last sentence that ends before a place."""
    start = max((each for each in passage.starts if each < at - 1), default=-1)
    if start < 0:
        return None
    words = passage.words
    if isinstance(words, Latin):
        saying = (phrases.before(passage.masked, start, cue.start, words) for cue in cues(passage.masked, start, at, words))
        return next(filter(None, saying), None) or phrases.first(passage.masked, start, at, words)
    return verb_last.first(passage.masked, start, at, words)
