"""Pages of estimates: what is chosen, what is kept, whether it still counts, in both languages, and for nobody else."""

from __future__ import annotations

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse

from dadkhah.archive import work
from dadkhah.archive.actions.judge_pair import judge_pair
from dadkhah.archive.actions.run_estimate import run_estimate
from dadkhah.archive.models import EstimateRun, Job
from tests.archive.overlapping import QUICK, of, write_overlapping


@pytest.fixture
def lists(world, tmp_path):
    return write_overlapping(world.steward, world.main, tmp_path)


@pytest.fixture
def run(world, lists) -> EstimateRun:
    return run_estimate(world.steward, of(lists), QUICK, workers=1).run


def page(browser, address: str, language: str = "en") -> str:
    answer = browser.get(address, HTTP_ACCEPT_LANGUAGE=language)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_without_any_it_is_said_what_an_estimate_needs(world, enter):
    assert "at least two lists" in page(enter(world.reader), "/review/estimates")
    assert "no list here" in page(enter(world.steward), "/review/estimates/new")
    assert "Analysts and stewards" in page(enter(world.reader), "/review/estimates/new")


def test_one_is_asked_for_and_stands_in_the_list(world, lists, enter):
    browser = enter(world.steward)
    form = page(browser, "/review/estimates/new")
    assert all(f"List {handle}" in form for handle in lists)
    asked = {"lists": [each.pk for each in of(lists)], "methods": ["Chao"], "level": "0.9", "seed": "۷", "by": ["place"]}
    answer = browser.post("/review/estimates/new", asked)
    assert answer["Location"] == reverse("jobs")
    mine = Job.objects.get(kind="run_estimate")
    assert "Estimating" in page(browser, reverse("jobs"))
    work.run(mine.pk)
    kept = EstimateRun.objects.get()
    settings = json.loads(kept.settings)
    assert (settings["level"], settings["seed"], settings["by"], settings["probe"]) == ("0.9", 7, ["place"], False)
    told = page(browser, "/review/estimates")
    assert f"/review/estimates/{kept.pk}" in told
    assert "at least" in told


def test_all_faults_are_told_at_once(world, lists, enter):
    asked = {"lists": [of(lists)[0].pk], "draws": "5000", "seed": "seven", "level": "0.95"}
    text = enter(world.steward).post("/review/estimates/new", asked).content.decode()
    for fault in ("Choose at least two lists", "draws from 0 to 100", "seed as a whole number"):
        assert fault in text
    assert not Job.objects.exists()


def test_the_page_says_it_in_words_and_draws_it(world, run, enter):
    text = page(enter(world.reader), f"/review/estimates/{run.pk}")
    assert "Counted now, the lists give the very table it was made from." in text
    assert "people are on at least one list" in text
    assert text.count("<svg") >= 2
    assert run.digest in text
    assert f"/entries/{run.position}" in text
    assert "Run it again" not in text
    assert "Whom it takes in" in text


def test_it_says_when_the_lists_have_changed(world, lists, run, enter):
    judge_pair(world.reviewer, lists["L-ONE"][0], lists["L-ONE"][1], "same", "Twice on the list")
    browser = enter(world.reader)
    assert "does not count any more" in page(browser, f"/review/estimates/{run.pk}")
    assert "something was written since" in page(browser, "/review/estimates")


def test_persian_comes_first_for_whoever_reads_it(world, run, enter):
    browser = enter(world.reader)
    browser.cookies["django_language"] = "fa"
    text = page(browser, f"/review/estimates/{run.pk}", "fa")
    assert 'dir="rtl"' in text
    assert text.index("دست‌کم") < text.index("at least")
    assert "Run it again" not in text
    assert "How it was made" not in text


def test_it_is_run_again_from_its_page(world, run, enter):
    browser = enter(world.steward)
    assert "Run it again" in page(browser, f"/review/estimates/{run.pk}")
    browser.post(f"/review/estimates/{run.pk}/again")
    assert json.loads(Job.objects.get().arguments) == {"estimate": run.pk}


def test_it_is_withdrawn_with_a_reason(world, run, enter):
    browser = enter(world.steward)
    answer = browser.post(f"/review/estimates/{run.pk}/withdraw", {"reason": ""})
    assert "required" in answer.content.decode()
    browser.post(f"/review/estimates/{run.pk}/withdraw", {"reason": "One list copies another."})
    text = page(browser, f"/review/estimates/{run.pk}")
    assert "withdrawn and does not count" in text
    assert "One list copies another." in text
    assert "does not count" in page(browser, "/review/estimates")
    reader = enter(world.reader)
    assert reader.post(f"/review/estimates/{run.pk}/withdraw", {"reason": "Mine"}).status_code == 403


def test_its_files_are_the_study_and_a_page_by_itself(world, run, enter):
    browser = enter(world.reader)
    study = browser.get(f"/review/estimates/{run.pk}/study.json")
    assert study.json()["told"]["digest"] == run.digest
    report = browser.get(f"/review/estimates/{run.pk}/report.zip")
    with ZipFile(BytesIO(report.content)) as folder:
        assert folder.namelist() == ["report.html", "dadkhah.css", "study.json"]
        html = folder.read("report.html").decode()
        assert folder.read("study.json") == study.content
    assert "<script" not in html
    assert 'href="/' not in html
    assert run.digest in html


@pytest.mark.parametrize("who", ["outsider", "member_elsewhere"])
@pytest.mark.parametrize("part", ["", "/study.json", "/report.zip"])
def test_nobody_else_finds_it(world, run, enter, who, part):
    browser = enter(getattr(world, who))
    assert browser.get(f"/review/estimates/{run.pk}{part}").status_code == 404
    assert "List L-ONE" not in page(browser, "/review/estimates")
