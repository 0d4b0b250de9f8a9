"""Long work is seen, stopped and done again by whom it belongs to, one by one."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse_lazy

from dadkhah.archive import work
from dadkhah.archive.models import Job

ADDRESS = str(reverse_lazy("jobs"))


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def job(world) -> Job:
    return work.start(world.steward, "rebuild")


def test_what_runs_is_shown_with_how_far_it_is_and_the_page_renews_itself(world, enter, job):
    Job.objects.filter(pk=job.pk).update(state="running", done=25, total=100)
    answer = enter(world.steward).get(ADDRESS)
    assert answer["Refresh"] == "5"
    assert '<progress max="100" value="25"' in text(answer)
    Job.objects.filter(pk=job.pk).update(state="done")
    assert "Refresh" not in enter(world.steward).get(ADDRESS)


def test_waiting_work_is_cancelled_and_running_work_is_asked_to_stop(world, enter, job):
    browser = enter(world.steward)
    browser.post(f"{ADDRESS}/{job.pk}/cancel")
    job.refresh_from_db()
    assert job.state == "cancelled"
    other = work.start(world.steward, "rebuild")
    Job.objects.filter(pk=other.pk).update(state="running")
    browser.post(f"{ADDRESS}/{other.pk}/cancel")
    other.refresh_from_db()
    assert other.cancel_asked
    assert "stopping" in text(browser.get(ADDRESS))


def test_a_failure_is_shown_with_its_reason_and_done_again_alone(world, enter, job):
    Job.objects.filter(pk=job.pk).update(state="failed", message="The disk is full.")
    other = work.start(world.steward, "verify")
    Job.objects.filter(pk=other.pk).update(state="failed")
    browser = enter(world.steward)
    assert "The disk is full." in text(browser.get(ADDRESS))
    browser.post(f"{ADDRESS}/{job.pk}/again")
    again = Job.objects.order_by("-id").first()
    assert (again.kind, again.state, Job.objects.count()) == ("rebuild", "waiting", 3)


def test_what_has_not_ended_is_not_done_again(world, enter, job):
    answer = enter(world.steward).post(f"{ADDRESS}/{job.pk}/again", follow=True)
    assert "has not ended yet" in text(answer)
    assert Job.objects.count() == 1


@pytest.mark.parametrize("who", ["reader", "documenter", "outsider"])
def test_the_work_of_others_is_not_there(who, world, enter, job):
    browser = enter(getattr(world, who))
    assert job.pk not in text(browser.get(ADDRESS))
    for act in ("cancel", "again"):
        assert browser.post(f"{ADDRESS}/{job.pk}/{act}").status_code == 404
    job.refresh_from_db()
    assert job.state == "waiting"


def test_who_lost_the_right_cannot_do_it_again(world, enter):
    mine = Job(kind="take_in", account=world.reader.account, state="failed")
    mine.arguments = json.dumps({"compartment": world.main.pk, "upload": "0" * 32})
    mine.save()
    assert enter(world.reader).post(f"{ADDRESS}/{mine.pk}/again").status_code == 403


def test_nothing_is_started_by_following_a_link(world, enter, job):
    for act in ("cancel", "again"):
        assert enter(world.steward).get(f"{ADDRESS}/{job.pk}/{act}").status_code == 405
