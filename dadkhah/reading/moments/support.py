"""Whether a number of four digits alone is a year: what stands before and behind it must make it one."""

from __future__ import annotations

from collections.abc import Sequence

from dadkhah.reading.moments.lexemes import Lexeme
from dadkhah.reading.moments.when import When

MODERN = range(1800, 2101)
_LATELY = range(1900, 2036)
_PERSIAN = range(1300, 1411)
_COUNTED, _TIME = "u", "iSFBbUlpaeYgVE"
NONE = 0.0


def support(lexemes: Sequence[Lexeme], at: int, when: When, language: str, *, is_whole: bool) -> float:
    """How sure it is that the lexeme is a year: 0 for not at all."""
    if is_whole:
        return when.sure
    if _letter(lexemes, at - 1) == "#" or (_letter(lexemes, at - 1) == "." and _letter(lexemes, at - 2) == "#"):
        return NONE
    return _by_its_neighbours(lexemes, at, when, language)


def _by_its_neighbours(lexemes: Sequence[Lexeme], at: int, when: When, language: str) -> float:
    number = when.year or 0
    before, after = _letter(lexemes, at - 1), _letter(lexemes, at + 1)
    if before in "t1" or (before == "x" and _is_possessive(lexemes[at - 1])):
        return _after_the(lexemes, at, number, language)
    if _is_twice(lexemes, at, number):
        return 0.9
    if number not in MODERN and number not in _PERSIAN:
        return min(when.sure, 0.6) if before == "i" and number >= 1500 and after != _COUNTED else NONE
    if after == _COUNTED:
        return when.sure * 0.6 if before in "iS" else NONE
    if before in _TIME or (before == "f" and number in MODERN) or (before == "," and after == ")"):
        return when.sure
    return _among_signs(before, after, number, when, language)


def _letter(lexemes: Sequence[Lexeme], at: int) -> str:
    return lexemes[at].letter if 0 <= at < len(lexemes) else "."


def _after_the(lexemes: Sequence[Lexeme], at: int, number: int, language: str) -> float:
    """The 1988 executions: a year; the 1988 prisoners: a count."""
    following = _letter(lexemes, at + 1)
    if following == _COUNTED and lexemes[at + 1].word in ("executions", "killings"):
        following = "x"
    return 0.8 if following == "x" and number in _LATELY and language not in ("fa", "ar") else NONE


def _is_twice(lexemes: Sequence[Lexeme], at: int, number: int) -> bool:
    """1367 (1988), 1367/1988: one year in two calendars."""
    near = [other.value for other in (*lexemes[max(0, at - 2) : at], *lexemes[at + 1 : at + 3]) if other.letter == "P"]
    ahead = [abs(number - (each.year or 0)) for each in near if each.is_bare_year]
    return any(each in (621, 622) for each in ahead)


def _is_possessive(lexeme: Lexeme) -> bool:
    """The group's 1988 report: an apostrophe is not kept in the word, but has its place in the text."""
    return lexeme.word.endswith("s") and lexeme.end - lexeme.start == len(lexeme.word) + 1


def _among_signs(before: str, after: str, number: int, when: When, language: str) -> float:
    if before == "(" and after in "),-;":
        return when.sure
    if language in ("fa", "ar") and before in "xf" and (number in _PERSIAN or number in _LATELY) and after not in "-/%":
        return min(when.sure, 0.6)
    if number in _LATELY and before in ",PZ&T" and after in ".,)&":
        return min(when.sure, 0.6)
    return NONE
