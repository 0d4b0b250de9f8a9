"""Sheets of workbooks (XLSX, ODS, XLS) as rows of texts, by python-calamine. Formulas give the value that was saved."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from dadkhah.reading.text_rows import Row
from dadkhah.sentences import Sentence

MOST = 1 << 30
"""Bytes of a workbook once unpacked: beyond them it would take the memory of a small computer."""
_BEGINNINGS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


class NotAWorkbook(ValueError):
    """The workbook cannot be opened; the message says why and what to do."""


class Locked(NotAWorkbook):
    """A password is asked for."""


@dataclass(frozen=True)
class Workbook:
    """The rows of one sheet, numbered as programs show them; the names of the sheet and of all sheets."""

    sheet: str
    sheets: list[str]
    rows: Iterator[Row]


def is_workbook(head: bytes) -> bool:
    return head.startswith(_BEGINNINGS)


def open_workbook(data: bytes, sheet: str = "") -> Workbook:
    """The sheet of this name, else the first that holds anything. Raises NotAWorkbook."""
    from python_calamine import CalamineError, PasswordError

    _check_size(data)
    try:
        with _Damaged():
            return _opened(data, sheet)
    except PasswordError:
        raise Locked(Sentence("The workbook is locked with a password. Save it without one.")) from None
    except CalamineError as fault:
        raise NotAWorkbook(
            Sentence("The workbook cannot be read: {fault}. Save it again as XLSX, ODS or CSV.", fault=str(fault))
        ) from fault


class _Damaged:
    """Rust ends with a panic where a file is cut off; its exception has no name by which an except could take it alone."""

    def __enter__(self) -> None:
        return

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, _: object) -> None:
        if kind and kind.__name__ == "PanicException":
            said = Sentence("The workbook is damaged. Get it once more, or save it again as XLSX, ODS or CSV.")
            raise NotAWorkbook(said) from fault


def _opened(data: bytes, sheet: str) -> Workbook:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    names = book.sheet_names
    if sheet and sheet not in names:
        raise NotAWorkbook(Sentence("There is no sheet “{sheet}”. Sheets are: {names}.", sheet=sheet, names=names))
    chosen = sheet or next((name for name in names if book.get_sheet_by_name(name).height), "")
    found = book.get_sheet_by_name(chosen).iter_rows() if chosen else iter(())
    return Workbook(chosen, names, (Row(number, [text_of(cell) for cell in row]) for number, row in enumerate(found, 1)))


def _check_size(data: bytes) -> None:
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        size = sum(part.file_size for part in packed.infolist())
    if size > MOST:
        raise NotAWorkbook(Sentence("Unpacked, the workbook has {size} bytes. Save the sheet as CSV.", size=size))


def text_of(cell: object) -> str:
    """A cell as a person would type it: whole numbers without a point, days as 1988-07-28, empty cells as nothing."""
    if isinstance(cell, str):
        return cell.replace("\0", "")
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return "" if cell is None else str(cell)
