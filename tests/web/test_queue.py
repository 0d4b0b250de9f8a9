"""What waits for a reviewer, on the 1988 example: in which order, page by page, with how many questions."""

from __future__ import annotations

import pytest
from django.urls import reverse

from dadkhah.archive.access import Actor, visible_to
from dadkhah.archive.actions.assess_claim import assess_claim
from dadkhah.archive.queries.review import QUEUES, find_subjects, queue


def test_the_queue_puts_first_what_others_rest_on(example):
    visible = visible_to(Actor(example.steward.account))
    found = queue(visible, "first")
    counts = [found.rests.get(claim.pk, 0) for claim in found.claims]
    assert counts[0] > 1
    assert counts == sorted(counts, reverse=True)
    assess_claim(Actor(example.steward.account), found.claims[0], "disputed", "because")
    assert found.claims[0] not in queue(visible, "first").claims
    assert [claim.pk for claim in queue(visible, "disputed").claims] == [found.claims[0].pk]
    assert all(claim.hold for claim in queue(visible, "held").claims)
    assert all(claim.source.item_id is None for claim in queue(visible, "no_bytes").claims)


def test_the_queue_can_be_paged_to_its_end_without_a_gap(example):
    visible = visible_to(Actor(example.steward.account))
    narrowed = {"predicate": "execution"}
    met, page = [], 1
    while True:
        found = queue(visible, "first", page, **narrowed)
        met += [claim.pk for claim in found.claims]
        if not found.has_more:
            break
        page += 1
    assert len(met) == len(set(met))
    assert set(met) == set(visible.claims().filter(predicate="execution").values_list("id", flat=True))


@pytest.mark.parametrize("which", QUEUES)
def test_the_queue_asks_a_fixed_number_of_questions(which, example, enter, django_assert_max_num_queries):
    browser = enter(example.steward)
    browser.get(reverse("review"))
    with django_assert_max_num_queries(29):
        assert browser.get(reverse("review"), {"queue": which}).status_code == 200


def test_people_are_found_by_the_beginning_of_a_name_in_either_script(example):
    visible = visible_to(Actor(example.steward.account))
    assert any("Montazeri" in choice.name for choice in find_subjects(visible, "montaz", ["person"], "en"))
    claim = visible.claims().filter(predicate="name_fa", subject__kind="person").first()
    assert claim.subject_id in [choice.id for choice in find_subjects(visible, claim.value[:-1], ["person"], "en")]
    assert find_subjects(visible, "montaz", ["place"], "en") == []
    assert find_subjects(visible, " ", [], "en") == []
