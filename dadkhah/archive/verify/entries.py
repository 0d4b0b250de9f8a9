"""Every entry of the ledger, with the lines it wrote and the lines it erased."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from heapq import merge
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, NamedTuple

from dadkhah.archive.recording import line_value, listed
from dadkhah.archive.tables import LEDGERED
from dadkhah.archive.verify.report import Findings
from dadkhah.archive.verify.snapshot import between, rows
from dadkhah.evidence.canonical import NotCanonical, canonical
from dadkhah.evidence.digests import leaf_hash, row_digest

LINES = """SELECT l.seq, l.line, l.table_name, l.pk, l.form, l.digest, l.salt, l.body, l.id,
        e.seq, p.salt, p.digest, pe.seq
    FROM ledger_row l
    LEFT JOIN erasure e ON e.ledger_row_id = l.id
    LEFT JOIN ledger_row p ON p.id = (SELECT q.id FROM ledger_row q
        WHERE q.table_name = l.table_name AND q.pk = l.pk AND q.seq < l.seq ORDER BY q.seq DESC, q.id DESC LIMIT 1)
    LEFT JOIN erasure pe ON pe.ledger_row_id = p.id
    WHERE {where} ORDER BY l.seq, l.line"""


ENTRY, LINE = 0, 1


class Line(NamedTuple):
    """One line with what bears on it: its erasure, and the line before it of the same row."""

    seq: int
    line: int
    table: str
    pk: str
    form: int
    digest: str | None
    salt: str | None
    body: str | None
    id: int
    erased: int | None
    salt_before: str | None
    digest_before: str | None
    erased_before: int | None


def check_entries(low: int | None, high: int | None) -> Findings:
    """The entries with numbers from `low` up to but not including `high`, and all lines that bear these numbers."""
    found = Findings()
    erased = _erasures(low, high)
    for seq, group in groupby(_merged(low, high), itemgetter(0)):
        first = next(group)
        if first[1] == ENTRY:
            _check_entry(found, first[2], (row for _, _, row in group), erased.pop(seq, []))
        else:
            _without_entry(found, (row for _, _, row in chain([first], group)))
    for seq, ids in erased.items():
        found.fault(
            "erasure", f"erasure {ids[0]}", f"Entry {seq}, which these {len(ids)} erasures name, does not exist."
        )
    return found


def _merged(low: int | None, high: int | None) -> Iterator[tuple[int, int, tuple[Any, ...]]]:
    """Each entry, then its lines."""
    where, parameters = between("seq", low, high)
    entries = rows(f"SELECT seq, body, leaf FROM ledger_entry WHERE {where} ORDER BY seq", parameters)
    where, parameters = between("l.seq", low, high)
    lines = rows(LINES.format(where=where), parameters)
    return merge(
        ((row[0], ENTRY, row) for row in entries), ((row[0], LINE, row) for row in lines), key=itemgetter(0, 1)
    )


def _erasures(low: int | None, high: int | None) -> dict[int, list[int]]:
    where, parameters = between("seq", low, high)
    found: dict[int, list[int]] = defaultdict(list)
    for seq, line in rows(
        f"SELECT seq, ledger_row_id FROM erasure WHERE {where} ORDER BY seq, ledger_row_id", parameters
    ):
        found[seq].append(line)
    return found


def _without_entry(found: Findings, lines: Iterator[tuple[Any, ...]]) -> None:
    for line in map(Line._make, lines):
        message = f"A ledger line of this row names entry {line.seq}, which does not exist."
        found.fault("line", f"{line.table} {line.pk}", message)


def _check_entry(
    found: Findings, entry: tuple[int, str, str], lines: Iterator[tuple[Any, ...]], erased: list[int]
) -> None:
    seq, body, leaf = entry
    found.counts["entries"] += 1
    where = f"ledger_entry {seq}"
    if leaf_hash(body.encode("utf-8", "surrogateescape")).hex() != leaf:
        found.fault("entry", where, "The entry was altered: it does not hash to its leaf.")
    written = list(_values(found, lines))
    value = _value(found, where, body)
    if value is None:
        return
    if value.get("seq") != seq:
        found.fault("entry", where, f"The entry calls itself number {value.get('seq')}.")
    _compare_lines(found, seq, value, written)
    told = {name: value[name] for name in ("erased", "erased_count", "erased_root") if name in value}
    if told != listed("erased", erased):
        message = "The lines that were erased under this number are not the lines that the entry erased."
        found.fault("erasure", where, message)


def _value(found: Findings, where: str, body: str) -> dict[str, Any] | None:
    try:
        value = json.loads(body)
        if isinstance(value, dict) and canonical(value) == body.encode():
            return value
    except (ValueError, NotCanonical, RecursionError):
        pass  # told below, as for any other text that is no entry
    found.fault("entry", where, "The entry is not canonical JSON: it was altered, or written by something else.")
    return None


def _values(found: Findings, lines: Iterator[tuple[Any, ...]]) -> Iterator[list[Any]]:
    """What the entry should commit to, line by line, each looked at on the way."""
    for expected, row in enumerate(lines):
        _, number, table, pk, form, digest, salt, body, _, erased, *before = row
        found.counts["lines"] += 1
        plain = salt is not None and body is None and erased is None and before[1] is None
        if not plain or digest is None or number != expected or table not in LEDGERED:
            _check_line(found, Line._make(row), expected)
        yield line_value(table, pk, form, digest)


def _compare_lines(found: Findings, seq: int, value: dict[str, Any], written: list[list[Any]]) -> None:
    told = {name: value[name] for name in ("rows", "count", "root") if name in value}
    if told == _listed(written):
        return
    where, named = f"ledger_entry {seq}", told.get("rows")
    if not isinstance(named, list):
        message = (
            f"The {len(written)} lines of this entry are not the {told.get('count')} it wrote. Which cannot be told."
        )
        found.fault("line", where, message)
        return
    ours, theirs = _by_row(written), _by_row(named)
    differing = [row for row in ours | theirs if ours.get(row) != theirs.get(row)]
    for row in differing:
        what = "was added" if row not in theirs else "is missing" if row not in ours else "was altered"
        found.fault("line", row, f"The ledger line that entry {seq} wrote of this row {what}.")
    if not differing:
        found.fault("line", where, "The lines of this entry stand in another order, or one stands there twice.")


def _listed(written: list[Any]) -> dict[str, Any]:
    """As the entry should list them; nothing where one of them holds letters that no ledger line can hold."""
    try:
        return listed("rows", written, always=True)
    except NotCanonical:
        return {}


def _by_row(lines: list[Any]) -> dict[str, Any]:
    """What an entry may hold that somebody else wrote is no reason to stop."""
    return {" ".join(map(str, line[:2])) if isinstance(line, list) else str(line): line for line in lines}


def _check_line(found: Findings, line: Line, expected: int) -> None:
    where = f"{line.table} {line.pk}"
    if line.table not in LEDGERED:
        found.fault("line", where, f"A line of entry {line.seq} is about a table that the ledger does not cover.")
    if line.line != expected:
        message = f"The lines of entry {line.seq} are not numbered in a row: this one is {line.line}, not {expected}."
        found.fault("line", where, message)
    if line.erased is not None:
        _check_erased(found, where, line)
    else:
        _check_history(found, where, line)


def _check_erased(found: Findings, where: str, line: Line) -> None:
    found.counts["erased lines"] += 1
    if line.salt is not None or line.body is not None:
        message = f"The line of entry {line.seq} was erased by entry {line.erased}, and holds content again."
        found.fault("erasure", where, message)
    if line.erased is not None and line.erased <= line.seq:
        found.fault("erasure", where, f"Entry {line.erased} cannot have erased a line of the later entry {line.seq}.")


def _check_history(found: Findings, where: str, line: Line) -> None:
    if (line.salt is None) != (line.digest is None):
        message = f"The salt of the line of entry {line.seq} is gone, and no entry erased it."
        found.fault("erasure", where, message)
    if line.digest_before is None:
        if line.body is not None or line.digest is None:
            found.fault("line", where, f"The line of entry {line.seq} tells of an earlier row that there never was.")
    elif line.body is None:
        # An erasure leaves out what the row was before it, and makes the line before it unreadable.
        if line.erased_before != line.seq:
            message = f"What the row was before entry {line.seq} is gone from the ledger, and no entry erased it."
            found.fault("erasure", where, message)
    elif line.salt_before is None:
        found.counts["unreadable history"] += 1
    elif not _hashes(line.salt_before, line.body, line.digest_before):
        message = f"What the ledger says the row was before entry {line.seq} does not fit its digest: it was altered."
        found.fault("line", where, message)


def _hashes(salt: str, body: str, digest: str) -> bool:
    try:
        return row_digest(bytes.fromhex(salt), body.encode()).hex() == digest
    except ValueError:
        return False
