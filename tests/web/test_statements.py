"""The register of statements, a statement with its thread, and the arguments, on the example."""

from __future__ import annotations

import re

import pytest

from dadkhah.archive.actions.manage_access import add_account, grant_role
from dadkhah.archive.models import Statement


@pytest.fixture
def browser(example, enter):
    return enter(example.steward)


def page(browser, address):
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def words(text):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", text))


def listed(text):
    register = text.partition('<ol class="register">')[2].partition("</ol>")[0]
    return re.findall(r'<h3><a href="/statements/(\w+)"', register)


def number(handle):
    return Statement.objects.get(handle=handle).pk


def test_all_statements_stand_in_the_order_of_time_a_page_at_a_time(browser):
    first, second = (listed(page(browser, f"/statements?page={n}")) for n in (1, 2))
    assert (len(first), len(second)) == (25, 14)
    dates = [Statement.objects.get(pk=pk).date_first for pk in first + second]
    assert dates == sorted(dates)


def test_who_of_the_panel_has_spoken_is_two_steps_from_home(browser):
    assert 'href="/statements"' in page(browser, "/")
    assert 'href="/statements?panel=1"' in page(browser, "/statements")
    text = page(browser, "/statements?panel=1")
    members = words(text.partition("Members of panels (alleged)")[2].partition("</table>")[0])
    assert re.search(r"Mostafa Pourmohammadi .* 3 Justifies \(3\)", members)
    assert re.search(r"Morteza Eshraghi .* none in what this archive shows you", members)
    assert number("ST27") in listed(text)
    assert number("ST02") not in listed(text)


def test_filters_combine_and_say_how_many_each_would_leave(browser):
    text = page(browser, "/statements?stance=denies&year=1988")
    assert listed(text) == [number("ST07")]
    assert 'value="denies" selected' in text
    assert re.search(r"Justifies \(\d+\)", text)


@pytest.mark.parametrize("asked", ["stance=nonsense", "speaker=nobody", "standing=x&year=abcd&mode=y&argument=z"])
def test_a_choice_nobody_offers_is_answered_not_broken(browser, asked):
    assert "No visible statement fits" in page(browser, f"/statements?{asked}") or "year" in asked


def test_a_quotation_stands_apart_from_a_paraphrase(browser):
    quoted = Statement.objects.filter(mode="quoted").first()
    text = page(browser, f"/statements/{quoted.pk}")
    assert "In our paraphrase" in text or quoted.words in text or quoted.translation
    paraphrased = page(browser, f"/statements/{number('ST02')}")
    assert "In our paraphrase" in paraphrased
    assert "own words are not held here" in paraphrased
    assert "<blockquote" not in paraphrased.partition("Who spoke, and when")[0]


def test_a_statement_shows_both_readings_with_their_authors(browser):
    text = words(page(browser, f"/statements/{number('ST30')}"))
    assert "Not known" in text.partition("What the statement does")[2]
    assert re.search(r"Admits \(against own interest\) — as framed by", text)


def test_a_statement_shows_roles_calendars_and_what_answers_it(browser):
    text = words(page(browser, f"/statements/{number('ST05')}"))
    assert "Role at the time of the events" in text
    assert "24 Mordad 1367" in text
    assert "Pourmohammadi, Reyshahri, Assembly of Experts, Khatami" in text
    after = text.partition("Answers and objections to it")[2]
    assert after.index("Pourmohammadi, Reyshahri") < after.index("if you are truthful")


def test_every_attesting_source_unfolds_in_place(browser):
    text = page(browser, f"/statements/{number('ST05')}")
    attested = text.partition("Who attests it")[2].partition("</section>")[0]
    assert "<details" in attested
    assert all(name in attested for name in ("Al-Monitor", "Center for Human Rights in Iran"))


def test_a_held_statement_is_marked_for_those_who_work_and_hidden_from_readers(browser, example, enter):
    held = number("ST24")
    assert "Held back" in page(browser, f"/statements/{held}")
    reader = add_account(example.steward, "reader", password="a long password for tests")
    grant_role(example.steward, reader, example.main, "reader")
    assert enter(reader).get(f"/statements/{held}").status_code == 404
    assert held not in "".join(page(enter(reader), f"/statements?page={n}") for n in (1, 2))
    assert held not in page(enter(reader), "/arguments")


def test_the_arguments_are_drawn_and_listed_with_links_to_their_pages(browser):
    text = page(browser, "/arguments")
    assert text.count("<svg") == 2
    assert "War and armed incursion" in text
    assert re.search(r'<h2><a href="/subjects/\w+"><q><bdi>War and armed incursion', text)
    assert "2 statements give it</a>, 1988 to 2019" in text
