"""The archive that the browser looks at, served and furnished with what only the pages can make."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.addresses import SIGNED_OUT, addresses
from tests.browser.archive import make, served
from tests.browser.chromium import State, browser, open_context, signed_in


@dataclass(frozen=True)
class Served:
    """An archive that is served, and what a browser keeps of each sign-in."""

    origin: str
    archive: Path
    addresses: dict[str, str]
    states: dict[str, State]


@dataclass(frozen=True)
class Site(Served):
    """The same, with a Chromium to look at it."""

    browser: Browser

    def visitor(self, language: str = "en", login: str = "steward", **more: Any) -> BrowserContext:
        """A new window of whoever is signed in; with an empty login, of nobody."""
        return open_context(self.browser, self.origin, language, self.states.get(login), **more)

    def visitor_for(self, label: str, language: str = "en", **more: Any) -> BrowserContext:
        """The window in which this page can be seen."""
        return self.visitor(language, "" if label in SIGNED_OUT else "steward", **more)


@contextmanager
def built(folder: Path, *, documents: bool = True) -> Iterator[Served]:
    """An archive made from nothing by the real commands, served until the block ends.

    The browser that furnishes it is closed before: while Playwright runs, Django refuses to work in the same thread.
    """
    archive = make(folder, documents=documents)
    with served(archive) as origin:
        with browser() as started:
            states = {login: signed_in(started, origin, login) for login in ("steward", "reader")}
            tell(open_context(started, origin, state=states["steward"], java_script_enabled=False).new_page())
        yield Served(origin, archive, addresses(archive), states)


@contextmanager
def looked_at(made: Served) -> Iterator[Site]:
    with browser() as started:
        yield Site(**vars(made), browser=started)


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
