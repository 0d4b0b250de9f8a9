"""The one way to write: rows, their ledger lines and one entry, in one transaction.

    with recording(actor, "assess_claim") as record:
        record.add(assessment)

An action collects what it writes; leaving the block writes it all, locks the ledger's head, takes the next
number and commits. Tiles and the checkpoint follow the commit and can be rebuilt from the database.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple, TypeVar

from django.db import models, transaction

from dadkhah.archive import bulk as bulks
from dadkhah.archive import heads
from dadkhah.archive.access import Actor, Refused
from dadkhah.archive.bulk import Bulk
from dadkhah.archive.fields import now
from dadkhah.archive.models import Erasure, LedgerEntry, LedgerHead, LedgerRow
from dadkhah.archive.tables import FORM, LedgeredTable, ledgered
from dadkhah.evidence.canonical import canonical
from dadkhah.evidence.digests import leaf_hash, new_salt, row_digest
from dadkhah.evidence.tiles import MAX_ENTRY
from dadkhah.evidence.tree import root_of
from dadkhah.sentences import Sentence

LISTED = 64
"""An entry lists up to this many lines itself; a longer one holds their count and RFC 6962 root."""
BATCH = 2000
ASKED = 500
"""Ids that one question names."""

LAG = timedelta(minutes=1)
"""So much the clocks of computers that share one database may differ."""
ACCEPT_CLOCK = "accept_clock"
"""The action after which times go on from the clock of now, though the entry before has a later one."""

Row = TypeVar("Row", bound=models.Model)
Key = tuple[type[models.Model], str]


class ClockBehind(Refused):
    """The clock stands before the newest entry; nothing was written."""


class Written(NamedTuple):
    """One row as the ledger will know it."""

    table: LedgeredTable
    row: models.Model
    before: bytes | None
    stays: bool


class Touched(NamedTuple):
    """A row that is changed or removed, with its canonical JSON before; None where it is to be forgotten."""

    row: models.Model
    before: bytes | None


@dataclass
class Recording:
    """What one action writes, until it is written."""

    actor: Actor
    action: str
    notes: dict[str, Any] = field(default_factory=dict)
    """Ids and digests that the entry names besides its rows; never names or text."""
    _added: dict[type[models.Model], dict[str, models.Model]] = field(default_factory=lambda: defaultdict(dict))
    _changed: dict[Key, Touched] = field(default_factory=dict)
    _removed: dict[Key, Touched] = field(default_factory=dict)
    _erased: set[int] = field(default_factory=set)
    _bulks: list[Bulk] = field(default_factory=list)
    seq: int | None = None
    at: str = field(default_factory=now)

    def add(self, row: Row) -> Row:
        self._added[type(row)][row.pk] = row
        return row

    def add_all(self, rows: Iterable[models.Model]) -> None:
        for row in rows:
            self.add(row)

    def bulk(self, ready: Bulk) -> None:
        """Many rows at once that were made ready beforehand (see `bulk`); they come last among the entry's lines."""
        if ready.ids:
            self._bulks.append(ready)

    def change(self, row: Row, **values: Any) -> bool:
        """Set the values that differ; tells whether anything did. Its form before the change goes into the ledger.

        The row is locked and read again first: what another action wrote meanwhile is neither lost nor left out.
        """
        fresh = row.pk in self._added.get(type(row), {})
        before = None if fresh else self._before(row)
        different = {name: value for name, value in values.items() if getattr(row, name) != value}
        for name, value in different.items():
            setattr(row, name, value)
        if different and not fresh:
            self._changed[_key(row)] = Touched(row, before)
        return bool(different)

    def remove(self, row: models.Model) -> None:
        before = self._before(row)
        self._changed.pop(_key(row), None)
        self._removed[_key(row)] = Touched(row, before)

    def _before(self, row: models.Model) -> bytes | None:
        """The row's form before this action; at its first touch the row is locked and read again."""
        touched = self._changed.get(_key(row))
        if not touched:
            row.refresh_from_db(from_queryset=type(row)._default_manager.select_for_update())
            return body_of(row)
        if touched.row is not row:
            raise ValueError(f"The row {row.pk} is changed twice in one action, through two copies of it.")
        return touched.before

    def erase(self, row: models.Model, **values: Any) -> None:
        """Change the row, and let go of all the ledger remembers of it: no salt, no body, and none of this change."""
        self.change(row, **values)
        self._changed[_key(row)] = Touched(row, None)
        lines = LedgerRow.objects.filter(table=row._meta.db_table, pk_value=row.pk, erasure__isnull=True)
        self._erased.update(lines.values_list("id", flat=True))

    def discard(self, rows: Iterable[models.Model]) -> None:
        """Remove these rows of one table, and let go of all the ledger remembers of them, as `erase` does."""
        held = list(rows)
        for row in held:
            self._removed[_key(row)] = Touched(row, None)
        for first in range(0, len(held), ASKED):
            part = held[first : first + ASKED]
            ids = [row.pk for row in part]
            lines = LedgerRow.objects.filter(table=part[0]._meta.db_table, pk_value__in=ids, erasure__isnull=True)
            self._erased.update(lines.values_list("id", flat=True))

    def pending(self, model: type[Row]) -> list[Row]:
        """Rows of this model that are added but not yet written."""
        return list(self._added.get(model, {}).values())  # type: ignore[arg-type]

    def forget(self) -> None:
        """Write nothing of what was collected."""
        for collected in (self._added, self._changed, self._removed, self._erased, self._bulks, self.notes):
            collected.clear()

    @property
    def is_empty(self) -> bool:
        return not (self._added or self._changed or self._removed or self._erased or self._bulks or self.notes)

    def written(self) -> Iterator[Written]:
        """Every row in the order of the ledger lines; each once, whatever an action did to it."""
        for model, rows in self._added.items():
            table = ledgered(model._meta.db_table)
            for row in rows.values():
                yield Written(table, row, None, stays=True)
        for touched, stays in ((self._changed, True), (self._removed, False)):
            for row, before in touched.values():
                yield Written(ledgered(row._meta.db_table), row, before, stays)


def _key(row: models.Model) -> Key:
    return type(row), row.pk


def body_of(row: models.Model) -> bytes:
    """The row's canonical JSON, as its digest is taken over."""
    table = ledgered(row._meta.db_table)
    return table.encode(table.values(row))


@contextmanager
def recording(actor: Actor, action: str) -> Iterator[Recording]:
    """One transaction, one entry. Where nothing was written there is no entry."""
    actor.must_be_named()
    record = Recording(actor, action)
    with transaction.atomic():
        yield record
        if not record.is_empty:
            _write(record)


def _write(record: Recording) -> None:
    from dadkhah.archive import derived

    lines = [_line(number, written) for number, written in enumerate(record.written())]
    _save(record)
    # From the lock on, all that other actions committed is seen: what is derived follows from it too.
    head = heads.lock()
    if record.action != ACCEPT_CLOCK:
        _check_clock(head)
    derived.follow(record)
    record.seq = head.size
    for line in lines:
        line.seq = record.seq
    LedgerRow.objects.bulk_create(lines, batch_size=BATCH)
    for first, ready in _numbered(record, len(lines)):
        bulks.save_lines(ready, record.seq, first)
    _erase(record, head.size)
    body = _body(record, lines)
    LedgerEntry(seq=record.seq, body=body.decode(), leaf=leaf_hash(body).hex()).save(force_insert=True)
    heads.extend(head, leaf_hash(body))
    transaction.on_commit(heads.publish_soon)


def _numbered(record: Recording, first: int) -> Iterator[tuple[int, Bulk]]:
    """Each bulk with the number of its first line."""
    for ready in record._bulks:
        yield first, ready
        first += len(ready.ids)


def newest_time() -> str:
    """When the newest entry was written, by the clock of that moment; empty where there is none."""
    body = LedgerEntry.objects.order_by("-seq").values_list("body", flat=True).first()
    return str(json.loads(body)["at"]) if body else ""


def _check_clock(head: LedgerHead) -> None:
    """What is newest decides: which assessment stands, which consent holds. Behind a former time nothing new would count."""
    newest, here = newest_time() if head.size else "", now()
    if newest > here and datetime.fromisoformat(newest) - datetime.fromisoformat(here) > LAG:
        raise ClockBehind(
            Sentence(
                "The clock of this computer is behind: it says {here}, and the newest entry was written at {newest}. Nothing "
                "was written. Set the clock; if the newest entry was wrong, a steward runs: dadkhah doctor --accept-clock",
                here=here,
                newest=newest,
            )
        )


def _line(number: int, written: Written) -> LedgerRow:
    table, row, before, stays = written
    salt = new_salt()
    return LedgerRow(
        line=number,
        table=table.name,
        pk_value=row.pk,
        form=FORM,
        salt=salt.hex() if stays else None,
        digest=row_digest(salt, table.encode(table.values(row))).hex() if stays else None,
        body=before.decode() if before else None,
    )


def _save(record: Recording) -> None:
    for model, rows in record._added.items():
        model._default_manager.bulk_create(rows.values(), batch_size=BATCH)
    for row, _ in record._changed.values():
        row.save(force_update=True)
    for model, keys in groupby(reversed(record._removed), key=lambda key: key[0]):
        ids = [pk for _, pk in keys]
        for first in range(0, len(ids), ASKED):
            # The database itself looks, at the commit, whether anything still points at them.
            rows = model._default_manager.filter(pk__in=ids[first : first + ASKED])
            rows._raw_delete(rows.db)  # type: ignore[attr-defined]
    for ready in record._bulks:
        bulks.save(ready)


def _erase(record: Recording, seq: int) -> None:
    """The marks first: the triggers let only marked lines be emptied."""
    lines = sorted(record._erased)
    Erasure.objects.bulk_create([Erasure(ledger_row_id=line, seq=seq) for line in lines], batch_size=BATCH)
    for first in range(0, len(lines), BATCH):
        LedgerRow.objects.filter(id__in=lines[first : first + BATCH]).update(salt=None, body=None)


def line_value(table: str, pk: str, form: int, digest: str | None) -> list[Any]:
    """A ledger line as its entry commits to it."""
    return [table, pk, form, digest]


def _body(record: Recording, lines: list[LedgerRow]) -> bytes:
    """The entry's canonical JSON: who, when, what; its lines, or their count and root."""
    entry: dict[str, Any] = {
        "v": 1,
        "seq": record.seq,
        "at": record.at,
        "actor": record.actor.id,
        "machine": record.actor.machine or None,
        "action": record.action,
        "notes": record.notes or None,
        **listed("erased", sorted(record._erased)),
    }
    body = canonical({**entry, **_listed_rows(record, lines)})
    if len(body) > MAX_ENTRY:
        raise ValueError(f"The entry has {len(body)} bytes, of at most {MAX_ENTRY}: do the work in smaller parts.")
    return body


def _listed_rows(record: Recording, lines: list[LedgerRow]) -> dict[str, Any]:
    """The entry's lines, those of bulks last; of many their count and root, as `listed` makes them."""
    values = [line_value(line.table, line.pk_value, line.form, line.digest) for line in lines]
    count = len(values) + sum(len(ready.ids) for ready in record._bulks)
    if not record._bulks or count <= LISTED:
        return listed("rows", values + [value for ready in record._bulks for value in ready.values()], always=True)
    leaves = b"".join([*(leaf_hash(canonical(value)) for value in values), *(ready.leaves for ready in record._bulks)])
    return {"count": count, "root": root_of(leaves).hex()}


def listed(name: str, values: list[Any], *, always: bool = False) -> dict[str, Any]:
    """The values under their name; of more than LISTED their count and root alone."""
    if len(values) <= LISTED:
        return {name: values} if values or always else {}
    prefix = "" if name == "rows" else f"{name}_"
    root = root_of([leaf_hash(canonical(value)) for value in values])
    return {f"{prefix}count": len(values), f"{prefix}root": root.hex()}
