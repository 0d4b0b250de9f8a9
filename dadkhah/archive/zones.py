"""The zone of a row: made once for each combination of compartments that occurs."""

from __future__ import annotations

from dadkhah.archive.models import Item, Passage, Source, Zone
from dadkhah.archive.recording import Recording


def zone_for(record: Recording, source: str, item: str | None, *, held: bool) -> str:
    """Id of the zone of (source's compartment, item's compartment, held)."""
    for row in record.pending(Zone):
        if (row.source_compartment_id, row.item_compartment_id, row.held) == (source, item, held):
            return row.pk
    found = Zone.objects.filter(source_compartment=source, item_compartment=item, held=held).first()
    if not found:
        found = record.add(Zone(source_compartment_id=source, item_compartment_id=item, held=held))
    return found.pk


def zone_of_item(record: Recording, compartment: str, hold: str) -> str:
    """An item is seen in its own compartment."""
    return zone_for(record, compartment, compartment, held=bool(hold))


def zone_of_claim(record: Recording, source: Source, passage: Passage | None, hold: str) -> str:
    """A claim, or a source's standing, is seen where source and item are: the passage's item, else the source's own."""
    item: Item | None = passage.item if passage else source.item
    return zone_for(record, source.compartment_id, item.compartment_id if item else None, held=bool(hold))
