"""Why a row does not fit its digest: which columns differ, or whose values it has now.

The right row itself is kept nowhere but in its digest. What can be done is to try: the values the row had
before, a missing value, a turned flag, and the values of other rows that do not fit either. A try that hashes
to the digest is the right row beyond doubt; where none does, the columns cannot be told, and that is said.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, islice
from typing import Any

from dadkhah.archive.models import LedgerRow
from dadkhah.archive.tables import LedgeredTable, ledgered
from dadkhah.archive.verify.report import Findings
from dadkhah.archive.verify.rows import Suspect, fits

TOGETHER = 100
"""So many suspects of one table are compared with each other; with more, each is looked at alone."""
TRIES = 3000

Try = tuple[int, Any]
"""A column, by its place, and a value it may have had."""


def explain(found: Findings) -> None:
    """Turn the suspects into faults."""
    by_table: dict[str, list[Suspect]] = {}
    for suspect in found.suspects:
        by_table.setdefault(suspect.table, []).append(suspect)
    for name, suspects in sorted(by_table.items()):
        others = suspects if len(suspects) <= TOGETHER else []
        for suspect in suspects:
            _explain_one(found, ledgered(name), suspect, others)
    found.suspects.clear()


def _explain_one(found: Findings, table: LedgeredTable, suspect: Suspect, others: list[Suspect]) -> None:
    where = f"{table.name} {suspect.pk}"
    since = f"since entry {suspect.seq} wrote it"
    if twin := _swapped_with(table, suspect, others):
        message = f"The row holds other values {since}: its own are now in the row {twin}. The two were swapped."
        found.fault("swapped", where, message)
    elif columns := _changed_columns(table, suspect, others):
        named = ", ".join(columns)
        found.fault("edited", f"{where}: {named}", f"The row was edited behind the ledger's back {since}: {named}.")
    else:
        message = f"The row was edited behind the ledger's back {since}. In which columns cannot be told."
        found.fault("edited", where, message)


def _swapped_with(table: LedgeredTable, suspect: Suspect, others: list[Suspect]) -> str | None:
    at = table.columns.index("id")
    for other in others:
        if other is not suspect:
            values = (*other.values[:at], suspect.pk, *other.values[at + 1 :])
            if fits(table.encode, values, suspect.salt, suspect.digest):
                return other.pk
    return None


def _changed_columns(table: LedgeredTable, suspect: Suspect, others: list[Suspect]) -> list[str]:
    tries = list(dict.fromkeys(_tries(table, suspect, others)))
    ways = (way for count in (1, 2, 3) for way in combinations(tries, count))
    is_right = _tester(table, suspect)
    right = next(filter(is_right, islice(ways, TRIES)), ())
    return [table.columns[place] for place, _ in right]


def _tester(table: LedgeredTable, suspect: Suspect) -> Callable[[Sequence[Try]], bool]:
    def is_right(way: Sequence[Try]) -> bool:
        values = list(suspect.values)
        for place, value in way:
            values[place] = value
        return fits(table.encode, values, suspect.salt, suspect.digest)

    return is_right


def _tries(table: LedgeredTable, suspect: Suspect, others: list[Suspect]) -> Iterator[Try]:
    earlier = [_before(suspect), *(dict(zip(table.columns, other.values, strict=True)) for other in others)]
    for place, (name, value) in enumerate(zip(table.columns, suspect.values, strict=True)):
        wanted = [not value] if place in table.flags else [None, *(form.get(name) for form in earlier)]
        yield from ((place, candidate) for candidate in wanted if candidate != value and name != "id")


def _before(suspect: Suspect) -> dict[str, Any]:
    """The row as it was before its last change, as far as the ledger remembers."""
    lines = LedgerRow.objects.filter(table=suspect.table, pk_value=suspect.pk, body__isnull=False)
    body = lines.order_by("-seq").values_list("body", flat=True).first()
    try:
        return json.loads(body) if body else {}
    except ValueError:
        return {}
