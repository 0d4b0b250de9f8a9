"""Reading an export into a newly made archive: every line checked as it comes, all of it in one transaction."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from django.db import IntegrityError, transaction

from dadkhah.archive import derived
from dadkhah.archive.exchange.checking import check_stored
from dadkhah.archive.exchange.form import KINDS, MOST, BadExport, Fault, Header, parse, read_header
from dadkhah.archive.exchange.storing import Batches, empty, is_newly_made, reset_counters, set_head
from dadkhah.archive.tables import FORM, ledgered
from dadkhah.evidence.canonical import canonical
from dadkhah.evidence.checkpoint import BadCheckpoint, BadKey, Checkpoint, open_checkpoint
from dadkhah.evidence.digests import leaf_hash
from dadkhah.evidence.tree import Tree

ID = re.compile(r"[0-9a-f]{32}", re.ASCII)
HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
SALT = re.compile(r"[0-9a-f]{32}", re.ASCII)
Told = Callable[[int, int], None]


def import_archive(path: Path, progress: Told, adopt: Callable[[Header], None]) -> Header:
    """Read the export into this archive's database, or raise BadExport and leave it as it was.

    `adopt` is called before the commit, so that the archive takes the export's name. `progress` counts bytes.
    """
    with transaction.atomic():
        if not is_newly_made():
            raise BadExport([Fault(0, "This archive is in use. Import into a newly made one.")])
        empty()
        with path.open("rb") as file:
            reading = _Reading(read_header(file), path.stat().st_size, progress)
            reading.read(file)
        reading.end(path)
        derived.rebuild()
        reset_counters()
        adopt(reading.header)
    return reading.header


class _Reading:
    """One reading of a file: what came so far, and what was wrong with it."""

    def __init__(self, header: Header, size: int, progress: Told) -> None:
        self.header, self.size, self.progress = header, size, progress
        self.faults: list[Fault] = []
        self.moved: list[Fault] = []
        self.tree = Tree()
        self._batches = Batches()
        self._digest = hashlib.sha256(header.text())
        self._number = self._counted = 1
        self._bytes = len(header.text())
        self._place = (0, 0)
        self._ended = self._is_whole = False
        self._last_row = ("", "")
        self._last_line = 0

    def read(self, file: BinaryIO) -> None:
        for raw in file:
            self._number += 1
            self._bytes += len(raw)
            try:
                self._take(raw)
            except ValueError as error:
                self.faults.append(Fault(self._number, str(error)))
            if len(self.faults) >= MOST:
                break
            if self._number % 1000 == 0:
                self.progress(self._bytes, self.size)

    def _take(self, raw: bytes) -> None:
        if self._ended:
            raise ValueError("The export goes on after its last line.")
        kind, value = parse(raw)
        self._in_order(kind, value)
        getattr(self, f"_take_{kind}")(value)
        if kind != "end":
            self._digest.update(raw)
            self._counted += 1

    def _in_order(self, kind: str, value: dict[str, Any]) -> None:
        table = value.get("table")
        if kind == "row" and table not in self.header.tables:
            raise ValueError(f"The table {table!r} is not in the header.")
        place = (KINDS.index(kind), self.header.tables.index(table) if kind == "row" and table else 0)
        if place < self._place:
            raise ValueError("The line is out of order: lines were moved.")
        self._place = place

    def _take_row(self, value: dict[str, Any]) -> None:
        table, row = value["table"], value["row"]
        if not isinstance(row, dict) or not ID.fullmatch(str(row.get("id"))):
            raise ValueError("The row has no id.")
        before, self._last_row = self._last_row, (table, row["id"])
        if table == before[0] and row["id"] <= before[1]:
            self.moved.append(Fault(self._number, f"The row {row['id']} is out of order, or stands there twice."))
        if unknown := set(row) - set(ledgered(table).columns):
            raise ValueError(f"A row of {table} has no column {', '.join(sorted(unknown))}.")
        self._batches.add_row(table, row)

    def _take_entry(self, value: dict[str, Any]) -> None:
        body = str(value["entry"]).encode()
        seq = parse_entry(body).get("seq")
        if seq != self.tree.size:
            raise ValueError(f"Entry {seq} stands where entry {self.tree.size} should be.")
        leaf = leaf_hash(body)
        if leaf.hex() != value.get("leaf"):
            raise ValueError(f"Entry {seq} does not hash to its leaf; it was altered.")
        self.tree.append(leaf)
        self._batches.add("ledger_entry", ("seq", "body", "leaf"), (seq, body.decode(), leaf.hex()))

    def _take_line(self, value: dict[str, Any]) -> None:
        line = value["line"]
        if not _is_line(line) or line["form"] > FORM:
            raise ValueError("The ledger line lacks something, or is of a form that nobody knows.")
        if line["id"] <= self._last_line:
            raise ValueError("The ledger lines are out of order.")
        self._last_line = line["id"]
        columns = ("id", "seq", "line", "table_name", "pk", "form", "salt", "digest", "body")
        names = ("id", "seq", "line", "table", "pk", "form", "salt", "digest", "body")
        self._batches.add("ledger_row", columns, [line.get(name) for name in names])

    def _take_erasure(self, value: dict[str, Any]) -> None:
        erased = value["erasure"]
        if not isinstance(erased, dict) or not {type(erased.get(name)) for name in ("line", "seq")} == {int}:
            raise ValueError("The erasure lacks its line or its entry.")
        self._batches.add("erasure", ("ledger_row_id", "seq"), (erased["line"], erased["seq"]))

    def _take_end(self, value: dict[str, Any]) -> None:
        self._ended = True
        self._is_whole = value["end"] == {"digest": self._digest.hexdigest(), "lines": self._counted}

    def end(self, path: Path) -> None:
        """The checks over the whole; raises BadExport for any fault of the reading."""
        if not self._ended and len(self.faults) < MOST:
            self.faults.append(Fault(0, "The export has no last line; it is cut off. Get a whole copy."))
        self.faults += _head_faults(self.header, self.tree)
        if self.faults:
            raise BadExport(self.faults)
        try:
            with transaction.atomic():
                self._batches.end()
        except IntegrityError as error:
            raise BadExport([Fault(0, f"The rows do not fit each other: {error}."), *self.moved]) from error
        found = [*self.moved, *check_stored(path)]
        if not self._is_whole:
            found.insert(0, Fault(0, "The digest of all lines does not fit: lines were altered, added or left out."))
        if found:
            raise BadExport(found)
        set_head(self.tree)


def parse_entry(body: bytes) -> dict[str, Any]:
    """An entry's value. Raises ValueError unless the text is its canonical form."""
    value = json.loads(body)
    if not isinstance(value, dict) or canonical(value) != body:
        raise ValueError("The entry is not canonical JSON; it was altered.")
    return value


def _is_line(line: object) -> bool:
    if not isinstance(line, dict):
        return False
    numbers = all(type(line.get(name)) is int for name in ("id", "seq", "line", "form"))
    texts = all(isinstance(line.get(name), str) for name in ("table", "pk"))
    patterns = {"salt": SALT, "digest": HASH, "pk": ID}
    return numbers and texts and all(p.fullmatch(line[name]) for name, p in patterns.items() if line.get(name))


def _head_faults(header: Header, tree: Tree) -> Iterator[Fault]:
    if (tree.size, tree.root().hex()) != (header.size, header.root):
        yield Fault(1, "The entries do not give the root of the header: entries were altered, added or left out.")
    try:
        signed = open_checkpoint(header.checkpoint, header.vkey)
    except (BadCheckpoint, BadKey) as error:
        yield Fault(1, f"The header's checkpoint is not good: {error}")
        return
    if signed != Checkpoint(header.origin, header.size, bytes.fromhex(header.root)):
        yield Fault(1, "The header's checkpoint speaks of another state of the ledger than the header.")
