"""Quotation marks in pairs: what stands between them, one in another, with the apostrophes left alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

_MARKS = re.compile('[“”„‟"«»‹›]')
_ALL_MARKS = re.compile("[“”„‟\"«»‹›‘’']")
_SINGLE_OPENS = re.compile(r"['‘](?<!\w.)(?=[^\s'’])")  # a pattern that begins with its sign is found faster
_OPENS = {"“": "”", "„": "”", "«": "»", "‹": "›", "‘": "’"}
_CLOSES = {"”": "“„‟", "»": "«", "›": "‹"}
_BEFORE_OPENING = frozenset("([{—–-/“”„\"«‹‘'…:،,")
_SINGLE = re.compile(r"['’](?<=\S.)(?!\w)")
_ELIDED = re.compile(r"(?:\d\d|em\b|tis\b|til\b|cause\b|n\b)")


_TWO_OPEN = re.compile(r"(?<![^\s(\[—–-])(?:''|``)(?=[^\s'])")
_TWO_CLOSE = re.compile(r"''")


class Quoted(NamedTuple):
    """`start`, `end`: the words; `outer`: with their marks. `depth`: how many others it stands in. `closed`: has an end."""

    start: int
    end: int
    outer_start: int
    outer_end: int
    depth: int
    closed: bool


@dataclass(slots=True)
class _Open:
    sign: str
    at: int


def plain_marks(text: str) -> str:
    """Two apostrophes that stand for one mark (''so'') become it and a space; the length stays."""
    return _TWO_CLOSE.sub('" ', _TWO_OPEN.sub(' "', text)) if "''" in text or "``" in text else text


def quoted(text: str) -> list[Quoted]:
    """The pairs of one paragraph, in the order of their beginnings; one that is left open reaches to its end."""
    stack: list[_Open] = []
    found: list[tuple[int, int, bool, str]] = []
    single = _SINGLE_OPENS.search(text) if "'" in text or "‘" in text else None
    if not single and (plain := _plain(text)) is not None:
        return plain
    last_single = max((match.start() for match in _SINGLE.finditer(text)), default=-1) if single else -1
    for match in (_ALL_MARKS if single else _MARKS).finditer(text):
        at, sign = match.start(), match[0]
        if (which := _closes(text, at, sign, stack)) is not None:
            found.append((stack[which].at, at, True, stack[which].sign))
            del stack[which:]
        elif _opens(text, at, sign, last_single):
            if sign == '"':  # one that was never closed
                stack = [each for each in stack if each.sign != '"']
            stack.append(_Open(sign, at))
    if stack:
        found += _left_open(text, stack, found)
    return _with_depth(sorted(found))  # no two begin at one place


def _plain(text: str) -> list[Quoted] | None:
    """Where every mark shows which way it looks, and none stands in another, as in most texts; else None."""
    places = [match.start() for match in _MARKS.finditer(text)]
    if not places:
        return []
    opening, closing = places[::2], places[1::2]
    if len(opening) > len(closing):
        return None
    pairs = list(zip(opening, closing, strict=True))
    if not all(end - start > 1 and _are_pair(text, start, end) for start, end in pairs):
        return None
    return [Quoted(start + 1, end, start, end + 1, 0, True) for start, end in pairs]


def _are_pair(text: str, start: int, end: int) -> bool:
    one, other = text[start], text[end]
    if one == "“":
        return other == "”"
    return one == other == '"' and _opens(text, start, '"', -1) and not _plainly_opens(text, end)


def _opens(text: str, at: int, sign: str, last_single: int) -> bool:
    after = text[at + 1 : at + 2]
    if not after or after.isspace():  # a space behind the mark is a slip of the typist, which the beginning of a text shows
        return bool(after) and (sign in "«“" or (at == 0 and sign in '"”'))
    free = at == 0 or text[at - 1].isspace() or text[at - 1] in _BEFORE_OPENING
    if sign in "'‘":
        return free and at < last_single and (after.isalnum() or after in '[…“"¿¡') and not _ELIDED.match(text, at + 1)
    return sign in _OPENS or (sign in '"”‟' and free)


def _closes(text: str, at: int, sign: str, stack: list[_Open]) -> int | None:
    """Which of the open ones this mark closes, if it does."""
    if not stack:
        return None
    if sign in "'’":
        return _closes_single(text, at, stack)
    wanted = _CLOSES.get(sign, '"' if sign == '"' else "„" if sign == "“" else "")
    if sign == '"' and _plainly_opens(text, at):
        return None
    wanted += '"”' if sign == "”" else ""
    for which in range(len(stack) - 1, max(-1, len(stack) - 5), -1):
        if stack[which].sign in wanted and stack[which].at < at - 1:
            return which
    return None


def _plainly_opens(text: str, at: int) -> bool:
    return (at == 0 or text[at - 1].isspace()) and text[at + 1 : at + 2].isalnum()


def _closes_single(text: str, at: int, stack: list[_Open]) -> int | None:
    """An apostrophe stands before a letter, or between an s and a small letter; then nothing is closed."""
    before, after = text[at - 1], text[at + 1 : at + 2]
    if after.isalnum() or before.isspace() or stack[-1].sign not in "'‘":
        return None
    owning = before in "sx" and after == " " and text[at + 2 : at + 3].islower()
    later = owning and _SINGLE.search(text, at + 1, at + 400)
    return None if later else len(stack) - 1


def _left_open(text: str, stack: list[_Open], found: list[tuple[int, int, bool, str]]) -> list[tuple[int, int, bool, str]]:
    """One that goes on in the next paragraph. A mark that others of its kind follow was forgotten, not left open."""
    outer = next((each for each in stack if each.sign not in "'‘"), None)
    if outer is None or any(start > outer.at and sign == outer.sign for start, _, _, sign in found):
        return []
    return [(outer.at, len(text), False, outer.sign)]


def _with_depth(pairs: list[tuple[int, int, bool, str]]) -> list[Quoted]:
    found, ends = [], list[int]()
    for start, end, closed, _ in pairs:
        while ends and ends[-1] <= start:
            ends.pop()
        if not ends or end <= ends[-1]:
            found.append(Quoted(start + 1, end, start, end + closed, len(ends), closed))
            ends.append(end)
    return found
