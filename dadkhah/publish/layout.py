"""Estimating how wide a text is, shortening and wrapping it, and finding it a free place."""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, takewhile
from typing import NamedTuple

from dadkhah.publish.svg import clean

_NARROW = frozenset("iIjlftr.,:;'’‘|!()[] -")


class Box(NamedTuple):
    """A rectangle on the paper, from its left upper to its right lower corner."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box", gap: float = 0) -> bool:
        across = self.left < other.right + gap and other.left < self.right + gap
        return across and self.top < other.bottom + gap and other.top < self.bottom + gap

    def within(self, other: "Box") -> bool:
        across = other.left <= self.left and self.right <= other.right
        return across and other.top <= self.top and self.bottom <= other.bottom

    def shifted(self, across: float, down: float = 0) -> "Box":
        return Box(self.left + across, self.top + down, self.right + across, self.bottom + down)

    def nearest(self, x: float, y: float) -> tuple[float, float]:
        return min(max(x, self.left), self.right), min(max(y, self.top), self.bottom)


class Placed(NamedTuple):
    """Where a label found room, and the line that leads from its mark to it, if it had to move away."""

    box: Box
    leader: tuple[float, float, float, float] | None


@lru_cache(maxsize=5_000)
def _share(letter: str) -> float:
    if unicodedata.combining(letter) or letter in "\u200c\u200d":
        return 0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1
    if letter in _NARROW:
        return 0.34
    return 0.68 if letter.isupper() or letter in "mwMW" else 0.56


def width_of(content: str, size: float) -> float:
    """A generous estimate in units of the picture; no font is at hand when the picture is drawn."""
    return sum(map(_share, clean(content))) * size


def shorten(content: str, most: float, size: float) -> str:
    """The text, cut at a word where there is one, with an ellipsis if it is wider than *most*."""
    whole = clean(content)
    if width_of(whole, size) <= most:
        return whole
    ends = accumulate(map(_share, whole))
    cut = whole[: sum(1 for _ in takewhile(lambda end: (end + _share("…")) * size <= most, ends))]
    at_word = cut.rsplit(" ", 1)[0]
    kept = at_word if len(at_word) * 2 > len(cut) else cut
    aside = kept.rfind("(")
    return (kept[:aside] if aside > kept.rfind(")") and aside > 3 else kept).rstrip(
        " ,;:-(\u200c\u200d"
    ) + "…"


def wrap(content: str, most: float, size: float, lines: int = 3) -> list[str]:
    """The text in at most so many lines; the last one is shortened if need be."""
    done: list[str] = []
    words = clean(content).split()
    while words and len(done) < lines - 1:
        taken = 1
        while taken < len(words) and width_of(" ".join(words[: taken + 1]), size) <= most:
            taken += 1
        done.append(shorten(" ".join(words[:taken]), most, size))
        words = words[taken:]
    return [*done, shorten(" ".join(words), most, size)] if words else done


def apart(boxes: Sequence[Box], area: Box, rounds: int = 80) -> list[Box]:
    """The boxes moved sideways, as little as will do, until none hides another; all stay within the area.

    Overlapping pairs push each other away by equal shares, round after round. Where the area is too full for
    that, some overlap is left rather than moving a box far from where it belongs.
    """
    moved = list(boxes)
    for _ in range(rounds):
        pairs = [(a, b) for b in range(len(moved)) for a in range(b) if moved[a].meets(moved[b], 1)]
        if not pairs:
            break
        for a, b in pairs:
            _push(moved, a, b, area)
    return moved


def _push(moved: list[Box], a: int, b: int, area: Box) -> None:
    first, second = moved[a], moved[b]
    swapped = first.left + first.right > second.left + second.right
    left, right = (b, a) if swapped else (a, b)
    share = max(moved[left].right + 1 - moved[right].left, 0) / 2 + 0.1
    moved[left] = moved[left].shifted(-min(share, max(moved[left].left - area.left, 0)))
    moved[right] = moved[right].shifted(min(share, max(area.right - moved[right].right, 0)))


def _nearby(mark: Box, width: float, height: float) -> Iterator[Box]:
    """Places for a label, the best first: beside, above and below the mark, then farther and farther out."""
    middle_x, middle_y = (mark.left + mark.right) / 2, (mark.top + mark.bottom) / 2
    for away in (3, 12, 24, 36, 50, 66, 84, 104):
        rises = (0,) if away == 3 else (0, -away, away, -away / 2, away / 2)
        for rise in rises:
            top = middle_y - height / 2 + rise
            yield Box(mark.right + away, top, mark.right + away + width, top + height)
            yield Box(mark.left - away - width, top, mark.left - away, top + height)
        for lean in (0.5, 0.2, 0.8):
            left = middle_x - width * lean
            yield Box(left, mark.top - away - height, left + width, mark.top - away)
            yield Box(left, mark.bottom + away, left + width, mark.bottom + away + height)


def _leader(mark: Box, label: Box) -> tuple[float, float, float, float]:
    middle = (mark.left + mark.right) / 2, (mark.top + mark.bottom) / 2
    ends = label.nearest(*middle)
    return *mark.nearest(*ends), *ends


def _beads(leader: tuple[float, float, float, float]) -> list[Box]:
    x1, y1, x2, y2 = leader
    steps = [(x1 + (x2 - x1) * at / 10, y1 + (y2 - y1) * at / 10) for at in range(1, 10)]
    return [Box(x - 1, y - 1, x + 1, y + 1) for x, y in steps]


def place(
    marks: Sequence[Box], sizes: Sequence[tuple[float, float]], area: Box, taken: Sequence[Box] = ()
) -> list[Placed | None]:
    """A free place near its mark for each label (width, height), greedily, in the order given.

    None where every place within reach is taken; the caller then says it elsewhere. Labels never cover a
    mark, a label, a leader line or a box of *taken*.
    """
    busy = [*taken, *marks]
    threads: list[Box] = []
    found: list[Placed | None] = []
    for mark, (width, height) in zip(marks, sizes, strict=True):
        chosen = next(_free(mark, _nearby(mark, width, height), area, busy, threads), None)
        found.append(chosen)
        if chosen:
            busy.append(chosen.box)
            threads += _beads(chosen.leader) if chosen.leader else []
    return found


def _free(
    mark: Box, wanted: Iterator[Box], area: Box, busy: Sequence[Box], threads: Sequence[Box]
) -> Iterator[Placed]:
    others = [*busy, *threads]
    elsewhere = [other for other in others if other != mark]
    for box in wanted:
        if not box.within(area) or _hits(box, others, 1):
            continue
        leader = _leader(mark, box)
        near = _meeting(_around(leader), elsewhere)
        if not near or not any(_hits(bead, near) for bead in _beads(leader)):
            far = abs(leader[0] - leader[2]) + abs(leader[1] - leader[3]) > 8
            yield Placed(box, leader if far else None)


def _hits(box: Box, others: Sequence[Box], gap: float = 0) -> bool:
    """Whether the box meets one of the others: `Box.meets` without a call for each, for nothing is asked more."""
    left, top, right, bottom = box.left - gap, box.top - gap, box.right + gap, box.bottom + gap
    for start, upper, end, lower in others:  # noqa: SIM110 - `any` would make a generator for each box
        if left < end and start < right and top < lower and upper < bottom:
            return True
    return False


def _meeting(box: Box, others: Sequence[Box]) -> list[Box]:
    return [other for other in others if _hits(box, (other,))]


def _around(leader: tuple[float, float, float, float]) -> Box:
    """The rectangle in which the line's beads lie."""
    x1, y1, x2, y2 = leader
    return Box(min(x1, x2) - 1, min(y1, y2) - 1, max(x1, x2) + 1, max(y1, y2) + 1)
