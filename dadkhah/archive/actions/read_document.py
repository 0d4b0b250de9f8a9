"""Keep what the reader found in a file: its text as an item made from it, and the suggestions as another."""

from __future__ import annotations

import json

from dadkhah.archive.access import Actor, require, visible_to
from dadkhah.archive.actions.take_in import add_derived
from dadkhah.archive.models import DocumentReading, Item
from dadkhah.archive.reading import read
from dadkhah.archive.recording import recording
from dadkhah.sentences import Sentence

METHOD = "reading"


def read_document(actor: Actor, item: Item) -> DocumentReading:
    """Read the file while nothing is locked, then keep what was found, or why nothing was. Suggestions only: nothing is claimed.

    Raises ValueError where the file was erased.
    """
    require(actor, "take_in", item.compartment_id)
    if item.erased:
        raise ValueError(Sentence("This file was erased. There is nothing to read."))
    found = read(visible_to(actor), item)
    with recording(actor, "read_document") as record:
        name = item.original_name or item.digest[:12]
        text = item if found.is_own else add_derived(record, item, found.text.encode(), f"{name}.txt", METHOD)
        told = json.dumps(found.about, ensure_ascii=False, sort_keys=True)
        kept = add_derived(record, item, told.encode(), f"{name}.reading.json", METHOD)
        reading = DocumentReading(
            item=item, text=text, found=kept, version=found.about["version"], account=actor.account, at=record.at
        )
        record.add(reading)
    return reading
