"""What parts the persons of lists: a value on which all records of a person agree, else a part of its own; draws of what waits."""

from __future__ import annotations

import pytest

from dadkhah.archive.access import visible_to
from dadkhah.archive.actions.judge_pair import judge_pair
from dadkhah.archive.actions.put_in_force import put_in_force
from dadkhah.archive.queries.estimate_draws import digest, drawn, sizes, waiting
from dadkhah.archive.queries.estimate_strata import Unplaced
from dadkhah.archive.queries.overlaps import overlaps
from tests.archive.listed import write_list
from tests.archive.scores import ALIKE, NAME_ALONE, NEARLY, TWINS, propose


def write(world, folder, handle, rows, **more):
    return write_list(world.steward, world.main, handle, [{"name": "Arman Nowhere", **row} for row in rows], folder, **more)


def counted(world, *lists, by=()):
    return overlaps(visible_to(world.steward), [records[0].list for records in lists], by)


def parts(found) -> dict[tuple[str, ...], int]:
    return {place: table.observed for (place, _), table in found.tables.parts.items()}


def test_a_person_is_in_one_part_by_what_its_records_agree_on(world, tmp_path):
    one = write(world, tmp_path, "L-ONE", [{"sex": "m"}, {"sex": "زن"}, {}, {"sex": "other"}])
    two = write(world, tmp_path, "L-TWO", [{"sex": "male"}, {"sex": "male"}, {"sex": "F"}])
    for at in range(3):
        judge_pair(world.reviewer, one[at], two[at], "same", "One person")
    found = counted(world, one, two, by=["sex"])
    assert parts(found) == {("f",): 1, ("m",): 1, ("",): 2}
    assert list(parts(found))[-1] == ("",)
    assert found.unplaced == {"sex": Unplaced(silent=1, rival=1)}
    assert found.table.observed == sum(parts(found).values())


def test_one_place_in_two_scripts_is_one_part_under_its_commonest_spelling(world, tmp_path):
    one = write(world, tmp_path, "L-ONE", [{"place": "Tehran"}, {"place": "Tehran city"}, {"place": "Tehran"}, {"place": "Shiraz"}])
    two = write(world, tmp_path, "L-TWO", [{"place": "تهران"}])
    assert parts(counted(world, one, two, by=["place"])) == {("Shiraz",): 1, ("Tehran",): 4}


def test_several_fields_part_together(world, tmp_path):
    rows = [{"sex": "m", "event": "1988-08-01"}, {"sex": "m", "event": "1989-01-01"}, {"sex": "m", "event": "1988-09-02"}]
    found = counted(world, write(world, tmp_path, "L-ONE", rows), write(world, tmp_path, "L-TWO", rows[:1]), by=["year", "sex"])
    assert found.tables.strata == ("year", "sex")
    assert parts(found) == {("1988", "m"): 3, ("1989", "m"): 1}


def test_a_value_that_changes_gives_another_digest(world, tmp_path):
    one, two = write(world, tmp_path, "L-ONE", [{"sex": "m"}, {}]), write(world, tmp_path, "L-TWO", [{}])
    plain, by_sex = counted(world, one, two), counted(world, one, two, by=["sex"])
    judge_pair(world.reviewer, one[0], two[0], "same", "One person")
    later = counted(world, one, two, by=["sex"])
    assert len({digest(each) for each in (plain, by_sex, later)}) == 3
    assert digest(later) == digest(counted(world, one, two, by=["sex"]))


@pytest.fixture
def lists(world, tmp_path):
    return [write(world, tmp_path, handle, [{}] * 3) for handle in ("L-ONE", "L-TWO")]


def draws(world, lists, count=40, seed=7):
    found = counted(world, *lists)
    pairs = waiting(visible_to(world.steward), found)
    return pairs, sizes(drawn(found, pairs, count, seed))


def test_each_pair_is_joined_as_often_as_it_is_probable(world, lists):
    propose(world.steward, [*lists[0], *lists[1]], [(0, 3, 0.9, ALIKE), (1, 4, 0.1, NEARLY)])
    pairs, persons = draws(world, lists, 200)
    assert len(pairs) == 2
    assert set(persons) == {4, 5, 6}
    assert sum(6 - each for each in persons) / 200 == pytest.approx(1.0, abs=0.15)
    assert persons == draws(world, lists, 200)[1]
    assert persons != draws(world, lists, 200, seed=8)[1]


def test_pairs_that_hang_together_join_all_they_touch(world, lists):
    propose(world.steward, [*lists[0], *lists[1]], [(0, 3, 1.0, ALIKE), (0, 4, 1.0, ALIKE), (1, 4, 1.0, ALIKE)])
    assert set(draws(world, lists)[1]) == {3}


def test_what_was_decided_stands_in_every_draw(world, lists):
    one, two = lists
    propose(world.steward, [*one, *two], [(0, 3, 1.0, ALIKE), (0, 4, 1.0, ALIKE), (2, 5, 1.0, ALIKE)])
    judge_pair(world.reviewer, one[0], two[0], "same", "One person")
    judge_pair(world.reviewer, two[0], two[1], "different", "Two brothers")
    judge_pair(world.reviewer, one[2], two[2], "different", "Another age")
    pairs, persons = draws(world, lists)
    assert len(pairs) == 1
    assert set(persons) == {5}


def test_pairs_of_which_only_people_decide_are_not_drawn(world, lists):
    only_people = [(0, 3, 0.99, NAME_ALONE), (1, 4, 0.99, TWINS)]
    propose(world.steward, [*lists[0], *lists[1]], [*only_people, (1, 2, 1.0, ALIKE), (2, 4, 1.0, ALIKE)])
    pairs, persons = draws(world, lists)
    assert sum(each.for_people for each in pairs) == 2
    assert set(persons) == {5}


def test_nobody_stands_twice_on_a_list_without_duplicates(world, tmp_path):
    free = write(world, tmp_path, "L-FREE", [{}] * 2, duplicate_free="yes")
    more = write(world, tmp_path, "L-MORE", [{}])
    propose(world.steward, [*free, *more], [(0, 2, 1.0, ALIKE), (1, 2, 1.0, ALIKE)])
    assert set(draws(world, [free, more])[1]) == {2}


def test_pairs_of_a_run_in_force_are_not_drawn_and_go_before_drawn_ones(world, lists):
    run = propose(world.steward, [*lists[0], *lists[1]], [(0, 3, 0.7, ALIKE), (1, 3, 0.69, ALIKE)])
    put_in_force(world.reviewer, run, "0.7")
    judge_pair(world.reviewer, lists[0][0], lists[0][1], "different", "Two brothers")
    pairs, persons = draws(world, lists)
    assert [each.score for each in pairs] == [690_000]
    assert set(persons) == {5}


def test_a_pair_that_waits_no_more_gives_another_digest(world, lists):
    propose(world.steward, [*lists[0], *lists[1]], [(0, 3, 0.9, ALIKE)])

    def told() -> str:
        found = counted(world, *lists)
        return digest(found, waiting(visible_to(world.steward), found))

    before = told()
    judge_pair(world.reviewer, lists[0][0], lists[1][0], "different", "Another age")
    assert told() != before
