"""Writing an export: one steady view of the database, read in order, a line per row."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.db import connection

from dadkhah.archive import heads, keyring
from dadkhah.archive.access import Actor, Refused
from dadkhah.archive.exchange.form import Header, line_of, row_line
from dadkhah.archive.models import Compartment
from dadkhah.archive.recording import recording
from dadkhah.archive.tables import LEDGERED, LedgeredTable, ledgered
from dadkhah.archive.verify.rows import plain_values
from dadkhah.archive.verify.snapshot import Head, database, rows, snapshot
from dadkhah.evidence.checkpoint import Checkpoint, sign

TOLD = 2000
LINE = "id, seq, line, table_name, pk, form, salt, digest, body"


@dataclass(frozen=True)
class Exported:
    """What an export holds: how many lines before the last, their digest, the ledger's size, root and signed head."""

    lines: int
    digest: str
    size: int
    root: str
    checkpoint: str


def export_archive(actor: Actor, out: BinaryIO, progress: Callable[[int, int], None]) -> Exported:
    """Write the whole archive. Raises Refused unless the actor is a steward of every compartment.

    Where a compartment is sealed or restricted, an entry says who took a copy, before it is taken.
    """
    require_all(actor)
    _record(actor)
    with snapshot(database()) as head:
        return write_export(head, out, progress)


def write_export(head: Head, out: BinaryIO, progress: Callable[[int, int], None]) -> Exported:
    """All lines, within a snapshot of which this is the ledger's head. Whose right it is, is asked before."""
    size, root, _ = head
    key = keyring.signing_key(heads.place())
    signed = sign(Checkpoint(key.name, size, bytes.fromhex(root)), key)
    header = Header(key.name, size, root, signed, key.vkey, earlier=tuple(heads.earlier_keys(heads.place())))
    total = sum(_count(name) for name in (*LEDGERED, "ledger_entry", "ledger_row", "erasure"))
    digest, count = hashlib.sha256(), 0
    for line in _lines(header):
        out.write(line)
        digest.update(line)
        count += 1
        if count % TOLD == 0:
            progress(count, total)
    out.write(line_of("end", {"digest": digest.hexdigest(), "lines": count}))
    return Exported(count, digest.hexdigest(), size, root, header.checkpoint)


def require_all(actor: Actor) -> None:
    """Raises Refused unless the actor manages every compartment: rows are never left out silently."""
    actor.must_be_named()
    if set(Compartment.objects.values_list("id", flat=True)) - set(actor.compartments("manage")):
        raise Refused(
            "A whole export needs the role of a steward in every compartment of the archive, and you do not have it. "
            "Nothing was exported; a sheet can be exported by itself with --sheet.",
        )


def _record(actor: Actor) -> None:
    sensitive = Compartment.objects.filter(level__in=Compartment.SENSITIVE).order_by("id")
    if ids := list(sensitive.values_list("id", flat=True)):
        with recording(actor, "export") as record:
            record.notes["compartments"] = ids


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - names of our own tables
        return int(cursor.fetchone()[0])


def _lines(header: Header) -> Iterator[bytes]:
    yield header.text()
    for name in header.tables:
        for row in _rows(ledgered(name)):
            yield row_line(name, row)
    for body, leaf in rows("SELECT body, leaf FROM ledger_entry ORDER BY seq"):
        yield line_of("entry", body, leaf=leaf)
    for values in rows(f"SELECT {LINE} FROM ledger_row ORDER BY id"):  # noqa: S608
        yield line_of("line", line_value(values))
    for line, seq in rows("SELECT ledger_row_id, seq FROM erasure ORDER BY ledger_row_id"):
        yield line_of("erasure", {"line": line, "seq": seq})


def line_value(values: tuple[Any, ...]) -> dict[str, Any]:
    """A ledger line as the export has it; the names are those of docs/export.md."""
    names = ("id", "seq", "line", "table", "pk", "form", "salt", "digest", "body")
    return dict(zip(names, values, strict=True))


def _rows(table: LedgeredTable) -> Iterator[bytes]:
    """The canonical bytes of every row of a table, in the order of their ids."""
    plain = plain_values(table)
    columns = ", ".join(connection.ops.quote_name(column) for column in table.columns)
    for values in rows(f"SELECT {columns} FROM {table.name} ORDER BY id"):  # noqa: S608 - names of our own tables
        yield table.encode(plain(values))
