"""One look at one page, on a desk and in a hand: all that is wrong with it, in sentences."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.chromium import PHONE
from tests.browser.faults import Ear, axe, not_persian, scripted, too_wide, unfold
from tests.browser.site import Site

UNFOLDED = 3


def look(site: Site, label: str, language: str) -> list[str]:
    """Faults of the page, each a sentence; empty where it is sound."""
    context = site.visitor_for(label, language)
    page = context.new_page()
    ear = Ear(page, site.origin)
    answer = page.goto(site.addresses[label])
    faults = [] if answer and answer.status == 200 else [f"answers {answer and answer.status}"]
    faults += scripted(answer.text()) if answer else []
    faults += _in_english(page) if language == "en" else _in_persian(page)
    faults += _in_a_hand(page) + ear.faults
    context.close()
    return [f"{language} {label}: {fault}" for fault in faults]


def _in_english(page: Page) -> list[str]:
    """Folded and wide; then narrow, with a few claims unfolded: all are made by one template."""
    found = axe(page, contrast=False) + too_wide(page)
    page.set_viewport_size(PHONE)
    unfold(page, UNFOLDED)
    return found + [f"narrow: {fault}" for fault in axe(page)]


def _in_persian(page: Page) -> list[str]:
    return not_persian(page) + axe(page, contrast=False) + too_wide(page)


def _in_a_hand(page: Page) -> list[str]:
    """The narrowest telephone, with everything unfolded."""
    page.set_viewport_size(PHONE)
    unfold(page)
    return [f"narrow: {fault}" for fault in too_wide(page)]
