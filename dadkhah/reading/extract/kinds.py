"""Which reader a file is for: told by its bytes, then by its name, never by its name alone."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from dadkhah.evidence import sniff
from dadkhah.reading.extract.extracted import Limits
from dadkhah.reading.extract.reading_page import Whole
from dadkhah.reading.extract.tools import Clock, Stopped
from dadkhah.sentences import Sentence, sentence_of

HEAD = 1 << 16
PDF, PDF_MARK = "application/pdf", b"%PDF-"
MAIL = "message/rfc822"
_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = _OFFICE + "wordprocessingml.document"
XLSX = _OFFICE + "spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
XLS = "application/vnd.ms-excel"
SVG = "image/svg+xml"
PAGES = frozenset({sniff.HTML, "application/xhtml+xml"})
_TEXTS = frozenset({"application/json", "application/jsonl", "application/x-subrip", "application/xml"})
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def media_type(path: Path, given: str | None = None) -> str:
    """The kind by the file's bytes; what was given decides only where these say nothing."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if PDF_MARK in head[:1024]:
        return PDF
    if head.startswith(_OLE):
        return _ole(path)
    found = sniff.media_type(head, path.name)
    if found == sniff.ZIP:
        return _zipped(path)
    return given if given and found in (sniff.TEXT, sniff.BINARY) and given.startswith(("text/", MAIL)) else found


def _ole(path: Path) -> str:
    """Old workbooks, and what Word and Excel lock with a password, are one container; names in it are UTF-16."""
    data = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Stopped("encrypted", Sentence("The document is locked with a password. Save it without one."))
    return XLS if any(name.encode("utf-16-le") in data for name in ("Workbook", "Book")) else sniff.BINARY


def _zipped(path: Path) -> str:
    """A document with another ending than its own, told by its members."""
    import zipfile

    try:
        with zipfile.ZipFile(path) as packed:
            names = set(packed.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return sniff.ZIP  # `_check` says that it is damaged
    told = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "content.xml": ODT}
    return next((kind for name, kind in told.items() if name in names), sniff.ZIP)


def read(path: Path, kind: str, how: tuple[tuple[str, ...], Limits, Clock], *, third: bool, attachments: bool) -> Whole:
    """What the reader of this kind finds. Raises Stopped."""
    from dadkhah.reading.extract import mail, pdf, pictures

    languages, limits, clock = how
    _check(path, kind)
    if kind == PDF:
        return pdf.read(path, languages, limits, clock, third=third)
    if kind.startswith("image/") and kind != SVG:
        return pictures.read(path, languages, limits, clock)
    if kind == MAIL:
        return mail.read(path.read_bytes(), (lambda name, held: _attached(name, held, how)) if attachments else None)
    return _of_bytes(path.read_bytes(), kind, limits)


def _of_bytes(data: bytes, kind: str, limits: Limits) -> Whole:
    from dadkhah.reading.extract import documents, sheets, texts, web_pages

    if kind in (DOCX, ODT):
        return documents.read(io.BytesIO(data))
    if kind in (XLSX, ODS, XLS):
        return sheets.read(data, limits)
    if kind in PAGES:
        return web_pages.read(data)
    if kind.startswith("text/") or kind in {SVG, *_TEXTS}:
        return texts.read(data)
    raise Stopped("unknown_kind", Sentence("Files of the kind {kind} are not read. Save it as PDF or as text.", kind=kind))


def _check(path: Path, kind: str) -> None:
    try:
        sniff.check_bomb(path, kind)
    except sniff.Unsafe as fault:
        raise Stopped("broken" if isinstance(fault, sniff.Damaged) else "too_large", sentence_of(fault)) from fault


def _attached(name: str, data: bytes, how: tuple[tuple[str, ...], Limits, Clock]) -> Whole:
    """An attachment, whose name gives nothing but its ending; one that cannot be read leaves a note."""
    with tempfile.TemporaryDirectory() as folder:
        suffix = Path(name).suffix[:10]
        path = Path(folder) / f"attached{suffix if suffix[1:].isalnum() else ''}"
        path.write_bytes(data)
        try:
            return read(path, media_type(path), how, third=False, attachments=False)
        except Stopped as stopped:
            return Whole([], notes=[stopped.failure.sentence])
