"""What the ledger tells of a row: its changes one by one, and the proof that it is as it was written."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from dadkhah.archive import heads
from dadkhah.archive.models import Account, LedgerEntry, LedgerRow
from dadkhah.archive.recording import body_of, line_value
from dadkhah.evidence.canonical import canonical
from dadkhah.evidence.digests import leaf_hash
from dadkhah.evidence.tree import Tree


@dataclass(frozen=True)
class Change:
    """One entry that wrote a row: when, who, by which action, and which fields differ (before, after)."""

    seq: int
    at: str
    actor: str
    machine: str
    action: str
    differences: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    is_first: bool = False
    is_erased: bool = False


def history(table: str, pk: str) -> list[Change]:
    """Newest first. What a line kept is the row before its change, so the form after it is the next line's."""
    lines = list(LedgerRow.objects.filter(table=table, pk_value=pk).order_by("seq", "id"))
    entries = {entry.seq: json.loads(entry.body) for entry in LedgerEntry.objects.filter(seq__in=[x.seq for x in lines])}
    names = dict(Account.objects.filter(pk__in={e.get("actor", "") for e in entries.values()}).values_list("pk", "name"))
    after = [_form(line) for line in lines[1:]] + [_now(table, pk)]
    return [
        _change(line, entries[line.seq], names, _form(line), following, first=number == 0)
        for number, (line, following) in enumerate(zip(lines, after, strict=True))
    ][::-1]


def _form(line: LedgerRow) -> dict[str, Any]:
    return json.loads(line.body) if line.body else {}


def _now(table: str, pk: str) -> dict[str, Any]:
    from dadkhah.archive.tables import ledgered

    row = ledgered(table).model._default_manager.filter(pk=pk).first()
    return json.loads(body_of(row)) if row else {}


def _change(
    line: LedgerRow, entry: dict[str, Any], names: dict[str, str], before: dict, after: dict, *, first: bool
) -> Change:
    fields = sorted(before.keys() | after.keys()) if not first else []
    return Change(
        seq=line.seq,
        at=entry["at"],
        actor=names.get(entry.get("actor", ""), ""),
        machine=entry.get("machine", ""),
        action=entry["action"],
        differences={f: (before.get(f), after.get(f)) for f in fields if before.get(f) != after.get(f)},
        is_first=first,
        is_erased=line.salt is None and line.digest is not None,
    )


def entry_at(seq: int) -> dict[str, Any] | None:
    """The entry as a value, with its leaf and body; None where there is none."""
    entry = LedgerEntry.objects.filter(seq=seq).first()
    return {**json.loads(entry.body), "leaf": entry.leaf, "body": entry.body} if entry else None


def proof_of(row: models.Model) -> dict[str, Any]:
    """Everything a stranger needs: row, salt, digest, the entry's lines, the entry, and its path to the checkpoint."""
    table = row._meta.db_table
    line = LedgerRow.objects.filter(table=table, pk_value=row.pk).order_by("-seq").first()
    if line is None:
        return {}
    entry = LedgerEntry.objects.get(seq=line.seq)
    return {
        "format": "dadkhah-row-proof/1",
        "table": table,
        "row": body_of(row).decode(),
        "salt": line.salt,
        "digest": line.digest,
        "line": line.line,
        "line_path": _path_in_entry(line, json.loads(entry.body)),
        "entry": entry.body,
        "proof": heads.inclusion_proof(entry.seq),
        "how": "digest = SHA-256(salt || row). The line [table, id, form, digest] is listed in the entry, or line_path "
        "leads from SHA-256(0x00 || line) to the entry's root (RFC 6962). leaf = SHA-256(0x00 || entry); proof is a "
        "C2SP tlog-proof from the leaf to the signed checkpoint.",
    }


def _path_in_entry(line: LedgerRow, entry: dict[str, Any]) -> list[str]:
    """The way from a line to the root of all lines of a bulk entry; empty where the entry lists its lines."""
    if "root" not in entry:
        return []
    values = LedgerRow.objects.filter(seq=line.seq).order_by("line").values_list("table", "pk_value", "form", "digest")
    tree = Tree()
    tree.extend(leaf_hash(canonical(line_value(*value))) for value in values.iterator())
    return [step.hex() for step in tree.inclusion_proof(line.line)]
