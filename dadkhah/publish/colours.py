"""One calm colour and one mark for each standing; the colour never speaks alone.

The hues follow the colour-blind-safe order of Okabe and Ito (Color Universal Design, 2008), darkened until
each holds 4.5:1 on white paper (WCAG 2.2, 1.4.3 and 1.4.11).
"""

from collections.abc import Mapping
from typing import Final

from dadkhah.publish.scales import language

PAPER: Final = "#ffffff"
INK: Final = "#1f2328"
SOFT: Final = "#6b7178"
GRID: Final = "#8b9198"
LAND: Final = "#f4f2ec"
COUNTRY: Final = "#e6e1d5"
_GROUND: Final = ("paper", "ink", "soft", "grid", "land", "country")

PALETTE: Final[Mapping[str, str]] = {
    "paper": PAPER,
    "ink": INK,
    "soft": SOFT,
    "grid": GRID,
    "land": LAND,
    "country": COUNTRY,
    "state": "#7a4a12",
    "state_dissident": "#a85a00",
    "armed_opposition": "#5b2a7a",
    "opposition": "#3d4a9e",
    "opposition_aligned": "#1f6fb2",
    "victim_side": "#006b54",
    "foreign_state": "#a1346b",
    "none": "#3f474f",
    "unknown": "#70757b",
}
STANDINGS: Final = tuple(code for code in PALETTE if code not in _GROUND)

_LATIN: Final = dict(zip(STANDINGS, "SDAOLVFN?", strict=True))
_PERSIAN: Final = dict(zip(STANDINGS, "حخمسهقدط؟", strict=True))


def colour(standing: str) -> str:
    """The colour of a standing code or of the ground (paper, ink ...); others are shown as unknown."""
    return PALETTE.get(standing, PALETTE["unknown"])


def standing_of(code: str) -> str:
    """The code itself if the palette has it, else unknown."""
    return code if code in STANDINGS else "unknown"


def mark(standing: str, lang: str = "en") -> str:
    """The letter that says the same as the colour, in the script of the page."""
    marks = _PERSIAN if language(lang) == "fa" else _LATIN
    return marks.get(standing, marks["unknown"])


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two #rrggbb colours, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(hexadecimal: str) -> float:
    channels = [int(hexadecimal[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
