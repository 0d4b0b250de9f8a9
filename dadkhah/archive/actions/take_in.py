"""Receive files: their bytes are sealed in the store, each receipt is an item of its own with its entry."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from dadkhah.archive import heads
from dadkhah.archive.access import Actor, require
from dadkhah.archive.envelopes import add_envelope, is_kept_encrypted
from dadkhah.archive.models import Compartment, CustodyEvent, Item
from dadkhah.archive.recording import Recording, recording
from dadkhah.archive.zones import zone_of_item
from dadkhah.evidence.copying import Sealed
from dadkhah.evidence.sniff import check_bomb, media_type
from dadkhah.evidence.store import Store

GROUP = 2000
"""Files sealed and committed together: one sync of the disk and one transaction for so many."""


@dataclass(frozen=True)
class Acquisition:
    """How a file came here: when (EDTF), by whom, from whom, how, from which address, on which device."""

    acquired: str = ""
    acquired_by: str = ""
    received_from: str = ""
    method: str = ""
    url: str = ""
    device: str = ""
    note: str = ""
    original_path: str = ""


def take_in(
    actor: Actor,
    compartment: Compartment,
    paths: Iterable[Path],
    acquisition: Acquisition,
    names: dict[Path, str] | None = None,
) -> list[Item]:
    """Seal the files and record an item for each, in groups that are durable before they are acknowledged.

    Raises OSError where a file cannot be read; the groups before it are kept whole.
    """
    require(actor, "take_in", compartment)
    store = Store(heads.place().store)
    items: list[Item] = []
    for group in grouped(paths):
        items += _take_in_group(actor, compartment, store, group, acquisition, names or {})
    return items


def grouped(paths: Iterable[Path]) -> Iterable[list[Path]]:
    group: list[Path] = []
    for path in paths:
        group.append(path)
        if len(group) == GROUP:
            yield group
            group = []
    if group:
        yield group


def _take_in_group(
    actor: Actor,
    compartment: Compartment,
    store: Store,
    group: list[Path],
    acquisition: Acquisition,
    names: dict[Path, str],
) -> list[Item]:
    sealed = store.seal_many(group, encrypted=is_kept_encrypted(compartment))
    with recording(actor, "take_in") as record:
        items = []
        zone = zone_of_item(record, compartment.pk, hold="")
        for path, bytes_ in zip(group, sealed, strict=True):
            own = replace(acquisition, original_path=acquisition.original_path or str(path.resolve()))
            name = names.get(path, path.name)
            items.append(record.add(item_of(bytes_, name, compartment, own, zone)))
        for item, bytes_ in zip(items, sealed, strict=True):
            add_envelope(record, item, bytes_)
            record.add_all(events_of(item, actor))
    return items


def item_of(sealed: Sealed, name: str, compartment: Compartment, acquisition: Acquisition, zone: str) -> Item:
    """An item over sealed bytes; `zone` is the id of the compartment's own."""
    return Item(
        digest=sealed.digest,
        size=sealed.size,
        media_type=media_type(sealed.head, name),
        compartment=compartment,
        zone_id=zone,
        original_name=name,
        **asdict(acquisition),
    )


def add_written(
    record: Recording, content: bytes, name: str, compartment: Compartment, zone: str, acquisition: Acquisition, hold: str = ""
) -> Item:
    """Add an item of what this program wrote down: sealed, in its envelope where files of the compartment are kept encrypted."""
    store = Store(heads.place().store)
    sealed = store.seal_stream(io.BytesIO(content), encrypted=is_kept_encrypted(compartment))
    item = item_of(sealed, name, compartment, acquisition, zone)
    item.hold = hold
    record.add(item)
    add_envelope(record, item, sealed)
    record.add_all(events_of(item, record.actor))
    return item


def add_derived(record: Recording, item: Item, content: bytes, name: str, method: str) -> Item:
    """Add an item made from another: kept where that is, and seen by the same people."""
    made = add_written(record, content, name, item.compartment, item.zone_id, Acquisition(method=method), item.hold)
    made.derived_from = item
    return made


def events_of(item: Item, actor: Actor) -> list[CustodyEvent]:
    """What taking in did, in PREMIS terms."""
    tool = actor.machine
    return [
        CustodyEvent(item=item, event=event, account=actor.account, tool=tool)
        for event in ("accession", "message_digest_calculation", "format_identification", "ingestion")
    ]


def check_upload(path: Path, name: str) -> str:
    """Media type of an uploaded file by its content. Raises Unsafe for what would burst when opened."""
    with path.open("rb") as file:
        found = media_type(file.read(4096), name)
    check_bomb(path, found)
    return found
