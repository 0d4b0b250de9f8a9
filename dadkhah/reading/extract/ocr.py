"""Pictures of text, by the program tesseract. Numbers among what it reads are never to be trusted.

One page is turned upright, straightened and read as one block of lines (its mode 6; mode 3 loses whole lines of Persian).
Lines that were lost or hardly read are read once more alone.
Of digits that it is sure of to 90 % one in eight is wrong, so every word with a digit is `unconfirmed`.
"""

from __future__ import annotations

import io
import math
import re
import statistics
from functools import lru_cache
from typing import Any

from dadkhah.reading.extract import deskew, ocr_lines, paper, second_look, tools
from dadkhah.reading.extract.extracted import Word
from dadkhah.reading.extract.reading_page import Read
from dadkhah.reading.extract.tools import Clock, Stopped
from dadkhah.sentences import Sentence

NAMES = {"fa": "fas", "en": "eng", "ar": "ara", "es": "spa"}
ARABIC = frozenset({"fa", "ar"})
BLOCK, LINE = "6", "7"
"""Modes of tesseract: one block of lines, one line."""
HARD = 65
"""Mean confidence below which a page is doubtful."""
_DIGIT = re.compile(r"\d")
_SCRIPT = re.compile(r"Script: (\w+)")
_TURN = re.compile(r"Rotate: (\d+)\nOrientation confidence: ([\d.]+)")
_SURE = 2.0


def read(image: Any, languages: tuple[str, ...], clock: Clock) -> Read:
    """What is written in a grey picture of Pillow; boxes in its pixels. Raises Stopped where tesseract is missing."""
    if clock.left() <= 0:
        late = Sentence("The time was up before this page was read. Read the file in parts, or give it more time.")
        return Read("", image.width, image.height, reasons=[late], ocr=True)
    image = paper.whitened(image)
    turn, script = _layout(image, clock)
    upright = image.rotate(-turn, expand=True) if turn else image
    degrees = deskew.angle(upright)
    straight = upright.rotate(degrees, resample=3, expand=False, fillcolor=255) if degrees else upright
    names = _chosen(languages, script)
    lines = [*ocr_lines.lines(_tesseract(straight, names, clock, BLOCK))]
    found = _words(second_look.again(straight, lines, lambda part: [*ocr_lines.lines(_tesseract(part, names, clock, LINE))]))
    back = _Back(image.size, upright.size, turn, degrees)
    words = [back.moved(word) for word in found[1]]
    return Read(found[0], image.width, image.height, words, _reasons(words), ocr=True)


def has_ink(image: Any) -> bool:
    low, high = image.getextrema()
    return bool(high - low > 40)


def scaled(page: Read, size: tuple[float, float], pixels: tuple[int, int]) -> Read:
    """The page with its boxes in the units of the paper."""
    across, down = size[0] / pixels[0], size[1] / pixels[1]
    words = [
        word._replace(x0=word.x0 * across, y0=word.y0 * down, x1=word.x1 * across, y1=word.y1 * down) for word in page.words
    ]
    return Read(page.text, *size, words, page.reasons, ocr=True)


def tools_used(languages: tuple[str, ...]) -> dict[str, str]:
    names = "+".join(NAMES[each] for each in languages)
    return {"tesseract": tools.version("tesseract", "--version"), "tesseract_languages": names}


def _reasons(words: list[Word]) -> list[str]:
    sure = [word.confidence for word in words if word.confidence is not None]
    if sure and statistics.mean(sure) < HARD:
        return [Sentence("The picture is hard to read. Compare the text with it.")]
    return []


@lru_cache
def _installed() -> frozenset[str]:
    done = tools.run(["tesseract", "--list-langs"], Clock(20))
    return frozenset(done.stdout.decode().split())


def _layout(image: Any, clock: Clock) -> tuple[int, str]:
    """By how many degrees the picture must be turned clockwise, and its script, as far as tesseract sees it."""
    if "osd" not in _installed():
        return 0, ""
    small = image.copy()
    small.thumbnail((2200, 2200))
    told = tools.run(["tesseract", "-", "-", "--psm", "0", "-l", "osd", "--dpi", "200"], clock, _bytes(small)).stdout.decode()
    turn, script = _TURN.search(told), _SCRIPT.search(told)
    is_sure = turn is not None and float(turn[2]) >= _SURE
    return int(turn[1]) if turn and is_sure else 0, script[1] if script else ""


def _chosen(languages: tuple[str, ...], script: str) -> str:
    """The first of the wanted languages in this script; the first of each script where it is not known."""
    arabic = next((each for each in languages if each in ARABIC), None)
    latin = next((each for each in languages if each not in ARABIC), None)
    wanted = {"Arabic": [arabic], "Latin": [latin]}.get(script, [arabic, latin])
    names = [NAMES[each] for each in wanted if each] or [NAMES[languages[0]]]
    for name in names:
        if name not in _installed():
            raise tools.missing("tesseract", f"tesseract-ocr-{name}")
    return "+".join(names)


def _tesseract(image: Any, names: str, clock: Clock, mode: str) -> str:
    command = ["tesseract", "-", "-", "--psm", mode, "--dpi", "300", "-l", names, "tsv"]
    done = tools.run(command, clock, _bytes(image))
    if done.returncode:
        raise Stopped("broken", Sentence("The program tesseract could not read this picture. Save it again as PNG."))
    return done.stdout.decode("utf-8", "replace")


def _bytes(image: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, "PPM")
    return out.getvalue()


def _words(lines: list[second_look.Found]) -> tuple[str, list[Word]]:
    """Text and words: a line for each line, an empty one between paragraphs."""
    text, words, before = "", [], None
    for place, line in lines:
        text += "" if before is None else "\n" if place[:2] == before[:2] else "\n\n"
        before = place
        for number, (word, box, confidence) in enumerate(line):
            text += " " if number else ""
            at = len(text)
            text += word
            words.append(Word(at, len(text), *box, confidence, bool(_DIGIT.search(word))))
    return text, words


class _Back:
    """From the straightened picture back to the one that was given."""

    def __init__(self, given: tuple[int, int], upright: tuple[int, int], turn: int, degrees: float) -> None:
        self._given, self._upright, self._turn = given, upright, turn
        self._sine, self._cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))

    def moved(self, word: Word) -> Word:
        corners = [self._point(x, y) for x in (word.x0, word.x1) for y in (word.y0, word.y1)]
        across, down = ([corner[axis] for corner in corners] for axis in (0, 1))
        return word._replace(x0=min(across), y0=min(down), x1=max(across), y1=max(down))

    def _point(self, x: float, y: float) -> tuple[float, float]:
        middle_x, middle_y = self._upright[0] / 2, self._upright[1] / 2
        across, down = x - middle_x, y - middle_y
        x, y = middle_x + across * self._cosine - down * self._sine, middle_y + across * self._sine + down * self._cosine
        width, height = self._given
        return {0: (x, y), 90: (y, height - x), 180: (width - x, height - y), 270: (width - y, x)}[self._turn]
