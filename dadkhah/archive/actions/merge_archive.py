"""Merge another group's export: its sources, claims and judgements come in as theirs, and can be taken out again whole.

Theirs stand in compartments of their own, by accounts of their own that sign in nowhere, each named after their archive. Rows
keep their ids, files their digests: the same bytes meet. Nobody's records are joined: that two of them are one person is
for people to say (see `queries.proposals`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, islice
from pathlib import Path

from django.db import transaction
from pyrage.x25519 import Identity

from dadkhah.archive import heads
from dadkhah.archive.access import Actor, Refused
from dadkhah.archive.envelopes import holders
from dadkhah.archive.exchange.bringing import files_of
from dadkhah.archive.exchange.foreign import Foreign, NotMerged, grouped, rows_of
from dadkhah.archive.exchange.form import Header
from dadkhah.archive.models import Compartment, OtherArchive, Role
from dadkhah.archive.recording import recording
from dadkhah.archive.tables import ledgered

GROUP = 5000
"""Rows that one entry brings."""
ASKED = 500
"""Ids that one question names."""
MOST = 1000
"""Rows that are here already, of which each is named."""
Told = Callable[[int, int], None]


def merge_archive(
    actor: Actor, export: Path, header: Header, files: Path | None, identities: Sequence[Identity], progress: Told
) -> OtherArchive:
    """Bring in an export that was checked whole before, with its files. All of it in one transaction, or nothing.

    `identities` are keys of their custodians, with which their encrypted files are closed for ours too. The actor becomes the
    steward of their compartments here. Raises Refused, `NotMerged`.
    """
    require_steward(actor)
    _require_other(export, header)
    with files_of(export, files), transaction.atomic():
        return _write(actor, export, header, identities, progress)


def merged() -> list[OtherArchive]:
    """The archives whose exports are here, in the order in which they came."""
    return list(OtherArchive.objects.filter(undone__isnull=True).order_by("id"))


def require_steward(actor: Actor) -> None:
    """Raises Refused for anyone who is a steward of nothing here."""
    actor.must_be_named()
    if not actor.compartments("import"):
        raise Refused("Only a steward may merge another archive or undo it. Ask one of this archive's stewards.")


def _require_other(export: Path, header: Header) -> None:
    """Raises `NotMerged` for an export of this archive, of one that is here already, or of one that shares rows with it."""
    if header.origin == heads.place().setting("origin"):
        raise NotMerged(["The export is of this archive itself. Restore a backup, or import it into a new folder."])
    if known := next((each for each in merged() if each.origin == header.origin), None):
        told = f"{header.origin} was merged already, with {known.size} entries. Undo that merge, then merge the newer export."
        raise NotMerged([told])
    if shared := list(islice(_shared(export), MOST)):
        told = "The two archives have a common past: they hold the same rows. Nothing was merged."
        raise NotMerged([told, *(f"The row {row} is here already." for row in shared)])


def _shared(export: Path) -> Iterator[str]:
    for table, rows in groupby(rows_of(export), key=lambda each: each[0]):
        for group in grouped((row["id"] for _, row in rows), ASKED):
            for pk in ledgered(table).model._default_manager.filter(pk__in=group).values_list("pk", flat=True):
                yield f"{table} {pk}"


def _write(
    actor: Actor, export: Path, header: Header, identities: Sequence[Identity], progress: Told
) -> OtherArchive:
    head = {"size": header.size, "root": header.root, "checkpoint": header.checkpoint}
    other = OtherArchive(origin=header.origin, vkey=header.vkey, **head)
    entries: list[int | None] = []
    with recording(actor, "merge") as record:
        record.notes.update(origin=header.origin, size=header.size, root=header.root)
        record.add(other)
        ours = holders(record) if identities else []
    foreign, done = Foreign(other, identities, ours), 0
    for group in grouped(rows_of(export), GROUP):
        with recording(actor, "merge") as record:
            record.notes["archive"] = other.pk
            record.add_all(foreign.made(table, row) for table, row in group)
        entries.append(record.seq)
        done += len(group)
        progress(done, header.size)
    with recording(actor, "merge") as record:
        for compartment in Compartment.objects.filter(archive=other):
            record.add(Role(account=actor.account, compartment=compartment, role="steward"))
        record.change(other, entries=" ".join(map(str, entries)))
    return other
