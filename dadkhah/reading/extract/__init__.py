"""Text out of files: PDF, pictures, documents, workbooks, saved pages, letters, texts. Each is read in a process of its own.

    found = extract(Path("report.pdf"))
    found.text, found.pages[0].doubtful, found.failure

A bad file gives a `Failure` with a whole sentence, never an exception. Numbers read from a picture are `unconfirmed`:
`crop` shows each where it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from dadkhah.reading.extract.calling import broken_crop, call
from dadkhah.reading.extract.extracted import LANGUAGES, Extracted, Failure, Limits, Page, Word

__all__ = ["LANGUAGES", "Extracted", "Failure", "Limits", "Page", "Word", "crop", "extract"]
_USUAL = Limits()


def extract(
    path: Path,
    *,
    media_type: str | None = None,
    languages: Sequence[str] = LANGUAGES,
    limits: Limits = _USUAL,
    third_opinion: bool = False,
    attachments: bool = False,
    scratch: Path | None = None,
) -> Extracted:
    """The text of a file with the places of its pages and words. Raises ValueError for a language that has no reader of pictures.

    `media_type` helps where the bytes say only that it is some text. `third_opinion`: pages of a PDF on which two programs
    differ are read as pictures too, some seconds each. `attachments` of letters are read as well, not only named. `scratch`: where
    the text lies until it is handed over, for it may be as secret as the file.
    """
    if unknown := [each for each in languages if each not in LANGUAGES] or not languages:
        raise ValueError(f"Languages are some of {', '.join(LANGUAGES)}: {unknown}.")
    settings = {"languages": list(languages), "third_opinion": third_opinion, "attachments": attachments}
    order = {"media_type": media_type, "limits": asdict(limits), "settings": settings}
    return call(Path(path), order, limits, scratch)[0]


def crop(path: Path, page: int, box: Sequence[float], *, limits: Limits = _USUAL, scratch: Path | None = None) -> bytes:
    """PNG of a box on a page (from 1), with some margin; `box`: x0, y0, x1, y1 as in `Word`. Raises ValueError with the reason."""
    settings = {"languages": [], "third_opinion": False, "attachments": False}
    order = {"media_type": None, "limits": asdict(limits), "settings": settings, "crop": {"page": page, "box": list(box)}}
    found, picture = call(Path(path), order, limits, scratch, "crop.png")
    if not picture:
        raise broken_crop(found.failure)
    return picture
