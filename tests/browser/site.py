"""The archive that the browser looks at, served and furnished with what only the pages can make."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.addresses import SIGNED_OUT, addresses
from tests.browser.archive import make, served
from tests.browser.chromium import State, browser, open_context, signed_in


@dataclass
class Site:
    """The server's origin, the browser, and who is signed in."""

    origin: str
    archive: Path
    browser: Browser
    steward: State

    @cached_property
    def addresses(self) -> dict[str, str]:
        return addresses(self.archive)

    def visitor(self, language: str = "en", login: str = "steward", **more: Any) -> BrowserContext:
        """A new window: the steward's, or one that is signed out."""
        return open_context(self.browser, self.origin, language, self.steward if login else None, **more)

    def visitor_for(self, label: str, language: str = "en", **more: Any) -> BrowserContext:
        return self.visitor(language, "" if label in SIGNED_OUT else "steward", **more)


@contextmanager
def built(folder: Path, *, documents: bool = True) -> Iterator[Site]:
    """A site made from nothing by the real commands, until the block ends."""
    archive = make(folder, documents=documents)
    with served(archive) as origin, browser() as started:
        site = Site(origin, archive, started, signed_in(started, origin, "steward"))
        context = site.visitor(java_script_enabled=False)
        tell(context.new_page())
        context.close()
        yield site


def tell(page: Page) -> None:
    """Fill in “What do you know?” about somebody made up, as a family member would, without JavaScript."""
    page.goto("/what-do-you-know")
    page.fill("[name=person_text]", "Firstname Example of Nowhere")
    page.check("[name=knowledge][value='witness.hearsay']")
    page.fill("[name=what_note]", "A made-up thing that somebody told, for trying pages.")
    page.check("[name=use_store][value=given]")
    page.check("[name=use_analyse][value=refused]")
    page.select_option("[name=consent_form]", "given")
    page.select_option("[name=compartment]", index=0)
    page.locator("main form button").last.click()
    page.wait_for_url("**/what-do-you-know/*")
