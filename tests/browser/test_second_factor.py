"""A second factor, from setting it up to a recovery code at the door: each step is a page that anyone can use."""

from __future__ import annotations

import base64
import hmac
import struct
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.archive import PASSWORD
from tests.browser.faults import axe
from tests.browser.site import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def page(site: Site) -> Iterator[Page]:
    context = site.visitor(login="")
    yield context.new_page()
    context.close()


def test_set_up_used_at_the_door_and_removed(page: Page) -> None:
    sign_in(page)
    page.goto("/accounts/second-factor/app/")
    confirm(page)
    secret = page.locator("main .mono").inner_text()
    assert page.evaluate("document.querySelector('img.code').naturalWidth") > 0
    check(page)
    send(page, code_of(secret))
    page.goto("/accounts/second-factor/codes/")
    recovery = page.locator("main ul.mono li").all_inner_texts()
    assert len(recovery) > 5
    check(page)
    page.goto("/accounts/second-factor/codes/new/")
    check(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out").click()
    sign_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Second factor")
    check(page)
    send(page, recovery[0])
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    page.goto("/accounts/second-factor/app/remove/")
    confirm(page)
    check(page)
    press(page)
    page.goto("/accounts/second-factor/")
    expect(page.locator("main")).to_contain_text("None is set up.")


def sign_in(page: Page) -> None:
    page.goto("/accounts/login/")
    page.fill("input[name=login]", "second")
    page.fill("input[name=password]", PASSWORD)
    press(page)


def confirm(page: Page) -> None:
    """A password asked for again before something weighty."""
    if "reauthenticate" in page.url:
        page.fill("main input[name=password]", PASSWORD)
        press(page)


def send(page: Page, code: str) -> None:
    page.fill("main input[name=code]", code)
    press(page)


def press(page: Page) -> None:
    """Send the page's form, and wait for the answer."""
    with page.expect_navigation():
        page.locator("main form button").first.click()


def check(page: Page) -> None:
    assert axe(page, contrast=False) == [], page.url


def code_of(secret: str) -> str:
    """The six digits an authenticator app would show now (RFC 6238, SHA-1, 30 s)."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30), "sha1")
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"
