"""In which encoding bytes are written: by their marks, by what only UTF-8 can be, else by the letters they would give.

Windows-1256, ISO-8859-6 and MacArabic give almost any bytes some Arabic letters, and Windows-1252 gives them some Latin
ones; which text is the likeliest is told by how often its letters occur in names, and by what stands beside them.
Where no text of these is likely, charset-normalizer is asked, for Cyrillic and other scripts.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from functools import cache
from math import log

from dadkhah.sentences import Sentence

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ONE_BYTE = ("windows-1256", "windows-1252", "iso8859-6", "mac_arabic")
FEW = 0.2
"""A file is UTF-8 with damage where at most this share of what is above ASCII is no letter: no other text looks so by chance."""
UNLIKELY = -5.0
"""Mean logarithm of a letter's likelihood below which a text is none that we know."""
_LOOKED_AT = 20_000
"""So many bytes above ASCII tell enough."""
_ARABIC = {
    "ا": 140, "ی": 60, "ي": 60, "ن": 70, "ر": 70, "م": 75, "د": 60, "ه": 50, "و": 50, "ل": 60, "ت": 35, "ب": 35, "س": 40, "ع": 30,
    "ح": 30, "ک": 20, "ك": 20, "ش": 25, "ز": 22, "ف": 22, "ق": 12, "خ": 12, "ج": 12, "پ": 9, "گ": 10, "ط": 8, "ص": 10, "ض": 6,
    "غ": 5, "ظ": 3, "ث": 2, "ذ": 3, "ژ": 1, "چ": 4, "ء": 2, "أ": 6, "إ": 3, "آ": 5, "ؤ": 1, "ئ": 3, "ى": 5, "ة": 9, "،": 4, "؛": 1,
    "؟": 1, "ـ": 0.5, "\u200c": 8, "«": 2, "»": 2, **dict.fromkeys("٠١٢٣٤٥٦٧٨٩", 8),
}  # fmt: skip
_LATIN = {
    "á": 60, "é": 80, "í": 60, "ó": 60, "ú": 20, "ñ": 40, "ü": 8, "ç": 15, "ã": 12, "õ": 6, "è": 15, "à": 10, "ê": 5, "â": 4,
    "ô": 4, "î": 2, "ï": 2, "û": 2, "ù": 2, "ë": 10, "ö": 6, "ä": 5, "ß": 2, "Á": 10, "É": 10, "Í": 8, "Ó": 8, "Ú": 3,
    "Ñ": 15, "Ç": 5, "ø": 2, "å": 2, "º": 5, "ª": 3, "’": 8, "‘": 3, "“": 3, "”": 3, "–": 4, "´": 2, "¿": 1, "¡": 1, "«": 1, "»": 1,
}  # fmt: skip


class UnknownEncoding(ValueError):
    """The name of an encoding that is none."""


def named(encoding: str) -> str:
    """The encoding's name as Python spells it. Raises UnknownEncoding."""
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        raise UnknownEncoding(
            Sentence(
                "There is no encoding “{encoding}”. Usual ones are utf-8, utf-16, windows-1256 and windows-1252.", encoding=encoding
            )
        ) from None


def guess(head: bytes) -> str:
    """The encoding of a text that begins with these bytes; a few hundred kilobytes are enough."""
    marked = next((encoding for mark, encoding in MARKS if head.startswith(mark)), "")
    return marked or _two_bytes(head) or _utf_8(head) or _one_byte(head)


def _two_bytes(head: bytes) -> str:
    """UTF-16 without its mark: every line end and space has a zero byte, always on the same side."""
    even, odd = head[: 1 << 16 : 2], head[1 : 1 << 16 : 2]
    zeros = (even.count(0), odd.count(0))
    if sum(zeros) < max(2, len(head[: 1 << 16]) // 30) or min(zeros) * 20 > max(zeros):
        return ""
    return "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"


def _utf_8(head: bytes) -> str:
    if _is_utf_8(head):
        return "utf-8"
    text = head.decode("utf-8", "surrogateescape")
    letters = [letter for letter in text if letter > "\x7f"]
    damaged = sum("\udc80" <= letter <= "\udcff" for letter in letters)
    return "utf-8" if damaged <= FEW * len(letters) else ""


def _is_utf_8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)  # the last letter may be cut in two
    except UnicodeDecodeError:
        return False
    return True


def _one_byte(head: bytes) -> str:
    # The bytes above ASCII with those beside them, from the whole of the head and not from its beginning alone.
    likely = {encoding: _likelihood(head, encoding) for encoding in ONE_BYTE}
    best = max(ONE_BYTE, key=lambda encoding: likely[encoding])
    return best if likely[best] > UNLIKELY else _normalized(head) or best


def _normalized(head: bytes) -> str:
    from charset_normalizer import from_bytes

    found = from_bytes(head[: 1 << 16]).best()
    return found.encoding if found else ""


def _likelihood(head: bytes, encoding: str) -> float:
    """The mean over all letters above ASCII of the logarithm of their likelihood where they stand."""
    text = head.decode(encoding, "replace")
    places = [at for at, letter in enumerate(text) if letter > "\x7f"][:_LOOKED_AT]
    if not places:
        return 0.0
    return sum(_likely(text[at], text[max(0, at - 1) : at + 2]) for at in places) / len(places)


def _likely(letter: str, beside: str) -> float:
    arabic, latin = _logarithms()
    has_latin = any(other.isascii() and other.isalpha() for other in beside)
    if letter in latin and (has_latin or letter not in arabic):
        return latin[letter] if has_latin or not letter.isalpha() else latin[letter] - 3
    if letter in arabic:
        return arabic[letter] - 3 * has_latin
    return -9.0


@cache
def _logarithms() -> tuple[dict[str, float], dict[str, float]]:
    return _logarithm(_ARABIC.items()), _logarithm(_LATIN.items())


def _logarithm(counts: Iterable[tuple[str, float]]) -> dict[str, float]:
    return {letter: log(count / 1000) for letter, count in counts}
