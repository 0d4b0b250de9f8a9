"""Figures in a text, found where digits or words of number stand."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from dadkhah.reading.counts.judging import counts_nothing, looks_like_a_year, qualifier
from dadkhah.reading.counts.measures import measure, scope
from dadkhah.reading.counts.numbers import Number, numbers
from dadkhah.reading.counts.objects import Counted, counted, named_before
from dadkhah.reading.counts.words import Words, words_of
from dadkhah.reading.pieces import Piece, pieces, windows
from dadkhah.reading.prose import Paragraph, Prose
from dadkhah.reading.suggestion import Figure

_BEFORE, _AFTER = 48, 84
_LONGEST = 9
_SMALL = frozenset(("the", "at", "in", "about", "over", "some", "least", "than", "of", "to", "and", "these", "those", "all"))
_SPELLED = re.compile(
    r"[\s\"“«(—-](?:[Oo]ne (?=p[er]|m[ae]|w[oi]|c[hi]|d[ei]|stu|jo|bo|gir|te)|[Tt](?:wo|hree|en|welve|hirt|wenty|housand|ens )"
    r"|[Ff](?:our|ive|ift|ort)|[Ss](?:ix|even|cores )|[Ee](?:ight|leven)|[Nn]ine|[Hh]undred|[Dd]ozen|[Mm]illions? )"
)
_SPELLED_SPANISH = re.compile(
    r"[\s\"“«(—-](?=[cdmostv])(?:dos|tres|cuatro|cinco|siete|ocho|diez|veinte|treinta|cientos|miles|decenas|mil) "
)
_SPELLED_ARABIC = re.compile(
    r"[\s\"“«(—-](?=[\u0600-\u06ff])(?:هزار|صد|ده‌ها|دهها|میلیون|سیصد|دویست|چهارصد|پانصد|ششصد|هفتصد|هشتصد|نهصد|یکصد"
    r"|(?:یک|دو|سه|چهار|پنج|شش|هفت|هشت|نه|ده|یازده|دوازده|سیزده|چهارده|پانزده|شانزده|هفده|هجده|نوزده) "
    r"|(?:بیست|سی|چهل|پنجاه|شصت|هفتاد|هشتاد|نود) "
    r"|مئات|آلاف|عشرات)"
)
_NEAR, _CLOSE = 70, 16
_LARGE, _OLD, _DOUBTFUL = 20, 100, 0.6
_CLAUSE = 9
"""So many words on either side are looked at for what happened."""


def figures(prose: Prose) -> Iterator[Figure]:
    """Every figure in the order of the text."""
    for paragraph, start, end in windows(prose, _hits(prose), _BEFORE, _AFTER):
        yield from _Window(prose.text, paragraph, start, end).figures()


def _hits(prose: Prose) -> list[int]:
    text = prose.text
    digits = [start for start, end in prose.digits if _may_count(text, start, end)]
    patterns = _spelled(prose)
    spelled = [match.start() + 1 for pattern in patterns for match in pattern.finditer(text)]
    begins = any(pattern.match(f" {text[:20]}") for pattern in patterns)
    return sorted([0, *digits, *spelled] if begins else digits + spelled)


def _spelled(prose: Prose) -> list[re.Pattern[str]]:
    """Those that may find something: each reads the whole text."""
    has_spanish = any(each.language == "es" for each in prose.paragraphs)
    return [_SPELLED, *[_SPELLED_SPANISH] * has_spanish, *[_SPELLED_ARABIC] * prose.has_arabic]


def _no_sign(piece: Piece) -> bool:
    return piece.kind != "sign" or piece.word == "-"


def _goes_on(piece: Piece) -> bool:
    return piece.kind == "word" or piece.word == "-"


def _may_count(text: str, start: int, end: int) -> bool:
    """Most numbers of four digits are years: those behind "in" and before a sign are not looked at."""
    if end - start == 4:
        return text[start - 3 : start] not in ("in ", "در ", "سال") and text[end : end + 1] not in (".", ")", ";", "؛")
    return end - start <= _LONGEST


class _Window:
    """The pieces between two places, and what was counted last in them."""

    def __init__(self, text: str, paragraph: Paragraph, start: int, end: int) -> None:
        self.text, self.paragraph = text, paragraph
        self.use: Words = words_of(paragraph.language)
        self.pieces: Sequence[Piece] = pieces(text, start, end)
        self.last: tuple[int, str] = (-1, "")

    def figures(self) -> Iterator[Figure]:
        if not any(piece.kind == "word" or piece.word == "+" for piece in self.pieces):
            return  # bare numbers count nothing
        for number in numbers(self.pieces, self.use):
            if number.value < 10**10 and not counts_nothing(self.text, self.pieces, number, self.use):
                figure = self._figure(number)
                if figure:
                    yield figure

    def _figure(self, number: Number) -> Figure | None:
        code, first, last = qualifier(self.pieces, number, self.use)
        what = counted(self.pieces, last + 1, number.value, self.use)
        if looks_like_a_year(self.pieces, number) and (what is None or what.sure < 0.8 or not self._is_known(what)):
            return None
        if code == "exact" and what and what.sure <= _DOUBTFUL and self._is_of_a_name(number):
            return None
        if number.value == 1 and code == "exact" and not (self._has_verb(number) and what and self._is_one(number)):
            return None
        if what and not what.is_pronoun:
            return self._made(number, code, (first, what.last), (what.first, what.last), what.sure)
        return self._without_object(number, code, (first, what.last if what else last), what)

    def _without_object(self, number: Number, code: str, span: tuple[int, int], what: Counted | None) -> Figure | None:
        """Where a verb of killing or arrest stands close: "killed 30", "30 were hanged", "the number of dead rose to 45"."""
        named = named_before(self.pieces, number.first, self.use)
        if named:
            return self._made(number, code, span, (named.first, named.last), named.sure)
        at, earlier = self.last
        is_known = at == self._sentence_at(span[0])[0]
        says_how_exact = code not in ("exact", "order") and (is_known or number.value >= _LARGE)
        is_toll = any(piece.word in self.use.tolls for piece in self.pieces[max(0, number.first - 8) : number.first])
        if number.value == 1 or not (what or says_how_exact or is_toll or self._has_verb(number)):
            return None
        if number.value < _OLD and code not in ("exact", "order") and span[0] and self.pieces[span[0] - 1].word in self.use.being:
            return None  # they were under 18
        return self._build(number, code, span, earlier if is_known and not is_toll else "", 0.55)

    def _is_of_a_name(self, number: Number) -> bool:
        """Boeing 737 jets: a name right before, not at the beginning of a sentence."""
        before = self.pieces[number.first - 1] if number.first > 1 else None
        return bool(before and self.text[before.start].isupper() and before.end - before.start > 1 and before.word not in _SMALL)

    def _is_known(self, what: Counted) -> bool:
        """Is the first word behind the number one that is counted, or an adjective that only people have?"""
        return self.use.noun_first or what.last - what.first < 1 or self.pieces[what.first].word in self.use.adjectives

    def _is_one(self, number: Number) -> bool:
        """One person, not one of them; «یک نفر», not «یک زن», which is "a woman"."""
        following = self.pieces[number.last + 1].word
        return following in self.use.classifiers if self.use.noun_first else following != "of"

    def _has_verb(self, number: Number) -> bool:
        verbs = self.use.verbs
        near = [*self.pieces[max(0, number.first - 4) : number.first], *self.pieces[number.last + 1 : number.last + 5]]
        return any(piece.word in verbs for piece in near)

    def _made(self, number: Number, code: str, span: tuple[int, int], object_at: tuple[int, int], sure: float) -> Figure:
        words = self.text[self.pieces[object_at[0]].start : self.pieces[object_at[1]].end]
        self.last = self._sentence_at(span[0])[0], words
        return self._build(number, code, span, words, sure, object_at)

    def _build(
        self, number: Number, code: str, span: tuple[int, int], words: str, sure: float, object_at: tuple[int, int] | None = None
    ) -> Figure:
        start, end = self.pieces[span[0]].start, self.pieces[span[1]].end
        first, last = self._sentence_at(span[0])
        near = self.text[max(first, start - _NEAR) : min(last, end + _NEAR)]
        before = self.text[max(first, start - _CLOSE) : start]
        objects = [piece.word for piece in self.pieces[object_at[0] : object_at[1] + 1]] if object_at else []
        kind = measure(objects, self._around(span), before, near, self.use)
        return Figure(
            start=start, end=end, exact=self.text[start:end], confidence=sure, rule="counted" if objects else "verb",
            number=number.value, upper=number.upper, qualifier=code, object=words,
            measure=kind, scope=scope(near, self.use),
        )  # fmt: skip

    def _around(self, span: tuple[int, int]) -> list[str]:
        """Words of the clause, those behind first: a sign or another number ends it."""
        far = _CLAUSE * (2 if self.use.noun_first else 1)  # where the verb ends the sentence
        behind = itertools.takewhile(_no_sign, self.pieces[span[1] + 1 : span[1] + 1 + far])
        before = itertools.takewhile(_goes_on, reversed(self.pieces[max(0, span[0] - _CLAUSE) : span[0]]))
        return [piece.word for pair in itertools.zip_longest(behind, before) for piece in pair if piece]

    def _sentence_at(self, piece: int) -> tuple[int, int]:
        """Start and end of the sentence of a piece; no more of it than one can look at."""
        sentences = self.paragraph.sentences
        at = self.pieces[piece].start
        start, end = sentences[max(0, bisect_right(sentences, (at, len(self.text))) - 1)]
        return max(start, at - 400), min(end, at + 400)
