"""Keep what the reader found in a file: its text as an item made from it, and the suggestions as another."""

from __future__ import annotations

import io
import json

from dadkhah.archive import heads
from dadkhah.archive.access import Actor, require, visible_to
from dadkhah.archive.actions.take_in import Acquisition, events_of, item_of
from dadkhah.archive.envelopes import add_envelope, is_kept_encrypted
from dadkhah.archive.models import DocumentReading, Item
from dadkhah.archive.reading import read
from dadkhah.archive.recording import Recording, recording
from dadkhah.evidence.store import Store
from dadkhah.sentences import Sentence

METHOD = "reading"


def read_document(actor: Actor, item: Item) -> DocumentReading:
    """Read the file while nothing is locked, then keep what was found. Suggestions only: nothing is claimed.

    Raises ValueError where the file cannot be read.
    """
    require(actor, "take_in", item.compartment_id)
    if item.erased:
        raise ValueError(Sentence("This file was erased. There is nothing to read."))
    found = read(visible_to(actor), item)
    with recording(actor, "read_document") as record:
        name = item.original_name or item.digest[:12]
        text = item if found.is_own else _made(record, item, f"{name}.txt", found.text)
        kept = _made(record, item, f"{name}.reading.json", json.dumps(found.about, ensure_ascii=False, sort_keys=True))
        reading = DocumentReading(
            item=item, text=text, found=kept, version=found.about["version"], account=actor.account, at=record.at
        )
        record.add(reading)
    return reading


def _made(record: Recording, item: Item, name: str, content: str) -> Item:
    """An item made from another: kept where that is, and seen by the same people."""
    sealed = Store(heads.place().store).seal_stream(io.BytesIO(content.encode()), encrypted=is_kept_encrypted(item.compartment))
    made = item_of(sealed, name, item.compartment, Acquisition(method=METHOD), item.zone_id)
    made.derived_from, made.hold = item, item.hold
    record.add(made)
    add_envelope(record, made, sealed)
    record.add_all(events_of(made, record.actor))
    return made
