"""DOCX and ODT: headers, paragraphs and tables where they stand, then notes and footers. The XML is walked, nothing is run."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any

from dadkhah.reading.extract import tools
from dadkhah.reading.extract.reading_page import Read, Whole, clean
from dadkhah.reading.extract.tools import Stopped
from dadkhah.sentences import Sentence

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ODF_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_ODF_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DELETED = frozenset({_W + "del", _W + "moveFrom", _FALLBACK, _W + "instrText", _W + "pPr", _W + "rPr", _W + "sectPr"})
_ENCRYPTED = 1
"""The bit of a member's flags that says it has a password (APPNOTE 6.3.10, section 4.4.4)."""
_BLOCKS = frozenset({_W + "p", _W + "tbl"})
_NOTES = (("footnotes", "footnote"), ("endnotes", "endnote"), ("comments", "comment"))


def read(file: IO[bytes]) -> Whole:
    """The text of a document. Raises Stopped where it is damaged."""
    from lxml import etree

    try:
        with zipfile.ZipFile(file) as packed:
            if any(member.flag_bits & _ENCRYPTED for member in packed.infolist()):
                raise Stopped("encrypted", Sentence("The document is locked with a password. Save it without one."))
            lines = list(_odt(packed) if "content.xml" in packed.namelist() else _docx(packed))
    # Cut off, altered, or packed in a way that nobody here knows.
    except (zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, EOFError, NotImplementedError) as fault:
        raise Stopped("broken", Sentence("The document is damaged or not of the kind it claims. Save it once more.")) from fault
    return Whole([Read(clean("\n\n".join(line for line in lines if line.strip())))], {"lxml": tools.library("lxml")})


def _tree(packed: zipfile.ZipFile, name: str) -> Any:
    """A member's root. libxml2 stops at 256 levels, and entities are left as they are: no text grows by itself."""
    from lxml import etree

    if name not in packed.namelist():
        raise zipfile.BadZipFile(name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    return etree.fromstring(packed.read(name), parser)


def _docx(packed: zipfile.ZipFile) -> Iterator[str]:
    names = packed.namelist()
    yield from _edges(packed, "header")
    yield from _blocks(_tree(packed, "word/document.xml"))
    for file, kind in _NOTES:
        if f"word/{file}.xml" in names:
            yield from _notes(_tree(packed, f"word/{file}.xml"), kind)
    yield from _edges(packed, "footer")


def _edges(packed: zipfile.ZipFile, kind: str) -> list[str]:
    """Headers or footers, each text once: a document keeps one for first, odd and even pages."""
    names = sorted(name for name in packed.namelist() if re.fullmatch(rf"word/{kind}\d*\.xml", name))
    return list(dict.fromkeys(block for name in names for block in _blocks(_tree(packed, name))))


def _notes(root: Any, kind: str) -> Iterator[str]:
    for note in root.iter(_W + kind):
        if not note.get(_W + "type"):  # the lines that separate notes have one
            yield f"[{note.get(_W + 'id')}] " + "\n".join(_blocks(note))


def _blocks(node: Any) -> Iterator[str]:
    for child in node:
        if child.tag == _W + "p":
            yield "".join(_runs(child)).strip()
        elif child.tag == _W + "tbl":
            yield "\n".join("\t".join(map(_cell, row.iterchildren(_W + "tc"))) for row in child.iterchildren(_W + "tr"))
        elif child.tag not in _DELETED:
            yield from _blocks(child)


def _cell(cell: Any) -> str:
    return " ".join(" ".join(block.split()) for block in _blocks(cell))


def _runs(node: Any) -> Iterator[str]:
    for child in node:
        if child.tag == _W + "t":
            yield child.text or ""
        elif child.tag in (_W + "tab", _W + "br", _W + "cr"):
            yield "\t" if child.tag == _W + "tab" else "\n"
        elif child.tag in (_W + "footnoteReference", _W + "endnoteReference"):
            yield f"[{child.get(_W + 'id')}]"
        elif child.tag in _BLOCKS:  # a text box
            yield "\n" + "\n".join(_blocks([child])) + "\n"
        elif child.tag not in _DELETED:
            yield from _runs(child)


def _odt(packed: zipfile.ZipFile) -> Iterator[str]:
    blocks = (_ODF_TEXT + "p", _ODF_TEXT + "h", _ODF_TABLE + "table-row")
    for node in _tree(packed, "content.xml").iter(*blocks):
        if any(above.tag in blocks for above in node.iterancestors()):
            continue  # its text came with the row or the note around it
        cells = list(node.iterchildren(_ODF_TABLE + "table-cell")) or [node]
        yield "\t".join(" ".join("".join(cell.itertext()).split()) for cell in cells)
