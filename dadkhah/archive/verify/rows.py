"""Every row of every ledgered table against the newest line the ledger has of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, connection

from dadkhah.archive.tables import LedgeredTable, ledgered
from dadkhah.archive.verify.report import Findings
from dadkhah.archive.verify.snapshot import batches, between, rows, strict_text
from dadkhah.evidence.digests import row_digest

BOOLEAN = {0: False, 1: True}

NEWEST = """(SELECT n.id FROM ledger_row n WHERE n.table_name = '{table}' AND n.pk = r.id
    ORDER BY n.seq DESC, n.id DESC LIMIT 1)"""


@dataclass(frozen=True, slots=True)
class Suspect:
    """A row whose digest does not fit its newest line."""

    table: str
    pk: str
    values: tuple[Any, ...]
    salt: str
    digest: str
    seq: int


def check_rows(name: str, low: str | None, high: str | None) -> Findings:
    """The rows of one table with ids from `low` up to but not including `high`."""
    try:
        with strict_text():
            return _checked(name, low, high)
    except OperationalError:  # a text that is no UTF-8: again, so that its row is named
        return _checked(name, low, high)


def _checked(name: str, low: str | None, high: str | None) -> Findings:
    found = Findings()
    table = ledgered(name)
    for batch in batches(*_joined(table, low, high)):
        found.counts[f"rows of {name}"] += len(batch)
        for values, salt, digest, seq in _unfit(table, batch):
            _tell(found, table, values, salt, digest, seq)
    _check_missing(found, name, low, high)
    return found


def _joined(table: LedgeredTable, low: str | None, high: str | None) -> tuple[str, list[Any]]:
    quote = connection.ops.quote_name
    fields = table.model._meta.concrete_fields
    columns = [quote(str(field.column)) for field in fields if field.attname in table.columns]
    where, parameters = between("r.id", low, high)
    sql = f"""SELECT {", ".join(f"r.{column}" for column in columns)}, l.salt, l.digest, l.seq
        FROM {quote(table.name)} r LEFT JOIN ledger_row l ON l.id = {NEWEST.format(table=table.name)} WHERE {where}"""
    return sql, parameters


def _unfit(table: LedgeredTable, batch: list[tuple[Any, ...]]) -> Iterator[tuple[tuple[Any, ...], Any, Any, Any]]:
    """The rows that do not hash to their digest. This loop runs once for every row of the archive."""
    encode, plain = table.encode, plain_values(table)
    for row in batch:
        salt, digest = row[-3], row[-2]
        values = plain(row[:-3])
        if salt is None or not fits(encode, values, salt, digest):
            yield tuple(values), salt, digest, row[-1]


def plain_values(table: LedgeredTable) -> Callable[[Sequence[Any]], Sequence[Any]]:
    """Turns a row's columns into canonical values: SQLite gives 0 and 1 for flags; any other number stays one."""
    if not table.flags or connection.vendor != "sqlite":
        return lambda values: values

    def plain(values: Sequence[Any]) -> Sequence[Any]:
        fixed = list(values)
        for i in table.flags:
            fixed[i] = BOOLEAN.get(fixed[i], fixed[i])
        return fixed

    return plain


def fits(encode: Callable[[Sequence[Any]], bytes], values: Sequence[Any], salt: str, digest: str) -> bool:
    """Whether the row hashes to the digest. What has no canonical form, or a salt that is none, does not."""
    try:
        return row_digest(bytes.fromhex(salt), encode(values)).hex() == digest
    except (ValueError, TypeError):
        return False


def _tell(
    found: Findings,
    table: LedgeredTable,
    values: tuple[Any, ...],
    salt: str | None,
    digest: str | None,
    seq: int | None,
) -> None:
    pk = str(values[table.columns.index("id")])
    where = f"{table.name} {pk}"
    if seq is None:
        found.fault("inserted", where, "The row was inserted behind the ledger's back: no entry wrote it.")
    elif digest is None:
        found.fault("resurrected", where, f"The row is there again although entry {seq} deleted it.")
    elif salt is None:
        message = f"The row cannot be checked: the salt of its newest line, of entry {seq}, is gone."
        found.fault("unreadable", where, message)
    else:
        found.suspects.append(Suspect(table.name, pk, values, salt, digest, seq))


def _check_missing(found: Findings, name: str, low: str | None, high: str | None) -> None:
    where, parameters = between("l.pk", low, high)
    sql = f"""SELECT DISTINCT l.pk, l.seq FROM ledger_row l
        WHERE l.table_name = %s AND {where} AND l.digest IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM {connection.ops.quote_name(name)} r WHERE r.id = l.pk)
        AND NOT EXISTS (SELECT 1 FROM ledger_row n
            WHERE n.table_name = l.table_name AND n.pk = l.pk AND n.seq > l.seq)"""
    for pk, seq in rows(sql, [name, *parameters]):
        message = f"The row was deleted behind the ledger's back: entry {seq} wrote it, and no entry deleted it."
        found.fault("deleted", f"{name} {pk}", message)
