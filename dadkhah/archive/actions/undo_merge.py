"""Undo a merge: all that it brought goes again, here and in the ledger's history; that it was here stays known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from django.db import models, transaction

from dadkhah.archive.access import Actor
from dadkhah.archive.actions.erase import empty_pages, remove_bytes
from dadkhah.archive.actions.merge_archive import GROUP, require_steward
from dadkhah.archive.exchange.foreign import NotMerged, grouped
from dadkhah.archive.models import Item, LedgerRow, OtherArchive, Role
from dadkhah.archive.recording import recording
from dadkhah.archive.tables import LEDGERED, ledgered

ASKED = 500
"""Ids that one question names."""
MOST = 1000
"""Reasons that are looked for before it is refused."""
RIGHTS = ("role", "compartment")
"""Rights over their compartments go with them."""


def undo_merge(actor: Actor, other: OtherArchive, progress: Callable[[int, int], None]) -> None:
    """Take out again, in one transaction, what the merge of this archive brought.

    Raises Refused, and `NotMerged` where something of ours rests on it, naming what.
    """
    require_steward(actor)
    ids = _brought(other)
    if faults := [*islice(_resting(ids), MOST)]:
        raise NotMerged(["Something of yours rests on theirs; nothing was undone. Erase or unlink it first.", *faults])
    digests = set(Item.objects.filter(compartment__archive=other).values_list("digest", flat=True))
    total, done = sum(map(len, ids.values())), 0
    with transaction.atomic():
        with recording(actor, "undo_merge") as record:
            for role in Role.objects.filter(compartment__archive=other):
                record.remove(role)
            record.change(other, undone=record.at)
        for table in reversed(LEDGERED):
            for group in grouped(iter(sorted(ids[table], reverse=True)), GROUP):
                with recording(actor, "undo_merge") as record:
                    record.notes["archive"] = other.pk
                    record.discard(ledgered(table).model._default_manager.in_bulk(group).values())
                done += len(group)
                progress(done, total)
    for digest in digests:
        remove_bytes(digest)
    empty_pages()


def _brought(other: OtherArchive) -> dict[str, set[str]]:
    """Table -> ids of the rows that the merge wrote, as the ledger has them."""
    found: dict[str, set[str]] = defaultdict(set)
    for seq in other.entries.split():
        for table, pk in LedgerRow.objects.filter(seq=int(seq)).values_list("table", "pk_value").iterator():
            found[table].add(pk)
    return found


def _resting(ids: dict[str, set[str]]) -> Iterator[str]:
    """What is ours and points at something of theirs, in a sentence each."""
    for table in LEDGERED:
        model = ledgered(table).model
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and (table, field.name) != RIGHTS:
                yield from _pointing(model, field, ids)


def _pointing(model: type[models.Model], field: models.ForeignKey[Any], ids: dict[str, set[str]]) -> Iterator[str]:
    table, target = model._meta.db_table, field.related_model._meta.db_table  # type: ignore[union-attr]
    for group in grouped(iter(sorted(ids.get(target, ()))), ASKED):
        pointing = model._default_manager.filter(**{f"{field.attname}__in": group})
        for pk, at in pointing.values_list("pk", field.attname):
            if pk not in ids[table]:
                yield f"Your {table} {pk} rests on their {target} {at}."
