"""Chromium as the tests and `script/shots` drive it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.archive import PASSWORD

QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)
DESKTOP = {"width": 1100, "height": 900}
PHONE = {"width": 360, "height": 740}
State = dict[str, Any]


def program() -> str | None:
    """Where Chromium is: DADKHAH_CHROMIUM, else the one on the path."""
    return os.environ.get("DADKHAH_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program(), args=list(QUIET))
        try:
            yield started
        finally:
            started.close()


def open_context(started: Browser, origin: str, language: str = "en", state: State | None = None, **more: Any) -> BrowserContext:
    """A visitor: their language, what they are signed in with, the width of their window."""
    more.setdefault("viewport", DESKTOP)
    context = started.new_context(base_url=origin, storage_state=state, locale="en-GB", **more)
    context.add_cookies([{"name": "dadkhah_language", "value": language, "url": origin}])
    context.set_default_timeout(15_000)
    return context


def signed_in(started: Browser, origin: str, login: str) -> State:
    """What the browser keeps after signing in by the form."""
    context = open_context(started, origin)
    page = context.new_page()
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(login)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit], main form button").last.click()
    page.wait_for_url(f"{origin}/")
    state = context.storage_state()
    context.close()
    return state
