"""Each picture in two widths: for a page and for a phone."""

from __future__ import annotations

from collections.abc import Callable

WIDTHS = (("wide", 720), ("narrow", 400))


def drawn(draw: Callable[[int, str], str]) -> dict[str, str]:
    return {name: draw(width, name) for name, width in WIDTHS}
