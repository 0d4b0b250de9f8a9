"""Sources: what stands behind each, who repeats it, what it says, and what may be done with it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from dadkhah.archive.access import visible_to
from dadkhah.archive.actions.describe_source import describe_source
from dadkhah.archive.actions.record_claim import NewClaim, record_claim
from dadkhah.archive.actions.record_consent import record_consent
from dadkhah.archive.models import LedgerEntry, Source
from tests.web.company import company
from tests.web.test_lists import text


@pytest.fixture
def world(example):
    return company(example)


def address(handle: str) -> str:
    return reverse("source", args=[Source.objects.get(handle=handle).pk])


def test_a_source_shows_who_says_it_how_it_stands_and_that_its_file_is_not_held(example, enter):
    page = text(enter(example.steward).get(address("S-AI-2018")))
    for part in (
        "Amnesty International", "Not a party", "Part of its own text read", "amnesty.org", "not held", "Unverified",
        "10-sources.yaml", "First wave, mainly MEK prisoners",
    ):
        assert part in page


def test_repetition_is_shown_from_both_ends(example, enter):
    browser = enter(example.steward)
    origin, repeated = Source.objects.get(handle="S-AI-2018"), Source.objects.get(handle="S-HRW-2022")
    assert f"/sources/{repeated.pk}" in browser.get(address("S-AI-2018")).content.decode()
    assert f"/sources/{origin.pk}" in browser.get(address("S-HRW-2022")).content.decode()


def test_every_claim_of_a_source_is_on_one_of_its_pages(example, enter):
    source = Source.objects.get(handle="iran-1988")
    browser, shown, page = enter(example.steward), "", 1
    while True:
        found = browser.get(address("iran-1988"), {"page": page}).content.decode()
        shown, page = shown + found, page + 1
        if 'rel="next"' not in found:
            break
    groups = {claim.group for claim in visible_to(example.steward).claims().filter(source=source)}
    assert len(groups) > 20
    first = {visible_to(example.steward).claims().filter(group=group).order_by("id")[0].pk for group in groups}
    assert all(f'id="c-{pk}"' in shown for pk in first)


def test_the_list_is_narrowed_and_counted(example, enter):
    browser = enter(example.steward)
    assert "194 sources fit" in text(browser.get(reverse("sources")))
    assert "58 sources fit" in text(browser.get(reverse("sources"), {"kind": "ngo"}))
    assert "37 sources fit" in text(browser.get(reverse("sources"), {"language": "fa"}))
    assert "1 source fits" in text(browser.get(reverse("sources"), {"held": "yes"}))
    state = text(browser.get(reverse("sources"), {"standing": "state"}))
    assert "194 sources" not in state
    assert "0 sources" not in state


def test_a_hidden_source_is_not_there_and_is_not_named_by_others(world, enter):
    origin = describe_source(world.steward, world.other, handle="S-ORIGIN", title="Hidden origin", kind="letter")
    source = describe_source(world.steward, world.main, title="Open letter", kind="letter")
    new = NewClaim(
        source=source, predicate="name", value="Testim", new_subject_kind="person", new_subject_name="Testim",
        derives_from=(origin,),
    )
    record_claim(world.steward, new)
    reader = enter(world.reader)
    assert reader.get(reverse("source", args=[origin.pk])).status_code == 404
    page = reader.get(reverse("source", args=[source.pk])).content.decode()
    assert "Hidden origin" not in page
    assert "S-ORIGIN" not in page
    assert "195 sources fit" in text(reader.get(reverse("sources")))
    assert "196 sources fit" in text(enter(world.steward).get(reverse("sources")))
    assert "Open letter" in enter(world.steward).get(reverse("source", args=[origin.pk])).content.decode()


def test_the_newest_answer_for_each_use_is_shown(world, enter):
    source = describe_source(world.steward, world.main, title="Talk with a mother", kind="testimony")
    record_consent(world.steward, source, {"store": "given", "publish_named": "given"})
    record_consent(world.steward, source, {"publish_named": "withdrawn"}, conditions="ask again in a year")
    page = text(enter(world.steward).get(reverse("source", args=[source.pk])))
    assert "ask again in a year" in page
    assert "The newest answer for each use counts" in page


def test_a_sensitive_source_that_is_shown_is_a_read_the_ledger_keeps(world, enter):
    source = describe_source(world.steward, world.sealed, title="Sealed letter", kind="letter")
    enter(world.steward).get(reverse("sources"), {"kind": "letter"})
    newest = LedgerEntry.objects.order_by("-seq").first()
    assert source.pk in newest.body
