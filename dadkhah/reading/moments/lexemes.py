"""A window of text as lexemes, each with the letter of its class: the grammar is written over these letters.

Numbers: n a day's number, v another of two digits, y of four digits (1000 to 2199), q a year after an apostrophe, e a decade,
o a place in a row, c a small number in words, j a year in words, d a date all in digits, z no part of any date. m a month,
h a month whose name is a common word too, @ a day that has a name, s a season, w a weekday, p a part, r a calendar;
x anything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from dadkhah.reading.moments.lexicon import Lexicon, lexicon
from dadkhah.reading.number_words import Spelled, number_words, read_number
from dadkhah.reading.pieces import Piece, pieces

_SIGNS = dict.fromkeys("-‐‑‒–—−", "-") | dict.fromkeys(",،", ",") | dict.fromkeys("?؟", "?") | dict.fromkeys("~≈", "a")
_SIGNS |= dict.fromkeys("([", "(") | dict.fromkeys(")]", ")") | {".": ".", "/": "/"}
_MONEY_AND_NUMBERS = frozenset("$€£¥#№§%٪+<>=")
_JOINING = frozenset("-‐‑'’.ʿʾ`‘")
_DAY_ENDINGS = frozenset(("st", "nd", "rd", "th", "ام", "م"))
_DECADE_ENDINGS = frozenset(("s", "ers"))
_APOSTROPHES = frozenset("'’‘")
_new = tuple.__new__


class Lexeme(NamedTuple):
    """`value`: a number, (calendar, month), a When, or what the lexicon says."""

    letter: str
    start: int
    end: int
    value: Any
    word: str = ""


def lexemes(text: str, start: int, end: int, language: str) -> list[Lexeme]:
    return _lexed(text, pieces(text, start, end), language)


def _lexed(text: str, found: Sequence[Piece], language: str) -> list[Lexeme]:
    use, numbers = lexicon(language), number_words(language)
    phrases, starters = use.phrases, numbers.starters
    out: list[Lexeme] = []
    at, end = 0, len(found)
    while at < end:
        piece = found[at]
        start, stop, kind, word = piece
        if kind == "word" and word not in phrases and word not in starters:
            lexeme, used = _new(Lexeme, ("x", start, stop, None, word)), 1
        elif kind == "word":
            lexeme, used = _phrase(text, found, at, use) or _spelled(found, at, numbers) or _other(piece)
        elif kind == "number":
            lexeme, used = _number(text, found, at)
        elif word in _APOSTROPHES and _is_short_year(found, at + 1, stop):
            at += 1
            continue
        else:
            lexeme, used = _new(Lexeme, ("d" if kind == "date" else _SIGNS.get(word, "x"), start, stop, word, "")), 1
        out.append(lexeme)
        at += used
    return out


def _is_short_year(found: Sequence[Piece], at: int, start: int) -> bool:
    return at < len(found) and found[at].kind == "number" and found[at].start == start and len(found[at].word) == 2


def _other(piece: Piece) -> tuple[Lexeme, int]:
    return Lexeme("x", piece.start, piece.end, None, piece.word), 1


def _phrase(text: str, found: Sequence[Piece], at: int, use: Lexicon) -> tuple[Lexeme, int] | None:
    piece = found[at]
    following = _next(found, at)
    for phrase in use.phrases.get(piece.word, ()):
        last = _follows(found, at, following, phrase.rest) if phrase.rest else at
        if last is None or (piece.word in use.capital and not text[piece.start].isupper()):
            continue
        letter = "h" if phrase.letter == "m" and not phrase.rest and piece.word in use.weak else phrase.letter
        return Lexeme(letter, piece.start, found[last].end, phrase.value, piece.word), last - at + 1
    return None


def _follows(found: Sequence[Piece], at: int, following: int, rest: Sequence[str]) -> int | None:
    """The place of the last of these words, if they come next: hyphens and points may stand between."""
    for word in rest:
        if following >= len(found) or found[following].word != word:
            return None
        at, following = following, _next(found, following)
    return at


def _next(found: Sequence[Piece], at: int) -> int:
    """The place of the piece behind it that is no hyphen or point; the end, where there is none."""
    at += 1
    while at < len(found) and found[at].word in _JOINING:
        at += 1
    return at


def _spelled(found: Sequence[Piece], at: int, numbers: Any) -> tuple[Lexeme, int] | None:
    if found[at].word not in numbers.starters:
        return None
    words = [piece.word for piece in found[at : at + 12]]
    read = read_number(words, numbers)
    if read is None:
        return None
    if 13 <= read.value <= 20 and not read.is_ordinal:  # nineteen eighty-eight
        more = read_number(words[read.used :], numbers)
        if more and 10 <= more.value <= 99 and not more.is_ordinal:
            read = Spelled(100 * read.value + more.value, read.used + more.used, is_ordinal=False)
    last = found[at + read.used - 1]
    return Lexeme(_spelled_letter(read), found[at].start, last.end, read.value), read.used


def _spelled_letter(read: Spelled) -> str:
    if read.is_ordinal:
        return "o" if read.value <= 31 else "z"
    return "c" if read.value < 100 else "j" if 1000 <= read.value < 2200 else "z"


def _number(text: str, found: Sequence[Piece], at: int) -> tuple[Lexeme, int]:
    piece = found[at]
    before = text[piece.start - 1 : piece.start]
    after = found[at + 1] if at + 1 < len(found) and found[at + 1].start == piece.end else None
    letter, value = _digits(piece.word)
    if before in _MONEY_AND_NUMBERS and before:
        letter = "z"
    if after is None:
        quoted = letter in "nv" and len(piece.word) == 2 and before in _APOSTROPHES and before
        return _new(Lexeme, ("q" if quoted else letter, piece.start, piece.end, value, "")), 1
    return _with_ending(found, at, _new(Lexeme, (letter, piece.start, piece.end, value, "")), before)


def _with_ending(found: Sequence[Piece], at: int, lexeme: Lexeme, before: str) -> tuple[Lexeme, int]:
    """28th, ۲۸ام, 1980s, '80s, 1980's; other letters or a per cent sign at its end make the number none of ours."""
    after = found[at + 1]
    if lexeme.letter == "n" and after.word in _DAY_ENDINGS:
        return lexeme._replace(letter="o", end=after.end), 2
    far = at + 2 if after.word in _APOSTROPHES and at + 2 < len(found) else at + 1
    if found[far].word in _DECADE_ENDINGS and lexeme.letter in "ynv" and lexeme.value % 10 == 0:
        quoted = before in _APOSTROPHES and before
        value = lexeme.value if lexeme.letter == "y" else 1900 + lexeme.value
        letter = "e" if lexeme.letter == "y" or quoted or lexeme.value > 9 else "z"
        return Lexeme(letter, lexeme.start, found[far].end, value), far - at + 1
    if (after.kind == "word" and after.word.isascii()) or after.word in _MONEY_AND_NUMBERS:
        return lexeme._replace(letter="z"), 1
    quoted = lexeme.letter in "nv" and before in _APOSTROPHES and before
    return (lexeme._replace(letter="q") if quoted else lexeme), 1


def _digits(word: str) -> tuple[str, int]:
    if len(word) > 4 or not word.isdecimal():
        return "z", 0
    value = int(word)
    if len(word) == 4:
        return ("y" if 1000 <= value < 2200 else "z"), value
    if len(word) == 3:
        return "z", value
    return ("n" if 1 <= value <= 31 else "v" if len(word) == 2 else "z"), value
