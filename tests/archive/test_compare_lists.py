"""Lists of the archive compared by the real linkage room: proposals for people, and a new list beside those that are there."""

from __future__ import annotations

from random import Random

import pytest

from dadkhah.archive import work
from dadkhah.archive.access import Actor, Refused
from dadkhah.archive.actions.judge_pair import judge_pair
from dadkhah.archive.actions.put_in_force import put_in_force
from dadkhah.archive.envelopes import opened
from dadkhah.archive.linking import compare_lists
from dadkhah.archive.models import Job, LinkageModel, LinkageRun, Pair, RecordList
from dadkhah.linkage.model import Model
from tests.archive.listed import partition, write_list

SOUNDS = ("ba", "ro", "shi", "na", "de", "mo", "ka", "zu", "li", "pe", "go", "vash")


def people(count: int) -> list[dict[str, str]]:
    """Made-up people, the same each time."""
    draw = Random(1988)
    given = ["".join(draw.sample(SOUNDS, 2)).title() for _ in range(30)]
    family = ["".join(draw.sample(SOUNDS, 3)).title() for _ in range(150)]
    return [
        {
            "name": f"{draw.choice(given)} {draw.choice(family)}", "father": draw.choice(given), "place": f"{draw.choice(family)}",
            "birth": f"19{draw.randint(30, 70)}", "event": f"1988-{draw.randint(7, 9):02d}-{draw.randint(1, 28):02d}",
        }
        for _ in range(count)
    ]  # fmt: skip


ROWS = people(170)


@pytest.fixture
def lists(world, tmp_path) -> dict[str, list]:
    chosen = {"L-ONE": ROWS[:100], "L-TWO": ROWS[60:150]}
    return {handle: write_list(world.documenter, world.main, handle, rows, tmp_path) for handle, rows in chosen.items()}


def of(records) -> RecordList:
    return records[0].list


def test_the_same_people_are_proposed_and_joined_when_put_in_force(world, lists):
    one, two = lists.values()
    made = compare_lists(world.steward, [of(one), of(two)])
    assert made.run.state == "proposed"
    assert made.run.count == Pair.objects.count() > 0
    assert all(len(part) == 1 for part in partition([*one, *two]))
    put_in_force(world.reviewer, made.run, "0.9")
    joined = {frozenset(part) for part in partition([*one, *two]) if len(part) > 1}
    right = {frozenset({one[60 + at].pk, two[at].pk}) for at in range(40)}
    assert len(joined & right) >= 38
    assert not joined - right


def test_the_model_is_kept_and_can_be_read_again(world, lists):
    made = compare_lists(world.steward, [of(records) for records in lists.values()])
    with opened(made.run.model.item) as file:
        assert Model.read(file.read().decode()).name == made.run.model.name


def test_a_new_list_is_compared_with_those_that_are_there_and_what_was_decided_stands(world, lists, tmp_path):
    one, two = lists.values()
    first = compare_lists(world.steward, [of(one), of(two)])
    put_in_force(world.reviewer, first.run, "0.9")
    judge_pair(world.reviewer, one[60], two[0], "different", "Other fathers")
    before = partition([*one, *two])
    three = write_list(world.documenter, world.main, "L-THREE", ROWS[130:170], tmp_path)
    second = compare_lists(world.steward, [of(one), of(two), of(three)])
    assert second.new == 1
    keys = {record.pk for record in three}
    pairs = Pair.objects.filter(group__run_id=second.run.pk).values_list("one_id", "other_id")
    assert pairs
    assert all(keys & set(pair) for pair in pairs)
    assert LinkageModel.objects.count() == 1
    put_in_force(world.reviewer, second.run, "0.9")
    assert {part - keys for part in partition([*one, *two, *three])} - {frozenset()} == before


def test_what_an_earlier_version_learned_is_learned_anew(world, lists, tmp_path, monkeypatch):
    """Its levels are not those of now; the lists that it compared are not compared again for that."""
    one, two = lists.values()
    with monkeypatch.context() as earlier:
        earlier.setattr("dadkhah.linkage.model.FORM", 1)
        compare_lists(world.steward, [of(one), of(two)])
    three = write_list(world.documenter, world.main, "L-THREE", ROWS[130:170], tmp_path)
    second = compare_lists(world.steward, [of(one), of(two), of(three)])
    keys = {record.pk for record in three}
    pairs = Pair.objects.filter(group__run_id=second.run.pk).values_list("one_id", "other_id")
    assert second.new == 1
    assert pairs
    assert all(keys & set(pair) for pair in pairs)
    assert LinkageModel.objects.count() == 2


def test_as_long_work(world, lists):
    job = work.start(world.steward, "link", {"lists": [of(records).pk for records in lists.values()]})
    work.run(job.pk)
    assert Job.objects.get(pk=job.pk).state == "done"
    assert LinkageRun.objects.get().account == world.steward.account


@pytest.mark.parametrize("who", ["reader", "documenter", "reviewer", "outsider"])
def test_it_requires_the_right_to_analyse(world, lists, who):
    with pytest.raises(Refused):
        compare_lists(getattr(world, who), [of(records) for records in lists.values()])
    with pytest.raises(Refused):
        work.start(Actor(getattr(world, who).account), "link", {"lists": []})
