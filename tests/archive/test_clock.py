"""A clock that goes back: nothing is written that would count as older than what it follows, until somebody decides."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dadkhah.archive import heads
from dadkhah.archive.access import Refused
from dadkhah.archive.actions.accept_clock import accept_clock
from dadkhah.archive.actions.manage_access import add_compartment
from dadkhah.archive.models import Compartment, LedgerHead
from dadkhah.archive.recording import ClockBehind, newest_time, recording
from dadkhah.archive.verify import verify


def write_at(world, later: timedelta) -> str:
    """An entry by a clock that is ahead of ours: ours has gone back since."""
    with recording(world.steward, "add_compartment") as record:
        record.at = (datetime.now(UTC) + later).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        record.add(Compartment(handle="ahead", name="Ahead"))
    return record.at


def test_nothing_is_written_while_the_clock_is_behind(committed_world):
    written, size = write_at(committed_world, timedelta(hours=2)), LedgerHead.objects.get().size
    with pytest.raises(ClockBehind, match=f"written at {written}.*Set the clock"):
        add_compartment(committed_world.steward, "later", "Later", "team")
    assert not Compartment.objects.filter(handle="later").exists()
    assert LedgerHead.objects.get().size == size
    assert verify(heads.place()).holds


def test_clocks_of_several_computers_may_differ_a_little(committed_world):
    write_at(committed_world, timedelta(seconds=20))
    add_compartment(committed_world.steward, "later", "Later", "team")


def test_a_steward_accepts_the_clock_and_that_is_an_entry(committed_world):
    written = write_at(committed_world, timedelta(days=900))
    with pytest.raises(Refused, match="Only a steward"):
        accept_clock(committed_world.reader)
    assert accept_clock(committed_world.steward) == written
    assert newest_time() < written
    add_compartment(committed_world.steward, "later", "Later", "team")
    assert verify(heads.place()).holds
