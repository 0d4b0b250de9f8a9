"""Numbers among the pieces of a window: in digits, in words, with hundreds and thousands behind, and two as a range."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from dadkhah.reading.counts.words import Words
from dadkhah.reading.number_words import read_number
from dadkhah.reading.numerals import to_ascii_digits
from dadkhah.reading.pieces import Piece

_GROUPED = re.compile(r"\d{1,3}(?:[,٬،.'’\u202f\u00a0]\d{3})+|\d{1,9}")
_DECIMAL = re.compile(r"\d{1,4}[.٫]\d{1,2}")
_LARGEST = 10**10
_LONGEST = 12
_DOZEN = 12
_ARTICLES = frozenset(("a", "an"))
_DASHES = frozenset("-‐‑–—")


class Number(NamedTuple):
    """`first`, `last`: its pieces. `is_order`: only tens, hundreds or thousands. `in_digits`: begins with digits."""

    first: int
    last: int
    value: int
    upper: int | None = None
    is_order: bool = False
    in_digits: bool = False
    mantissa: int = 0


def numbers(found: Sequence[Piece], use: Words) -> list[Number]:
    """All numbers in order; what is joined to a range is one."""
    return list(_joined(found, list(_single(found, use)), use))


def _single(found: Sequence[Piece], use: Words) -> Iterator[Number]:
    begin, done = use.begin_numbers, -1
    for at, (_, _, kind, word) in enumerate(found):
        if (kind != "number" and word not in begin) or at <= done:
            continue
        number = _digits(found, at, use) if kind == "number" else _words(found, at, use)
        if number and number.value < _LARGEST:
            yield number
        done = number.last if number else at


def _digits(found: Sequence[Piece], at: int, use: Words) -> Number | None:
    plain = to_ascii_digits(found[at].word)
    scale = _scale(found, at + 1, use)
    if scale and _DECIMAL.fullmatch(plain):
        value = int(Decimal(plain.replace("٫", ".")) * scale)
        return Number(at, at + 1, value, in_digits=True)
    if not _GROUPED.fullmatch(plain):
        return None
    mantissa = int(plain if plain.isdecimal() else re.sub(r"\D", "", plain))
    if not scale:
        return Number(at, at, mantissa, in_digits=True, mantissa=mantissa)
    return _with_rest(found, Number(at, at + 1, mantissa * scale, in_digits=True, mantissa=mantissa), scale, use)


def _with_rest(found: Sequence[Piece], number: Number, scale: int, use: Words) -> Number:
    """«۲ هزار و ۸۰۰»; «۳۰ هزار»."""
    after = number.last + 1
    if after + 1 < len(found) and found[after].word in use.numbers.joints and found[after + 1].kind == "number" and use.noun_first:
        plain = to_ascii_digits(found[after + 1].word)
        if re.fullmatch(r"\d{1,3}", plain) and int(plain) < scale:
            return number._replace(last=after + 1, value=number.value + int(plain))
    return number


def _scale(found: Sequence[Piece], at: int, use: Words) -> int:
    """A thousand, a million… that stands there, or 0."""
    return use.numbers.scales.get(found[at].word, 0) if at < len(found) and found[at].kind == "word" else 0


def _words(found: Sequence[Piece], at: int, use: Words) -> Number | None:
    word = found[at].word
    if word in use.orders:
        return _order(found, at, use)
    if word in use.half and at + 2 < len(found) and found[at + 2].word in use.dozen:
        return Number(at, at + 2, _DOZEN // 2)
    if word in use.dozen:
        return _dozen(found, at, use)
    return _read(found, at, use)


def _read(found: Sequence[Piece], at: int, use: Words) -> Number | None:
    read = read_number([piece.word for piece in found[at : at + _LONGEST]], use.numbers)
    if read is None:
        return None
    last = at + read.used - 1
    if read.is_ordinal:
        return Number(at, last, _LARGEST)
    return _spelled(found, at, last, read.value, use)


def _dozen(found: Sequence[Piece], at: int, use: Words) -> Number:
    before = found[at - 1].word if at else ""
    is_vague = before in use.vague
    return Number(at - (is_vague or before in _ARTICLES), at, _DOZEN, is_order=is_vague)


def _spelled(found: Sequence[Piece], at: int, last: int, value: int, use: Words) -> Number | None:
    before, word = (found[at - 1].word if at else ""), found[at].word
    if word in use.numbers.scales and before in use.vague:
        has_article = at > 1 and found[at - 2].word in _ARTICLES
        return Number(at - 1 - has_article, last, value, is_order=True)
    if word in use.numbers.scales and before in _ARTICLES:
        at -= 1
    after = last + 1
    if after < len(found) and found[after].word in use.dozen:
        return Number(at, after, value * _DOZEN)
    if scale := _and_a_half(found, after, use):
        return Number(at, after + scale[0], value * scale[1] + scale[1] // 2)
    return Number(at, last, value, mantissa=use.numbers.plain.get(word, 0))


def _and_a_half(found: Sequence[Piece], at: int, use: Words) -> tuple[int, int] | None:
    """Pieces and scale of "and a half thousand", «و نیم میلیون»."""
    words = [piece.word for piece in found[at : at + 4]]
    for used in (2, 3):
        if len(words) > used and words[0] in use.numbers.joints and words[used - 1] in use.half:
            scale = use.numbers.scales.get(words[used], 0)
            if scale:
                return used, scale
    return None


def _order(found: Sequence[Piece], at: int, use: Words) -> Number:
    """Hundreds; tens of thousands; «ده‌ها هزار»."""
    value, last = use.orders[found[at].word], at
    for further in (at + 1, at + 2):
        word = found[further].word if further < len(found) else ""
        scale = use.orders.get(word, 0) or (use.numbers.scales.get(word, 0) if further == at + 1 else 0)
        if scale >= 1000 > value:
            return Number(at, further, value * scale, is_order=True)
        if word != "of":
            break
    return Number(at, last, value, is_order=True)


def _joined(found: Sequence[Piece], singles: list[Number], use: Words) -> Iterator[Number]:
    at = 0
    while at < len(singles):
        following = singles[at + 1] if at + 1 < len(singles) else None
        both = _range(found, singles[at], following, use) if following else None
        yield both or singles[at]
        at += 2 if both else 1


def _range(found: Sequence[Piece], first: Number, second: Number, use: Words) -> Number | None:
    """Two numbers with "to" between, or "and" where "between" stands before."""
    if second.first - first.last != 2 or first.is_order or second.is_order or _LARGEST in (first.value, second.value):
        return None
    joint, before = found[first.last + 1].word, found[first.first - 1].word if first.first else ""
    is_between = before in use.between
    if not (joint in use.joints or joint in _DASHES or (joint in use.pair_joints and is_between)):
        return None
    low = first.value
    if second.mantissa and second.value > second.mantissa > low:
        low *= second.value // second.mantissa  # two to three thousand
    start = first.first - 1 if is_between else first.first
    return Number(start, second.last, low, second.value, in_digits=first.in_digits) if low < second.value else None
