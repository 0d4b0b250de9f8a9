"""Pages are mirrored for Persian, ask nothing of the outside, and carry no inline script or style."""

import re

from tests.rules.house import files, hits, lines, name, none_of

SIDED = (
    r"(?<![\w-])(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)\b"
    r"|border-(?:top|bottom)-(?:left|right)-radius\b"
    r"|(?:left|right)\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)\b)"
)


def test_css_knows_start_and_end_only() -> None:
    none_of(hits(files(".css", ".html", under="dadkhah"), SIDED), "Use logical properties (inline-start, end):")


def test_pages_ask_nothing_of_the_outside() -> None:
    """Only a link that a reader follows may point outside, and those come from the archive's data."""
    outside = [
        hit for hit in hits(files(".css", ".html", ".js", under="dadkhah"), r"(?:https?:)?//[\w-]+\.\w")
        if "www.w3.org" not in hit
    ]
    none_of(outside, "A page or style names an outside address:")


def test_templates_carry_no_inline_code() -> None:
    """The content security policy would refuse it, silently."""
    inline = r"<style|\sstyle=|\son\w+=[\"']|javascript:|<script(?![^>]*\ssrc=)"
    none_of(hits(files(".html", under="dadkhah/web"), inline, re.IGNORECASE), "Inline script or style:")


def test_pages_extend_the_base() -> None:
    """So that each has its language, direction, skip link and footer."""
    pages = files(".html", under="dadkhah/web/templates")
    whole = [path for path in pages if "<html" in path.read_text("utf-8")]
    without = [name(path) for path in whole if "lang=" not in "".join(lines(path)[:5])]
    none_of(without, "A page without a language:")
