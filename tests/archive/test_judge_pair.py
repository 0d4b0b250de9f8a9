"""Judgements on two records: who may give one, what it joins, and that undoing gives back what was."""

from __future__ import annotations

import json

import pytest

from dadkhah.archive.access import Actor, Refused, visible_to
from dadkhah.archive.actions.judge_pair import judge_pair, undo_judgement
from dadkhah.archive.actions.manage_access import grant_role
from dadkhah.archive.models import Judgement, Label, LedgerEntry, Record, Subject
from tests.archive.listed import partition, persons_of, write_list

ROWS = [{"name": "Arman Nowhere", "place": "Tehran"}, {"name": "آرمان ناکجا"}, {"name": "Armin Elsewhere"}]


@pytest.fixture
def records(world, tmp_path):
    return write_list(world.documenter, world.main, "L-ONE", ROWS, tmp_path)


def test_same_makes_one_person(world, records):
    made = judge_pair(world.reviewer, records[1], records[0], "same", "The same day and place")
    assert (made.one, made.other) == (records[0].pk, records[1].pk)
    [person] = set(persons_of(records).values())
    assert partition(records) == {frozenset({records[0].pk, records[1].pk}), frozenset({records[2].pk})}
    labels = dict(Label.objects.filter(subject_id=person).values_list("language", "text"))
    assert labels == {"en": "Arman Nowhere", "fa": "آرمان ناکجا"}
    assert visible_to(world.reader).subjects("person").filter(pk=person).exists()
    assert not visible_to(world.outsider).subjects().filter(pk=person).exists()


def test_the_entry_lists_judgement_person_and_anchor(world, records):
    judge_pair(world.reviewer, records[0], records[1], "same", "The same day")
    entry = json.loads(LedgerEntry.objects.order_by("-seq").first().body)
    assert entry["action"] == "judge_pair"
    assert {table for table, *_ in entry["rows"]} == {"judgement", "subject", "anchor"}


@pytest.mark.parametrize("verdict", ["different", "unsure"])
def test_other_verdicts_join_nobody(world, records, verdict):
    judge_pair(world.reviewer, records[0], records[1], verdict, "Other fathers")
    assert persons_of(records) == {}


def test_the_newest_word_counts_and_undoing_it_brings_back_the_one_before(world, records):
    judge_pair(world.reviewer, records[0], records[1], "same", "The same day")
    before = persons_of(records)
    second = judge_pair(world.steward, records[0], records[1], "different", "Other fathers")
    assert len(partition(records)) == 3
    undo_judgement(world.steward, second, "I misread it")
    assert persons_of(records) == before
    assert Judgement.objects.count() == 3


def test_undone_is_undone_once(world, records):
    made = judge_pair(world.reviewer, records[0], records[1], "same", "The same day")
    undo_judgement(world.reviewer, made)
    with pytest.raises(ValueError, match="undone already"):
        undo_judgement(world.reviewer, made)


def test_a_later_joined_person_forwards_to_the_older(world, records, tmp_path):
    more = write_list(world.documenter, world.main, "L-TWO", ROWS[:2], tmp_path)
    judge_pair(world.reviewer, records[0], records[1], "same", "One")
    judge_pair(world.reviewer, more[0], more[1], "same", "Two")
    older, younger = sorted(set(persons_of([*records, *more]).values()))
    joining = judge_pair(world.reviewer, records[0], more[0], "same", "All four")
    assert set(persons_of([*records[:2], *more]).values()) == {older}
    assert Subject.objects.get(pk=younger).forwards_to_id == older
    undo_judgement(world.reviewer, joining)
    assert Subject.objects.get(pk=younger).forwards_to_id is None
    assert persons_of(more) == {more[0].pk: younger, more[1].pk: younger}


def test_a_blind_judgement_joins_nobody(world, records):
    judge_pair(world.reviewer, records[0], records[1], "same", "Looks alike", blind=True)
    assert persons_of(records) == {}


def test_the_second_judgement_is_another_persons(world, records):
    judge_pair(world.reviewer, records[0], records[1], "same", "The same day")
    with pytest.raises(ValueError, match="You judged this pair before"):
        judge_pair(world.reviewer, records[0], records[1], "same", "Looks alike", blind=True)


@pytest.mark.parametrize("who", ["reader", "documenter", "outsider", "member_elsewhere"])
def test_it_requires_the_right_to_judge(world, records, who):
    with pytest.raises(Refused):
        judge_pair(getattr(world, who), records[0], records[1], "same", "The same day")
    assert not Judgement.objects.exists()


def test_a_machine_does_not_judge(world, records):
    with pytest.raises(Refused):
        judge_pair(Actor(None, machine="machine:linker/1"), records[0], records[1], "same", "p = 0.99")


def test_both_records_must_be_visible(world, records, tmp_path):
    [hidden] = write_list(world.steward, world.sealed, "L-SEALED", ROWS[:1], tmp_path)
    with pytest.raises(Refused, match="nothing here"):
        judge_pair(world.reviewer, records[0], hidden, "same", "The same day")
    grant_role(world.steward, world.reviewer.account, world.sealed, "reader")
    with pytest.raises(Refused, match="judge"):
        judge_pair(Actor(world.reviewer.account), records[0], hidden, "same", "The same day")


@pytest.mark.parametrize(
    ("verdict", "reason", "told"),
    [("same", " ", "reason"), ("different", "", "reason"), ("perhaps", "so", "Choose what you decide")],
)
def test_faults_are_told(world, records, verdict, reason, told):
    with pytest.raises(ValueError, match=told):
        judge_pair(world.reviewer, records[0], records[1], verdict, reason)


def test_a_record_is_not_judged_against_itself(world, records):
    with pytest.raises(ValueError, match="against itself"):
        judge_pair(world.reviewer, records[0], records[0], "same", "It is")


def test_a_later_version_of_a_row_stays_the_same_person(world, records):
    from dadkhah.archive.recording import recording

    judge_pair(world.reviewer, records[0], records[1], "same", "The same day")
    with recording(world.documenter, "import_list") as record:
        old = Record.objects.get(pk=records[0].pk)
        where = {"list": old.list, "batch": old.batch, "zone": old.zone}
        later = record.add(Record(**where, number=2, given="[]", name="Arman N.", previous=old))
    assert persons_of([later]) == {later.pk: persons_of(records)[old.pk]}
