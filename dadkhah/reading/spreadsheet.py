"""CSV for spreadsheets: what a program would run as a formula is disarmed, so that no cell of a source can act.

A cell that begins with = + - @, a tab or a line end gets an apostrophe before it (OWASP, CSV Injection); numbers stay.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence

MARK = "\ufeff"
"""Tells spreadsheets that the file is UTF-8; without it Persian is shown as nonsense."""
_FORMULA = re.compile(r"\s*[=+\-@\t\r\n|%]")
_NUMBER = re.compile(r"\s*[+\-]?[\d٠-٩۰-۹][\d٠-٩۰-۹\s.,٫٬%]*")


def disarmed(cell: str) -> str:
    """The cell as a spreadsheet will only show it."""
    if cell[:1].isalnum():  # most cells by far
        return cell
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def csv_lines(rows: Iterable[Sequence[object]], *, mark: str = MARK) -> Iterator[str]:
    """The lines of a CSV file (RFC 4180) of these rows, all of it disarmed; None is an empty cell."""
    yield mark
    out = csv.writer(_Given())
    for row in rows:
        yield out.writerow([disarmed("" if cell is None else str(cell)) for cell in row])


class _Given:
    """What csv writes to; its answer is the line itself, which csv gives on."""

    def write(self, line: str) -> str:
        return line
