"""Where in an item's text some words stand: offsets in code points, with what stands before and after them."""

from __future__ import annotations

import codecs
import re
from typing import Any

from dadkhah.archive.envelopes import opened
from dadkhah.archive.models import Item
from dadkhah.sentences import Sentence

LARGEST = 8_000_000
"""Bytes of a text that are searched for a quotation; a longer one is quoted by its lines."""
AROUND = 32
TEXTS = ("text/", "message/", "application/json", "application/x-subrip")


def is_text(item: Item) -> bool:
    return item.media_type.startswith(TEXTS) and not item.erased


def text_of(item: Item) -> str | None:
    """The item's text, or nothing where it is of another kind, too long or erased. Raises NotHeld, NotOpened."""
    if not is_text(item) or item.size > LARGEST:
        return None
    with opened(item) as file:
        return decoded(file.read())


def decoded(content: bytes) -> str:
    """UTF-8 or UTF-16 by its mark; else Windows-1256, in which older Persian and Arabic texts are."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1256", "replace")


def find(text: str, quote: str) -> list[tuple[int, int]]:
    """Every place where the words stand as they are, letter by letter; only line breaks and spaces may differ."""
    words = [re.escape(word) for word in quote.split()]
    return [match.span() for match in re.finditer(r"\s+".join(words), text)] if words else []


def selector(text: str, quote: str, line: int | None = None) -> dict[str, Any]:
    """The columns of a passage for these words; of several places the one that begins in `line` (counted from 1).

    Raises ValueError where the words are not in the text, or stand in several places.
    """
    places = find(text, quote)
    if line and len(places) > 1:
        places = [(start, end) for start, end in places if text.count("\n", 0, start) + 1 == line]
    if not places:
        raise ValueError(Sentence("These words are not in the file’s text. Copy them from it letter by letter."))
    if len(places) > 1:
        raise ValueError(
            Sentence(
                "These words stand in {count} places of the file. Copy a longer piece, or give the line it begins in.",
                count=len(places),
            ),
        )
    [(start, end)] = places
    around = {"prefix": text[max(0, start - AROUND) : start], "suffix": text[end : end + AROUND]}
    return {"exact": text[start:end], "start": start, "end": end, **around}
