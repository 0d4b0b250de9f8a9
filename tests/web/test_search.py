"""The search page: it finds through every spelling, says why, and counts only what its reader may see."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from dadkhah.archive.actions.describe_source import describe_source
from dadkhah.archive.actions.read_document import read_document
from dadkhah.archive.actions.record_claim import NewClaim, record_claim
from dadkhah.archive.models import LedgerEntry
from dadkhah.archive.queries import search as searching
from tests.archive.letters import PERSIAN, take_in_letter
from tests.archive.test_search import SPELLINGS
from tests.web.company import company
from tests.web.test_lists import text


@pytest.fixture
def world(example):
    return company(example)


@pytest.mark.parametrize(("written", "typed"), SPELLINGS)
def test_one_spelling_meets_the_other_on_the_page(world, enter, written, typed):
    source = describe_source(world.steward, world.main, title="Letter", kind="letter")
    new = NewClaim(
        source=source, predicate="description", value=f"{written} nowhereland", new_subject_kind="person",
        new_subject_name="Testim",
    )
    record_claim(world.steward, new)
    typed = f"{typed} nowhereland"
    page = enter(world.reader).get(reverse("search"), {"q": typed}).content.decode()
    assert page.count("<mark>") >= 2
    assert 'class="claim' in page
    assert "1 found" in page


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("S-AI-2018", "Blood-soaked secrets"),
        ("F14", "Amnesty International"),
        ("ST05", "greatest"),
        ("Khavaran", "Khavaran, south-east of Tehran"),
        ("خاوران", "Khavaran, south-east of Tehran"),
        ("Bazargan", "Bijan Bazargan"),
        ("منتظری", "Hossein-Ali Montazeri"),
        ("خامنه ای", "Ali Khamenei"),
        ("اکبر هاشمی", "Ali Akbar Hashemi Rafsanjani"),
        ("مادر لطفی", "Forough Tajbakhsh"),
        ("30,000", "30,000"),
        ("۳۰٬۰۰۰", "30,000"),
    ],
)
def test_the_example_is_found_by_name_key_and_number(example, enter, typed, wanted):
    page = text(enter(example.steward).get(reverse("search"), {"q": typed}))
    assert wanted in page
    assert " 0 found" not in page


def test_names_come_first_and_facets_narrow(example, enter):
    browser = enter(example.steward)
    page = browser.get(reverse("search"), {"q": "khavaran"}).content.decode()
    assert page.index("Khavaran, south-east of Tehran") < page.index("Khavaran rose garden")
    narrowed = text(browser.get(reverse("search"), {"q": "khavaran", "kind": "source"}))
    sources, claims = (re.search(rf"{kind} \( ?(\d+) ?\)", narrowed)[1] for kind in ("Sources", "Claims"))
    assert f"{sources} found" in narrowed
    assert int(claims) > 20


def test_another_compartment_is_neither_found_nor_counted(world, enter):
    source = describe_source(world.steward, world.other, title="Nowhereland of the other side", kind="letter")
    assert "1 found" in text(enter(world.steward).get(reverse("search"), {"q": "nowhereland"}))
    page = text(enter(world.reader).get(reverse("search"), {"q": "nowhereland"}))
    assert "0 found" in page
    assert source.title not in page


def test_text_that_looks_like_a_page_stays_text(world, enter):
    describe_source(world.steward, world.main, title="<script>alert(1)</script> needle", kind="letter")
    page = enter(world.steward).get(reverse("search"), {"q": "needle"}).content.decode()
    assert "<script>alert" not in page
    assert "<mark>needle</mark>" in page


def test_a_hit_in_a_sealed_compartment_is_a_read_the_ledger_keeps(world, enter):
    source = describe_source(world.steward, world.sealed, title="Sealed needle", kind="letter")
    enter(world.steward).get(reverse("search"), {"q": "needle"})
    newest = LedgerEntry.objects.order_by("-seq").first()
    assert '"action":"read"' in newest.body
    assert source.pk in newest.body


@pytest.mark.parametrize("typed", ["", '"', "*", "(a OR", "·kclaim", "x" * 5000, "a\x00b"])
def test_whatever_is_typed_is_answered(world, enter, typed):
    assert enter(world.reader).get(reverse("search"), {"q": typed, "page": "-1", "year": "x"}).status_code == 200


def read_letter(world, folder, words: str, compartment=None):
    item = take_in_letter(world.steward, compartment or world.main, folder, words)
    return read_document(world.steward, item)


def test_the_words_of_a_file_lead_to_their_place_in_it(world, enter, tmp_path):
    read = read_letter(world, tmp_path, f"{'A line of straw. ' * 300}\n<b>The needle</b> of Tolm.\n{'More straw. ' * 300}")
    browser = enter(world.reader)
    page = browser.get(reverse("search"), {"q": "tolm needle", "kind": "text"}).content.decode()
    assert "<mark>needle</mark>" in page
    assert "<b>The" not in page
    [way] = re.findall(rf'href="({reverse("document", args=[read.item_id])}\?at=\d+-\d+&amp;words=tolm%20needle#text)"', page)
    there = browser.get(way.replace("&amp;", "&")).content.decode()
    assert re.findall(r'<mark class="(?:\w+ )*found(?: \w+)*"[^>]*>(\w+)</mark>', there) == ["needle", "Tolm"]
    assert "<b>The" not in there
    assert there.count("straw") < 400


def test_persian_words_of_a_file_are_found_on_the_persian_page(world, enter, tmp_path):
    read_letter(world, tmp_path, PERSIAN)
    browser = enter(world.reader)
    browser.post(reverse("set_language"), {"language": "fa"})
    page = browser.get(reverse("search"), {"q": "زنداني سياسي"}).content.decode()
    assert "<mark>زندانی</mark> <mark>سیاسی</mark>" in page
    assert "متن فایل" in page


@pytest.mark.parametrize("asked", ["9-3", "0-999999999", "99999-100000", "x", "1-2-3", "-1-5", "۱-۲"])
def test_a_place_that_is_not_in_the_text_is_no_fault(world, enter, tmp_path, asked):
    read = read_letter(world, tmp_path, "a short text")
    address = reverse("document", args=[read.item_id])
    assert enter(world.reader).get(address, {"at": asked, "words": '"a* ('}).status_code == 200


def test_beyond_the_cap_kinds_that_were_not_reached_are_offered(world, enter, tmp_path, monkeypatch):
    monkeypatch.setattr(searching, "CAP", 1)
    for number in range(2):
        describe_source(world.steward, world.main, title=f"needle {number}", kind="letter")
    read_letter(world, tmp_path, "a needle in a text")
    browser = enter(world.reader)
    page = browser.get(reverse("search"), {"q": "needle"}).content.decode()
    assert "kind=text" in page
    assert "letter.txt" in browser.get(reverse("search"), {"q": "needle", "kind": "text"}).content.decode()


def test_that_texts_of_sealed_files_are_not_searched_is_told_to_those_who_may_see_them(world, enter, tmp_path):
    read_letter(world, tmp_path, "a needle in a sealed text", world.sealed)
    told = "Words of files that are kept encrypted"
    assert told in text(enter(world.steward).get(reverse("search"), {"q": "needle"}))
    assert told not in text(enter(world.reader).get(reverse("search"), {"q": "needle"}))
