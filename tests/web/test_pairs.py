"""The pages of review: the queue, a pair, undo, conflicts, the second judgement, runs, agreement, persons and the report."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.utils.translation import override

from dadkhah.archive import work
from dadkhah.archive.access import Actor
from dadkhah.archive.actions.import_list import import_list
from dadkhah.archive.actions.judge_pair import judge_pair
from dadkhah.archive.actions.manage_access import add_account, grant_role
from dadkhah.archive.actions.take_in import Acquisition, take_in
from dadkhah.archive.models import Job, Judgement, LinkageRun, Member, Pair, Record
from dadkhah.archive.queries import pairs as of_pairs
from dadkhah.linkage.comparisons import ALL
from dadkhah.web.templatetags.linkage import compared, level
from tests.archive.listed import persons_of, write_list
from tests.archive.scores import ALIKE, NAME_ALONE, NEARLY, TWINS, UNLIKE, propose

ROWS = [
    {"name": "Arman Nowhere", "father": "Daryush", "event": "1988-08-01", "place": "Anytown"},
    {"name": "Bahar Nowhere", "event": "1988-08-01", "place": "Anytown"},
    {"name": "Cyrus Nowhere"},
]
PAIRS = [(0, 3, 0.999, ALIKE), (1, 4, 0.55, NEARLY), (2, 5, 0.97, NAME_ALONE), (0, 4, 0.02, UNLIKE)]


@pytest.fixture
def records(world, tmp_path):
    first = write_list(world.documenter, world.main, "L-ONE", ROWS, tmp_path)
    return [*first, *write_list(world.documenter, world.main, "L-TWO", ROWS, tmp_path)]


@pytest.fixture
def run(world, records) -> LinkageRun:
    return propose(world.steward, records, PAIRS)


@pytest.fixture
def second(world) -> Actor:
    account = add_account(world.steward, "second", password="a long password for tests")
    grant_role(world.steward, account, world.main, "reviewer")
    return Actor(account)


def page(browser, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def address(one, other) -> str:
    return f"/review/pairs/{min(one.pk, other.pk)}-{max(one.pk, other.pk)}"


def test_the_queue_begins_with_what_settles_most(world, records, run, enter):
    text = page(enter(world.reviewer), "/review/pairs")
    places = [text.index(address(records[one], records[other])) for one, other in ((1, 4), (2, 5))]
    assert places == sorted(places)
    assert "4 pairs." in text
    assert "the name alone" in text


def test_the_queue_is_narrowed(world, records, run, enter):
    browser = enter(world.reviewer)
    assert "4 pairs." in page(browser, f"/review/pairs?listed={records[0].list_id}&run={run.pk}")
    assert "No pair is here." in page(browser, "/review/pairs?listed=0123456789abcdef0123456789abcdef")
    assert "No pair is here." in page(browser, "/review/pairs?queue=unsure")


def test_pairs_go_over_several_pages_in_one_order(world, tmp_path, enter, monkeypatch):
    monkeypatch.setattr(of_pairs, "PER_PAGE", 2)
    rows = write_list(world.documenter, world.main, "L-ONE", ROWS, tmp_path)
    more = write_list(world.documenter, world.main, "L-TWO", ROWS, tmp_path)
    propose(world.steward, [*rows, *more], [(a, b, 0.1 * a + 0.2 * (b - 3) + 0.05, ALIKE) for a in range(3) for b in range(3, 6)])
    browser, seen = enter(world.reviewer), []
    for number in range(1, 6):
        found = browser.get(f"/review/pairs?page={number}").context["found"]
        seen += [line.pair.pk for line in found.lines]
    assert seen == list(Pair.objects.order_by("-rank", "-id").values_list("pk", flat=True))


def test_a_pair_shows_both_records_and_what_speaks_for_and_against(world, records, run, enter):
    text = page(enter(world.reviewer), address(records[0], records[4]))
    assert text.count("Arman Nowhere") >= 2
    assert "Bahar Nowhere" in text
    for words in ("other names", "another father’s name", "two persons", "trial 1", "2.00 percent"):
        assert words in text
    assert "<svg" in text
    assert f"/items/{records[0].batch.item_id}/view?line=2" in text


def test_a_model_is_never_shown_as_sure(world, records, enter):
    propose(world.steward, records, [(0, 3, 0.999999, ALIKE), (1, 4, 0.0000004, ALIKE)])
    browser = enter(world.reviewer)
    for one, other, percent in ((0, 3, "99.99 percent"), (1, 4, "0.01 percent")):
        assert percent in page(browser, address(records[one], records[other]))
    queue = page(browser, "/review/pairs")
    assert ">0.9999<" in queue
    assert ">0.0001<" in queue


def test_why_no_model_joins_twins_is_said(world, records, enter):
    run = propose(world.steward, records, [(0, 3, 0.999, ALIKE), (0, 4, 0.99, TWINS)])
    browser = enter(world.reviewer)
    assert "Brothers, sisters and twins share" in page(browser, address(records[0], records[4]))
    assert "Brothers, sisters and twins share" not in page(browser, address(records[0], records[3]))
    assert "another given name" in page(browser, "/review/pairs")
    costs = browser.get(f"/review/runs/{run.pk}").context["costs"]
    assert (costs.pairs, costs.given, costs.alone) == (2, 1, 0)
    assert costs.bands[0].joined == 1


def test_list_neighbours_are_those_of_the_same_day_and_place(world, records, run, enter):
    around = enter(world.reviewer).get(address(records[0], records[3])).context["neighbours"]
    assert {record.pk for some in around for record in some.records} == {records[1].pk, records[4].pk}


def test_of_a_row_with_a_newer_version_the_newer_one_is_the_neighbour(world, records, run, enter, tmp_path):
    paper, listed = tmp_path / "newer.csv", records[0].list
    paper.write_text((tmp_path / "L-ONE.csv").read_text("utf-8").replace("Bahar Nowhere,", "Bahar Nowhere,Simin"), "utf-8")
    [item] = take_in(world.documenter, world.main, [paper], Acquisition(method="made up"))
    done = import_list(world.documenter, listed, item, json.loads(records[0].batch.columns) | {"id": ["No"]})
    assert (done.counts["changed"], done.counts["same"]) == (1, 2)
    newer = Record.objects.get(previous=records[1])
    around = enter(world.reviewer).get(address(records[0], records[3])).context["neighbours"]
    assert {record.pk for some in around for record in some.records} == {newer.pk, records[4].pk}


def test_a_judgement_leads_to_the_next_pair(world, records, run, enter):
    browser = enter(world.reviewer)
    sent = {"verdict": "same", "because": "same_told", "words": "Her sister said so."}
    answer = browser.post(address(records[2], records[5]), sent)
    assert answer.status_code == 302
    assert answer["Location"] == address(records[0], records[4])
    made = Judgement.objects.get()
    assert (made.verdict, made.score) == ("same", "0.970000")
    text = page(browser, address(records[2], records[5]))
    assert "A source says that they are one person. Her sister said so." in text
    assert set(persons_of([records[2], records[5]])) == {records[2].pk, records[5].pk}


def test_the_last_judgement_leads_to_the_queue(world, tmp_path, enter):
    rows = write_list(world.documenter, world.main, "L-ONE", ROWS, tmp_path)
    propose(world.steward, rows, [(0, 1, 0.5, NEARLY)])
    answer = enter(world.reviewer).post(address(rows[0], rows[1]), {"verdict": "unsure"})
    assert answer["Location"] == "/review/pairs"


def test_a_reason_is_asked_for(world, records, run, enter):
    answer = enter(world.reviewer).post(address(records[0], records[3]), {"verdict": "different"})
    assert answer.status_code == 200
    assert "Give the reason: choose one, or write it in your words." in answer.content.decode()
    assert not Judgement.objects.exists()


def test_undo_on_the_page(world, records, run, enter):
    made = judge_pair(world.reviewer, records[0], records[3], "same", "So it seems")
    browser = enter(world.reviewer)
    assert "Undo" in page(browser, address(records[0], records[3]))
    answer = browser.post(f"/review/judgements/{made.pk}/undo")
    assert answer["Location"] == address(records[0], records[3])
    assert "undone later" in page(browser, answer["Location"])
    assert Judgement.objects.count() == 2
    assert browser.get(f"/review/judgements/{made.pk}/undo").status_code == 405


def test_the_reasons_are_said_in_persian(world, records, run, enter):
    browser = enter(world.reviewer)
    browser.post(address(records[2], records[5]), {"verdict": "same", "because": "same_told"})
    browser.cookies["dadkhah_language"] = "fa"
    text = page(browser, address(records[2], records[5]))
    assert "منبعی می‌گوید که آن‌ها یک شخص‌اند" in text
    assert "A source says" not in text
    assert 'dir="rtl"' in text


def test_contradictions_are_shown(world, records, run, enter):
    judge_pair(world.reviewer, records[0], records[1], "same", "First reason")
    judge_pair(world.reviewer, records[1], records[2], "same", "Second reason")
    judge_pair(world.reviewer, records[0], records[2], "different", "Third reason")
    text = page(enter(world.reviewer), "/review/conflicts")
    for reason in ("First reason", "Second reason", "Third reason"):
        assert reason in text
    assert "No judgements contradict each other." in page(enter(world.outsider), "/review/conflicts")


def test_the_second_judgement_is_given_unseen(world, records, run, enter, second, monkeypatch):
    monkeypatch.setattr(of_pairs, "SHARE", 1)
    judge_pair(world.reviewer, records[0], records[3], "same", "First reason")
    browser = enter(second)
    answer = browser.get("/review/second")
    assert answer["Location"] == f"/review/second/{records[0].pk}-{records[3].pk}"
    text = page(browser, answer["Location"])
    for told in ("First reason", "99.90", "trial 1", "<svg", "bits"):
        assert told not in text
    browser.post(answer["Location"], {"verdict": "different", "words": "I do not think so."})
    assert Judgement.objects.get(blind=True).account == second.account
    assert set(persons_of(records)) == {records[0].pk, records[3].pk}
    assert "No pair waits" in page(browser, "/review/second")
    assert "Second judgements that differ" in page(browser, "/review/conflicts")
    assert "1 pair, of which 0 alike" in page(browser, "/review/agreement")


def test_nobody_judges_their_own_pair_a_second_time(world, records, run, enter, monkeypatch):
    monkeypatch.setattr(of_pairs, "SHARE", 1)
    judge_pair(world.reviewer, records[0], records[3], "same", "First reason")
    assert "No pair waits" in page(enter(world.reviewer), "/review/second")


def test_the_sample_is_drawn_by_nobody_and_stays(records):
    drawn = [of_pairs.is_sampled(f"{n:032x}", f"{n + 1:032x}") for n in range(5000)]
    assert 400 < sum(drawn) < 600
    assert drawn[:100] == [of_pairs.is_sampled(f"{n:032x}", f"{n + 1:032x}") for n in range(100)]


def test_a_threshold_is_chosen_and_put_in_force(world, records, run, enter):
    browser = enter(world.reviewer)
    text = page(browser, f"/review/runs/{run.pk}")
    assert "What a threshold costs" in text
    assert "<svg" in text
    assert browser.post(f"/review/runs/{run.pk}", {"act": "put", "threshold": "much"}).status_code == 200
    assert "Give the threshold" in browser.post(f"/review/runs/{run.pk}", {"act": "put", "threshold": "7"}).content.decode()
    answer = browser.post(f"/review/runs/{run.pk}", {"act": "put", "threshold": "۰٫۹"}, follow=True)
    assert "Joining who a run joins" in answer.content.decode()
    assert LinkageRun.objects.get().state == "proposed"
    work.run(Job.objects.get(kind="put_in_force").pk)
    assert LinkageRun.objects.get().state == "in_force"
    assert set(persons_of(records)) == {records[0].pk, records[3].pk}
    browser.post(f"/review/runs/{run.pk}", {"act": "withdraw"})
    work.run(Job.objects.get(kind="withdraw_run").pk)
    assert len(persons_of(records)) == 1
    assert LinkageRun.objects.get().state == "withdrawn"
    assert "withdrawn" in page(browser, "/review/runs")


def test_the_person_shows_records_and_why_they_are_one(world, records, run, enter):
    judge_pair(world.reviewer, records[0], records[3], "same", "So it seems")
    person = Member.objects.first().subject_id
    text = page(enter(world.reviewer), f"/subjects/{person}")
    assert "List L-ONE" in text
    assert "List L-TWO" in text
    assert "Daryush" in text
    assert "So it seems" in text
    assert f"/subjects/{person}/arrange" in text
    assert "arrange" not in page(enter(world.reader), f"/subjects/{person}")


def test_a_person_is_parted_after_a_preview(world, records, run, enter):
    judge_pair(world.reviewer, records[0], records[3], "same", "So it seems")
    judge_pair(world.reviewer, records[1], records[3], "same", "So it seems")
    person = Member.objects.first().subject_id
    browser, arrange = enter(world.reviewer), f"/subjects/{person}/arrange"
    before = Judgement.objects.count()
    text = page(browser, f"{arrange}?move={records[1].pk}")
    assert "What would be" in text
    assert "A new person" in text
    assert "These are 2 judgements" in text
    assert Judgement.objects.count() == before
    assert browser.post(arrange, {"move": records[1].pk}).status_code == 200
    assert browser.post(arrange, {"move": records[1].pk, "words": "Another father"})["Location"] == f"/subjects/{person}"
    held = persons_of(records)
    assert held[records[0].pk] == held[records[3].pk] == person
    assert held[records[1].pk] != person


def test_two_persons_are_joined_after_a_preview(world, records, run, enter):
    judge_pair(world.reviewer, records[0], records[3], "same", "So it seems")
    judge_pair(world.reviewer, records[1], records[4], "same", "So it seems")
    judge_pair(world.reviewer, records[0], records[1], "different", "Other names")
    one, other = sorted(set(persons_of(records).values()))
    browser, arrange = enter(world.reviewer), f"/subjects/{one}/arrange"
    text = page(browser, f"{arrange}?with={other}")
    assert "Other names" in text
    assert "I have read why" in text
    assert browser.post(arrange, {"with": other, "words": "One after all"}).status_code == 200
    assert browser.post(arrange, {"with": other, "words": "One after all", "overrule": "1"}).status_code == 302
    assert set(persons_of(records).values()) == {one}
    assert enter(world.reader).get(f"/subjects/{other}")["Location"] == f"/subjects/{one}"


def test_the_report_counts_and_its_table_runs_nothing(world, tmp_path, enter):
    rows = [{"name": "=HYPERLINK(1)"}, {"name": "Bahar Nowhere"}]
    records = write_list(world.documenter, world.main, "L-ONE", rows, tmp_path)
    judge_pair(world.reviewer, records[0], records[1], "same", "So it seems")
    browser = enter(world.reader)
    assert "Persons by their number of records" in page(browser, "/review/report")
    answer = browser.get("/review/report.csv")
    table = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert table[0][:3] == ["what", "person", "list"]
    assert [row[0] for row in table[1:]] == ["record", "record", "judgement"]
    assert table[1][4] == "'=HYPERLINK(1)"
    assert "L-ONE" not in enter(world.outsider).get("/review/report.csv").getvalue().decode()


@pytest.mark.parametrize("who", ["outsider", "member_elsewhere"])
def test_hidden_pairs_are_not_there(world, records, run, enter, who):
    judge_pair(world.reviewer, records[0], records[3], "same", "So it seems")
    person = Member.objects.first().subject_id
    browser = enter(getattr(world, who))
    for place in (address(records[0], records[3]), f"/review/runs/{run.pk}", f"/subjects/{person}", f"/subjects/{person}/arrange"):
        assert browser.get(place).status_code == 404, place
    assert "Nowhere" not in page(browser, "/review/pairs")


def test_a_reader_compares_and_does_not_judge(world, records, run, enter):
    browser = enter(world.reader)
    assert "Your judgement" not in page(browser, address(records[0], records[3]))
    assert browser.post(address(records[0], records[3]), {"verdict": "same", "words": "Yes"}).status_code == 403
    assert not Judgement.objects.exists()


def test_whatever_a_model_finds_is_said_in_persian():
    """A level that the linkage room adds fails here until the pages have words for it."""
    with override("fa"):
        said = {each.words: level(each.words) for comparison in ALL for each in comparison.levels}
        named = {comparison.name: compared(comparison.name) for comparison in ALL}
    assert [words for words, shown in {**said, **named}.items() if words == shown] == []
