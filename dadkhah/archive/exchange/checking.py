"""After an import, before its commit: rows, ledger lines, entries and erasures must fit each other.

The lines of the file were checked one by one; what ties them together is checked by the same code that `verify` runs.
A fault is found in the database and told with its line in the file, which is read once more for that.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dadkhah.archive.exchange.form import Fault, parse
from dadkhah.archive.tables import LEDGERED
from dadkhah.archive.verify.entries import check_entries
from dadkhah.archive.verify.report import Findings
from dadkhah.archive.verify.rows import check_rows
from dadkhah.archive.verify.suspects import explain


def check_stored(path: Path) -> list[Fault]:
    """Every disagreement, with its line in the file, in the order of these lines."""
    found = Findings()
    for name in LEDGERED:
        found.add(check_rows(name, None, None))
    explain(found)
    found.add(check_entries(None, None))
    # "where" names the row, and after a colon its columns.
    told = [(fault.where.split(":")[0], f"{fault.where}: {fault.message}") for fault in found.faults]
    wanted = {where for where, _ in told}
    numbers = {where: number for where, number in _places(path) if where in wanted} if told else {}
    return sorted((Fault(numbers.get(where, 0), message) for where, message in told), key=lambda fault: fault.line)


def _places(path: Path) -> Iterator[tuple[str, int]]:
    """Each row and entry of the file, named as `verify` names it, with its line."""
    entry = 0
    with path.open("rb") as file:
        file.readline()
        for number, raw in enumerate(file, 2):
            kind, value = parse(raw)
            if kind == "row":
                yield f"{value['table']} {value['row']['id']}", number
            elif kind == "entry":
                yield f"ledger_entry {entry}", number
                entry += 1
            else:
                return
