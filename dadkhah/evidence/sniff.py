"""What kind of file it is, told by its bytes before its name, and whether opening it would burst the machine.

Text is looked at first: a file that is text all through is never taken for an image or a program because of its first
letters, so a page dressed up as a GIF stays a page.
"""

import codecs
import errno
import json
import re
import struct
import zipfile
from pathlib import Path
from typing import BinaryIO

import filetype

from dadkhah.sentences import Sentence

BINARY = "application/octet-stream"
TEXT = "text/plain"
HTML = "text/html"
ZIP = "application/zip"

SAFE_INLINE = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "image/tiff", "image/bmp", TEXT})
"""May be shown in a page, images after they were drawn anew and text after escaping. Never HTML, SVG or PDF."""

MAX_PIXELS = 178_956_970  # Pillow's own limit: half a gigabyte once opened
MAX_UNPACKED = 4 << 30  # bytes
MAX_RATIO = 200  # unpacked to packed; ordinary documents stay below 50
MAX_MEMBERS = 100_000

_IMAGES = {
    "image/jpeg": "JPEG", "image/png": "PNG", "image/apng": "PNG", "image/gif": "GIF", "image/webp": "WEBP",
    "image/tiff": "TIFF", "image/bmp": "BMP", "image/jpx": "JPEG2000",
}  # fmt: skip
_OFFICE = "application/vnd.openxmlformats-officedocument."
_IN_ZIP = {
    ".docx": _OFFICE + "wordprocessingml.document",
    ".xlsx": _OFFICE + "spreadsheetml.sheet",
    ".pptx": _OFFICE + "presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odp": "application/vnd.oasis.opendocument.presentation",
    ".epub": "application/epub+zip",
    ".wacz": "application/wacz",
}
_ZIPPED = frozenset({ZIP, *_IN_ZIP.values()})
_STARTS = (  # formats that begin as text does
    ("%PDF-", "application/pdf"), ("{\\rtf", "application/rtf"), ("%!PS", "application/postscript"),
    ("WARC/1.", "application/warc"), ("BEGIN:VCARD", "text/vcard"),
)  # fmt: skip
_NAMED_TEXT = {
    ".eml": "message/rfc822", ".md": "text/markdown",
    ".csv": "text/csv", ".tsv": "text/tab-separated-values",
    ".srt": "application/x-subrip", ".vtt": "text/vtt", ".htm": HTML, ".html": HTML,
    ".xhtml": "application/xhtml+xml", ".svg": "image/svg+xml",
    ".mht": "multipart/related", ".mhtml": "multipart/related",
}  # fmt: skip
_JSON_NAMES = (".json", ".jsonld", ".geojson", ".jsonl", ".ndjson")
_SKIPPED = re.compile(r"(?:\s+|<!--.*?-->|<\?.*?\?>)+", re.DOTALL)  # what may stand before the first tag
_HTML = re.compile(
    r"<(?:!doctype html|html|head|body|script|iframe|title|meta|style|table|div|h1|p|a|img|br)\b", re.IGNORECASE
)
_ROOT = re.compile(r"(?:<!doctype\s+(\w+)|<(?:\w+:)?(\w+))", re.IGNORECASE)
# Bytes below space other than tab, line feed, form feed, carriage return and escape do not occur in text.
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")


class Unsafe(ValueError):
    """Opening the file could exhaust the machine; the message says why. It can still be kept, unopened."""


class Damaged(Unsafe):
    """The file is cut off, altered, or not of the kind it claims."""


def media_type(head: bytes, name: str) -> str:
    """The media type told by the first bytes (a few thousand are enough); the name only decides between like kinds."""
    suffix = Path(name.lower()).suffix
    text = _as_text(head)
    if text is None:
        return _binary_type(head, suffix)
    return _markup_type(text) or _text_type(text, suffix)


def check_bomb(path: Path, media_type: str) -> None:
    """Refuse, with `Unsafe`, images of too many pixels and zip files that unpack to too much.

    Reads headers and directories only. Other kinds pass: nothing here opens them.
    """
    if media_type in _IMAGES:
        check_picture(path, media_type)
    elif media_type in _ZIPPED:
        _check_zip(path)


def _as_text(head: bytes) -> str | None:
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if head.startswith(mark) and len(head) > 2:
            return _decoded(head, encoding)
    return None if _CONTROL.search(head) else _decoded(head, "utf-8-sig")


def _decoded(head: bytes, encoding: str) -> str | None:
    try:
        return codecs.getincrementaldecoder(encoding)().decode(head)  # the last letter may be cut in two
    except UnicodeDecodeError:
        return None


def _binary_type(head: bytes, suffix: str) -> str:
    found = filetype.guess_mime(head)
    if found == ZIP:
        return _IN_ZIP.get(suffix, ZIP)
    if found is None and suffix in (".txt", ".csv", ".tsv", ".html", ".htm", ".srt") and not _CONTROL.search(head):
        return _NAMED_TEXT.get(suffix, TEXT)  # text in an older encoding, such as Windows-1256
    return str(found or BINARY)


def _markup_type(text: str) -> str | None:
    space = _SKIPPED.match(text)
    body = text[space.end() :] if space else text
    if _HTML.match(body):
        return HTML
    root = _ROOT.match(body)
    words = {word.lower() for word in root.groups() if word} if root else set()
    if "svg" in words or (words and "<svg" in text.lower()):
        return "image/svg+xml"
    if "html" in words or (words and re.search(r"<(script|iframe|html)\b", text, re.IGNORECASE)):
        return HTML
    return "application/xml" if words and "<?xml" in text[:200] else None


def _text_type(text: str, suffix: str) -> str:
    for start, found in _STARTS:
        if text.startswith(start):
            return found
    if text.lstrip()[:1] in ("{", "[") and (suffix in _JSON_NAMES or _is_json(text)):
        return "application/jsonl" if suffix in (".jsonl", ".ndjson") else "application/json"
    if suffix in _NAMED_TEXT:
        return _NAMED_TEXT[suffix]
    return _table_type(text) if suffix != ".txt" else TEXT


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _table_type(text: str) -> str:
    # Only whole lines count, and each must have the same number of separators.
    lines = text.splitlines()[:-1] if not text.endswith("\n") else text.splitlines()
    if len(lines) >= 3:
        for separator, found in (("\t", "text/tab-separated-values"), (",", "text/csv"), (";", "text/csv")):
            counts = {line.count(separator) for line in lines}
            if len(counts) == 1 and counts != {0}:
                return found
    return TEXT


def check_picture(file: Path | BinaryIO, media_type: str) -> None:
    """Refuse, with `Unsafe`, an image that is damaged or of too many pixels; only its header is read."""
    from PIL import Image

    try:
        with Image.open(file, formats=[_IMAGES[media_type]]) as image:
            width, height = image.size
    except Image.DecompressionBombError as error:
        raise Unsafe(
            Sentence("The image has more than {most} pixels; it is kept but not opened.", most=MAX_PIXELS)
        ) from error
    except (OSError, SyntaxError, ValueError, struct.error) as error:
        must_be_damage(error)
        raise Damaged(
            Sentence("The image is damaged or not of the kind it claims; it is kept but not opened.")
        ) from error
    if width * height > MAX_PIXELS:
        raise Unsafe(
            Sentence(
                "The image has {width} x {height} pixels, more than {most}; it is kept but not opened.",
                width=width,
                height=height,
                most=MAX_PIXELS,
            )
        )


def must_be_damage(error: Exception) -> None:
    """Raise on what is no fault of the file: a disk that fails says so by a number, which a parser's error has not.

    EINVAL alone comes of a damaged file too: it sends the reader to a place before its beginning.
    """
    if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):
        raise error


def _check_zip(path: Path) -> None:
    try:
        _check_directory(path)
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except Unsafe:
        raise
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OSError) as error:
        must_be_damage(error)
        raise Damaged(Sentence("The zip file is damaged; it is kept but not opened.")) from error
    if len(members) > MAX_MEMBERS:
        raise Unsafe(
            Sentence(
                "The zip file has {count} members, more than {most}; it is kept but not opened.",
                count=len(members),
                most=MAX_MEMBERS,
            )
        )
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(path.stat().st_size, 1 << 20):
        raise Unsafe(
            Sentence(
                "The zip file would unpack from {size} to {unpacked} bytes; it is kept but not opened.",
                size=path.stat().st_size,
                unpacked=unpacked,
            )
        )


def _check_directory(path: Path) -> None:
    # zipfile reads the whole directory into memory, so its length is looked at before.
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - 0x10000 - 22))
        tail = file.read()
    at = tail.rfind(b"PK\5\6")
    length = int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0
    big = tail.rfind(b"PK\6\6")
    if length == 0xFFFFFFFF and big >= 0:
        length = int.from_bytes(tail[big + 40 : big + 48], "little")
    if length > 1000 * MAX_MEMBERS:
        raise Unsafe(Sentence("The zip file's directory is far too long; it is kept but not opened."))
