"""What comes out of a file: its text, where each page stands in it, where each word stands on its page, and what is in doubt."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

from dadkhah.sentences import packed, unpacked

LANGUAGES = ("fa", "en", "ar", "es")
"""Languages in which pictures of text are read, the likelier first: of one script the first is tried alone."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may cost. A file beyond it gives a `Failure`; `seconds` are of the wall, `cpu` of the processor."""

    size: int = 300 << 20
    pages: int = 3_000
    seconds: float = 900
    cpu: int = 900
    memory: int = 3 << 30
    written: int = 256 << 20
    characters: int = 20_000_000
    pixels: int = 178_956_970


class Word(NamedTuple):
    """A word's place in the text in code points, and its box on the page, from the page's upper left corner.

    `confidence`: 0 to 100 as the reader of the picture gives it, None for a text that was not read from a picture.
    `unconfirmed`: a number read from a picture, which nobody may take over without having looked at the picture.
    """

    start: int
    end: int
    x0: float
    y0: float
    x1: float
    y1: float
    confidence: int | None = None
    unconfirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page, a picture of a file with several, or a sheet; `text[start:end]`.

    `width` and `height`: in points for PDF, in pixels for pictures, 0 where there is no paper.
    """

    number: int
    start: int
    end: int
    width: float = 0
    height: float = 0
    words: tuple[Word, ...] = ()
    doubtful: bool = False
    reasons: tuple[str, ...] = ()
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no text, or not all of it: a whole sentence, and its kind.

    Kinds: too_large, too_slow, broken, encrypted, no_text, tool_missing, unknown_kind, not_a_file, crashed.
    """

    kind: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """All that was read from a file. With a `failure` the text may be empty or a part."""

    text: str = ""
    pages: tuple[Page, ...] = ()
    media_type: str = ""
    tools: dict[str, str] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    failure: Failure | None = None

    def plain(self) -> dict[str, Any]:
        """Values that JSON has; the same for the same file, tools and settings."""
        return {**{each.name: getattr(self, each.name) for each in fields(self)}, **_kept(self)}

    def to_json(self) -> str:
        return json.dumps(self.plain(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Extracted:
        """What `plain` made, again."""
        failure = plain["failure"]
        return cls(
            **{
                **plain,
                "pages": tuple(_page(each) for each in plain["pages"]),
                "notes": tuple(unpacked(each) for each in plain["notes"]),
                "failure": failure and Failure(failure["kind"], unpacked(failure["sentence"])),
            }
        )


def _kept(extracted: Extracted) -> dict[str, Any]:
    failure = extracted.failure
    return {
        "pages": [_plain_page(each) for each in extracted.pages],
        "notes": [packed(each) for each in extracted.notes],
        "failure": failure and {"kind": failure.kind, "sentence": packed(failure.sentence)},
    }


def _plain_page(page: Page) -> dict[str, Any]:
    reasons = [packed(each) for each in page.reasons]
    told = {each.name: getattr(page, each.name) for each in fields(page)}
    return {**told, "words": [list(word) for word in page.words], "reasons": reasons}


def _page(plain: dict[str, Any]) -> Page:
    words = tuple(Word(*each) for each in plain["words"])
    return Page(**{**plain, "words": words, "reasons": tuple(unpacked(each) for each in plain["reasons"])})
