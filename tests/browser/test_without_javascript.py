"""Tor Browser at its safest has no JavaScript: everything unfolds, every form answers, nothing waits for a script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def page(site: Site) -> Iterator[Page]:
    context = site.visitor(java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_a_claim_unfolds_to_everything_behind_it(site: Site, page: Page) -> None:
    page.goto(site.addresses["subject-order"])
    claim = page.locator("details.claim", has=page.locator(".tag.rival")).first
    expect(claim.locator(".behind")).to_be_hidden()
    claim.locator("summary").click()
    behind = claim.locator(".behind")
    for each in ("Who says so", "Independent roots", "Other sources say otherwise", "Is it so?", "Ledger position"):
        expect(behind).to_contain_text(each)
    for each in ("Cite", "Proof", "History", "Assess"):
        expect(behind.get_by_role("link", name=each, exact=True)).to_be_visible()


def test_the_language_changes_in_place(site: Site, page: Page) -> None:
    page.goto(site.addresses["subject-person"])
    page.get_by_role("button", name="فارسی").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert page.url.endswith(site.addresses["subject-person"])
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("dir", "ltr")


def test_search_finds_a_name_in_either_script(page: Page) -> None:
    for words in ("Bijan Bazargan", "بیژن بازرگان"):
        page.goto("/search")
        page.locator("main input[name=q]").fill(words)
        page.locator("main form button").first.click()
        expect(page.locator(".hits")).to_contain_text("Bazargan")


def test_a_verdict_is_kept_with_its_reason(site: Site, page: Page) -> None:
    page.goto(site.addresses["assess"])
    page.select_option("[name=verdict]", "disputed")
    page.fill("[name=reason]", "A made-up reason, for trying pages.")
    page.locator("main form button").last.click()
    expect(page.locator(".messages")).to_contain_text("Your assessment is kept")
    expect(page.locator(".behind")).to_contain_text("A made-up reason, for trying pages.")


def test_a_claim_is_kept_with_its_source_and_starts_unverified(site: Site, page: Page) -> None:
    page.goto(site.addresses["add_claim-form"])
    page.fill("[name=value]", "A made-up sentence, for trying pages.")
    page.fill("[name=date]", "۱۵/۵/۱۳۶۷")
    page.locator("main form button").last.click()
    expect(page.locator(".messages")).to_contain_text("The claim is kept, with its source.")
    expect(page.locator(".lead")).to_contain_text("6 August 1988")
    expect(page.locator(".behind")).to_contain_text("no reviewer has assessed this yet")


def test_a_refused_form_keeps_what_was_written_and_says_why(page: Page) -> None:
    page.goto("/what-do-you-know")
    page.fill("[name=person_text]", "Firstname Example")
    page.check("[name=knowledge][value='witness.eye']")
    page.check("[name=use_store][value=refused]")
    page.locator("main form button").last.click()
    expect(page.locator(".errors").first).to_contain_text("Write at least one thing")
    assert page.input_value("[name=person_text]") == "Firstname Example"
