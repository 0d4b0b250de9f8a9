"""Without a mouse, and on paper."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def page(site: Site) -> Iterator[Page]:
    context = site.visitor()
    yield context.new_page()
    context.close()


def test_the_first_tab_leads_past_the_masthead(page: Page) -> None:
    page.goto("/figures")
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_enter_unfolds_and_folds_a_claim(site: Site, page: Page) -> None:
    page.goto(site.addresses["subject-person"])
    claim = page.locator("section details.claim").first
    claim.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(claim.locator(".behind").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(claim.locator(".behind").first).to_be_hidden()


def test_suggestions_are_answered_one_after_the_other_by_keys_alone(site: Site) -> None:
    """Without a window of its own Chromium takes no access keys: that there is one, for the first that waits, is seen."""
    context = site.visitor_for("document-other")
    page = context.new_page()
    page.goto(site.addresses["document-other"])
    before = page.locator(".suggestion").evaluate_all("cards => cards.map(card => card.id)")
    for answered in (1, 2):
        expect(page.locator("[accesskey=r]")).to_have_count(1)
        page.locator("[accesskey=r]").focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.get_by_text(f"{answered} of ")).to_be_visible()
    after = page.locator(".suggestion").evaluate_all("cards => cards.map(card => card.id)")
    context.close()
    assert after == before[2:]


@pytest.mark.parametrize("label", ["home", "figures", "subject-person", "search", "add_claim-form", "account_login"])
def test_where_the_keyboard_is_can_be_seen(site: Site, label: str) -> None:
    context = site.visitor_for(label)
    page = context.new_page()
    page.goto(site.addresses[label])
    unseen = []
    for _ in range(25):
        page.keyboard.press("Tab")
        if fault := page.evaluate(OUTLINE):
            unseen.append(fault)
    context.close()
    assert unseen == []


OUTLINE = """() => {
    const at = document.activeElement, style = getComputedStyle(at);
    if (at === document.body) return "";
    const box = at.getBoundingClientRect();
    if (parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== "none" && box.width && box.height) return "";
    return at.outerHTML.slice(0, 120);
}"""


def test_a_person_on_paper_has_the_words_and_none_of_the_controls(site: Site, page: Page, tmp_path: Path) -> None:
    page.goto(site.addresses["subject-person"])
    name = page.get_by_role("heading", level=1).inner_text()
    page.emulate_media(media="print")
    expect(page.locator(".masthead nav")).to_be_hidden()
    paper = tmp_path / "person.pdf"
    page.pdf(path=paper, format="A4")
    text = words_of(paper)
    if text is None:
        assert re.search(rb"/Type\s*/Font", paper.read_bytes()), "The paper holds no font, so no text."
        return
    assert name in text
    assert "Sign out" not in text


def words_of(paper: Path) -> str | None:
    """The text of a PDF, where the system has a program that reads it."""
    if not shutil.which("pdftotext"):
        return None
    return subprocess.run(["pdftotext", str(paper), "-"], capture_output=True, text=True, check=True).stdout
