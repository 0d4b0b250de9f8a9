"""Persons: merged, parted, and as they were after each undo; nothing of a record or a claim is ever lost."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dadkhah.archive import derived
from dadkhah.archive.access import Refused, visible_to
from dadkhah.archive.actions.arrange_persons import merge_persons, split_person
from dadkhah.archive.actions.judge_pair import judge_pair, undo_judgement
from dadkhah.archive.actions.record_claim import NewClaim, record_claim
from dadkhah.archive.clusters import resolved
from dadkhah.archive.graph import gather
from dadkhah.archive.models import Claim, Judgement, Label, Member, Record, Sighting, Subject
from dadkhah.archive.verify.derived import check_following, check_orphans
from tests.archive.listed import partition, persons_of, write_list

NAMES = ["Arman", "Bahar", "Cyrus", "Darya", "Elham", "Farid"]


@pytest.fixture
def people(world, tmp_path):
    """Six records of one list, and two persons whom claims are about."""
    rows = [{"name": f"{name} Nowhere"} for name in NAMES]
    records = write_list(world.documenter, world.main, "L-ONE", rows, tmp_path)
    claimed = [claim(world, records[0], f"{name} Claimed").subject for name in NAMES[:2]]
    return SimpleNamespace(records=records, claimed=claimed)


def claim(world, record: Record, name: str = "", about: Subject | None = None) -> Claim:
    new = {"subject": about} if about else {"new_subject_kind": "person", "new_subject_name": name}
    return record_claim(world.documenter, NewClaim(source=record.list.source, predicate="birth", value="In a town", **new))


def state(people) -> tuple[set[frozenset[str]], dict[str, str], dict[str, str | None]]:
    """Who is one person, of whom each record is, and to whom each claimed person forwards."""
    forwards = dict(Subject.objects.filter(pk__in=[each.pk for each in people.claimed]).values_list("pk", "forwards_to"))
    return partition(people.records), persons_of(people.records), forwards


def living(people) -> list[Subject]:
    """Persons who forward to nobody, oldest first."""
    ids = {*persons_of(people.records).values(), *(each.pk for each in people.claimed)}
    return list(Subject.objects.filter(pk__in=ids, forwards_to__isnull=True).order_by("pk"))


def nodes_of(person: Subject) -> list[str]:
    records = Member.objects.filter(subject_id=person.pk).values_list("record_id", flat=True)
    claimed = Subject.objects.filter(forwards_to=person, claims__isnull=False).distinct().values_list("pk", flat=True)
    return sorted([*records, *claimed, person.pk])


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("judge"), st.integers(0, 5), st.integers(0, 5), st.sampled_from(["same", "same", "different", "unsure"])),
        st.tuples(st.just("merge"), st.integers(0, 9), st.integers(0, 9), st.just("")),
        st.tuples(st.just("split"), st.integers(0, 9), st.integers(1, 62), st.just("")),
    ),
    min_size=1, max_size=8,
)  # fmt: skip


def taken(world, people, step) -> Judgement | None:
    """One step, as far as it is allowed; returns a judgement of it."""
    kind, one, other, verdict = step
    here = living(people)
    try:
        if kind == "judge":
            return judge_pair(world.reviewer, people.records[one], people.records[other], verdict, "So it seems")
        if kind == "merge":
            return merge_persons(world.reviewer, here[one % len(here)], here[other % len(here)], "One", overrule=True)[0]
        person = here[one % len(here)]
        moved = [key for place, key in enumerate(nodes_of(person)) if other >> place & 1]
        return split_person(world.reviewer, person, moved, "Two")[0]
    except ValueError:
        return None


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=STEPS)
def test_undone_step_by_step_everything_is_as_it_was(world, people, steps):
    with transaction.atomic():
        records, claims = Record.objects.count(), Claim.objects.count()
        before = []
        for step in steps:
            now = state(people)
            made = taken(world, people, step)
            if made:
                before.append((now, made))
        for (groups, persons, forwards), made in reversed(before):
            undo_judgement(world.reviewer, made)
            groups_now, persons_now, forwards_now = state(people)
            assert groups_now == groups
            assert persons.items() <= persons_now.items()
            assert forwards_now == forwards
        assert (Record.objects.count(), Claim.objects.count()) == (records, claims)
        assert_follows(people)
        transaction.set_rollback(True)


def assert_follows(people) -> None:
    """What is derived is what the rows give."""
    faults = [*check_following("subject", None, None).faults, *check_following("record", None, None).faults]
    assert faults + check_orphans().faults == []
    held = persons_of(people.records)
    derived.rebuild()
    assert persons_of(people.records) == held


def test_the_older_person_stays_and_shows_what_is_claimed_of_both(world, people):
    one, other = people.claimed
    merge_persons(world.reviewer, other, one, "The same birth and father")
    assert Subject.objects.get(pk=other.pk).forwards_to_id == one.pk
    names = set(Label.objects.filter(subject_id=one.pk).values_list("text", flat=True))
    assert names == {"Arman Claimed"}
    assert Sighting.objects.get(pk=other.pk).kind == "forwarded"
    assert Claim.objects.filter(subject=other).count() == 2


def test_a_split_part_without_a_person_gets_a_new_one(world, people):
    first, second, third = people.records[:3]
    judge_pair(world.reviewer, first, second, "same", "So it seems")
    judge_pair(world.reviewer, second, third, "same", "So it seems")
    [person] = set(persons_of(people.records).values())
    split_person(world.reviewer, Subject.objects.get(pk=person), [second.pk], "Another father")
    held = persons_of(people.records)
    assert held[first.pk] == held[third.pk] == person
    assert held[second.pk] not in (person, None)
    assert partition(people.records[:3]) == {frozenset({first.pk, third.pk}), frozenset({second.pk})}


def test_a_person_of_a_claim_is_joined_with_the_person_of_records(world, people):
    judge_pair(world.reviewer, people.records[0], people.records[1], "same", "So it seems")
    [person] = set(persons_of(people.records).values())
    merge_persons(world.reviewer, people.claimed[0], Subject.objects.get(pk=person), "The same birth")
    assert set(persons_of(people.records[:2]).values()) == {people.claimed[0].pk}
    claim(world, people.records[0], about=Subject.objects.get(pk=person))
    assert visible_to(world.reader).subjects("person").filter(pk=people.claimed[0].pk).exists()


def test_what_was_judged_different_is_not_joined_unseen(world, people):
    one, two, three, four = people.records[:4]
    judge_pair(world.reviewer, one, two, "same", "So it seems")
    judge_pair(world.reviewer, three, four, "same", "So it seems")
    judge_pair(world.reviewer, one, three, "different", "Other fathers")
    first, second = (Subject.objects.get(pk=pk) for pk in sorted(set(persons_of(people.records).values())))
    with pytest.raises(ValueError, match="judged to be different"):
        merge_persons(world.reviewer, first, second, "One")
    merge_persons(world.reviewer, first, second, "One, for the fathers are one", overrule=True)
    assert len(partition(people.records[:4])) == 1


def test_a_conflict_is_kept_in_sight(world, people):
    one, two, three = people.records[:3]
    judge_pair(world.reviewer, one, three, "different", "Other fathers")
    judge_pair(world.reviewer, one, two, "same", "So it seems")
    judge_pair(world.reviewer, two, three, "same", "So it seems")
    [conflict] = resolved(gather([one.pk])).conflicts
    assert conflict.edge == (one.pk, three.pk)
    assert conflict.apart.reason == "Other fathers"
    assert [each.verdict for each in conflict.together] == ["same", "same"]
    assert len(partition(people.records[:3])) == 1


def test_a_list_on_which_nobody_stands_twice_is_told_where_two_are_joined(world, tmp_path):
    rows = [{"name": "Arman"}, {"name": "Arman"}]
    one, two = write_list(world.documenter, world.main, "L-FREE", rows, tmp_path, duplicate_free="yes")
    judge_pair(world.reviewer, one, two, "same", "So it seems")
    [doubled] = resolved(gather([one.pk])).conflicts
    assert doubled.edge == (one.pk, two.pk)
    assert doubled.apart is None


def test_splitting_needs_the_right(world, people):
    judge_pair(world.reviewer, people.records[0], people.records[1], "same", "So it seems")
    [person] = Subject.objects.filter(pk__in=set(persons_of(people.records).values()))
    with pytest.raises(Refused):
        split_person(world.documenter, person, [people.records[0].pk], "Two")
    with pytest.raises(Refused):
        merge_persons(world.reader, person, people.claimed[0], "One")


def test_a_part_of_nobody_is_refused(world, people):
    judge_pair(world.reviewer, people.records[0], people.records[1], "same", "So it seems")
    [person] = Subject.objects.filter(pk__in=set(persons_of(people.records).values()))
    with pytest.raises(ValueError, match="at least one"):
        split_person(world.reviewer, person, [people.records[4].pk], "Two")
    with pytest.raises(ValueError, match="reason"):
        split_person(world.reviewer, person, [people.records[0].pk], " ")
