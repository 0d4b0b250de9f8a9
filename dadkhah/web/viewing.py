"""Showing a file's bytes without trusting them: text line by line, pictures drawn anew; nothing else is shown."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from PIL import Image, ImageOps

from dadkhah.evidence.sniff import TEXT, Unsafe, check_picture, must_be_damage
from dadkhah.sentences import Sentence

PICTURES = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/gif": "GIF",
    "image/webp": "WEBP",
    "image/tiff": "TIFF",
    "image/bmp": "BMP",
}
TEXTS = frozenset(
    {
        TEXT, "text/csv", "text/tab-separated-values", "text/markdown", "text/vtt", "application/x-subrip",
        "application/json", "application/jsonl",
    },
)  # fmt: skip
LINES = 200
LONGEST_LINE = 10_000
MOST_BYTES = 50_000_000
"""So far into a file its lines are shown; what lies behind is read after a download."""
LARGEST_PICTURE = 200_000_000
"""Bytes of a picture that is drawn; a larger one is cut off, so that it is damaged."""
SIDE = 1600
"""The longest side of a picture that is shown, in pixels."""
OLDER = "windows-1256"
"""The encoding of most Persian and Arabic text that is not Unicode."""
CALLED = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", OLDER: "Windows-1256"}


@dataclass(frozen=True)
class TextPage:
    """Numbered lines. `encoding` as people call it. `is_guess`: the encoding is not known, so that letters may be wrong."""

    lines: list[tuple[int, str]]
    encoding: str
    is_guess: bool
    has_next: bool
    is_cut: bool


def text_page(file: BinaryIO, first: int, count: int = LINES) -> TextPage:
    """`count` lines from the line `first` (counted from 1) on."""
    encoding, is_guess = encoding_of(file)
    wrapped = io.TextIOWrapper(file, encoding=encoding, errors="replace")
    lines = list(islice(_lines(wrapped), first - 1, first + count))
    is_cut = len(lines) <= count and file.tell() > MOST_BYTES
    numbered = list(enumerate(lines[:count], start=first))
    return TextPage(numbered, CALLED[encoding], is_guess, len(lines) > count, is_cut)


def encoding_of(file: BinaryIO) -> tuple[str, bool]:
    """The encoding told by the first bytes, and whether it is a guess. Leaves the file at its beginning."""
    head = file.read(1 << 16)
    file.seek(0)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", False
    try:
        codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError:
        return OLDER, True
    return "utf-8-sig", False


def _lines(wrapped: io.TextIOWrapper) -> Iterator[str]:
    """Lines without their ends; of an endless one the beginning."""
    read = 0
    while (line := wrapped.readline(LONGEST_LINE)) and read < MOST_BYTES:
        read += len(line)
        rest = line
        while rest and not rest.endswith("\n") and read < MOST_BYTES:
            rest = wrapped.readline(1 << 20)
            read += len(rest)
        yield line.rstrip("\n")


def picture(file: BinaryIO, media_type: str) -> bytes:
    """The picture's pixels as a new PNG of bounded size, with nothing else of the file. Raises Unsafe."""
    if media_type not in PICTURES:
        raise Unsafe(Sentence("Files of this kind are not shown here; download it to look at it."))
    check_picture(file, media_type)
    try:
        with Image.open(file, formats=[PICTURES[media_type]]) as held:
            held.draft("RGB", (SIDE, SIDE))
            drawn = ImageOps.exif_transpose(held)
            drawn.thumbnail((SIDE, SIDE))
            drawn = drawn.convert("RGBA" if "A" in drawn.getbands() or "transparency" in drawn.info else "RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as fault:
        must_be_damage(fault)
        raise Unsafe(Sentence("The picture is damaged and cannot be shown; download it to examine it.")) from fault
    out = io.BytesIO()
    clean = Image.new(drawn.mode, drawn.size)
    clean.paste(drawn)
    clean.save(out, "PNG")
    return out.getvalue()
