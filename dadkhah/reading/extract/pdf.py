"""PDF: what pdftotext reads, what PDFium reads, and where both are in doubt the picture of the page.

pdftotext is asked once for all pages. Where PDFium reads a page differently by more than a twentieth of its letters, the page
is doubtful. Pages without letters are read as pictures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from dadkhah.reading.extract import boxes, covering, ocr, opinion, tools
from dadkhah.reading.extract.extracted import Limits
from dadkhah.reading.extract.lines import spoken
from dadkhah.reading.extract.reading_page import Read, Whole, clean
from dadkhah.reading.extract.tools import Clock, Stopped
from dadkhah.sentences import Sentence

DPI = 300
FEW = 25
"""A page of fewer letters has next to no text."""
SOME = 250
"""A page of fewer letters under a picture that covers most of it has next to no text either."""
_LETTER = re.compile(r"[^\W_]")
_BROKEN = re.compile("[\ue000-\uf8ff\ufffd\x01-\x08]|\\(cid:\\d+\\)")
_LONE_MARK = re.compile(r"^\s*[\u064b-\u0655]\s*$", re.MULTILINE)
_PAIRS = str.maketrans("()[]«»<>", ")(][»«><")
_CLOSED_FIRST = re.compile(r"^[^(\[«]*[)\]»]|[(\[«][^)\]»]*$")
_ARABIC = re.compile("[\u0620-\u06d3]")


def read(path: Path, languages: tuple[str, ...], limits: Limits, clock: Clock, *, third: bool) -> Whole:
    """Every page. `third`: pages in doubt are read as pictures too; where that agrees they are in doubt no more."""
    document = opened(path)
    if len(document) > limits.pages:
        raise Stopped(
            "too_large",
            Sentence("The file has {count} pages, more than {most}. Cut it into parts.", count=len(document), most=limits.pages),
        )
    first = _texts(path, len(document), clock)
    whole = Whole([], {"pdftotext": tools.version("pdftotext", "-v"), "pypdfium2": tools.library("pypdfium2")})
    for number, (text, width, height, found) in enumerate(first):
        whole.pages.append(_page(document[number], text, (width, height), found, (languages, clock, third)))
    if any(page.ocr for page in whole.pages):
        whole.tools |= ocr.tools_used(languages)
    return whole


def opened(path: Path) -> Any:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
        len(document)
    except pypdfium2.PdfiumError as fault:
        if "password" in str(fault).lower():
            raise Stopped("encrypted", Sentence("The PDF is locked with a password. Save it without one.")) from None
        raise Stopped("broken", Sentence("The PDF is damaged and cannot be opened. Get it once more.")) from None
    return document


def _texts(path: Path, count: int, clock: Clock) -> Iterator[tuple[str, float, float, list[boxes.Box]]]:
    """Text, width, height and boxes of each page: two runs at once for the whole file."""
    with ThreadPoolExecutor(2) as threads:
        runs = [threads.submit(_pdftotext, path, flags, clock) for flags in ((), ("-bbox",))]
        text, bbox = (run.result() for run in runs)
    texts = text.split("\f")
    sized = list(boxes.pages(bbox))
    for number in range(count):
        yield texts[number] if number < len(texts) else "", *(sized[number] if number < len(sized) else (0.0, 0.0, []))


def _pdftotext(path: Path, flags: tuple[str, ...], clock: Clock) -> str:
    # A damaged file gives what could be read, and what is wrong in words on the side.
    return tools.run(["pdftotext", "-enc", "UTF-8", *flags, str(path), "-"], clock).stdout.decode("utf-8", "replace")


def _page(page: Any, raw: str, size: tuple[float, float], found: list[boxes.Box], how: tuple[Any, Clock, bool]) -> Read:
    text = clean(spoken(raw)).strip("\n")
    languages, clock, third = how
    is_pictured = covering.is_pictured(page)
    if _is_empty(text, is_pictured=is_pictured):
        return _pictured(page, text, size, found, (languages, clock))
    other = clean(page.get_textpage().get_text_range())
    chosen = _better(text, other)
    reasons = _reasons(chosen, text, other)
    if is_pictured:
        reasons.append(Sentence("The text lies over a picture of the page, from which another program read it. Compare both."))
    elif third and reasons and not opinion.is_turned(chosen) and _agrees(page, chosen, languages, clock):
        reasons = []
    return Read(chosen, *size, boxes.placed(chosen, found), reasons)


def _is_empty(text: str, *, is_pictured: bool) -> bool:
    letters = len(_LETTER.findall(text))
    return letters < (SOME if is_pictured else FEW) or len(_BROKEN.findall(text)) > letters / 5


def _pictured(page: Any, text: str, size: tuple[float, float], found: list[boxes.Box], how: tuple[Any, Clock]) -> Read:
    """The page read as a picture; its own few words where that gives fewer. A page without ink is empty."""
    image = drawn(page)
    read = ocr.read(image, *how) if ocr.has_ink(image) else Read("")
    if len(read.text) <= len(text) and not _BROKEN.search(text):
        return Read(text, *size, boxes.placed(text, found), read.reasons)
    return ocr.scaled(read, size, image.size)


def drawn(page: Any, dpi: float = DPI) -> Any:
    """The page as a grey picture of Pillow, drawn smaller where it would be larger than any paper."""
    longest = max(page.get_size())
    return page.render(scale=min(dpi, 72 * 7_000 / max(longest, 1)) / 72, grayscale=True).to_pil()


def _better(text: str, other: str) -> str:
    """The reading of pdftotext, but PDFium's where that keeps lines whole that the other tore apart at a vowel sign."""
    ours, theirs = (sum(pair) and pair[0] / sum(pair) for pair in (opinion.usual(text), opinion.usual(other)))
    enough = opinion.usual(other)[0] >= 0.9 * opinion.usual(text)[0]
    is_torn = bool(_LONE_MARK.search(text)) and theirs >= ours and enough
    return "\n".join(map(_paired, other.split("\n"))) if is_torn or theirs > ours + 0.2 else text


def _paired(line: str) -> str:
    """A line of Arabic script whose brackets close before they open has them turned around."""
    return line.translate(_PAIRS) if _ARABIC.search(line) and _CLOSED_FIRST.search(line) else line


def _reasons(chosen: str, text: str, other: str) -> list[str]:
    reasons: list[str] = []
    if opinion.is_turned(chosen):
        reasons.append(Sentence("Its words seem to be written backwards. Read the page itself, its numbers too."))
    if opinion.are_apart(text, other):
        share = round(100 * opinion.difference(text, other))
        reasons.append(Sentence("Two programs read this page differently, by {share} % of its letters. Compare it.", share=share))
    if numbers := opinion.numbers_apart(text, other)[:5]:
        reasons.append(Sentence("Two programs read numbers of this page differently: {numbers}. Compare them.", numbers=numbers))
    if years := opinion.turned_years(chosen)[:5]:
        reasons.append(Sentence("Numbers of this page may be written backwards: {numbers}. Compare them.", numbers=years))
    return reasons


def _agrees(page: Any, text: str, languages: tuple[str, ...], clock: Clock) -> bool:
    read = ocr.read(drawn(page), languages, clock)
    return opinion.difference(text, read.text) <= 2 * opinion.APART
