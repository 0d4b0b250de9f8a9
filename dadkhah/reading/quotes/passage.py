"""A paragraph, or the words of a quotation, with its quotations hidden: in what is left, sentences and verbs are sought."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from dadkhah.reading.quotes.beside import HIDDEN
from dadkhah.reading.quotes.marks import Quoted, quoted
from dadkhah.reading.quotes.words import Latin, Script, words_of
from dadkhah.reading.suggestion import Span

_SIGNS = ".!?؟…"
_END = re.compile(  # each row of signs is tried once
    rf"[{_SIGNS}\n](?<![{_SIGNS}].)(?:(?<!\n)[{_SIGNS}]*+[\"'”’»›)\]]*+(?=\s+[\"'“‘«‹(\[]*[^\sa-z])|(?<=\n)\s*\n)"
)
_SHORT = re.compile(
    r"(?:^|[\s(\"“«])(?:[A-Z]|(?:[A-Z]\.)+[A-Z]|Del|Brig|Supt|Insp|Mr|Mrs|Ms|Dr|Prof|Gen|Col|Maj|Capt|Lt|Sgt|Rev|Hon|Sr|Jr|St|Sen|Rep|Reps|Sens|Gov|Pres|Amb|Adm|No|Nos"
    r"|Art|vs|Jan|Feb|Aug|Sept|Oct|Nov|Dec|Ky|Ill|Mass|Calif|Fla|Pa|Va|Ariz|Colo|Conn|Ga|Tenn|Wis|Minn|Mich|Ala|Inc|Ltd|Co|Corp|Sra|Dra)\.$"
)

_MOST = 400
_LONGEST_SHORT = 5
"""Letters of the longest word that a full stop cuts short."""


@dataclass(slots=True, eq=False)
class Passage:
    """`at`: where it begins in the whole text; every other place counts from there. `depth`: of quotations around it.

    `every`: its quotations, `tops`: those that stand in no other. `masked`: the text with every sign inside them hidden; as long
    as it was. `words`: of its language. `starts`: where sentences begin.
    """

    raw: str
    at: int
    language: str
    depth: int = 0
    every: list[Quoted] = field(init=False)
    tops: list[Quoted] = field(init=False)
    masked: str = field(init=False)
    words: Latin | Script = field(init=False)
    starts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        found = quoted(self.raw)
        self.every = found if len(found) <= _MOST else []  # no prose, but a table or a drawing of signs
        self.tops = [each for each in self.every if not each.depth] if self.every else []
        self.masked = self._masked() if self.tops else self.raw
        self.words = words_of(self.language)
        self.starts = self._sentences()

    def _masked(self) -> str:
        pieces, last = [], 0
        for each in self.tops:
            pieces += [self.raw[last : each.start], HIDDEN * (each.end - each.start)]
            last = each.end
        return "".join([*pieces, self.raw[last:]])

    def _sentences(self) -> list[int]:
        found, text = {0}, self.masked
        for match in _END.finditer(text):
            if text[match.start()] != "." or not _is_short(text, match.start()):
                found.add(_next_word(text, match.end()))
        for each in self.tops:
            if each.closed and self.ends_inside(each) and not self.goes_on_behind(each):
                found.add(_next_word(self.masked, each.outer_end))
        return sorted(found)

    def ends_inside(self, each: Quoted) -> bool:
        return self.raw[each.start : each.end].rstrip("\"'”’»› ")[-1:] in (".", "!", "?", "…", "؟")

    def goes_on_behind(self, each: Quoted) -> bool:
        """A small letter, or an own full stop, behind the closing mark: the sentence is not over."""
        rest = self.masked[each.outer_end : each.outer_end + 20].lstrip()
        return bool(rest) and (rest[0].islower() or rest[0] in ",;.!?—–-،؛:" or rest.startswith(("و ", "را ", "که ")))

    def sentence(self, at: int) -> tuple[int, int]:
        """The sentence of the masked text around a place."""
        starts = self.starts
        which = bisect_right(starts, at)
        return starts[which - 1], starts[which] if which < len(starts) else len(self.raw)

    def text(self, span: Span) -> str:
        """The words at a place of the whole text; none where it is not in here."""
        return self.raw[span[0] - self.at : span[1] - self.at] if span[0] >= self.at else ""

    def next_start(self, at: int) -> int:
        """Where the first sentence that does not begin before a place begins; the end, where there is none."""
        which = bisect_left(self.starts, at)
        return self.starts[which] if which < len(self.starts) else len(self.raw)


def _is_short(text: str, stop: int) -> bool:
    """Whether a full stop ends an abbreviation; none has so many small letters, or ends in a sign, which is quickly seen."""
    ending = text[max(0, stop - _LONGEST_SHORT - 1) : stop]
    if not ending[-1:].isalpha() or (len(ending) > _LONGEST_SHORT and ending[1:].isalpha() and ending.islower()):
        return False
    return _SHORT.search(text, max(0, stop - 12), stop + 1) is not None


def _next_word(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at
