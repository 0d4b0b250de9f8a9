"""The sample of a run: who judges it, that the model is not seen while judging, and what the page says before and after."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from dadkhah.archive.access import visible_to
from dadkhah.archive.actions.judge_pair import judge_pair
from dadkhah.archive.models import Pair, Record
from dadkhah.archive.queries.sampling import sample
from dadkhah.linkage import sample as of_sample
from tests.archive.listed import write_twice
from tests.archive.scores import ALIKE, NAME_ALONE, NEARLY, TWINS, propose

SIZE = 6


@pytest.fixture
def records(world, tmp_path):
    return write_twice(world.documenter, world.main, SIZE, tmp_path)


@pytest.fixture
def run(world, records):
    alike = [(at, at + SIZE, 0.9995, ALIKE) for at in range(SIZE)]
    nearly = [(at, (at + 1) % SIZE + SIZE, 0.3, NEARLY) for at in range(SIZE)]
    held = [(0, 2 + SIZE, 0.99, TWINS), (0, 3 + SIZE, 0.99, NAME_ALONE)]
    return propose(world.steward, records, [*alike, *nearly, *held])


def judge_all(actor, run) -> None:
    for _ in range(2 * SIZE):
        pair = sample(visible_to(actor), run).following
        one, other = (Record.objects.get(pk=key) for key in (pair.one_id, pair.other_id))
        judge_pair(actor, one, other, "same" if pair.score > 500_000 else "different", "So it seems")


def test_what_a_model_never_joins_is_not_drawn(world, run):
    found = sample(visible_to(world.reviewer), run)
    assert (found.drawn, found.judged, found.found) == (2 * SIZE, 0, [])


def test_the_page_says_how_many_judgements_are_needed(world, run, enter):
    text = enter(world.reviewer).get(f"/review/runs/{run.pk}").content.decode()
    assert "0 of 12 drawn pairs are judged." in text
    assert "Not enough for an estimate yet: 12 more judgements are needed." in text
    assert "Judge the next of the sample" in text


def test_whoever_judges_a_sample_does_not_see_the_model(world, run, enter):
    browser = enter(world.reviewer)
    address = browser.get(f"/review/runs/{run.pk}/sample")["Location"]
    text = browser.get(address).content.decode()
    assert "drawn at random" in text
    assert "percent probable" not in text
    assert "<svg" not in text.split("<main")[1]
    answer = browser.post(address, {"verdict": "unsure"})
    assert answer["Location"] == f"/review/runs/{run.pk}/sample"
    assert browser.get(answer["Location"])["Location"] != address


def test_all_judged_gives_an_estimate_and_leads_back_to_the_run(world, run, enter):
    judge_all(world.reviewer, run)
    browser = enter(world.reviewer)
    answer = browser.get(f"/review/runs/{run.pk}/sample", follow=True)
    assert answer.redirect_chain[0][0] == f"/review/runs/{run.pk}"
    text = answer.content.decode()
    assert "Not enough for an estimate yet" not in text
    [half] = [each for each in answer.context["sample"].found if each.threshold == 0.5]
    assert half.precision == half.recall == (1, 1, 1)
    assert "100.0" in text
    with override("fa"):
        browser.cookies["dadkhah_language"] = "fa"
        assert "۱۰۰٫۰" in browser.get(f"/review/runs/{run.pk}").content.decode()


def test_what_was_judged_counts_in_the_order_drawn(world, run, records):
    """Pairs judged from the queue, and the hard ones left out, do not change what is estimated."""
    visible = visible_to(world.reviewer)
    drawn = sorted(Pair.objects.filter(score__lt=500_000).values_list("pk", flat=True))
    by_id = {each.pk: each for each in records}
    for pk in drawn[1:]:
        pair = Pair.objects.get(pk=pk)
        judge_pair(world.reviewer, by_id[pair.one_id], by_id[pair.other_id], "different", "So it seems")
    assert sample(visible, run).judged == 0
    first = Pair.objects.get(pk=drawn[0])
    judge_pair(world.reviewer, by_id[first.one_id], by_id[first.other_id], "different", "So it seems")
    assert sample(visible, run).judged == SIZE


def test_the_drawn_of_many_are_the_smallest_ids(world, records, monkeypatch):
    monkeypatch.setattr(of_sample, "EACH", 1)
    monkeypatch.setattr(of_sample, "SHARED", 2)
    pairs = [(a, b, 0.3, NEARLY) for a in range(SIZE) for b in range(SIZE, 2 * SIZE)]
    run = propose(world.steward, records, pairs)
    found = sample(visible_to(world.reviewer), run)
    assert found.drawn == 3
    assert found.following.pk == min(Pair.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("who", ["outsider", "member_elsewhere"])
def test_a_sample_is_not_for_those_who_see_nothing_of_the_lists(world, run, enter, who):
    assert enter(getattr(world, who)).get(f"/review/runs/{run.pk}/sample").status_code == 404
