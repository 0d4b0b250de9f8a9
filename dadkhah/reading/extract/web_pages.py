"""Saved pages: title, day and main text by trafilatura; the whole visible text where it finds too little."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from dadkhah.reading import encodings
from dadkhah.reading.extract import tools
from dadkhah.reading.extract.reading_page import Read, Whole, clean
from dadkhah.sentences import Sentence

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_HIDDEN = frozenset({"script", "style", "noscript", "template", "head", "svg", "iframe", "object"})
_INLINE = frozenset({"a", "b", "i", "em", "strong", "span", "u", "s", "small", "sup", "sub", "font", "abbr", "cite", "code", "q",
                     "mark", "time", "bdi", "bdo", "label", "img", "wbr"})  # fmt: skip
_VOID = frozenset({"img", "wbr", "br", "hr", "input", "meta", "link", "source", "track", "area", "base", "col", "embed", "param"})
LEAST = 200
"""Letters: a main text that is shorter, and less than a third of what is visible, has missed something."""
_SPACE = re.compile(r"[ \t\r\n\f\xa0]+")
_BLOCKS = re.compile(r"\s*\n\s*")


def read(data: bytes) -> Whole:
    page = decoded(data)
    seen = visible(page)
    head, main = _main(page)
    notes: list[str] = []
    if len(main) < LEAST and len(main) * 3 < len(seen):
        main = seen
        notes.append(Sentence("No main text was told apart, so this is all that the page shows."))
    for line in head:
        main = main.removeprefix(line).lstrip() if line else main  # not twice
    text = "\n\n".join(part for part in (*head, main) if part)
    return Whole([Read(text.strip())], {"trafilatura": tools.library("trafilatura")}, notes)


def decoded(data: bytes) -> str:
    """By its mark, by what the page says of itself, else by what its bytes look like."""
    stated = _CHARSET.search(data[:4096])
    encoding = encodings.guess(data[: 1 << 20])
    if stated and not any(data.startswith(mark) for mark, _ in encodings.MARKS) and encoding != "utf-8":
        try:
            encoding = encodings.named(stated[1].decode("ascii"))
        except encodings.UnknownEncoding:
            encoding = encodings.guess(data[: 1 << 20])
    return clean(data.decode(encoding, "replace"))


def _main(page: str) -> tuple[list[str], str]:
    """Title and day as lines, and the main text. Nothing where the page is nested beyond reason."""
    from trafilatura import bare_extraction

    try:
        found = bare_extraction(page, include_comments=False, include_tables=True, favor_recall=True, with_metadata=True)
    except (RecursionError, ValueError, TypeError, AttributeError):
        return [], ""  # what trafilatura does not understand is read as it is seen
    told = found.as_dict() if found is not None and not isinstance(found, dict) else found or {}
    head = [clean(told.get(each) or "").strip() for each in ("title", "date")]
    return head, _BLOCKS.sub("\n\n", clean(told.get("text") or "").strip())


def visible(page: str) -> str:
    """All that a reader would see, an empty line between blocks, without any limit of nesting."""
    parser = _Visible()
    parser.feed(page)
    parser.close()
    lines = (_SPACE.sub(" ", line).strip() for line in "".join(parser.parts).split("\x1e"))
    return "\n\n".join(line for line in lines if line)


class _Visible(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - as html.parser calls it
        if tag in _HIDDEN or (self._hidden and tag == self._hidden[-1]):
            self._hidden.append(tag)
        elif tag == "body":
            self._hidden.clear()  # a head that nobody closed
        elif tag in ("td", "th"):
            self.parts.append(" ")
        elif tag not in _INLINE:
            self.parts.append("\x1e")

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            if tag == self._hidden[-1]:
                self._hidden.pop()
        elif tag not in _INLINE and tag not in ("td", "th") and tag not in _VOID:
            self.parts.append("\x1e")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)
