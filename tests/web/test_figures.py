"""The pages of figures, on the example: side by side, never joined, roots in one sentence."""

from __future__ import annotations

import re

import pytest

from dadkhah.archive.access import Actor, visible_to
from dadkhah.archive.actions.describe_source import describe_source
from dadkhah.archive.actions.manage_access import add_account, add_compartment
from dadkhah.archive.actions.record_claim import NewClaim, record_claim
from dadkhah.archive.models import Figure, LedgerEntry, Subject
from dadkhah.archive.queries.figures import figures
from dadkhah.reading.numerals import group


@pytest.fixture
def browser(example, enter):
    return enter(example.steward)


def page(browser, address):
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def rows(text):
    """The words of each line of the table."""
    lines = re.findall(r'<tr class="figure-line">(.*?)</tr>', text, re.DOTALL)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", line)).strip() for line in lines]


def test_the_measure_with_most_figures_is_shown_first_and_alone(browser):
    found = rows(page(browser, "/figures"))
    assert len(found) == 17
    assert not any("bodies said to be moved" in row for row in found)


def test_how_many_roots_stand_behind_the_figures_near_5000_is_one_sentence(browser):
    text = page(browser, "/figures?low=4,500&high=5,500")
    sentence = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", text.partition('id="roots"')[2].partition("</p>")[0]))
    shown = int(re.search(r"(\d+) figures are shown", sentence)[1])
    assert shown == len(rows(text)) == 6
    assert re.search(r"\d+ independent roots", sentence)
    assert "do not know where" in sentence


def test_the_earliest_figure_above_20000_stands_first_with_the_standing_of_its_author(browser):
    first = rows(page(browser, "/figures?low=20001"))[0]
    assert "30,000" in first
    assert "NCRI" in first
    assert "16 February 1999" in first
    assert "Political opposition" in first


@pytest.mark.parametrize("written", ["5000", "5,000", "۵۰۰۰", "۵٬۰۰۰", "5 000"])
def test_numbers_are_read_as_people_write_them(browser, written):
    expected = rows(page(browser, "/figures?low=5000&high=5000"))
    assert expected
    assert rows(page(browser, f"/figures?low={written}&high={written}")) == expected


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [("low=many", "Write a whole number"), ("low=9&high=3", "exchange the two numbers"), ("what=no/such", "valid choice")],
)
def test_a_wrong_choice_is_answered_with_a_sentence(browser, asked, sentence):
    assert sentence in page(browser, f"/figures?{asked}")


def test_what_counts_something_else_is_linked_and_not_mixed_in(browser):
    text = page(browser, "/figures")
    others = text.partition("Counts something else")[2]
    assert "what=bodies/" in others
    assert "what=people_killed/country_1988" not in others
    assert "bodies said to be moved" in " ".join(rows(page(browser, "/figures?what=bodies/")))


def test_the_chart_links_each_mark_to_its_figure_and_the_table_says_the_same(browser):
    text = page(browser, "/figures")
    drawn = set(re.findall(r'data-figure="(\w+)"', text))
    tabled = set(re.findall(r'<th scope="row"><a href="/figures/(\w+)"', text))
    assert drawn == tabled


def test_a_figure_shows_who_claims_it_and_which_statement_gives_it(browser):
    figure = Figure.objects.get(key="iran-1988:F05")
    text = page(browser, f"/figures/{figure.pk}")
    assert "fewer than 1,000" in text
    assert text.count('<details class="claim') >= 1
    assert "/statements/" in text


def test_no_sum_or_mean_of_the_figures_is_shown(browser, example):
    text = page(browser, "/figures")
    values = [line.value for line in figures(visible_to(example.steward)) if line.value is not None]
    for made in (sum(values), sum(values) // len(values)):
        assert group(made, "en") not in text


def test_who_sees_nothing_finds_no_figure(example, enter, browser):
    outsider = add_account(example.steward, "outsider", password="a long password for tests")
    figure = Figure.objects.get(key="iran-1988:F05")
    assert "No figure is visible to you" in page(enter(outsider), "/figures")
    assert enter(outsider).get(f"/figures/{figure.pk}").status_code == 404


def test_persian_pages_use_persian_digits(browser):
    browser.cookies["dadkhah_language"] = "fa"
    assert any("۳۰٬۰۰۰" in row for row in rows(page(browser, "/figures")))


def test_a_sealed_figure_is_noted_as_read_even_where_only_the_chart_and_the_roots_show_it(example, enter):
    actor = Actor(example.steward.account)
    sealed = add_compartment(actor, "sealed", "Sealed", "sealed")
    actor = Actor(example.steward.account)
    source = describe_source(actor, sealed, title="A sealed report", kind="testimony")
    case = Subject.objects.get(kind="case")
    numbers = {"measure": "people_killed", "scope": "country_1988", "qualifier": "about", "value": 999_999}
    new = NewClaim(source=source, predicate="figure", subject=case, figure=numbers, more={"claimed_on": "2025"})
    ids = [record_claim(actor, new).pk for _ in range(26)]
    page(enter(actor), "/figures")
    entry = LedgerEntry.objects.order_by("-seq").first().body
    assert all(pk in entry for pk in ids)
