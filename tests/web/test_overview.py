"""The way in, the case in two minutes, what is not known, corrections, and how it was compiled."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dadkhah.archive.access import Actor
from dadkhah.archive.actions.manage_access import add_account, grant_role
from dadkhah.archive.actions.retire_claim import retire_claim
from dadkhah.archive.models import Claim, Figure, Subject
from dadkhah.archive.recording import recording

PAGES = ("/", "/in-two-minutes", "/what-we-do-not-know", "/corrections", "/how-this-was-compiled", "/figures",
         "/statements", "/arguments")  # fmt: skip


@pytest.fixture
def browser(example, enter):
    return enter(example.steward)


def page(browser, address):
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def words(text):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", text))


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("language", ["en", "fa"])
def test_each_page_has_one_heading_in_order_and_labels_for_its_inputs(browser, address, language):
    browser.cookies["dadkhah_language"] = language
    text = page(browser, address)
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", text)]
    assert levels.count(1) == 1
    outside = re.sub(r"<details.*?</details>", "", text, flags=re.DOTALL)
    shown = [int(level) for level in re.findall(r"<h([1-6])[ >]", outside)]
    assert all(after <= before + 1 for before, after in pairwise(shown))
    named = set(re.findall(r'<label[^>]* for="([^"]*)"', text))
    asked = set(re.findall(r'<(?:input|select)[^>]* id="([^"]*)"', text.partition("<main")[2]))
    assert asked - named <= {"id_panel"}
    assert not re.search(r'<script|style="', text)


@pytest.mark.parametrize("address", PAGES)
def test_somebody_without_a_role_learns_nothing(example, enter, address):
    outsider = add_account(example.steward, "outsider", password="a long password for tests")
    text = words(page(enter(outsider), address))
    assert not re.search(r"1988 executions|Montazeri|Amnesty|Pourmohammadi", text)


def test_home_counts_things_recorded_and_never_victims(browser):
    text = words(page(browser, "/"))
    people = Subject.objects.filter(kind="person").count()
    assert f"{people} names of people recorded, in any role" in text
    assert "39 statements" in text
    assert not re.search(r"\d[\d,]* (victims|people killed|dead)", text)
    assert "are known without their files" in text


def test_home_has_no_ones_figure(browser):
    text = page(browser, "/")
    assert "30,000" not in text
    assert "5,000" not in text


def test_in_two_minutes_tells_events_orders_figures_courts_and_questions_by_claims(browser):
    text = page(browser, "/in-two-minutes")
    told = words(text)
    assert "Iran accepts UN Security Council resolution 598" in told
    assert "What courts decided" in told
    assert "Stockholm District Court , 14 July 2022" in told
    assert told.index("What is reported") < told.index("The figures, and who gives them") < told.index("What is not known")
    main = text.partition("<main")[2].partition("</main>")[0]
    assert main.count('<details class="claim') >= 50


def test_in_two_minutes_leaves_out_what_there_is_nothing_of(example, enter):
    outsider = add_account(example.steward, "outsider", password="a long password for tests")
    text = words(page(enter(outsider), "/in-two-minutes"))
    assert "What courts decided" not in text
    assert "Nothing that could be told in short" in text


def test_what_is_not_known_lists_questions_gaps_and_lives(browser):
    text = words(page(browser, "/what-we-do-not-know?missing=burial"))
    assert "Exact days of the second wave." in text
    count = int(re.search(r"Burial \((\d+)\)", text)[1])
    names = text.partition("No claim seen: Burial")[2].partition("Not told by any source seen")[0]
    assert "Hossein Haj Mohsen" in names
    assert count == 6


def test_a_withdrawn_claim_stands_under_corrections_with_its_reason(browser, example):
    actor = Actor(example.steward.account)
    claim = Claim.objects.filter(predicate="alias").first()
    retire_claim(actor, claim, "A misprint of ours.")
    text = words(page(browser, "/corrections"))
    assert "Withdrawn" in text
    assert "Reason : A misprint of ours." in text.replace("Reason:", "Reason :")


def test_a_changed_value_stands_under_corrections_before_and_after(browser, example):
    figure = Figure.objects.get(key="iran-1988:F05")
    with recording(Actor(example.steward.account), "test") as record:
        record.change(figure, counts="other words")
    text = page(browser, "/corrections")
    assert "<ins><bdi>other words</bdi></ins>" in text
    assert "political prisoners executed in the past few months" in text


def test_corrections_of_what_may_not_be_seen_are_not_shown(example, enter):
    held = Claim.objects.filter(hold__isnull=False, predicate="said").first()
    retire_claim(Actor(example.steward.account), held, "A secret reason.")
    reader = add_account(example.steward, "reader", password="a long password for tests")
    grant_role(example.steward, reader, example.main, "reader")
    assert "A secret reason." in page(enter(example.steward), "/corrections")
    assert "A secret reason." not in page(enter(reader), "/corrections")


def test_how_it_was_compiled_counts_sources_by_standing_kind_and_how_much_was_seen(browser, example):
    text = words(page(browser, "/how-this-was-compiled"))
    assert f"{len(example.sheet.sources)} sources are visible to you." in text
    for row in ("Political opposition", "Known through other sources only", "Human rights NGO"):
        assert re.search(rf"{row} \d+", text)
    assert "FIGURES ARE CONTESTED" in text
    assert "Small numbers February 1989, Ali Akbar Hashemi Rafsanjani" in text.replace(" ,", ",")


def test_the_pages_ask_a_fixed_number_of_questions(browser):
    for address in PAGES:
        page(browser, address)
        with CaptureQueriesContext(connection) as asking:
            page(browser, address)
        assert len(asking) < 45, (address, len(asking))
