"""The quotations of a text, from marks to suggestions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from dadkhah.reading.prose import Prose
from dadkhah.reading.quotes import antecedents, speech, stances
from dadkhah.reading.quotes.announcing import announcement
from dadkhah.reading.quotes.drafts import Draft, Memory
from dadkhah.reading.quotes.indirect import indirect
from dadkhah.reading.quotes.marks import plain_marks
from dadkhah.reading.quotes.passage import Passage
from dadkhah.reading.quotes.unmarked import labels, turns, unmarked
from dadkhah.reading.suggestion import Mention, Quote, Span

_DEEPEST = 3
_LONGEST = 10_000
"""Code points of a paragraph."""
_LINE = re.compile(r"\S[^\n]*")
_WRAPPED = re.compile(r"(?<=[a-z,;])\n(?=[A-Za-z“\"])(?![^\n:]{1,60}:\s)")
"""The end of a line in a sentence; not before who speaks next, as “A: …” has it."""
_BROKEN = 120
"""Code points of the longest line that is broken to fit a page."""
_TAIL = 8
_SENTENCE_ENDS = re.compile(r"[.!?؟…:][\"'”’»)\]]*\s*\Z")


def find_quotes(prose: Prose, *, model: bool = False) -> list[Quote]:
    """What somebody says or is said to have said, in the order of the text.

    `model`: parses English with the model of the extra `dadkhah[model]`, which finds more indirect speech and takes some
    hundred times as long. ImportError, with what to install, where it is not there.
    """
    drafts = list(_drafts(prose))
    if model:
        from dadkhah.reading.quotes.parsed import improve

        drafts = improve(_passages(prose), drafts)
    drafts.sort(key=lambda each: (each.start, -each.end))
    antecedents.resolve(drafts, prose.text)
    return [_quote(each, prose.text) for each in drafts]


def _drafts(prose: Prose) -> Iterator[Draft]:
    memory, text = Memory(), prose.text
    known = labels(text)
    for passage in _passages(prose):
        if known and (spoken := turns(passage, known)):
            yield from spoken
            continue
        found = speech.find(passage, memory)
        new = [each for each in found if each is not memory.last]
        new += unmarked(passage, new, memory) + indirect(passage, new)
        for draft in new:
            draft.earlier = memory.passage
        yield from new
        if len(passage.every) > len(passage.tops):
            yield from _nested(passage, 1)
        memory.passage, memory.last = passage, (found[-1] if found else None)
        memory.announced = announcement(passage, memory, found)


def _passages(prose: Prose) -> Iterator[Passage]:
    """The paragraphs; one beyond the length of any that was written is cut behind a sentence or a word."""
    text = prose.text
    for paragraph in prose.paragraphs:
        for start, end in _lines(text, paragraph.start, paragraph.end):
            for first, last in _pieces(text, start, end) if end - start > _LONGEST else ((start, end),):
                yield Passage(_WRAPPED.sub(" ", plain_marks(text[first:last])), first, paragraph.language)


def _lines(text: str, start: int, end: int) -> Iterable[Span]:
    """Lines that nobody broke to fit a page, and that end as sentences do, are paragraphs of their own."""
    if text.find("\n", start, end) < 0:
        return [(start, end)]
    found = [match.span() for match in _LINE.finditer(text, start, end)]
    own = len(found) > 1 and max(last - first for first, last in found) > _BROKEN
    ended = [_SENTENCE_ENDS.search(text, max(first, last - _TAIL), last) is not None for first, last in found] if own else []
    return found if 2 * sum(ended) > len(found) else [(start, end)]


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end:
        last = min(end, start + _LONGEST)
        if last < end:
            cuts = (text.rfind(sign, start + _LONGEST // 2, last) for sign in (". ", " "))
            last = next((at + 1 for at in cuts if at > 0), last)
        yield start, last
        start = last


def _nested(passage: Passage, depth: int) -> Iterator[Draft]:
    """Words that a speaker quotes, where it is said whose they are."""
    if depth > _DEEPEST:
        return
    for each in passage.tops:
        if any(other.depth and each.start <= other.start < each.end for other in passage.every):
            inside = Passage(passage.raw[each.start : each.end], passage.at + each.start, passage.language, depth)
            yield from speech.find(inside, Memory())
            yield from _nested(inside, depth + 1)


def _quote(draft: Draft, text: str) -> Quote:
    parts = tuple([_trimmed(text, part) for part in draft.parts])
    cue, speaker, pronoun, role = draft.cue, draft.speaker, draft.pronoun, draft.role
    stance, reason = stances.judged(draft, text)
    return Quote(
        start=parts[0][0],
        end=parts[-1][1],
        exact=text[parts[0][0] : parts[-1][1]],
        confidence=draft.confidence if draft.speaker else min(draft.confidence, 0.7),
        rule=f"quotes.{draft.rule}",
        parts=parts,
        mode=draft.mode,
        speaker=_mention(text, speaker) if speaker else None,
        pronoun=_mention(text, pronoun) if pronoun else None,
        role=_mention(text, role) if role else None,
        cue=_mention(text, cue[:2]) if cue else None,
        stance=stance,
        reason=_mention(text, reason) if reason else None,
    )


def _trimmed(text: str, part: Span) -> Span:
    start, end = part
    piece = text[start:end]
    if not (piece[:1].isspace() or piece[-1:].isspace()):
        return part
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def _mention(text: str, span: Span) -> Mention | None:
    start, end = span
    return Mention(start, end, text[start:end]) if end > start else None
