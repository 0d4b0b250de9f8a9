"""Runs of a model: their pairs are a file that the ledger commits to; nobody is joined before a person puts them in force."""

from __future__ import annotations

import json

import pytest

from dadkhah.archive import derived
from dadkhah.archive.access import Refused, visible_to
from dadkhah.archive.actions.judge_pair import judge_pair, undo_judgement
from dadkhah.archive.actions.put_in_force import put_in_force, withdraw_run
from dadkhah.archive.envelopes import opened
from dadkhah.archive.models import LedgerEntry, LinkageModel, Pair, PairGroup
from dadkhah.archive.verify.derived import check_following, check_orphans
from tests.archive.listed import partition, persons_of, write_list
from tests.archive.scores import ALIKE, NAME_ALONE, NEARLY, TWINS, UNLIKE, propose

ROWS = [{"name": "Arman Nowhere"}, {"name": "Bahar Nowhere"}, {"name": "Cyrus Nowhere"}]
PAIRS = [(0, 3, 0.999, ALIKE), (1, 4, 0.93, NEARLY), (2, 5, 0.97, NAME_ALONE), (0, 4, 0.02, UNLIKE)]


@pytest.fixture
def records(world, tmp_path):
    first = write_list(world.documenter, world.main, "L-ONE", ROWS, tmp_path)
    return [*first, *write_list(world.documenter, world.main, "L-TWO", ROWS, tmp_path)]


@pytest.fixture
def run(world, records):
    return propose(world.steward, records, PAIRS)


def groups(records) -> set[frozenset[int]]:
    place = {each.pk: number for number, each in enumerate(records)}
    return {frozenset(place[key] for key in part) for part in partition(records) if len(part) > 1}


def assert_follows() -> None:
    tables = ("linkage_run", "record", "subject")
    assert [fault for table in tables for fault in check_following(table, None, None).faults] + check_orphans().faults == []


def test_the_pairs_are_a_file_of_the_entry(world, records, run):
    entry = json.loads(LedgerEntry.objects.order_by("-seq").first().body)
    assert entry["action"] == "record_run"
    assert entry["notes"]["pairs"] == run.item.digest
    with opened(run.item) as file:
        lines = [json.loads(line) for line in file]
    assert lines[0]["format"] == "dadkhah-pairs/1"
    assert lines[0]["comparisons"][0]["levels"][0] == {"words": "the same name, a rare one", "bits": "12.5000"}
    assert lines[1] == {"records": [each.pk for each in records]}
    assert lines[2:] == [[0, 3, 999_000, "000"], [1, 4, 930_000, "10-"], [2, 5, 970_000, "0--"], [0, 4, 20_000, "211"]]


def test_pairs_follow_and_join_nobody(records, run):
    assert Pair.objects.count() == 4
    assert Pair.objects.get(name_alone=True).score == 970_000
    assert partition(records) == {frozenset({each.pk}) for each in records}
    assert_follows()
    before = set(Pair.objects.values_list()), set(PairGroup.objects.values_list())
    derived.rebuild()
    assert (set(Pair.objects.values_list()), set(PairGroup.objects.values_list())) == before


def test_in_force_pairs_from_the_threshold_on_join(world, records, run):
    put_in_force(world.reviewer, run, "0.95")
    assert groups(records) == {frozenset({0, 3})}
    put_in_force(world.reviewer, run, "0.9")
    assert groups(records) == {frozenset({0, 3}), frozenset({1, 4})}
    assert_follows()


def test_a_name_alone_is_joined_by_people_alone(world, records, run):
    put_in_force(world.reviewer, run, "0.5")
    assert frozenset({2, 5}) not in groups(records)
    judge_pair(world.reviewer, records[2], records[5], "same", "The brother told us")
    assert frozenset({2, 5}) in groups(records)


def test_twins_are_joined_by_people_alone_and_not_over_others(world, records):
    run = propose(world.steward, records, [(0, 3, 0.99, ALIKE), (0, 4, 0.4, TWINS), (3, 4, 0.98, NEARLY), (1, 4, 0.999, TWINS)])
    put_in_force(world.reviewer, run, "0.9")
    assert groups(records) == {frozenset({0, 3})}
    assert_follows()
    judge_pair(world.reviewer, records[1], records[4], "same", "A second name")
    assert groups(records) == {frozenset({0, 3}), frozenset({1, 4})}
    assert_follows()


def test_the_queue_puts_first_what_a_decision_settles(records, world):
    told = [(0, 3, 0.99, ALIKE), (3, 1, 0.99, ALIKE), (1, 4, 0.3, NEARLY), (2, 5, 0.3, NEARLY), (2, 4, 0.9, TWINS)]
    propose(world.steward, records, told)
    place = {each.pk: number for number, each in enumerate(records)}
    ends = Pair.objects.order_by("-rank").values_list("one_id", "other_id")
    assert [{place[one], place[other]} for one, other in ends][:3] == [{1, 4}, {2, 4}, {2, 5}]


def test_people_outrank_the_model_and_undo_gives_the_models_word_back(world, records, run):
    put_in_force(world.reviewer, run, "0.9")
    before = persons_of(records)
    judgement = judge_pair(world.reviewer, records[0], records[3], "different", "Other fathers")
    assert groups(records) == {frozenset({1, 4})}
    assert judgement.score == "0.999000"
    assert judgement.run_id == run.pk
    undo_judgement(world.reviewer, judgement)
    assert persons_of(records) == before


def test_a_withdrawn_run_proposes_nothing_and_persons_keep_their_ids(world, records, run):
    put_in_force(world.reviewer, run, "0.9")
    before = persons_of(records)
    withdraw_run(world.reviewer, run)
    assert groups(records) == set()
    assert not Pair.objects.exists()
    again = propose(world.steward, records, PAIRS, version="2")
    put_in_force(world.reviewer, again, "0.9")
    assert persons_of(records) == before
    assert_follows()
    with pytest.raises(ValueError, match="withdrawn"):
        put_in_force(world.reviewer, run, "0.9")


def test_the_newest_score_of_a_pair_counts(world, records, run):
    put_in_force(world.reviewer, run, "0.9")
    newer = propose(world.steward, records, [(0, 3, 0.4, NEARLY)], version="2")
    assert frozenset({0, 3}) in groups(records)
    put_in_force(world.reviewer, newer, "0.9")
    assert groups(records) == {frozenset({1, 4})}


def test_what_was_decided_before_a_run_stands(world, records):
    judge_pair(world.reviewer, records[0], records[3], "different", "Other fathers")
    run = propose(world.steward, records, PAIRS)
    assert Pair.objects.get(score=999_000).verdict == "different"
    put_in_force(world.reviewer, run, "0.9")
    assert groups(records) == {frozenset({1, 4})}


def test_the_same_model_is_kept_once(world, records, run):
    propose(world.steward, records, PAIRS[:1])
    assert LinkageModel.objects.count() == 1


def test_a_list_without_duplicates_holds_one_record_of_a_person(world, tmp_path):
    free = write_list(world.documenter, world.main, "L-FREE", ROWS[:2], tmp_path, duplicate_free="yes")
    more = write_list(world.documenter, world.main, "L-MORE", ROWS[:1], tmp_path)
    run = propose(world.steward, [*free, *more], [(0, 2, 0.99, ALIKE), (1, 2, 0.98, ALIKE)])
    put_in_force(world.reviewer, run, "0.9")
    assert groups([*free, *more]) == {frozenset({0, 2})}


def test_a_pair_is_visible_where_both_records_are(world, records, tmp_path):
    hidden = write_list(world.steward, world.sealed, "L-SEALED", ROWS[:1], tmp_path)
    propose(world.steward, [records[0], *hidden], [(0, 1, 0.9, ALIKE)])
    assert visible_to(world.steward).pairs().count() == 1
    assert visible_to(world.reviewer).pairs().count() == 0
    assert not visible_to(world.reviewer).linkage_runs().exists()


@pytest.mark.parametrize("who", ["reader", "documenter", "reviewer", "outsider", "member_elsewhere"])
def test_proposing_needs_the_right_to_analyse(world, records, who):
    with pytest.raises(Refused):
        propose(getattr(world, who), records, PAIRS)


@pytest.mark.parametrize("who", ["reader", "documenter", "outsider"])
def test_putting_in_force_needs_the_right_to_judge(world, run, who):
    with pytest.raises(Refused):
        put_in_force(getattr(world, who), run, "0.9")
    with pytest.raises(Refused):
        withdraw_run(getattr(world, who), run)


def test_a_threshold_is_written_in_any_digits(world, run):
    assert put_in_force(world.reviewer, run, " ۰٫۹۵ ").threshold == "0.95"


@pytest.mark.parametrize("threshold", ["", "0", "1.1", "high", "nan"])
def test_a_threshold_is_a_probability(world, run, threshold):
    with pytest.raises(ValueError, match="probability"):
        put_in_force(world.reviewer, run, threshold)
