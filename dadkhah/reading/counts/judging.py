"""How exact a number is meant, and whether it counts anything at all."""

from __future__ import annotations

from collections.abc import Sequence

from dadkhah.reading.counts.numbers import Number
from dadkhah.reading.counts.words import Words
from dadkhah.reading.pieces import Piece

_LONGEST = 5
_MONEY_AND_PARTS = frozenset("$€£¥%٪#№§°=<>")
_ATTACHED = frozenset("-‐‑–—/:.")
_OR_MORE = {("or", "more"), ("or", "so"), ("یا", "بیشتر")}
_BETWEEN = frozenset(("more", "of", "full", "whole", "long", "other", "consecutive", "square", "-"))
"""Words that may stand between a number and its unit."""
_WAS, _ONE_PERSON, _OLDEST = frozenset(("was", "is", "turned")), frozenset(("he", "she", "i", "who")), 120
_YEARS = range(1250, 2101)


def qualifier(found: Sequence[Piece], number: Number, use: Words) -> tuple[str, int, int]:
    """Its code, and the first and last piece of the figure so far."""
    first, last = number.first, number.last
    before, start = _before(found, first, use)
    behind, end = _behind(found, last, use)
    if before == "exact":
        before, start = "", first
    if number.upper is not None:
        return "range", start if before else first, last
    if number.is_order:
        return "order", start if before else first, last
    return before or behind or "exact", start if before else first, end


def _before(found: Sequence[Piece], first: int, use: Words) -> tuple[str, int]:
    at = first - 1
    while at > 0 and found[at].word in ("the", "a", "an", "those", "these", "de", "los", "las"):
        at -= 1
    if at < 0 or found[at].word not in use.end_qualifiers:
        return "", first
    for length in range(_LONGEST, 0, -1):
        start = at + 1 - length
        phrase = tuple(piece.word for piece in found[max(start, 0) : at + 1])
        if start >= 0 and phrase in use.qualifiers:
            return use.qualifiers[phrase], start
    return "", first


def _behind(found: Sequence[Piece], last: int, use: Words) -> tuple[str, int]:
    if last + 1 == len(found):
        return "", last
    following = found[last + 1]
    for phrase, code in use.behind.items():
        if following.word == phrase[0] and tuple(piece.word for piece in found[last + 1 : last + 1 + len(phrase)]) == phrase:
            return code, last + len(phrase)
    return ("at_least", last + 1) if following.word == "+" and following.start == found[last].end else ("", last)


def counts_nothing(text: str, found: Sequence[Piece], number: Number, use: Words) -> bool:
    """Money, ages, spans of time, measures, places in a row, parts of a word: none of ours."""
    start, end = found[number.first].start, found[number.last].end
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if (before and before in _MONEY_AND_PARTS) or (after and after in _MONEY_AND_PARTS):
        return True
    if _is_age(found, number):
        return True
    return _is_attached(found, number) or _is_numbered(text, found, number, use) or _is_measured(found, number, use)


def _is_age(found: Sequence[Piece], number: Number) -> bool:
    """He was 27 when …, she turned 19."""
    before = [piece.word for piece in found[max(0, number.first - 2) : number.first]]
    if number.value > _OLDEST or not before or before[-1] not in _WAS:
        return False
    behind = found[number.last + 1].word if number.last + 1 < len(found) else ""
    return behind == "when" or (before[0] in _ONE_PERSON and (not behind.isalpha() or behind in ("at", "on", "and")))


def _is_attached(found: Sequence[Piece], number: Number) -> bool:
    """25-year-old, G-7, 3/4, 28th."""
    before = found[number.first - 1] if number.first else None
    after = found[number.last + 1] if number.last + 1 < len(found) else None
    behind = found[number.last + 2] if number.last + 2 < len(found) else None
    start, end = found[number.first].start, found[number.last].end
    if after and after.start == end and (after.kind in ("word", "number", "date") and after.word.isascii()):
        return True
    if after and after.start == end and after.word in _ATTACHED and behind and behind.start == after.end:
        return True
    return bool(before and before.end == start and (before.word in _ATTACHED or before.kind == "word"))


def _is_numbered(text: str, found: Sequence[Piece], number: Number, use: Words) -> bool:
    """Article 19, No. 6, Ward Two, 6 Mordad; a year that stands where no noun follows."""
    at = number.first - 1
    if at > 0 and found[at].word == ".":
        at -= 1
    if at >= 0 and found[at].kind == "word" and found[at].word in use.numbered:
        return True
    is_name = not number.in_digits and number.first > 0 and text[found[number.first].start].isupper()
    return is_name and found[number.first - 1].kind == "word"


def _is_measured(found: Sequence[Piece], number: Number, use: Words) -> bool:
    """Five years, 12 per cent, 300 dollars, one in five, two-thirds."""
    at = number.last + 1
    if at + 1 < len(found) and (found[at].word, found[at + 1].word) in _OR_MORE:
        at += 2
    word = found[at].word if at < len(found) else ""
    further = found[at + 1].word if at + 1 < len(found) else ""
    if word in _BETWEEN and further in use.not_counted:
        return True
    if _is_share(found, number.first - 1, use):
        return True
    is_share = word in ("in", "out") and at + 1 < len(found) and (found[at + 1].kind == "number" or further in use.numbers.starters)
    return word in use.not_counted or is_share


def _is_share(found: Sequence[Piece], at: int, use: Words) -> bool:
    """One in five: the five."""
    if at < 1 or found[at].word not in ("in", "of") or (found[at].word == "of" and found[at - 1].word != "out"):
        return False
    return found[at - 1].word in use.numbers.plain or found[at - 1].word == "out"


def looks_like_a_year(found: Sequence[Piece], number: Number) -> bool:
    """Four digits without a mark between, of a time that people write of."""
    piece = found[number.first]
    return number.in_digits and number.first == number.last and len(piece.word) == 4 and number.value in _YEARS
