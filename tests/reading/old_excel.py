"""Workbooks of old Excel, made by hand: a compound file (MS-CFB) with one stream of records (MS-XLS, BIFF8 or BIFF5)."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from datetime import date

SECTOR = 512
END, FREE, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
LEAST = 4096
"""A shorter stream would have to lie in sectors of another size."""
NEW, OLD = 0x600, 0x500
DAY_ZERO = date(1899, 12, 30)
DATED = 1
"""The second format of cells: that of days."""

Cell = str | float | date | None


def xls(rows: Sequence[Sequence[Cell]], *, sheet: str = "Sheet1", encoding: str = "", codepage: int = 1200) -> bytes:
    """A workbook with one sheet: as Excel 97 writes it, or as Excel 95 does, which had one byte for a letter, in an encoding."""
    return _compound(_book(rows, sheet, encoding, codepage), "Book" if encoding else "Workbook")


def _book(rows: Sequence[Sequence[Cell]], sheet: str, encoding: str, codepage: int) -> bytes:
    version = OLD if encoding else NEW
    begun = _record(0x809, struct.pack("<HHHHII", version, 5, 0, 0, 0, 0)) + _record(0x42, struct.pack("<H", codepage))
    begun += b"".join(_format(number, encoding) for number in (0, 14))
    name = _text(sheet, encoding, "<B")
    place = len(begun) + 4 + 6 + len(name) + 4
    bound = _record(0x85, struct.pack("<IH", place, 0) + name)
    cells = b"".join(_cell(at, column, cell, encoding) for at, row in enumerate(rows) for column, cell in enumerate(row))
    within = _record(0x809, struct.pack("<HHHHII", version, 0x10, 0, 0, 0, 0)) + cells
    return begun + bound + _record(0x0A) + within + _record(0x0A)


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _format(number: int, encoding: str) -> bytes:
    return _record(0xE0, struct.pack("<HHH", 0, number, 0).ljust(16 if encoding else 20, b"\0"))


def _text(text: str, encoding: str, length: str) -> bytes:
    if encoding:
        written = text.encode(encoding)
        return struct.pack(length, len(written)) + written
    return struct.pack(length, len(text)) + b"\1" + text.encode("utf-16-le")


def _cell(row: int, column: int, cell: Cell, encoding: str) -> bytes:
    if cell is None:
        return b""
    if isinstance(cell, str):
        return _record(0x204, struct.pack("<HHH", row, column, 0) + _text(cell, encoding, "<H"))
    style, value = (DATED, float((cell - DAY_ZERO).days)) if isinstance(cell, date) else (0, float(cell))
    return _record(0x203, struct.pack("<HHHd", row, column, style, value))


def _compound(stream: bytes, name: str) -> bytes:
    """Sectors: the table of sectors, the directory, the stream."""
    whole = stream.ljust(max(LEAST, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    count = len(whole) // SECTOR
    chain = [TABLE, END, *range(3, count + 2), END]
    table = struct.pack(f"<{SECTOR // 4}I", *chain, *[FREE] * (SECTOR // 4 - len(chain)))
    entries = [_entry("Root Entry", 5, 1, END, 0), _entry(name, 2, FREE, 2, len(whole)), _entry("", 0, FREE, 0, 0)]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    head += struct.pack("<IIIIIIIII", 1, 1, 0, LEAST, END, 0, END, 0, 0) + struct.pack("<108I", *[FREE] * 108)
    return head + table + b"".join([*entries, entries[-1]]) + whole


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    written = f"{name}\0".encode("utf-16-le") if name else b""
    tree = struct.pack("<BBIII", kind, 1, FREE, FREE, child)
    return written.ljust(64, b"\0") + struct.pack("<H", len(written)) + tree + bytes(36) + struct.pack("<IQ", start, size)
