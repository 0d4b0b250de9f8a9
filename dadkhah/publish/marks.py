"""The mark of one figure: its shape tells the qualifier, its colour and letter the standing."""

from typing import Final

from dadkhah.publish.colours import colour
from dadkhah.publish.layout import Box
from dadkhah.publish.svg import circle, element, is_rtl, line, text

RADIUS: Final = 8
ARROW: Final = 15
SHAPES: Final = (
    "exact", "about", "at_least", "over", "up_to", "less_than", "range", "range_at_least", "order",
)  # fmt: skip
_UP: Final = frozenset({"at_least", "over"})
_DOWN: Final = frozenset({"up_to", "less_than"})
_HOLLOW: Final = frozenset({"about", "over", "less_than", "order"})
_BARS: Final = frozenset({"range", "range_at_least"})


def shape_of(qualifier: str, *, spread: bool) -> str:
    """The shape for a qualifier code; *spread* says that the figure has a lower and an upper number.

    Exact figures that are passed on or have no method keep the shape of exact ones: the words say the rest.
    """
    if spread:
        return "range_at_least" if qualifier == "range_at_least" else "range"
    if qualifier.startswith("exact"):
        return "exact"
    return qualifier if qualifier in SHAPES and qualifier not in _BARS else "about"


def box_of(shape: str, x: float, top: float, bottom: float) -> Box:
    """The rectangle of a mark between the heights of its upper and lower number."""
    if shape in _BARS:
        return Box(x - 7, top - 15 - (ARROW if shape == "range_at_least" else 0), x + 7, bottom + 2)
    above = ARROW if shape in _UP else 6 if shape == "about" else 0
    return Box(x - 9, top - 9 - above, x + 9, bottom + 9 + (ARROW if shape in _DOWN else 0))


def mark_of(shape: str, standing: str, letter: str, place: tuple[float, float, float]) -> str:
    """Draws a figure at a *place*: x, and the heights of its upper and its lower number (equal for one)."""
    draw = _bar if shape in _BARS else _disc
    return draw(shape, standing, letter, place)


def disc(
    standing: str, letter: str, x: float, y: float, *, hollow: bool = False, dashed: bool = False
) -> str:
    """A disc with the letter of a standing, filled or hollow."""
    inside, dash = "paper" if hollow else standing, "2.5 2" if dashed else None
    ring = circle(x, y, RADIUS - 0.5, standing, fill=inside, width=1.8, dash=dash)
    # Arabic letters are wider and hang below the line.
    size, drop = (9.0, 2.2) if is_rtl(letter) else (10.0, 3.6)
    return ring + text(
        x, y + drop, letter, side="middle", size=size, bold=True, tone=standing if hollow else "paper"
    )


def _disc(shape: str, standing: str, letter: str, place: tuple[float, float, float]) -> str:
    x, top, _ = place
    parts = [disc(standing, letter, x, top, hollow=shape in _HOLLOW, dashed=shape == "order")]
    if shape in _UP:
        parts.append(_arrow(standing, x, top - RADIUS, -1))
    if shape in _DOWN:
        parts.append(_arrow(standing, x, top + RADIUS, 1))
    if shape == "about":
        parts.append(_path(standing, f"M{x - 5:.1f} {top - 11:.1f}q2.5 -4 5 0t5 0"))
    return "".join(parts)


def _bar(shape: str, standing: str, letter: str, place: tuple[float, float, float]) -> str:
    x, top, bottom = place
    higher = ARROW if shape == "range_at_least" else 0
    return "".join(
        [
            line(x, top, x, bottom, standing, width=2.4),
            line(x - 6, bottom, x + 6, bottom, standing, width=2.4),
            line(x - 6, top, x + 6, top, standing, width=2.4),
            _arrow(standing, x, top, -1) if higher else "",
            text(
                x, top - 4.5 - higher, letter, side="middle", size=10.5, bold=True, halo=True, tone=standing
            ),
        ],
    )


def _arrow(standing: str, x: float, y: float, way: int) -> str:
    tip = y + way * (ARROW - 1)
    barb = tip - way * 5
    return _path(
        standing,
        f"M{x:.1f} {y:.1f}V{tip:.1f}M{x - 4:.1f} {barb:.1f}L{x:.1f} {tip:.1f}L{x + 4:.1f} {barb:.1f}",
    )


def _path(standing: str, course: str) -> str:
    return element(
        "path",
        d=course,
        fill="none",
        stroke=colour(standing),
        stroke_width=1.8,
        stroke_linecap="round",
        stroke_linejoin="round",
        class_=f"line-{standing}",
    )


def sample_of(shape: str, x: float, y: float) -> str:
    """The shape alone, small and in the colour of the text, for a key."""
    if shape in _BARS:
        drawn = _bar(shape, "ink", "", (x, y - (2 if shape == "range_at_least" else 7), y + 8))
    else:
        drawn = _disc(shape, "ink", "", (x, y + (4 if shape in _UP else -4 if shape in _DOWN else 1), y))
    middle = f"translate({x:.1f} {y:.1f}) scale(0.64) translate({-x:.1f} {-y:.1f})"
    return element("g", drawn, transform=middle)
