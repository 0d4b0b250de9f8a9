"""Estimates from lists of the archive: kept with what they were made from, seen by whoever sees all of it, told when it changed."""

from __future__ import annotations

import json
import os

import pytest

from dadkhah.archive import heads, work
from dadkhah.archive.access import Actor, Refused, visible_to
from dadkhah.archive.actions import run_estimate as of_run
from dadkhah.archive.actions.judge_pair import judge_pair
from dadkhah.archive.actions.put_in_force import withdraw_run
from dadkhah.archive.actions.run_estimate import run_estimate
from dadkhah.archive.actions.withdraw_estimate import withdraw_estimate
from dadkhah.archive.alone import Busy
from dadkhah.archive.estimating import Asked
from dadkhah.archive.models import EstimateRun, Job, LedgerEntry, LedgerHead, LinkageRun
from dadkhah.archive.queries import estimates
from dadkhah.archive.unfinished import sweep, unfinished
from dadkhah.estimate import queue as of_queue
from dadkhah.processes import HelperStopped
from tests.archive.listed import write_list
from tests.archive.overlapping import QUICK, of, write_overlapping
from tests.archive.scores import NEARLY, propose


@pytest.fixture
def lists(world, tmp_path):
    return write_overlapping(world.steward, world.main, tmp_path)


@pytest.fixture
def run(world, lists) -> EstimateRun:
    return run_estimate(world.steward, of(lists), QUICK, workers=1).run


def state(actor, run) -> str:
    return estimates.told(visible_to(Actor(actor.account)), EstimateRun.objects.get(pk=run.pk)).state


def test_it_is_one_entry_that_names_the_counts_and_the_result(world, lists):
    before = LedgerHead.objects.get(id=1).size
    made = run_estimate(world.steward, of(lists), QUICK, workers=1)
    run = EstimateRun.objects.get()
    body = json.loads(LedgerEntry.objects.order_by("-seq").first().body)
    assert LedgerHead.objects.get(id=1).size == before + 1 == body["seq"] + 1 == run.position + 1
    assert body["action"] == "run_estimate"
    assert body["notes"] == {"table": run.digest, "result": run.item.digest}
    assert {each[0] for each in body["rows"]} >= {"estimate_run", "item"}
    answer, found = json.loads(run.answer), made.made.study.found["DGA"]
    assert answer["method"] == "DGA"
    assert answer["observed"] == found.observed
    assert float(answer["lower"]) == pytest.approx(found.lower, abs=0.05)
    assert found.observed <= found.lower <= found.estimate <= found.upper


def test_its_file_gives_the_study_back(world, lists):
    made = run_estimate(world.steward, of(lists), QUICK, workers=1)
    read = estimates.read(EstimateRun.objects.get())
    assert list(read.study.found) == ["DGA", "Chao"]
    for name, each in made.made.study.found.items():
        assert (read.study.found[name].lower, read.study.found[name].upper) == (each.lower, each.upper)
    assert read.study.found["DGA"].draws.shape == made.made.study.found["DGA"].draws.shape
    assert read.study.table.digest == made.made.study.table.digest
    assert read.told["records"] == sum(map(len, lists.values()))


def test_from_its_row_the_same_comes_out_again(world, lists, run):
    again = run_estimate(world.steward, of(lists), Asked.of(json.loads(run.settings)), workers=1).run
    assert (again.digest, again.item.digest, again.answer) == (run.digest, run.item.digest, run.answer)


@pytest.mark.parametrize("who", ["reader", "documenter", "reviewer", "outsider", "member_elsewhere"])
def test_it_needs_the_right_to_analyse(world, lists, who):
    with pytest.raises(Refused):
        run_estimate(getattr(world, who), of(lists), QUICK, workers=1)
    assert not EstimateRun.objects.exists()


def test_it_is_seen_by_whoever_sees_all_its_lists(world, lists, run, tmp_path):
    sealed = write_list(world.steward, world.sealed, "L-SEALED", [{"name": "Arman Nowhere 1"}], tmp_path)
    [found] = visible_to(world.reader).estimates()
    assert found == run
    assert not visible_to(world.outsider).estimates().exists()
    closed = run_estimate(world.steward, [*of(lists), sealed[0].list], QUICK, workers=1).run
    assert list(visible_to(world.reader).estimates()) == [run]
    assert not visible_to(world.reader).items().filter(pk=closed.item_id).exists()
    assert closed.item.compartment == world.sealed
    assert set(visible_to(world.steward).estimates()) == {run, closed}


def test_its_file_is_not_seen_from_one_of_two_compartments(world, lists, tmp_path):
    other = write_list(world.steward, world.other, "L-OTHER", [{"name": "Arman Nowhere 1"}], tmp_path)
    run = run_estimate(world.steward, [*of(lists), other[0].list], QUICK, workers=1).run
    for who in (world.reader, world.member_elsewhere):
        assert not visible_to(who).items().filter(pk=run.item_id).exists()
        assert not visible_to(who).estimates().exists()
    sealed = write_list(world.steward, world.sealed, "L-SEALED", [{"name": "Arman Nowhere 1"}], tmp_path)
    with pytest.raises(Refused, match="more than two compartments"):
        run_estimate(world.steward, [*of(lists), other[0].list, sealed[0].list], QUICK, workers=1)


def test_it_counts_until_its_lists_change(world, lists, run, tmp_path):
    assert state(world.reader, run) == estimates.CURRENT
    write_list(world.steward, world.main, "L-MORE", [{"name": "Bahar Nowhere"}], tmp_path)
    assert [each.state for each in estimates.estimates(visible_to(world.reader))] == [estimates.UNSURE]
    assert state(world.reader, run) == estimates.CURRENT
    judge_pair(world.reviewer, lists["L-ONE"][0], lists["L-ONE"][1], "same", "Twice on the list")
    assert state(world.reader, run) == estimates.CHANGED
    assert [each.state for each in estimates.estimates(visible_to(world.reader), is_sure=True)] == [estimates.CHANGED]


def test_it_does_not_count_when_the_run_that_joined_is_withdrawn(world, lists, run):
    withdraw_run(world.steward, LinkageRun.objects.get())
    assert state(world.reader, run) == estimates.CHANGED


def test_it_is_withdrawn_with_a_reason_once(world, lists, run):
    with pytest.raises(Refused):
        withdraw_estimate(world.reader, run, "Not mine")
    with pytest.raises(ValueError, match="Say why"):
        withdraw_estimate(world.steward, run, "  ")
    withdraw_estimate(world.steward, run, "One list copies another")
    assert state(world.reader, run) == estimates.WITHDRAWN
    assert json.loads(LedgerEntry.objects.order_by("-seq").first().body)["action"] == "withdraw_estimate"
    with pytest.raises(ValueError, match="already"):
        withdraw_estimate(world.steward, run, "Again")


def test_what_changed_while_it_was_computed_is_not_kept(world, lists, monkeypatch):
    computed = of_run.computed

    def meanwhile(*given, **how):
        judge_pair(world.reviewer, lists["L-ONE"][0], lists["L-ONE"][1], "same", "Twice on the list")
        return computed(*given, **how)

    monkeypatch.setattr(of_run, "computed", meanwhile)
    with pytest.raises(ValueError, match="changed while"):
        run_estimate(world.steward, of(lists), QUICK, workers=1)
    assert not EstimateRun.objects.exists()


def test_all_that_is_wrong_with_what_was_asked_is_told_at_once():
    with pytest.raises(ValueError, match=r"parted by .* no method Oracle.* draws from 0 to 100.*level of the intervals"):
        Asked(by=("colour",), methods=("Oracle",), draws=1000, level=2)


def test_one_list_is_too_few(world, lists):
    with pytest.raises(ValueError, match="at least two lists"):
        run_estimate(world.steward, of(lists)[:1], QUICK, workers=1)


def test_parts_are_estimated_one_by_one_and_added(world, lists):
    asked = Asked(methods=("Chao",), by=("place",), probe=False)
    run = run_estimate(world.steward, of(lists), asked, workers=1).run
    parts = estimates.read(run).parts
    assert [each["stratum"] for each in parts["strata"]] == [{"place": "Anytown"}, {"place": "Othertown"}]
    assert parts["sums"]["Chao"]["observed"] == estimates.read(run).study.table.observed
    assert run.strata == "place"


def test_pairs_that_wait_are_drawn(world, tmp_path):
    lists = write_overlapping(world.steward, world.main, tmp_path)
    ends = [lists["L-ONE"][0], *(lists["L-TWO"][at] for at in range(4))]
    other = propose(world.steward, ends, [(0, at, 0.5, NEARLY) for at in range(1, 5)], version="2")
    assert other.state == "proposed"
    asked = Asked(methods=("Chao",), draws=4, probe=False)
    run = run_estimate(world.steward, of(lists), asked, workers=1).run
    read = estimates.read(run)
    assert read.parts["sums"]["Chao"]["replicates"] == 4
    assert len(read.told["persons_in_draws"]) == 4
    assert max(read.told["persons_in_draws"]) <= read.study.table.observed
    assert any("4 draws of the linkage" in note for note in read.notes)


def test_the_job_estimates_and_does_it_again_from_the_row(world, lists):
    arguments = {"lists": [each.pk for each in of(lists)], "methods": ["Chao"], "probe": False}
    first = work.start(world.steward, "run_estimate", arguments)
    report = work.run(first.pk)
    assert Job.objects.get(pk=first.pk).state == "done", Job.objects.get(pk=first.pk).message
    again = work.start(world.steward, "run_estimate", {"estimate": report["estimate"]})
    work.run(again.pk)
    one, other = EstimateRun.objects.order_by("id")
    assert (one.digest, one.item.digest) == (other.digest, other.item.digest)
    assert Job.objects.get(pk=again.pk).done == 1


def test_the_job_tells_what_is_wrong(world, lists):
    mine = work.start(world.steward, "run_estimate", {"lists": [of(lists)[0].pk]})
    work.run(mine.pk)
    mine.refresh_from_db()
    assert mine.state == "failed"
    assert "at least two lists" in mine.message


LEFT = {"a pool's process was killed": HelperStopped(), "from the keyboard": KeyboardInterrupt()}
GONE = {"cancelled": work.Cancelled(), "refused": Refused("No."), "impossible": ValueError("No.")}


def ended_with(world, lists, monkeypatch, fault: BaseException) -> int:
    """How many folders of tables that were done are left when the estimate ends so after its last table."""

    def ends(*given, **how):
        computed(*given, **how)
        raise fault

    computed = of_run.computed
    monkeypatch.setattr(of_run, "computed", ends)
    with pytest.raises(type(fault)):
        run_estimate(world.steward, of(lists), QUICK, workers=1)
    assert not EstimateRun.objects.exists()
    return len(list((heads.place().scratch / "estimates").iterdir()))


@pytest.mark.parametrize("how", LEFT)
def test_tables_that_are_done_stay_for_whoever_runs_it_again(world, lists, monkeypatch, how):
    assert ended_with(world, lists, monkeypatch, LEFT[how]) == 1
    monkeypatch.undo()
    monkeypatch.setattr(of_queue, "fitted", lambda _: pytest.fail("A table was done again."))
    run_estimate(world.steward, of(lists), QUICK, workers=1)
    assert not list((heads.place().scratch / "estimates").iterdir())


@pytest.mark.parametrize("how", GONE)
def test_tables_of_an_estimate_that_ended_are_gone(world, lists, monkeypatch, how):
    assert ended_with(world, lists, monkeypatch, GONE[how]) == 0


def test_tables_of_an_estimate_lie_where_nobody_else_reads_and_a_week_at_most(world, lists, monkeypatch):
    folder = heads.place().scratch / "estimates"
    with unfinished(world.steward, of(lists), QUICK) as mine:
        assert mine.stat().st_mode & 0o077 == 0
        os.utime(mine, (0, 0))
        sweep()
        assert mine.is_dir(), "It is being computed."
        with pytest.raises(Busy, match="just now"):
            run_estimate(world.steward, of(lists), QUICK, workers=1)
    ended_with(world, lists, monkeypatch, KeyboardInterrupt())
    [left] = folder.iterdir()
    sweep()
    assert left.is_dir()
    os.utime(left, (0, 0))
    sweep()
    assert not left.exists()
