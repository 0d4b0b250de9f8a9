"""Pictures of every page of a fresh example archive, for people to look at. Called by script/shots."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from tests.browser.chromium import DESKTOP  # noqa: E402 - Django is set up first
from tests.browser.site import Site, built, looked_at  # noqa: E402 - Django is set up first

WIDTHS = {"desk": DESKTOP, "hand": {"width": 380, "height": 800}}
TALLEST = 6000
"""Pixels: the end of a long page looks like its middle."""


def shoot(site: Site, folder: Path, only: set[str]) -> int:
    """Writes LABEL.LANGUAGE.WIDTH.png for each page; with `only`, for the pages of these labels. Returns how many."""
    count = 0
    for language in ("en", "fa"):
        for width, viewport in WIDTHS.items():
            for label in only or set(site.addresses):
                context = site.visitor_for(label, language, viewport=viewport)
                page = context.new_page()
                page.goto(site.addresses[label])
                tall = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
                page.screenshot(
                    path=folder / f"{label}.{language}.{width}.png", full_page=True,
                    clip={"x": 0, "y": 0, "width": viewport["width"], "height": tall},
                )
                context.close()
                count += 1
    return count


def main(folder: str = "shots", *labels: str) -> None:
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, built(Path(place)) as made, looked_at(made) as site:
        print(f"{shoot(site, target, set(labels))} pictures are in {target}.")


if __name__ == "__main__":
    main(*sys.argv[1:])
