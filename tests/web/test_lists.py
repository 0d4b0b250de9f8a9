"""Lists of people, officials and things; the timeline; the words used; the way to a disputed date."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from dadkhah.archive.access import visible_to
from dadkhah.archive.actions.describe_source import describe_source
from dadkhah.archive.actions.record_claim import NewClaim, record_claim
from dadkhah.archive.models import LedgerEntry
from dadkhah.archive.queries.lists import Wish, names
from dadkhah.claims.vocabulary import vocabulary
from tests.web.company import company

KINDS = ("order", "event", "effort", "recognition", "disclosure", "response", "question", "group", "argument", "case")


@pytest.fixture
def world(example):
    return company(example)


def text(response) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_a_list_that_leads_to_every_one_of_them(example, enter, kind):
    browser, visible = enter(example.steward), visible_to(example.steward)
    shown, address = "", reverse("kind", args=[kind])
    for page in range(1, 5):
        shown += browser.get(address, {"page": page}).content.decode()
    for subject in visible.subjects(kind):
        assert reverse("subject", args=[subject.pk]) in shown


def test_what_is_disputed_about_the_orders_date_stands_side_by_side(example, enter):
    """Home leads to the orders; the list itself shows both dates, marked as disputed, in two calendars."""
    page = text(enter(example.steward).get(reverse("kind", args=["order"])))
    assert "26 July 1988" in page
    assert "about 28 July 1988" in page
    assert "4 Mordad 1367" in page
    assert "sources differ on the date" in page


def test_an_unknown_kind_is_not_there_and_persons_and_places_are_elsewhere(example, enter):
    browser = enter(example.steward)
    assert browser.get(reverse("kind", args=["weather"])).status_code == 404
    assert browser.get(reverse("kind", args=["person"])).url == reverse("people")
    assert browser.get(reverse("kind", args=["place"])).url == reverse("sites")


def test_people_are_listed_by_name_and_the_length_is_no_number_of_victims(example, enter):
    browser = enter(example.steward)
    page = text(browser.get(reverse("people")))
    assert f"{visible_to(example.steward).subjects('person').count()} persons are described" in page
    assert "not a number of victims" in page
    assert page.index("Bijan Bazargan") < page.index("Hossein-Ali Montazeri")


def test_every_person_stands_under_each_spelling_once_from_the_first_page_to_the_last_and_back(example):
    visible = visible_to(example.steward)
    for language in ("en", "fa"):
        page, forth = names(visible, Wish(language=language), 7), []
        forth.append([row.subject for row in page.rows])
        while page.after:
            page = names(visible, Wish(language=language, after=page.after), 7)
            forth.append([row.subject for row in page.rows])
        listed = [subject for rows in forth for subject in rows]
        assert len(listed) == len(set(listed)) == visible.subjects("person").count()
        back = [[row.subject for row in page.rows]]
        while page.before:
            page = names(visible, Wish(language=language, before=page.before), 7)
            back.append([row.subject for row in page.rows])
        assert [subject for rows in back[::-1] for subject in rows] == listed


def test_names_are_narrowed_by_their_beginning_and_by_group(example, enter):
    browser = enter(example.steward)
    page = text(browser.get(reverse("people"), {"begins": "BIJ"}))
    assert "Bijan Bazargan" in page
    assert "Aghil" not in page
    assert "Bijan Bazargan" in text(browser.get(reverse("people"), {"begins": "بيژن", "names": "fa"}))
    group = next(code for code in vocabulary().codes("victim_groups") if "1982" in code)
    page = text(browser.get(reverse("people"), {"group": group}))
    assert "Fattaneh" in page
    assert "Bijan" not in page


def test_a_rival_date_of_death_is_not_left_out(example, enter):
    page = text(enter(example.steward).get(reverse("people"), {"begins": "Mahmud"}))
    assert "28 August 1988" in page
    assert "between 23 August 1988 and 22 September 1988" in page


def test_officials_keep_alleged_and_say_that_an_office_is_not_guilt(example, enter):
    page = text(enter(example.steward).get(reverse("officials")))
    assert "Holding an office is not guilt" in page
    assert "Seat on the panel (alleged)" in page
    assert "Bijan Bazargan" not in page


def test_the_timeline_draws_and_tells_the_same(example, enter):
    response = enter(example.steward).get(reverse("timeline"), {"period": "198"})
    assert response.content.count(b"<svg") == 2
    page = text(response)
    assert "First wave, mainly MEK prisoners" in page
    assert "Second tape" not in page
    assert "26 July 1988 (4 Mordad 1367)" in page
    assert page.count("Decree on imprisoned MEK members") >= 4


def test_the_timeline_is_narrowed_by_kind(example, enter):
    page = text(enter(example.steward).get(reverse("timeline"), {"kind": "order"}))
    assert "Decree on imprisoned MEK members" in page
    assert "First wave, mainly MEK prisoners" not in page


@pytest.mark.parametrize("name", ["people", "officials", "timeline", "sites", "sources", "items", "terms", "proof"])
def test_nobody_sees_a_list_without_signing_in(example, enter, name):
    assert enter().get(reverse(name)).status_code == 302


@pytest.mark.parametrize("language", ["en", "fa"])
def test_lists_are_shown_in_both_languages(example, enter, language):
    browser = enter(example.steward)
    browser.cookies["dadkhah_language"] = language
    for address in (reverse("people"), reverse("officials"), reverse("timeline"), reverse("kind", args=["effort"])):
        page = browser.get(address).content.decode()
        assert f'lang="{language}"' in page
        assert page.count("<h1") == 1


def test_terms_tell_what_each_code_means_and_where_it_ends(example, enter):
    page = text(enter(example.steward).get(reverse("terms"), {"list": "site_kinds"}))
    term = vocabulary().term("site_kinds", "mass_grave.alleged")
    assert all(part in page for part in (term.definition[:40], term.code, term.fa))
    assert term.boundary[:40] in page.replace("&#x27;", "'")


@pytest.fixture
def sealed_person(world):
    """A fictional person in the sealed compartment."""
    source = describe_source(world.steward, world.sealed, title="Sealed letter", kind="letter")
    new = NewClaim(
        source=source, predicate="name", value="Testim Namiram", new_subject_kind="person", new_subject_name="Testim Namiram",
    )
    return record_claim(world.steward, new)


def test_what_is_hidden_is_in_no_list_and_in_no_count(world, enter, sealed_person):
    page = text(enter(world.reader).get(reverse("people"), {"begins": "te"}))
    assert "Namiram" not in page
    for actor in (world.reader, world.steward):
        seen = visible_to(actor).subjects("person").values_list("pk", flat=True)
        assert f"{len(seen)} persons are described" in text(enter(actor).get(reverse("people")))
        assert (sealed_person.subject_id in seen) == (actor is world.steward)


def test_a_name_from_a_sealed_compartment_that_is_listed_is_a_read_the_ledger_keeps(world, enter, sealed_person):
    enter(world.steward).get(reverse("people"), {"begins": "testim"})
    newest = LedgerEntry.objects.order_by("-seq").first()
    assert '"action":"read"' in newest.body
    assert sealed_person.pk in newest.body


def test_a_page_of_people_asks_the_same_number_of_questions_for_any_number(example, enter, django_assert_max_num_queries):
    browser = enter(example.steward)
    browser.get(reverse("people"))
    with django_assert_max_num_queries(16):
        browser.get(reverse("people"))


@pytest.mark.parametrize("route", ["terms", "figures"])
def test_a_persian_page_says_once_that_definitions_are_in_english(route, example, enter):
    browser = enter(example.steward)
    sentence = "تعریف‌ها هنوز تنها به انگلیسی است، و برچسب‌های فارسی را هنوز هیچ فارسی‌زبانی بازبینی نکرده است."
    assert "in English only" not in browser.get(reverse(route)).content.decode()
    browser.cookies["dadkhah_language"] = "fa"
    page = browser.get(reverse(route)).content.decode()
    assert page.count(sentence) == 1
    measure = vocabulary().term("figure_measure", "people_killed").definition
    assert f'<bdi lang="en" dir="ltr">{measure}</bdi>' in page
