"""CSV for spreadsheets: what a program would run as a formula is disarmed, so that no cell of a source can act.

A cell that begins with = + - @, a tab or a line end gets an apostrophe before it (OWASP, CSV Injection); numbers stay.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

MARK = "\ufeff"
"""Tells spreadsheets that the file is UTF-8; without it Persian is shown as nonsense."""
_FORMULA = re.compile(r"\s*[=+\-@\t\r\n|%]")
_NUMBER = re.compile(r"\s*[+\-]?[\d٠-٩۰-۹][\d٠-٩۰-۹\s.,٫٬%]*")


def disarmed(cell: str) -> str:
    """The cell as a spreadsheet will only show it."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def csv_lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The lines of a CSV file (RFC 4180) of these rows, all of it disarmed; None is an empty cell."""
    yield MARK
    for row in rows:
        out = io.StringIO()
        csv.writer(out).writerow([disarmed("" if cell is None else str(cell)) for cell in row])
        yield out.getvalue()
