"""Pictures of pages: PNG, JPEG, WebP, BMP, GIF, and TIFF with several pages. Each is read as a picture of text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dadkhah.reading.extract import ocr, tools
from dadkhah.reading.extract.extracted import Limits
from dadkhah.reading.extract.reading_page import Read, Whole
from dadkhah.reading.extract.tools import Clock, Stopped
from dadkhah.sentences import Sentence

FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF")
LETTER = 300
"""Dots per inch at which letters are large enough; a picture that says it has fewer is drawn larger."""
_SMALL = 1_300
"""Pixels of the longer side of a page without a stated resolution below which it is drawn larger."""


def read(path: Path, languages: tuple[str, ...], limits: Limits, clock: Clock) -> Whole:
    whole = Whole([_page(frame, languages, clock) for frame in frames(path, limits)])
    return Whole(whole.pages, {"Pillow": tools.library("Pillow"), **ocr.tools_used(languages)})


def frames(path: Path, limits: Limits) -> Iterator[Any]:
    """Each page as a picture of Pillow, upright as its camera held it. Raises Stopped where one is damaged or too large."""
    from PIL import Image, ImageOps, ImageSequence

    Image.MAX_IMAGE_PIXELS = limits.pixels // 2  # Pillow refuses at twice this
    try:
        with Image.open(path, formats=FORMATS) as image:
            if getattr(image, "n_frames", 1) > limits.pages:
                raise Stopped("too_large", Sentence("The file has more than {most} pages. Cut it into parts.", most=limits.pages))
            for frame in ImageSequence.Iterator(image):
                yield ImageOps.exif_transpose(frame)
    except Image.DecompressionBombError:
        raise Stopped(
            "too_large", Sentence("The image has more than {most} pixels. Save it smaller.", most=limits.pixels)
        ) from None
    except (OSError, SyntaxError, ValueError, EOFError) as fault:
        raise Stopped(
            "broken", Sentence("The image is damaged or not of the kind it claims. Get it once more.")
        ) from fault


def grey(image: Any) -> Any:
    """The picture in levels of grey on white, for a transparent ground is black otherwise."""
    from PIL import Image

    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        coloured = image.convert("RGBA")
        white = Image.new("RGBA", coloured.size, "white")
        image = Image.alpha_composite(white, coloured)
    return image.convert("L")


def _page(frame: Any, languages: tuple[str, ...], clock: Clock) -> Read:
    plain = grey(frame)
    factor = _factor(frame)
    drawn = plain.resize((round(plain.width * factor), round(plain.height * factor)), 3) if factor > 1 else plain
    if not ocr.has_ink(drawn):
        return Read("", plain.width, plain.height, ocr=True)
    return ocr.scaled(ocr.read(drawn, languages, clock), plain.size, drawn.size)


def _factor(frame: Any) -> float:
    """How much larger the picture is drawn before it is read."""
    stated = frame.info.get("dpi", (0, 0))[0]
    longest = max(frame.size)
    if 100 <= stated < LETTER and longest < 4_000:
        return float(LETTER / stated)
    return 2.0 if longest < _SMALL else 1.0
