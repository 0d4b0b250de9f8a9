"""Plain texts in any usual encoding."""

from __future__ import annotations

from dadkhah.reading import encodings
from dadkhah.reading.extract.reading_page import Read, Whole, clean
from dadkhah.sentences import Sentence

_HEAD = 1 << 20
_CERTAIN = ("utf-8", "utf-8-sig", "utf-16", "utf-32")


def read(data: bytes) -> Whole:
    encoding = encodings.guess(data[:_HEAD])
    text = data.decode(encoding, "replace")
    notes: list[str] = []
    if encoding not in _CERTAIN:
        notes.append(Sentence("The encoding is told by the letters: {encoding}.", encoding=encoding))
    if lost := text.count("\ufffd"):
        notes.append(Sentence("{count} signs could not be read.", count=lost))
    return Whole([Read(clean(text))], notes=notes)
