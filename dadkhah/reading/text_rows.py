"""Rows of a text with delimiters: quoted cells, cells of several lines, and what is not as it should be.

A row that cannot be read is given with what stands there and the reason, and the reading goes on behind it.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from dadkhah.sentences import Sentence

DELIMITERS = (",", ";", "\t", "|")
NONE = "\x1f"
"""Stands for no delimiter: a list of one column may hold commas."""
SAMPLE = 60
AT_ONCE = 500
"""Lines that are fetched together."""
KEPT = "dadkhah.kept"
"""Keeps each byte that is no letter, as half of a surrogate pair (as Python's surrogateescape, and below 0x80 too)."""
_LOST = re.compile("[\udc00-\udcff]")


class Row(NamedTuple):
    """A row: the number of its first line (or of its row in a sheet), its cells, and why it cannot be read."""

    number: int
    cells: list[str]
    fault: str = ""


def _keep(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    lost = error.object[error.start : error.end]
    return "".join(chr(0xDC00 + byte) for byte in lost), error.end


codecs.register_error(KEPT, _keep)


def guess_delimiter(sample: Iterable[str]) -> str:
    """The delimiter with which the first rows have as many cells as the header, and the most; NONE where there is none."""
    held = list(sample)
    counted = {each: [len(row.cells) for row in rows(held, each) if any(row.cells)] for each in DELIMITERS}
    return max((NONE, *DELIMITERS), key=lambda each: _fitness(counted.get(each, [])))


def _fitness(lengths: list[int]) -> float:
    """How well this splits: the share of rows that have as many cells as the first, times a little more for more cells."""
    if not lengths or lengths[0] < 2:
        return 0.0
    fitting = sum(length == lengths[0] for length in lengths) / len(lengths)
    return fitting * (1 + min(lengths[0], 50) / 100) if fitting > 0.5 else 0.01


def rows(source: Iterable[str], delimiter: str) -> Iterator[Row]:
    """Every row, blank ones too. A quote that is opened and never closed costs its own line alone."""
    reading = _Reading(source, delimiter)
    while reading.is_more():
        quick = reading.quick()
        if quick is None:
            yield from _with_care(reading)
        else:
            yield from quick


def _with_care(reading: _Reading) -> Iterator[Row]:
    """Row by row, until all lines that were fetched are read."""
    while reading.is_fetched():
        reading.begin()
        try:
            cells = next(reading.csv, None)
        except csv.Error as error:
            yield from reading.mend(is_odd="expected after" in str(error))
            continue
        if cells is None:
            return
        yield Row(reading.first, cells, _fault(cells))


class _Reading:
    """Lines on their way into csv, which are held until their row is whole."""

    def __init__(self, source: Iterable[str], delimiter: str) -> None:
        self._source, self._delimiter = iter(source), delimiter
        self._again: deque[str] = deque()
        """Lines that were fetched and are in no row yet."""
        self._held: list[str] = []
        self._read = 0
        self.csv = self._reader(self._lines())

    def _reader(self, source: Iterable[str], *, strict: bool = True) -> Iterator[list[str]]:
        return csv.reader(source, delimiter=self._delimiter, strict=strict)

    def _lines(self) -> Iterator[str]:
        while True:
            line = self._again.popleft() if self._again else next(self._source, None)
            if line is None:
                return
            self._held.append(line)
            self._read += 1
            yield line

    def is_fetched(self) -> bool:
        return bool(self._again)

    def is_more(self) -> bool:
        """Whether there are lines left; fetches some."""
        if not self._again:
            self._again.extend(islice(self._source, AT_ONCE))
        return bool(self._again)

    def quick(self) -> list[Row] | None:
        """The rows of all fetched lines, where each line is a row without fault: as almost all of them are."""
        lines = list(self._again)
        try:
            found = list(self._reader(lines))
        except csv.Error:
            return None
        if len(found) != len(lines) or _fault(lines):
            return None
        first, self._read = self._read + 1, self._read + len(lines)
        self._again.clear()
        return list(map(Row, range(first, first + len(found)), found))

    @property
    def first(self) -> int:
        return self._read - len(self._held) + 1

    def begin(self) -> None:
        self._held.clear()

    def mend(self, *, is_odd: bool) -> Iterator[Row]:
        """The row that csv refused: read leniently where it is one line with odd quotes, else its first line alone is lost."""
        first, number = self._held[0], self.first
        self._again.extendleft(reversed(self._held[1:]))
        self._read = number
        self.csv = self._reader(self._lines())
        alone = is_odd and len(self._held) == 1
        cells = next(csv.reader([first], delimiter=self._delimiter)) if alone else first.rstrip("\r\n").split(self._delimiter)
        yield Row(number, cells, _fault(cells) if alone else _unclosed())


def _unclosed() -> Sentence:
    return Sentence("A quotation mark is opened here and not closed. Close it, or write it twice where it belongs to the text.")


def _fault(cells: list[str]) -> str:
    """Why a row cannot be kept as it is, or nothing."""
    text = "".join(cells)
    if text.isascii():
        return Sentence("It holds a NUL character. Remove it.") if "\0" in text else ""
    if lost := _LOST.search(text):
        byte = f"{ord(lost[0]) - 0xDC00:02X}"
        return Sentence("The byte {byte} is no letter in this encoding. Repair it, or name the encoding of the file.", byte=byte)
    return Sentence("It holds a NUL character. Remove it.") if "\0" in text else ""
