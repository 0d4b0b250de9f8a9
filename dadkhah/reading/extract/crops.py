"""The picture of a word where it stands on its page, for whoever must see a number before believing it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from dadkhah.reading.extract import kinds, pdf, pictures
from dadkhah.reading.extract.extracted import Limits
from dadkhah.reading.extract.tools import Stopped
from dadkhah.sentences import Sentence

DPI = 200
MARGIN = 0.6
"""Around the box, in parts of its height."""
LARGEST = (2_000, 2_400)
"""Width and height: a page of A4 is as large as it is drawn."""


def drawn(path: Path, kind: str, crop: dict[str, Any], limits: Limits) -> bytes:
    """PNG of `{"page": number from 1, "box": [x0, y0, x1, y1]}`, the box in the units of the page. Raises Stopped."""
    image, factor = _page(path, kind, crop["page"], limits)
    x0, y0, x1, y1 = (edge * factor for edge in crop["box"])
    margin = MARGIN * abs(y1 - y0)
    edges = (max(0, x0 - margin), max(0, y0 - margin), min(image.width, x1 + margin), min(image.height, y1 + margin))
    if edges[0] >= edges[2] or edges[1] >= edges[3]:
        raise Stopped("broken", Sentence("There is no such place on this page."))
    out = io.BytesIO()
    part = image.crop(tuple(map(round, edges)))
    part.thumbnail(LARGEST)
    part.save(out, "PNG")
    return out.getvalue()


def _page(path: Path, kind: str, number: int, limits: Limits) -> tuple[Any, float]:
    if kind == kinds.PDF:
        document = pdf.opened(path)
        if 1 <= number <= len(document):
            image = pdf.drawn(document[number - 1], DPI)
            return image, image.width / document[number - 1].get_width()
    elif kind.startswith("image/"):
        for at, frame in enumerate(pictures.frames(path, limits), 1):
            if at == number:
                return frame.convert("RGB"), 1.0
    raise Stopped("broken", Sentence("There is no such page, or pages of this kind have no picture."))
