"""Who is on which lists together: by persons as they are joined, of visible lists alone, lists of one source taken for one."""

from __future__ import annotations

import pytest

from dadkhah.archive.access import visible_to
from dadkhah.archive.actions.judge_pair import judge_pair
from dadkhah.archive.models import LedgerHead, RecordList
from dadkhah.archive.queries.overlaps import overlaps
from tests.archive.listed import write_list
from tests.archive.scores import NEARLY, propose


@pytest.fixture
def lists(world, tmp_path):
    rows = [{"name": f"Arman Nowhere {number}"} for number in range(6)]
    about = {"L-ONE": {}, "L-TWO": {}, "L-COPY": {"derives_from": "L-ONE"}, "L-TWIN": {"title": "List L-TWO"}}
    return {handle: write_list(world.documenter, world.main, handle, rows[:4], tmp_path, **more) for handle, more in about.items()}


def histories(found) -> dict[str, int]:
    table = found.table
    return {"".join(map(str, row)): count for row, count in zip(table.patterns.tolist(), table.counts.tolist(), strict=True)}


def of(lists, *handles) -> list[RecordList]:
    return [lists[handle][0].list for handle in handles]


def test_records_of_one_person_are_one_history(world, lists):
    one, two = lists["L-ONE"], lists["L-TWO"]
    visible = visible_to(world.reviewer)
    assert histories(overlaps(visible, of(lists, "L-ONE", "L-TWO"))) == {"10": 4, "01": 4}
    judge_pair(world.reviewer, one[0], two[0], "same", "The same row")
    judge_pair(world.reviewer, one[1], two[1], "same", "The same row")
    found = overlaps(visible, of(lists, "L-ONE", "L-TWO"))
    assert histories(found) == {"10": 2, "01": 2, "11": 2}
    assert found.table.lists == ("List L-ONE", "List L-TWO")
    assert found.records == 8
    assert found.position == LedgerHead.objects.get(id=1).size
    judge_pair(world.reviewer, one[2], one[3], "same", "Twice on the list")
    assert histories(overlaps(visible, of(lists, "L-ONE", "L-TWO"))) == {"10": 1, "01": 2, "11": 2}


def test_a_list_that_draws_on_another_is_one_list_with_it(world, lists):
    found = overlaps(visible_to(world.reviewer), of(lists, "L-ONE", "L-COPY", "L-TWO"))
    assert found.merged == [["List L-ONE", "List L-COPY"]]
    assert found.table.lists == ("List L-ONE + List L-COPY", "List L-TWO")
    assert found.table.observed == 12


def test_lists_with_one_title_are_told_apart(world, lists):
    found = overlaps(visible_to(world.reviewer), of(lists, "L-TWO", "L-TWIN"))
    assert found.table.lists == ("List L-TWO (L-TWIN)", "List L-TWO (L-TWO)")


def test_pairs_that_nobody_decided_on_are_counted(world, lists):
    one, two = lists["L-ONE"], lists["L-TWO"]
    propose(world.steward, [*one, *two], [(0, 4, 0.9, NEARLY), (1, 5, 0.8, NEARLY)])
    visible = visible_to(world.reviewer)
    assert overlaps(visible, of(lists, "L-ONE", "L-TWO")).waiting == 2
    assert overlaps(visible, of(lists, "L-ONE", "L-TWIN")).waiting == 0
    judge_pair(world.reviewer, one[0], two[0], "different", "Another age")
    assert overlaps(visible, of(lists, "L-ONE", "L-TWO")).waiting == 1
    judge_pair(world.reviewer, one[1], two[2], "same", "Told by the family")
    judge_pair(world.reviewer, two[1], two[2], "same", "Twice on the list")
    assert overlaps(visible, of(lists, "L-ONE", "L-TWO")).waiting == 0


def test_what_is_not_visible_is_not_counted(world, lists):
    assert overlaps(visible_to(world.outsider), of(lists, "L-ONE", "L-TWO")).table.observed == 0


def test_a_way_back_is_followed_to_its_end_and_an_author_is_shared(world, tmp_path):
    rows = [{"name": "Arman Nowhere"}]
    origins = {"L-A": "L-B", "L-C": "L-D", "L-D": "L-B L-C"}
    about = {handle: {"derives_from": each} for handle, each in origins.items()}
    about |= {"L-E": {"author": "Body X"}, "L-F": {"author": "Body X"}, "L-G": {}}
    made = [write_list(world.documenter, world.main, handle, rows, tmp_path, **more)[0].list for handle, more in about.items()]
    found = overlaps(visible_to(world.reviewer), made)
    assert found.merged == [["List L-A", "List L-C", "List L-D"], ["List L-E", "List L-F"]]
    assert found.table.lists == ("List L-A + List L-C + List L-D", "List L-E + List L-F", "List L-G")
