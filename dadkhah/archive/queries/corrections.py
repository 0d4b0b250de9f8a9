"""What was withdrawn or changed, when, by whom and why: read from the ledger, newest first."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from dadkhah.archive.access import Visible
from dadkhah.archive.models import Account, Claim, Figure, LedgerEntry, LedgerRow, Statement
from dadkhah.archive.queries.labels import labels
from dadkhah.archive.recording import body_of

MODELS = {"claim": Claim, "figure": Figure, "statement": Statement}
LEFT_OUT = {"retired", "key", "id"}
Body = dict[str, Any]


@dataclass(frozen=True)
class Correction:
    """One change of one row. `reason` is what was written when it was withdrawn; `differences`: field, before, after."""

    seq: int
    at: str
    who: str
    machine: str
    action: str
    table: str
    pk: str
    subject_id: str
    subject: str
    predicate: str
    reason: str
    is_withdrawn: bool
    is_restored: bool
    differences: list[tuple[str, Any, Any]]


def corrected(visible: Visible) -> QuerySet[LedgerRow]:
    """Ledger lines that hold an earlier form of a claim, figure or statement which may be seen."""
    claims = visible.claims_ever()
    seen = visible.sightings().filter(kind="statement")
    of_visible = (
        Q(Exists(claims.filter(pk=OuterRef("pk_value"))), table="claim")
        | Q(Exists(claims.filter(figure=OuterRef("pk_value"))), table="figure")
        | Q(Exists(seen.filter(object_id=OuterRef("pk_value"))), table="statement")
    )
    rows = LedgerRow.objects.filter(of_visible, table__in=list(MODELS), body__isnull=False)
    return rows.order_by("-seq", "-id")


def corrections(visible: Visible, rows: Iterable[LedgerRow], language: str) -> list[Correction]:
    """These lines as corrections, with a fixed number of questions."""
    listed = list(rows)
    forms = _forms(listed)
    entries = {e.seq: json.loads(e.body) for e in LedgerEntry.objects.filter(seq__in={row.seq for row in listed})}
    people = {entry.get("actor", "") for entry in entries.values()}
    names = dict(Account.objects.filter(pk__in=people).values_list("pk", "name"))
    bodies = {row.pk: _pair(row, forms) for row in listed}
    called = labels(visible, {_about(after or before) for before, after in bodies.values()}, language)
    return [_correction(row, *bodies[row.pk], entries[row.seq], names, called) for row in listed]


def _forms(rows: list[LedgerRow]) -> dict[tuple[str, str], list[tuple[int, Body]]]:
    """Every form these rows ever had, with the line before which it held; the form of today last."""
    ids: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        ids[row.table].add(row.pk_value)
    found: dict[tuple[str, str], list[tuple[int, Body]]] = defaultdict(list)
    for table, some in ids.items():
        for line in LedgerRow.objects.filter(table=table, pk_value__in=some).order_by("seq", "id"):
            found[table, line.pk_value].append((line.pk, json.loads(line.body) if line.body else {}))
        for now in MODELS[table]._default_manager.filter(pk__in=some):
            found[table, now.pk].append((0, json.loads(body_of(now))))
    return found


def _pair(row: LedgerRow, forms: dict[tuple[str, str], list[tuple[int, Body]]]) -> tuple[Body, Body]:
    """The form before this line's change, and the one after it."""
    listed = forms[row.table, row.pk_value]
    at = next(number for number, (line, _) in enumerate(listed) if line == row.pk)
    return listed[at][1], listed[at + 1][1] if at + 1 < len(listed) else {}


def _about(body: Body) -> str:
    return str(body.get("subject_id") or body.get("speaker_id") or "")


def _correction(
    row: LedgerRow, before: Body, after: Body, entry: Body, names: dict[str, str], called: dict[str, str]
) -> Correction:
    withdrawn = bool(after.get("retired")) and not before.get("retired")
    fields = [f for f in sorted(before.keys() | after.keys()) if f not in LEFT_OUT and not f.endswith("_id")]
    return Correction(
        seq=row.seq,
        at=entry["at"],
        who=names.get(entry.get("actor", ""), ""),
        machine=entry.get("machine", ""),
        action=entry["action"],
        table=row.table,
        pk=row.pk_value,
        subject_id=_about(after or before),
        subject=called.get(_about(after or before), ""),
        predicate=(after or before).get("predicate", ""),
        reason=str(after.get("retired", "")).partition(": ")[2] if withdrawn else "",
        is_withdrawn=withdrawn,
        is_restored=bool(before.get("retired")) and not after.get("retired"),
        differences=[(f, before.get(f, ""), after.get(f, "")) for f in fields if before.get(f) != after.get(f)],
    )
