"""What people come to ask, answered from the first page in at most three steps, and each value followed to its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.site import Site

pytestmark = pytest.mark.browser


@dataclass
class Visit:
    """A reader without JavaScript who starts at the first page; `steps` counts what they clicked or sent."""

    page: Page
    steps: list[str] = field(default_factory=list)

    def click(self, place: Locator) -> None:
        expect(place).to_be_visible()
        self.steps.append(place.inner_text().strip()[:60])
        place.click()

    def link(self, name: str | re.Pattern[str], within: str = "main") -> None:
        self.click(self.page.locator(within).get_by_role("link", name=name).first)

    def shows(self, *words: str) -> None:
        for each in words:
            expect(self.page.locator("main")).to_contain_text(each)


@pytest.fixture
def visit(site: Site) -> Iterator[Visit]:
    context = site.visitor(login="reader", java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    started = Visit(page)
    yield started
    assert len(started.steps) <= 3, started.steps
    context.close()


def test_the_earliest_figure_above_20_000_and_whether_its_author_is_a_party(visit: Visit) -> None:
    visit.link("Figures")
    visit.page.get_by_label("From").fill("20,001")
    visit.click(visit.page.get_by_role("button", name="Show"))
    first = visit.page.locator("tr.figure-line").first
    expect(first.get_by_role("rowheader")).to_contain_text("30,000")
    expect(first).to_contain_text(re.compile(r"NCRI.*Political opposition.*February 1999", re.DOTALL))


def test_which_members_of_the_panel_have_spoken_and_with_what_stance(visit: Visit) -> None:
    visit.link("Statements")
    visit.link(re.compile("members of the panels"))
    table = visit.page.locator("table", has=visit.page.get_by_role("columnheader", name="Stances"))
    for person, stance in (("Pourmohammadi", "justifies"), ("Raisi", "justifies"), ("Nayeri", "admits")):
        expect(table.locator("tr", has_text=person).first).to_contain_text(re.compile(stance, re.IGNORECASE))
    expect(table.locator("tr", has_text="Eshraghi").first).to_contain_text("none in what this archive shows you")


def test_how_many_independent_roots_stand_behind_the_figures_near_5_000(visit: Visit) -> None:
    visit.link("Figures")
    visit.page.get_by_label("From").fill("4,500")
    visit.page.get_by_label("To", exact=True).fill("5,500")
    visit.click(visit.page.get_by_role("button", name="Show"))
    expect(visit.page.locator("#roots")).to_contain_text(re.compile(r"Taken together: .*\d.* independent", re.DOTALL))
    visit.shows("Repetition does not make a number surer.")


def test_what_is_disputed_about_the_date_of_the_order(visit: Visit) -> None:
    visit.link("In two minutes")
    visit.link(re.compile("Decree on imprisoned MEK members"))
    chapter = visit.page.locator("section", has=visit.page.get_by_role("heading", name=re.compile("^Date")))
    expect(chapter.get_by_role("heading")).to_contain_text("sources differ")
    expect(chapter).to_contain_text(re.compile(r"about 28 July 1988.*26 July 1988", re.DOTALL))
    visit.click(chapter.locator("summary", has_text="28 July").first)
    expect(chapter).to_contain_text("Other sources say otherwise")


def test_from_a_figure_to_its_source_and_to_the_lines_of_its_file(visit: Visit) -> None:
    visit.page.goto("/figures")
    row = visit.page.locator("tr.figure-behind").first
    visit.click(row.locator("summary").first)
    visit.click(row.locator(".behind a[href*='/items/'][href*='line=']").first)
    wanted = re.search(r"line=(\d+)", visit.page.url)
    assert wanted
    expect(visit.page.locator(f".lines li[value='{wanted[1]}'], .lines #l{wanted[1]}").first).to_be_visible()
    visit.shows("SHA-256")


def test_from_a_figure_to_its_source(visit: Visit) -> None:
    visit.page.goto("/figures")
    row = visit.page.locator("tr.figure-behind").first
    visit.click(row.locator("summary").first)
    title = row.locator(".behind a[href*='/sources/']").first
    wanted = title.inner_text()
    visit.click(title)
    expect(visit.page.get_by_role("heading", level=1)).to_have_text(wanted)
    visit.shows("The file itself", "What it says")
