"""Where what is said begins and ends in the sentence of its verb."""

from __future__ import annotations

import re

from dadkhah.reading.quotes import sides
from dadkhah.reading.quotes.cues import Attribution
from dadkhah.reading.quotes.passage import Passage
from dadkhah.reading.quotes.words import Latin

_SECOND_CLAUSE = re.compile(
    r"[,;] (?:(?:while|before|and) )?(?:adding|citing|saying|noting|insisting|arguing|warning|according"
    r"|calling|describing|emphasi[sz]ing|stressing"
    r"|(?:and|but|while|though|although) (?:[\w’'.-]+ ){1,7}?"
    r"(?:said|says?|warned|added|argued|denied|claimed|called|noted|insisted|told"
    r"|announced|reported|stated|confirmed|acknowledged|admitted|clarified|speculated|replied))\b"
)
_THAT = re.compile(
    r"\s+(?:in|on|at|to|late|earlier|en)(?: [\w’'-]+){1,6}? (?:that|que)\s+|[\s,:]*(?:(?:that|que)\b)?\s*"
)
_RECEIVER = re.compile(r"\s+[\w’'. -]{1,60}?\s(?=that\b)|\s+(?:[\w’']+\s){1,2}(?=\S)")


def content_start(text: str, said: Attribution, words: Latin) -> int:
    """Behind the verb, whom it is told to, and “that”."""
    if said.cue.verb in words.sets["receiver"]:
        receiver = _RECEIVER.match(text, said.cue.end)
        start = receiver.end() if receiver else said.cue.end
    else:
        start = said.cue.end
    match = _THAT.match(text, start)
    return match.end() if match else start


def content_end(passage: Passage, at: int) -> int:
    """End of what is said in a sentence: its full stop, or a second verb of saying."""
    stop = sides.sentence_end(passage, at)
    second = _SECOND_CLAUSE.search(passage.masked, at, stop)
    kept = passage.masked[: second.start() if second else stop].rstrip()
    return max(at, len(kept) - (kept[-1:] in ".;:"))
