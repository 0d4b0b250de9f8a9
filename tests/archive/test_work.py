"""Long work: who may start it, how far it is, how it ends, and what a crash leaves."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from dadkhah.archive import heads, uploads, work
from dadkhah.archive.access import Actor, Refused
from dadkhah.archive.actions.manage_access import add_account, close_account, grant_role, take_role
from dadkhah.archive.actions.take_in import Acquisition
from dadkhah.archive.models import Account, Item, Job, Label
from dadkhah.archive.work import Cancelled, Outcome, Progress


@pytest.fixture
def counting(monkeypatch) -> SimpleNamespace:
    """A kind of work that counts to three, and does what a test asks at each step."""
    seen = SimpleNamespace(actors=[], at_step=lambda _: None, steps=0)

    def count(actor: Actor, arguments: dict, progress: Progress) -> Outcome:
        seen.actors.append(actor)
        progress.total(3)
        for number in range(3):
            seen.at_step(number)
            progress.step()
            seen.steps += 1
        return Outcome("Counted to three.", {"counted": 3, "given": arguments})

    monkeypatch.setattr(Progress, "EVERY", 0)
    monkeypatch.setitem(work.KINDS, "count", work.Kind("count", "manage", count))
    return seen


def run_queue() -> None:
    """What the worker's thread does, until nothing waits; its loop is left out, since it closes the test's connection."""
    worker = Worker(
        queue_names=["default"], interval=0, batch=True, backend_name="default", startup_delay=False,
        max_tasks=None, worker_id="test", excluded_queue_names=[],
    )  # fmt: skip
    while task := DBTaskResult.objects.ready().first():
        task.claim("test")
        worker.run_task(task)


def fresh(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def test_work_is_done_by_the_queue_for_the_one_who_asked(world, counting):
    job = work.start(world.steward, "count", {"x": "1"})
    assert (job.state, work.report(job)) == ("waiting", {})
    run_queue()
    job = fresh(job)
    assert (job.state, job.done, job.total, job.message) == ("done", 3, 3, "Counted to three.")
    assert work.report(job) == {"counted": 3, "given": {"x": "1"}}
    (actor,) = counting.actors
    assert (actor.account, actor.machine.split("/")[0]) == (world.steward.account, "machine:worker")


def test_a_task_carries_the_id_of_its_job_and_nothing_else(world, counting):
    job = work.start(world.steward, "count", {"compartment": world.main.pk})
    assert DBTaskResult.objects.get().args_kwargs == {"args": [job.pk], "kwargs": {}}


@pytest.mark.parametrize("who", ["documenter", "reviewer", "reader", "outsider", "member_elsewhere"])
def test_only_those_who_may_start_it(world, counting, who):
    with pytest.raises(Refused):
        work.start(getattr(world, who), "count")
    with pytest.raises(Refused):
        work.start(getattr(world, who), "count", {"compartment": world.main.pk})
    assert not Job.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_work_nobody_knows_is_refused(world):
    with pytest.raises(ValueError, match="no work of the kind “dance”"):
        work.start(world.steward, "dance")


@pytest.mark.parametrize("lost", ["the role", "the account"])
def test_the_right_is_asked_again_when_it_runs(world, counting, lost):
    second = add_account(world.steward, "second")
    role = grant_role(world.steward, second, world.main, "steward")
    job = work.start(Actor(second), "count", {"compartment": world.main.pk})
    if lost == "the role":
        take_role(world.steward, role)
    else:
        close_account(world.steward, second)
    run_queue()
    job = fresh(job)
    assert (job.state, counting.steps) == ("failed", 0)
    assert "Ask a steward" in job.message


def test_a_fault_of_the_program_is_a_sentence_and_its_traceback_is_kept_apart(world, counting):
    def fail(_: int) -> None:
        raise ZeroDivisionError("secret detail")

    counting.at_step = fail
    job = work.start(world.steward, "count")
    run_queue()
    job = fresh(job)
    assert (job.state, job.message) == ("failed", work.BROKEN)
    assert "secret detail" not in job.message
    assert "secret detail" in DBTaskResult.objects.get().traceback


def test_a_fault_the_reader_can_mend_is_told(world, counting):
    def fail(_: int) -> None:
        raise ValueError("The folder is empty. Choose another one.")

    counting.at_step = fail
    job = work.start(world.steward, "count")
    run_queue()
    assert (fresh(job).state, fresh(job).message) == ("failed", "The folder is empty. Choose another one.")
    assert DBTaskResult.objects.get().traceback == ""


def test_waiting_work_is_cancelled_at_once(world, counting):
    job = work.start(world.steward, "count")
    work.cancel(world.steward, job)
    run_queue()
    assert (fresh(job).state, counting.steps) == ("cancelled", 0)


def test_running_work_stops_at_its_next_step(world, counting):
    job = work.start(world.steward, "count")
    counting.at_step = lambda number: work.cancel(world.steward, fresh(job)) if number == 1 else None
    run_queue()
    job = fresh(job)
    assert (job.state, counting.steps) == ("cancelled", 1)
    assert job.message.endswith(".")


def test_others_neither_see_nor_cancel_nor_repeat_it(world, counting):
    job = work.start(world.steward, "count")
    for other in (world.documenter, world.outsider):
        assert not work.jobs_of(other).exists()
        with pytest.raises(Refused):
            work.cancel(other, job)
        with pytest.raises(Refused):
            work.run_again(other, job)
    assert list(work.jobs_of(world.steward)) == [job]


def test_ended_work_can_be_done_again_alone(world, counting):
    job = work.start(world.steward, "count", {"x": "1"})
    with pytest.raises(ValueError, match="not ended yet"):
        work.run_again(world.steward, job)
    run_queue()
    again = work.run_again(world.steward, fresh(job))
    run_queue()
    assert again.pk != job.pk
    assert (fresh(again).state, work.report(fresh(again))["given"]) == ("done", {"x": "1"})


def crash(job: Job, times: int = 1) -> None:
    """As a killed process leaves it: job and task say that it runs."""
    Job.objects.filter(pk=job.pk).update(state="running")
    task = DBTaskResult.objects.get(args_kwargs__args__0=job.pk)
    task.status, task.worker_ids = "RUNNING", ["gone"] * times
    task.save()


def test_work_cut_off_by_a_crash_starts_over(world, counting):
    job = work.start(world.steward, "count")
    crash(job)
    assert work.resume() == 1
    run_queue()
    assert fresh(job).state == "done"


def test_work_that_takes_the_process_down_is_not_tried_for_ever(world, counting):
    job = work.start(world.steward, "count")
    crash(job, times=work.ATTEMPTS)
    assert work.resume() == 0
    run_queue()
    job = fresh(job)
    assert (job.state, counting.steps) == ("interrupted", 0)
    assert "Run it again" in job.message
    work.run_again(world.steward, job)
    run_queue()
    assert counting.steps == 3


def test_resume_leaves_work_that_waits_alone(world, counting):
    job = work.start(world.steward, "count")
    assert work.resume() == 0
    run_queue()
    assert fresh(job).state == "done"


def test_verify_as_long_work_keeps_its_report(committed_world):
    job = work.start(committed_world.steward, "verify")
    run_queue()
    job = fresh(job)
    assert job.state == "done", job.message
    assert job.message.startswith("Everything holds")
    assert work.report(job)["holds"] is True


def test_verify_as_long_work_stops_when_asked(committed_world, monkeypatch):
    monkeypatch.setattr(Progress, "EVERY", 0)
    job = work.start(committed_world.steward, "verify")
    Job.objects.update(cancel_asked=True)
    work.run(job.pk)
    assert fresh(job).state in ("cancelled", "done")


def test_rebuild_as_long_work(world):
    Label.objects.all().delete()
    job = work.start(world.steward, "rebuild")
    work.run(job.pk)
    assert fresh(job).state == "done"


@pytest.fixture
def upload(world, tmp_path) -> str:
    files = []
    for number in range(3):
        path = tmp_path / f"temporary-{number}"
        path.write_text(f"letter {number}")
        files.append((f"letter {number}.txt", path))
    return uploads.place_upload(files, Acquisition(received_from="the family", method="handed over"))


def test_an_upload_is_taken_in_with_its_names_and_how_it_came(world, upload):
    job = work.start(world.documenter, "take_in", {"compartment": world.main.pk, "upload": upload})
    run_queue()
    assert (fresh(job).state, fresh(job).done, fresh(job).total) == ("done", 3, 3)
    items = Item.objects.order_by("original_name")
    assert [item.original_name for item in items] == [f"letter {number}.txt" for number in range(3)]
    assert {item.received_from for item in items} == {"the family"}
    assert not uploads.folder_of(upload).exists()
    assert "family" not in json.dumps(list(Job.objects.values_list("arguments", flat=True)))


def test_an_upload_cut_off_at_the_worst_moment_is_taken_in_once(world, upload, monkeypatch):
    """The crash falls between the commit of a group and the removal of its files."""
    monkeypatch.setattr(uploads, "GROUP", 1)
    before, removed = uploads.Path.unlink, []

    def unlink(path, **how):
        if path.parent == uploads.folder_of(upload) and not removed:
            removed.append(path)
            raise KeyboardInterrupt
        before(path, **how)

    monkeypatch.setattr(uploads.Path, "unlink", unlink)
    job = work.start(world.documenter, "take_in", {"compartment": world.main.pk, "upload": upload})
    with pytest.raises(KeyboardInterrupt):
        work.run(job.pk)
    assert Item.objects.count() == 1
    again = work.run_again(world.documenter, fresh(job))
    work.run(again.pk)
    assert (fresh(again).state, Item.objects.count()) == ("done", 3)


def test_uploads_nobody_will_take_in_are_swept_away_and_the_others_are_not(world, upload, tmp_path):
    work.start(world.documenter, "take_in", {"compartment": world.main.pk, "upload": upload})
    (tmp_path / "left").write_text("left")
    left = uploads.place_upload([("left.txt", tmp_path / "left")], Acquisition())
    assert uploads.sweep() == 1
    assert uploads.folder_of(upload).is_dir()
    assert not uploads.folder_of(left).exists()


@pytest.mark.parametrize("name", ["", "../../keys", "x" * 32 + "/", "/etc"])
def test_an_upload_is_named_by_an_id_alone(world, name):
    with pytest.raises(ValueError, match="not an upload"):
        uploads.folder_of(name)


def test_an_upload_that_is_gone_is_a_sentence(world):
    job = work.start(world.documenter, "take_in", {"compartment": world.main.pk, "upload": "0" * 32})
    work.run(job.pk)
    assert (fresh(job).state, "Upload them again" in fresh(job).message) == ("failed", True)


def test_progress_tells_seldom_and_hears_of_a_cancellation(world):
    job = Job.objects.create(kind="count", account=Account.objects.first())
    progress = Progress(job)
    progress.total(100)
    for _ in range(50):
        progress.step()
    assert fresh(job).done == 0
    Job.objects.update(cancel_asked=True)
    with pytest.raises(Cancelled):
        progress.total(100)
    assert heads.place().root.is_dir()
