"""What was shown of sealed records is listed by its ids, however many they are."""

from __future__ import annotations

import json

import pytest

from dadkhah.archive import heads
from dadkhah.archive.access import Actor, Unnamed
from dadkhah.archive.actions.record_read import record_read
from dadkhah.archive.fields import new_id
from dadkhah.archive.models import LedgerEntry


def entries() -> list[dict]:
    bodies = LedgerEntry.objects.order_by("seq").values_list("body", flat=True)
    return [entry for entry in map(json.loads, bodies) if entry["action"] == "read"]


def test_one_request_is_one_entry(world):
    record_read(world.reader, {"source": {"b", "a"}, "claim": {"c"}, "item": set()})
    [entry] = entries()
    assert (entry["actor"], entry["notes"]) == (world.reader.id, {"shown": {"claim": ["c"], "source": ["a", "b"]}})


def test_more_than_an_entry_takes_are_several_and_none_is_lost(world):
    shown = {"claim": {new_id() for _ in range(3000)}, "custody_event": {new_id() for _ in range(10)}}
    record_read(world.reader, shown)
    found = entries()
    assert len(found) == 4
    for table, ids in shown.items():
        assert {pk for entry in found for pk in entry["notes"]["shown"].get(table, [])} == ids
    heads.publish()


def test_nothing_shown_is_no_entry_and_nobody_reads_unnamed(world):
    record_read(world.reader, {"claim": set()})
    assert entries() == []
    with pytest.raises(Unnamed):
        record_read(Actor(None), {"claim": {"a"}})
