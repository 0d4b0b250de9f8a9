"""The form of an export: which lines there are, in which order, and what makes one faulty (docs/export.md)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO

from dadkhah.archive.tables import FORM, LEDGERED
from dadkhah.evidence.canonical import NotCanonical, canonical
from dadkhah.evidence.checkpoint import BadKey, Checkpoint, read_key

FORMAT = "dadkhah-export"
VERSION = 1
KINDS = ("row", "entry", "line", "erasure", "end")
"""The kinds of lines after the header, in their order. Rows come table by table in the order of the header."""
MOST = 50
"""So many faults are told; a file with more is beyond repair by hand."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a line of an export (counted from 1; 0: with the file as a whole)."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}" if self.line else self.message


class BadExport(ValueError):
    """The file cannot be imported, and nothing of it was; `faults` tells every line at fault."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = list(faults)
        told = [str(fault) for fault in self.faults[:MOST]]
        more = len(self.faults) - len(told)
        told += [f"… and {more} more."] if more else []
        super().__init__("\n".join([*told, "Nothing was imported."]))


@dataclass(frozen=True)
class Header:
    """The first line: whose archive, how many entries, their root, the signed checkpoint and who signed it.

    `earlier` are the keys with which it signed before it was moved; the field is left out where there are none.
    """

    origin: str
    size: int
    root: str
    checkpoint: str
    vkey: str
    form: int = FORM
    tables: tuple[str, ...] = LEDGERED
    format: str = FORMAT
    version: int = VERSION
    earlier: tuple[str, ...] = ()

    @property
    def vkeys(self) -> list[str]:
        """Every key that this archive's checkpoints may bear, the newest first."""
        return list(dict.fromkeys([self.vkey, *self.earlier]))

    def text(self) -> bytes:
        told = asdict(self)
        if not self.earlier:
            del told["earlier"]
        return canonical(told) + b"\n"


def read_header(file: BinaryIO) -> Header:
    """The header of an export, which `file` is at the start of. Raises BadExport where there is none."""
    try:
        value = json.loads(file.readline())
        lists = {"tables": tuple(value["tables"]), "earlier": tuple(value.get("earlier", ()))}
        found = Header(**{**value, **lists})
        if any(read_key(each)[0] != found.origin for each in found.earlier):
            raise BadKey("A key of another archive stands among the earlier ones.")
        Checkpoint(found.origin, found.size, bytes.fromhex(found.root)).body()
    except (ValueError, TypeError, KeyError) as error:
        raise BadExport([Fault(1, "This is no export of an archive: its first line is not a header.")]) from error
    if (found.format, found.version) != (FORMAT, VERSION) or found.form > FORM:
        message = (
            f"The export is of the form {found.format} {found.version}.{found.form}, which this program does not know."
        )
        raise BadExport([Fault(1, f"{message} Update the program.")])
    if unknown := set(found.tables) - set(LEDGERED):
        raise BadExport([Fault(1, f"The export has tables that nobody knows: {', '.join(sorted(unknown))}.")])
    return found


def line_of(kind: str, value: object, **more: object) -> bytes:
    """One line with its line end."""
    return canonical({kind: value, **more}) + b"\n"


def row_line(table: str, row: bytes) -> bytes:
    """A row's line around its canonical bytes; "row" comes before "table", so the line is canonical too."""
    return b'{"row":' + row + b',"table":"' + table.encode() + b'"}\n'


def parse(raw: bytes) -> tuple[str, dict[str, Any]]:
    """Kind and value of a line. Raises ValueError where it is not one of ours, byte by byte."""
    if not raw.endswith(b"\n"):
        raise ValueError("The line has no end; the file is cut off.")
    try:
        value = json.loads(raw)
        if not isinstance(value, dict) or canonical(value) + b"\n" != raw:
            raise ValueError("The line is not canonical JSON; it was altered.")
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError, NotCanonical) as error:
        raise ValueError("The line is not canonical JSON; it is damaged.") from error
    kind = next((kind for kind in KINDS if kind in value), "")
    if not kind:
        raise ValueError("The line is of no known kind.")
    return kind, value
