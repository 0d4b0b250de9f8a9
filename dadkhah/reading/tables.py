"""Tables of any usual kind as rows of texts: CSV, TSV and TXT in any usual encoding, XLSX, ODS and XLS.

    with path.open("rb") as file:
        table = open_table(file)
        for row in table:
            print(row.number, row.cells, row.fault)

What kind it is is told by the bytes, never by a name. A text is read as a stream, in flat memory; a workbook is held whole.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import BinaryIO

from dadkhah.reading import encodings, workbooks
from dadkhah.reading.numerals import to_ascii_digits
from dadkhah.reading.text_rows import KEPT, SAMPLE, Row, guess_delimiter, rows
from dadkhah.sentences import Sentence, sentence_of, together

HEAD = 1 << 20
"""Bytes from which the encoding is told."""
_DATUM = re.compile(r"\d[\d\s/.,\-]*")
_CONTROL = re.compile("[\x01-\x08\x0b\x0e-\x1e\x7f]")


class NotATable(ValueError):
    """The file cannot be read as a table; `faults` holds every reason as a whole sentence."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(together(faults))
        self.faults = tuple(faults)


@dataclass
class Table:
    """A table: the names of its columns, how it was read, and its rows, which can be gone through once.

    Each row has as many cells as the header, or a fault. Rows without any text are left out. `sheets`: all of a workbook.
    """

    header: list[str]
    encoding: str
    delimiter: str
    sheet: str
    sheets: list[str]
    _rows: Iterator[Row] = field(repr=False)
    read: Callable[[], int] = field(default=lambda: 0, repr=False)
    """How many bytes of the file were read so far."""

    def __iter__(self) -> Iterator[Row]:
        width = len(self.header)
        for number, cells, fault in self._rows:
            if len(cells) != width:
                if not any(cells):
                    continue
                if len(cells) > width and any(cells[width:]):
                    yield Row(number, cells, fault or _too_long(cells, width))
                    continue
                cells = cells[:width] + [""] * (width - len(cells))  # noqa: PLW2901
            elif not any(cells):
                continue
            yield Row(number, cells, fault)


def _too_long(cells: list[str], width: int) -> Sentence:
    return Sentence(
        "It has {count} cells, but the header has {width} columns. Put a cell that holds the delimiter into quotation marks.",
        count=len(cells),
        width=width,
    )


def open_table(file: BinaryIO, *, encoding: str = "", delimiter: str = "", sheet: str = "") -> Table:
    """The table in a file, read from where it stands. What is not given is guessed. Raises NotATable."""
    head = file.read(HEAD)
    if not head.strip(b"\0\r\n\t \xef\xbb\xbf\xff\xfe"):
        raise NotATable([Sentence("The file is empty. Choose another one.")])
    source = _Counted(head, file)
    try:
        if workbooks.is_workbook(head):
            return _of_workbook(source, sheet)
        return _of_text(source, encodings.named(encoding) if encoding else encodings.guess(head), delimiter)
    except (workbooks.NotAWorkbook, encodings.UnknownEncoding) as fault:
        raise NotATable([sentence_of(fault)]) from fault


def _of_workbook(source: _Counted, sheet: str) -> Table:
    book = workbooks.open_workbook(source.read(), sheet)
    header, following = _header(book.rows)
    return Table(header, "", "", book.sheet, book.sheets, following, source.count)


def _of_text(source: _Counted, encoding: str, delimiter: str) -> Table:
    text = io.TextIOWrapper(io.BufferedReader(source, 1 << 18), encoding, KEPT, newline="")
    sample = list(islice(text, SAMPLE))
    begun = "".join(sample)[: 1 << 16]
    if len(_CONTROL.findall(begun)) > len(begun) // 100:
        raise NotATable([Sentence("This file is no table. Lists come as CSV, TSV or TXT, or as XLSX, ODS or XLS.")])
    delimiter = delimiter or guess_delimiter(sample)
    header, following = _header(rows(chain(sample, text), delimiter))
    return Table(header, encoding, delimiter, "", [], following, source.count)


class _Counted(io.RawIOBase):
    """The bytes already read, then the rest of the file; counts them."""

    def __init__(self, head: bytes, file: BinaryIO) -> None:
        super().__init__()
        self._head, self._file, self._read = io.BytesIO(head), file, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        found = self._head.read(len(buffer)) or self._file.read(len(buffer))
        buffer[: len(found)] = found
        self._read += len(found)
        return len(found)

    def count(self) -> int:
        return self._read


def _header(found: Iterator[Row]) -> tuple[list[str], Iterator[Row]]:
    """The names of the columns from the first row that holds anything, and the rows behind it. Raises NotATable."""
    first = next((row for row in found if any(cell.strip(" ,;|\t\ufeff") for cell in row.cells)), None)
    if first is None:
        raise NotATable([Sentence("The table is empty: it has no row. Choose another file or another sheet.")])
    names = [" ".join(cell.replace("\ufeff", "").split()) for cell in first.cells]
    while not names[-1]:
        names.pop()
    if faults := list(_header_faults(first, names)):
        raise NotATable(faults)
    return names, found


def _header_faults(first: Row, names: list[str]) -> Iterator[str]:
    if first.fault:
        yield Sentence("Line {line}, the header: {fault}", line=first.number, fault=first.fault)
    if data := [name for name in names if _DATUM.fullmatch(to_ascii_digits(name))]:
        yield Sentence(
            "Line {line} seems to hold data and no names of columns: {data}. Add a first line with a name for each column.",
            line=first.number,
            data=data[:5],
        )
    empty = [str(place) for place, name in enumerate(names, 1) if not name]
    if empty:
        yield Sentence(
            "Line {line}, the header: columns {columns} have no name. Give each a name.", line=first.number, columns=empty
        )
    for name, count in Counter(filter(None, names)).items():
        if count > 1:
            yield Sentence(
                "Line {line}, the header: {count} columns are called “{name}”. Give each a name of its own.",
                line=first.number,
                count=count,
                name=name,
            )
