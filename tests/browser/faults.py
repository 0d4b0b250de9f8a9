"""What is wrong with a page, found in the page itself: one sentence for each fault."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
BEYOND = ["heading-order", "landmark-one-main", "landmark-unique", "page-has-heading-one", "region", "target-size"]
"""Rules that axe runs only when asked: the order of headings, landmarks, targets of 24 by 24 px (WCAG 2.5.8)."""
OPTIONS: dict[str, Any] = {
    "runOnly": {"type": "tag", "values": LEVELS},
    "rules": {rule: {"enabled": True} for rule in BEYOND},
    "resultTypes": ["violations"],
    "elementRef": False,
    "preload": False,
}


class Ear:
    """Listens while a page loads: what it asks for elsewhere, what the browser complains of."""

    def __init__(self, page: Page, origin: str) -> None:
        self.faults: list[str] = []
        self._origin = origin
        page.on("request", self._asked)
        page.on("console", self._complained)
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))

    def _asked(self, request: Request) -> None:
        place = urlsplit(request.url)
        if f"{place.scheme}://{place.netloc}" != self._origin:
            self.faults.append(f"asks outside: {request.url}")

    def _complained(self, message: ConsoleMessage) -> None:
        # A page that is not there is answered with 404 on purpose, and the browser says so.
        if message.type in ("error", "warning") and "404 (Not Found)" not in message.text:
            self.faults.append(f"console: {message.text}")


def scripted(text: str) -> list[str]:
    """What a page that works without JavaScript, under a strict policy, must not have."""
    return [f"has {each}" for each in ("<script", "<style", " style=", " onclick=", "javascript:") if each in text]


def axe(page: Page, *, contrast: bool = True) -> list[str]:
    """Violations of WCAG 2.2 A and AA, as far as axe-core can tell. Contrast takes it half of its time."""
    options = {**OPTIONS, "rules": {**OPTIONS["rules"], "color-contrast": {"enabled": contrast}}}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{each['id']}: {_nodes(each['nodes'])} ({each['help']})" for each in found]


def _nodes(nodes: list[dict[str, Any]]) -> str:
    shown = "; ".join(node["html"][:160] for node in nodes[:3])
    return f"{len(nodes)} times: {shown}"


def script(source: str) -> Callable[[Page], list[str]]:
    """A check written in JavaScript that returns a list of sentences."""
    return lambda page: page.evaluate(source)


too_wide = script(
    """() => {
        const root = document.documentElement;
        if (root.scrollWidth <= root.clientWidth) return [];
        const inside = ({parentElement: up}) => up && (getComputedStyle(up).overflowX !== "visible" || inside(up));
        const out = [...document.querySelectorAll("body *")].filter((e) => {
            const box = e.getBoundingClientRect();
            const beyond = box.width && (box.right > root.clientWidth + 1 || box.left < -1);
            return beyond && !e.closest(".skip, .hidden-label") && !inside(e);
        });
        const shown = out.slice(0, 3).map((e) => e.outerHTML.slice(0, 120)).join("; ");
        return [`${root.scrollWidth} px wide on ${root.clientWidth}: ${shown}`];
    }""",
)


def unfold(page: Page, most: int = 10_000) -> None:
    """Open the first details of the page, and close the others."""
    page.evaluate("(n) => document.querySelectorAll('details').forEach((e, i) => { e.open = i < n; })", most)


not_persian = script(
    """() => {
        const faults = [], root = document.documentElement;
        if (root.dir !== "rtl" || root.lang !== "fa") faults.push(`html is dir=${root.dir} lang=${root.lang}`);
        const given = "bdi, blockquote, q, code, pre, svg, textarea, select, option, .mono, .lines, [dir=ltr], [lang=en], mark";
        const isOurs = (text) => !text.parentElement.closest(given);
        const walk = (from) => {
            const found = [], walker = document.createTreeWalker(from, NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) if (isOurs(walker.currentNode)) found.push(walker.currentNode.data.trim());
            return found;
        };
        for (const text of walk(document.body)) {
            if (/[0-9]/.test(text) && !/[A-Za-z]/.test(text)) faults.push(`digits: ${text.slice(0, 80)}`);
        }
        const known = /\\u2066[^\\u2069]*\\u2069|«[^»]*»|PMOI|MEK|EDTF|SHA-256|UTF-8|UTC|English|PREMIS|RFC|CSL|BibTeX|JSON/g;
        const spoken = "h1, h2, h3, h4, .rubric, legend, label:not(:has(input)), button, th, dt, nav a, caption, "
            + "summary > .tag, .lead, .help, main > p";
        for (const each of document.querySelectorAll(spoken)) {
            const text = walk(each).join(" ").replace(known, "");
            if (/[A-Za-z]{3}/.test(text)) faults.push(`not in Persian: <${each.tagName.toLowerCase()}> ${text.slice(0, 80)}`);
        }
        return [...new Set(faults)].slice(0, 12);
    }""",
)
