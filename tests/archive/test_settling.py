"""A run comes into force in parts that nobody sees before the last: whatever breaks it off, or is written meanwhile."""

from __future__ import annotations

import json

import pytest

from dadkhah.archive import settling
from dadkhah.archive.access import visible_to
from dadkhah.archive.actions.judge_pair import judge_pair
from dadkhah.archive.actions.put_in_force import put_in_force, withdraw_run
from dadkhah.archive.alone import Busy, alone_with
from dadkhah.archive.models import Anchor, Label, LedgerEntry, LinkageRun, Member, Sighting, Subject
from dadkhah.archive.verify.derived import check_following, check_orphans
from tests.archive.listed import partition, persons_of, write_twice
from tests.archive.scores import ALIKE, propose

SIZE = 5


class Broken(Exception):
    """What cuts the work off."""


@pytest.fixture
def records(world, tmp_path):
    return write_twice(world.documenter, world.main, SIZE, tmp_path)


@pytest.fixture
def run(world, records, monkeypatch):
    monkeypatch.setattr(settling, "PART", 2)
    return propose(world.steward, records, [(at, at + SIZE, 0.99, ALIKE) for at in range(SIZE)])


@pytest.fixture
def meanwhile(monkeypatch):
    """Has something happen once, when all persons are written and the run is not in force."""

    def arrange(happens) -> None:
        left = [happens]
        usual = settling.Ahead.__init__

        def made(self, plan) -> None:
            usual(self, plan)
            if left:
                left.pop()()

        monkeypatch.setattr(settling.Ahead, "__init__", made)

    return arrange


def assert_follows() -> None:
    tables = ("linkage_run", "record", "subject")
    assert [fault for table in tables for fault in check_following(table, None, None).faults] + check_orphans().faults == []


def pairs_of(records) -> set[frozenset[str]]:
    return {frozenset({records[at].pk, records[at + SIZE].pk}) for at in range(SIZE)}


def test_persons_are_written_in_parts_and_the_last_entry_names_the_run(world, records, run):
    before = LedgerEntry.objects.count()
    put_in_force(world.reviewer, run, "0.9")
    entries = [json.loads(each.body) for each in LedgerEntry.objects.order_by("seq")[before:]]
    assert [each["action"] for each in entries] == ["put_in_force"] * 4
    assert [len(each["rows"]) for each in entries] == [4, 4, 2, 1]
    assert entries[-1]["rows"][0][0] == "linkage_run"
    assert partition(records) == pairs_of(records)
    assert visible_to(world.reader).subjects("person").count() == SIZE
    assert_follows()


def cut_off() -> None:
    raise Broken


def test_what_was_cut_off_is_seen_by_nobody_and_taken_away(world, records, run, meanwhile):
    meanwhile(cut_off)
    with pytest.raises(Broken):
        put_in_force(world.reviewer, run, "0.9")
    assert Subject.objects.filter(kind="person").count() == Anchor.objects.count() == SIZE
    assert (Member.objects.count(), Sighting.objects.filter(kind="person").count(), Label.objects.count()) == (0, 0, 0)
    assert LinkageRun.objects.get().state == "proposed"
    assert all(len(part) == 1 for part in partition(records))
    assert_follows()
    assert settling.sweep() == SIZE
    assert not Anchor.objects.exists()
    assert not Subject.objects.filter(kind="person").exists()
    put_in_force(world.reviewer, run, "0.9")
    assert partition(records) == pairs_of(records)
    assert_follows()


def test_what_people_decide_meanwhile_holds(world, records, run, meanwhile):
    def decide() -> None:
        judge_pair(world.reviewer, records[0], records[SIZE], "different", "Other fathers")
        judge_pair(world.reviewer, records[1], records[2 + SIZE], "same", "So it seems")

    meanwhile(decide)
    put_in_force(world.reviewer, run, "0.9")
    found = partition(records)
    assert frozenset({records[0].pk}) in found
    assert frozenset({records[at].pk for at in (1, 2, 1 + SIZE, 2 + SIZE)}) in found
    assert not Anchor.objects.filter(record__in=[records[0].pk, records[SIZE].pk]).exists()
    assert_follows()


def test_a_person_that_is_wanted_meanwhile_is_the_one_written_ahead(world, records, run, meanwhile):
    meanwhile(lambda: judge_pair(world.reviewer, records[0], records[SIZE], "same", "So it seems"))
    put_in_force(world.reviewer, run, "0.9")
    assert partition(records) == pairs_of(records)
    assert Anchor.objects.count() == SIZE
    assert_follows()


def test_the_last_attempt_keeps_everybody_else_from_writing(world, records, run, meanwhile, monkeypatch):
    monkeypatch.setattr(settling, "ATTEMPTS", 1)
    meanwhile(lambda: judge_pair(world.reviewer, records[0], records[1], "same", "So it seems"))
    put_in_force(world.reviewer, run, "0.9")
    assert frozenset({records[at].pk for at in (0, 1, SIZE, 1 + SIZE)}) in partition(records)
    assert_follows()


def test_what_does_not_matter_does_not_hold_it_up(world, records, run, meanwhile, monkeypatch):
    from dadkhah.archive.actions.manage_access import add_account

    plans = []
    usual = settling._Settling._plan
    monkeypatch.setattr(settling._Settling, "_plan", lambda self: plans.append(1) or usual(self))
    meanwhile(lambda: add_account(world.steward, "another", password="a long password for tests"))
    put_in_force(world.reviewer, run, "0.9")
    assert len(plans) == 1


def test_persons_who_forward_are_followed_both_ways(world, records, run):
    for at in (0, 1):
        judge_pair(world.reviewer, records[at], records[4 - at], "same", "So it seems")
    before = persons_of(records)
    more = propose(world.steward, records, [(0, 1, 0.99, ALIKE)], version="2")
    put_in_force(world.reviewer, more, "0.9")
    assert len(set(persons_of(records).values())) == 1
    assert Subject.objects.filter(forwards_to__isnull=False).count() == 1
    assert_follows()
    withdraw_run(world.reviewer, more)
    assert persons_of(records) == before
    assert_follows()


def test_one_run_at_a_time(world, records, run):
    with alone_with(settling.NAME), pytest.raises(Busy, match="Another run"):
        put_in_force(world.reviewer, run, "0.9")
