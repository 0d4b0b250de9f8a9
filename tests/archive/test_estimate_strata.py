"""What parts the persons of lists: a value on which all records of a person agree, else a part of its own; draws of what waits."""

from __future__ import annotations

import pytest

from dadkhah.archive import estimating
from dadkhah.archive.access import visible_to
from dadkhah.archive.actions.judge_pair import judge_pair
from dadkhah.archive.actions.put_in_force import put_in_force
from dadkhah.archive.estimating import Asked
from dadkhah.archive.queries.estimate_draws import chances, digest, drawn, sizes
from dadkhah.archive.queries.estimate_strata import Unplaced
from dadkhah.archive.queries.overlaps import overlaps
from tests.archive.listed import write_list
from tests.archive.overlapping import of, pairs, write_overlapping
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
    made_from = chances(visible_to(world.steward), found)
    return made_from, sizes(drawn(found, made_from, count, seed))


def test_each_pair_is_joined_as_often_as_it_is_probable(world, lists):
    propose(world.steward, [*lists[0], *lists[1]], [(0, 3, 0.9, ALIKE), (1, 4, 0.1, NEARLY)])
    made_from, persons = draws(world, lists, 200)
    assert made_from.drawn == 2
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
    made_from, persons = draws(world, lists)
    assert made_from.drawn == 1
    assert set(persons) == {5}


def test_pairs_of_which_only_people_decide_are_not_drawn(world, lists):
    only_people = [(0, 3, 0.99, NAME_ALONE), (1, 4, 0.99, TWINS)]
    propose(world.steward, [*lists[0], *lists[1]], [*only_people, (1, 2, 1.0, ALIKE), (2, 4, 1.0, ALIKE)])
    made_from, persons = draws(world, lists)
    assert made_from.for_people == 2
    assert set(persons) == {5}


def test_nobody_stands_twice_on_a_list_without_duplicates(world, tmp_path):
    free = write(world, tmp_path, "L-FREE", [{}] * 2, duplicate_free="yes")
    more = write(world, tmp_path, "L-MORE", [{}])
    propose(world.steward, [*free, *more], [(0, 2, 1.0, ALIKE), (1, 2, 1.0, ALIKE)])
    assert set(draws(world, [free, more])[1]) == {2}


@pytest.fixture
def in_force(world, lists):
    """Three pairs that a run in force joins, each with a probability of .6."""
    run = propose(world.steward, [*lists[0], *lists[1]], [(at, at + 3, 0.6, ALIKE) for at in range(3)])
    put_in_force(world.reviewer, run, "0.6")
    assert counted(world, *lists).table.observed == 3
    return run


def test_what_a_run_in_force_joined_comes_apart_as_often_as_it_is_improbable(world, lists, in_force):
    made_from, persons = draws(world, lists, 400)
    assert (made_from.drawn, made_from.for_people) == (3, 0)
    assert set(persons) == {3, 4, 5, 6}
    assert sum(6 - each for each in persons) / 400 == pytest.approx(3 * 0.6, abs=0.15)


def test_what_people_joined_never_comes_apart(world, lists, in_force):
    for at in range(3):
        judge_pair(world.reviewer, lists[0][at], lists[1][at], "same", "One person")
    made_from, persons = draws(world, lists, 100)
    assert (made_from.drawn, set(persons)) == (0, {3})


def test_a_newer_comparison_that_is_not_in_force_changes_no_probability_of_one_that_is(world, lists, in_force):
    propose(world.steward, [*lists[0], *lists[1]], [(0, 3, 0.01, ALIKE), (1, 4, 0.01, TWINS)], version="2")
    assert sum(6 - each for each in draws(world, lists, 400)[1]) / 400 == pytest.approx(3 * 0.6, abs=0.15)


def test_of_two_drawn_pairs_that_exclude_each_other_one_joins(world, lists):
    propose(world.steward, [*lists[0], *lists[1]], [(0, 3, 1.0, ALIKE), (1, 3, 0.99, ALIKE)])
    judge_pair(world.reviewer, lists[0][0], lists[0][1], "different", "Two brothers")
    assert set(draws(world, lists)[1]) == {5}


def test_an_estimate_is_wider_where_a_run_joined_than_where_people_did(world, tmp_path):
    lists = write_overlapping(world.steward, world.main, tmp_path, joined=False)
    records = [each for rows in lists.values() for each in rows]
    run = propose(world.steward, records, [(*pair, 0.6, ALIKE) for pair in pairs(records)])
    put_in_force(world.reviewer, run, "0.6")
    asked = Asked(methods=("Chao",), draws=10, probe=False)

    def made() -> tuple[float, int]:
        what = estimating.counted(visible_to(world.steward), of(lists), asked)
        done = estimating.computed(what, asked, workers=1)
        told = done.parts["sums"]["Chao"]["rules"]["mixture"]
        return told["upper"] - told["lower"], max(done.sizes) - min(done.sizes)

    by_the_run = made()
    for one, other in pairs(records):
        judge_pair(world.reviewer, records[one], records[other], "same", "One person")
    by_people = made()
    assert by_people[1] == 0 < by_the_run[1]
    assert by_the_run[0] > 1.5 * by_people[0]


def test_a_pair_that_waits_no_more_gives_another_digest(world, lists):
    propose(world.steward, [*lists[0], *lists[1]], [(0, 3, 0.9, ALIKE)])

    def told() -> str:
        found = counted(world, *lists)
        return digest(found, chances(visible_to(world.steward), found))

    before = told()
    judge_pair(world.reviewer, lists[0][0], lists[1][0], "different", "Another age")
    assert told() != before
