"""What stands beside a quotation in its paragraph, and whether it tells who speaks."""

from __future__ import annotations

from dadkhah.reading.quotes import beside, verb_last
from dadkhah.reading.quotes.cues import Attribution, Cue
from dadkhah.reading.quotes.marks import Quoted
from dadkhah.reading.quotes.passage import Passage
from dadkhah.reading.quotes.words import Script

_CLOSING = "\"'”’»› "
_GOES_ON = ("and ", "in ", "on ", "at ", "to ", "when ", "after ", "before ", "while ", "as ", "but ", "with ", "y ", "en ")


def inner(passage: Passage, each: Quoted) -> str:
    return passage.raw[each.start : each.end].rstrip(_CLOSING)


def stands_first(passage: Passage, each: Quoted) -> bool:
    start, _ = passage.sentence(each.outer_start)
    return not passage.masked[start : each.outer_start].strip(" \n([—–-•*…")


def stands_last(passage: Passage, each: Quoted) -> bool:
    rest = passage.masked[each.outer_end : sentence_end(passage, each.outer_end)]
    return (passage.ends_inside(each) and not passage.goes_on_behind(each)) or not rest.strip(" \n.!?؟…)]")


def sentence_end(passage: Passage, at: int) -> int:
    """End of the sentence that goes on behind a quotation; one that begins right there counts."""
    while at < len(passage.masked) and passage.masked[at].isspace():
        at += 1
    return passage.next_start(at + 1)


def behind(passage: Passage, each: Quoted, following: int) -> Attribution | None:
    """The clause behind a quotation; `following`: where the next one begins."""
    rest = passage.masked[each.outer_end : each.outer_end + 40].lstrip()
    if not each.closed or not rest or each.end <= each.start:
        return None
    words, end = passage.words, min(following, sentence_end(passage, each.outer_end))
    if isinstance(words, Script):
        free = rest[0] in "،,؛;" or stands_first(passage, each)
        return verb_last.behind(passage.masked, each.outer_end, end, words) if free and rest[0] not in ".؟!" else None
    if name := beside.signed(passage.masked, each.outer_end, len(passage.masked)):
        return Attribution(Cue(name.span[0], name.span[0], "—", ""), name, direct=True)
    said = beside.behind(passage.masked, each.outer_end, end, words)
    return said if said and _belongs(passage, each, said, rest, end) else None


def _belongs(passage: Passage, each: Quoted, said: Attribution, rest: str, end: int) -> bool:
    last = inner(passage, each)[-1:]
    if last in ("", ".") or rest[0] in ".;:)":
        return False
    if last in ",—–" or rest[0] in ",—–":
        return True
    if last in "?!…-":
        return rest[0].islower() or _ends_there(passage.masked, said, end)
    return stands_first(passage, each) and len(passage.masked[each.outer_end : said.cue.start].split()) <= 3


def _ends_there(masked: str, said: Attribution, end: int) -> bool:
    """“Is it?” X asked. But: “Is it?” X said that it was."""
    last = max(said.cue.end, said.phrase.span[1] if said.phrase else 0)
    tail = masked[last:end].strip(" .,:;!?\n")
    return len(tail.split()) <= 8 and not tail.startswith(("that ", "he ", "she ", "they ", "it ", "the "))


def ahead(passage: Passage, each: Quoted) -> Attribution | None:
    """The clause before a quotation in its sentence."""
    words, (start, _) = passage.words, passage.sentence(each.outer_start)
    if isinstance(words, Script):
        said = verb_last.ahead(passage.masked, start, each.outer_start, words)
    else:
        said = beside.ahead(passage.masked, start, each.outer_start, words)
    if said and said.direct and _is_fragment(passage, each):
        return Attribution(said.cue, said.phrase, direct=False, content=said.content)
    return said


def _is_fragment(passage: Passage, each: Quoted) -> bool:
    """X said “enough” people died: the sentence goes on behind the marks."""
    if not each.closed or passage.ends_inside(each) or inner(passage, each)[-1:] in ",—–":
        return False
    rest = passage.masked[each.outer_end : sentence_end(passage, each.outer_end)]
    return rest[:1] == " " and len(rest.split()) > 2 and not rest.lstrip().startswith(_GOES_ON) and rest.lstrip()[:1].islower()
