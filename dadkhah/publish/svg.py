"""Small pieces of SVG text: elements, labels, links and the frame around a picture.

Pictures are inlined in pages under a strict content security policy, so nothing here writes a style
attribute, a style element or a script. Colours are presentation attributes, which any CSS rule on the
class beside them overrides. Every text and attribute goes through `clean` and is escaped.
"""

import math
import re
import unicodedata
from functools import lru_cache
from html import escape
from urllib.parse import urlsplit

from dadkhah.publish.colours import PAPER, colour
from dadkhah.publish.labels import ChartLabels

Attribute = str | float | None

# Control characters, line separators, direction marks and noncharacters. The joiners U+200C and U+200D stay:
# Persian words need them.
_REMOVED = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff\ufff9-\ufffb\ufffe\uffff]"
)
_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9-]*")


def clean(value: str) -> str:
    """The text without control characters and direction marks, spaces collapsed."""
    return " ".join(_REMOVED.sub("", " ".join(value.split())).split())


def number(value: float) -> str:
    """A coordinate with at most one decimal; raises ValueError for one that is not finite."""
    if not math.isfinite(value):
        raise ValueError("A coordinate is not a finite number; give a finite value.")
    return f"{round(value, 1) + 0.0:g}" if abs(value) < 100_000 else f"{value:.0f}"


def _attribute(name: str, value: str | float) -> str:
    return f' {_named(name)}="{_safe(value) if isinstance(value, str) else number(value)}"'


@lru_cache(maxsize=200)
def _named(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


@lru_cache(maxsize=5_000)
def _safe(value: str) -> str:
    return escape(clean(value))


def element(name: str, *children: str, **attributes: Attribute) -> str:
    """One element around finished markup; an underscore in a name stands for a hyphen, None leaves it out."""
    written = "".join(_attribute(key, value) for key, value in attributes.items() if value is not None)
    return f"<{name}{written}>{''.join(children)}</{name}>" if children else f"<{name}{written}/>"


def title(content: str) -> str:
    return element("title", escape(clean(content)))


def is_rtl(content: str) -> bool:
    """Whether the first letter with a direction runs right to left (Unicode UAX 9, rules P2 and P3)."""
    kinds = (unicodedata.bidirectional(letter) for letter in content)
    return next((kind in ("R", "AL") for kind in kinds if kind in ("L", "R", "AL")), False)


def text(
    x: float,
    y: float,
    content: str,
    *,
    side: str = "left",
    size: float = 12,
    tone: str = "ink",
    bold: bool = False,
    halo: bool = False,
) -> str:
    """A line of text whose left end, middle or right end is at x, whichever way it runs.

    The direction is the text's own, so a Latin name stays whole in a Persian page. *y* is the baseline,
    *tone* a name in the palette.
    """
    rtl = is_rtl(clean(content))
    anchor = "middle" if side == "middle" else "start" if (side == "left") != rtl else "end"
    return element(
        "text",
        escape(clean(content)),
        x=x,
        y=y,
        text_anchor=anchor,
        direction="rtl" if rtl else "ltr",
        font_size=size,
        font_weight="bold" if bold else None,
        fill=colour(tone),
        stroke=PAPER if halo else None,
        stroke_width=3 if halo else None,
        stroke_linejoin="round" if halo else None,
        paint_order="stroke" if halo else None,
        class_=f"fill-{tone} halo" if halo else f"fill-{tone}",
    )


def line(
    x1: float,
    y1: float,
    x2: float,
    y2: float,
    tone: str = "soft",
    *,
    width: float = 1,
    dash: str | None = None,
) -> str:
    return element(
        "line",
        x1=x1,
        y1=y1,
        x2=x2,
        y2=y2,
        stroke=colour(tone),
        stroke_width=width,
        stroke_dasharray=dash,
        class_=f"line-{tone}",
    )


def circle(
    x: float,
    y: float,
    radius: float,
    tone: str,
    *,
    fill: str | None = None,
    opacity: float | None = None,
    width: float = 2,
    dash: str | None = None,
) -> str:
    """A ring in one tone of the palette, filled with the same or with another."""
    inside = fill or tone
    return element(
        "circle",
        cx=x,
        cy=y,
        r=radius,
        fill=colour(inside),
        fill_opacity=opacity,
        stroke=colour(tone),
        stroke_width=width,
        stroke_dasharray=dash,
        class_=f"fill-{inside} line-{tone}",
    )


def safe_href(href: str) -> str | None:
    """The link if it leads to a page (relative, http or https), else None: no script is ever linked."""
    wanted = href.strip().replace(" ", "%20")
    try:
        scheme = urlsplit(wanted).scheme
    except ValueError:
        return None
    sound = wanted and not _REMOVED.search(wanted)
    return wanted if sound and scheme.lower() in ("", "http", "https") else None


def link(href: str, hint: str, *children: str) -> str:
    """The children as a link with a tooltip, or as a plain group where the link is not one to follow."""
    target = safe_href(href)
    inside = (title(hint), *children)
    return element("a", *inside, href=target) if target else element("g", *inside)


def frame(
    prefix: str, kind: str, size: tuple[float, float], labels: ChartLabels, lang: str, *body: str
) -> str:
    """The whole picture: scales with its container, named by its title and described by its desc.

    *size* is width and height; *prefix* makes the two ids unique on a page. The root runs left to right in
    every page, so that anchors mean the same in Persian and in English; each text carries its own direction.
    """
    if not _PREFIX.fullmatch(prefix):
        raise ValueError(
            f"The prefix {prefix!r} is not usable in an id; begin with a letter, then use letters,"
            " digits or hyphens."
        )
    return element(
        "svg",
        element("title", escape(clean(labels.title)), id=f"{prefix}-title"),
        element("desc", escape(clean(labels.description)), id=f"{prefix}-desc"),
        element("rect", width=size[0], height=size[1], fill=PAPER, class_="fill-paper"),
        *body,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(size[0])} {number(size[1])}",
        # A reader that takes a picture for an image does not go into it: with links inside it is a group.
        role="group" if any("<a " in part for part in body) else "img",
        lang=lang,
        direction="ltr",
        aria_labelledby=f"{prefix}-title",
        aria_describedby=f"{prefix}-desc" if labels.description else None,
        class_=f"chart chart-{kind}",
    )


def nothing(sentence: str) -> str:
    """What stands in place of a picture with nothing in it."""
    return f'<p class="chart-empty">{escape(clean(sentence))}</p>' if clean(sentence) else ""
