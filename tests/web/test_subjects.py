"""A subject's page tells what happened first, then what is not known, and last how the entry was put together."""

from __future__ import annotations

import html
import re

import pytest
from django.urls import reverse

from dadkhah.archive.models import Subject
from dadkhah.claims.predicates import predicates


@pytest.fixture
def page(example, enter):
    """The page of the subject with this key, in English or Persian."""

    def shown(key: str, language: str = "en") -> str:
        browser = enter(example.steward)
        browser.cookies["dadkhah_language"] = language
        answer = browser.get(reverse("subject", args=[Subject.objects.get(handle=key).pk]))
        return html.unescape(answer.content.decode()).partition("<main")[2]

    return shown


def headings(page: str, level: int = 2) -> list[str]:
    found = re.findall(rf"<h{level}>(.*?)</h{level}>", page)
    return [re.sub(r"<[^>]*>.*", "", heading).strip() for heading in found]


def test_a_life_is_told_in_its_own_order(page):
    assert headings(page("P06")) == [
        *("Birth", "Work or studies", "Affiliation", "Arrest", "Sentence", "Prison", "Execution or death"),
        *("What was returned", "Burial", "Relative or friend who spoke or sued", "Where a photograph is"),
        *("What is not known", "About this record"),
    ]


@pytest.mark.parametrize("key", [f"P{number:02}" for number in range(1, 14)])
@pytest.mark.parametrize("language", ["en", "fa"])
def test_no_life_begins_with_what_is_not_known_or_how_it_is_filed(key, language, page):
    told = headings(page(key, language))
    filed = [p.fa if language == "fa" else p.en for p in predicates().values() if p.record]
    assert told[0] in {p.fa if language == "fa" else p.en for p in predicates().values()}
    assert not set(told) & set(filed)


def test_what_is_not_known_is_gathered_in_one_place(page):
    _, _, rest = page("P01").partition("<h2>What is not known</h2>")
    assert "nothing is said of: last visit or contact." in re.sub(r"\s+", " ", rest)
    assert "Looked for in the sources seen, and not found: <bdi>birth year</bdi>, <bdi>occupation</bdi>" in rest
    assert "آخرین ملاقات یا تماس." in page("P01", "fa").partition("<h2>آنچه دانسته نیست</h2>")[2]


def test_each_thing_that_was_looked_for_leads_to_who_says_so(page):
    sought = page("P01").partition("Looked for in the sources seen")[2].partition("</section>")[0]
    assert sought.count('<details class="claim"') == 6
    assert "00-sheet" in sought or "20-persons.yaml" in sought


def test_how_it_is_filed_stands_last(page):
    last = page("P06").partition("About this record")[2]
    assert headings(last, 3) == ["Remark", "Sex as published", "Group of victims", "Counted in this case", "Deceased"]


def test_a_question_keeps_what_it_asks(page):
    assert headings(page("Q01"))[0] == "Open question"


def test_nobody_asks_about_the_life_of_an_official(page):
    assert "What is not known" not in page("montazeri")
