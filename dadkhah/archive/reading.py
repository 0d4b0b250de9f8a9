"""Reading files of the archive: their text and what it may say, found beside the database, and read again from where it is kept."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dadkhah.archive import heads
from dadkhah.archive.access import Visible
from dadkhah.archive.alike import marks_of
from dadkhah.archive.envelopes import opened
from dadkhah.archive.index import NAMING
from dadkhah.archive.models import DocumentReading, Item, SuggestionVerdict
from dadkhah.archive.passages import decoded, text_of

if TYPE_CHECKING:
    from dadkhah.reading.named import Known

PLAIN = "text/plain"
NO_TEXT = "no_text"
NAMED = ("person", "group", "place")
Key = tuple[str, int, int]
"""Kind, start, end."""
Box = tuple[int, tuple[float, ...]]
"""A page, from 1, and x0, y0, x1, y1 on it."""


@dataclass(frozen=True)
class Found:
    """`is_own`: the text is the file's own, letter by letter, so that places count in the file itself; or there is none.

    `about`: JSON values.
    """

    text: str
    is_own: bool
    about: dict[str, Any]


def read(visible: Visible, item: Item) -> Found:
    """Where the file cannot be read the reason is told in `about`. Raises NotHeld where its bytes are not here."""
    from dadkhah.reading.suggest import VERSION, suggest

    own = text_of(item) if item.media_type == PLAIN else None
    about: dict[str, Any] = _extracted(item) if own is None else {"text": own, "alike": marks_of(own, None)}
    text = about.pop("text")
    found = suggest(text, known(visible))
    about |= {"version": VERSION, "language": found.language, "suggestions": [each.plain() for each in found.suggestions]}
    return Found(text, own is not None or not text, about)


def _extracted(item: Item) -> dict[str, Any]:
    """Text, pages, tools, a failure where there is one, and what it resembles: a photograph without words may be a copy."""
    from dadkhah.reading.extract import extract

    with tempfile.TemporaryDirectory(dir=heads.place().scratch, prefix="reading-") as folder:
        path = _copied(item, Path(folder))
        extracted = extract(path, media_type=item.media_type, scratch=Path(folder))
        is_picture = item.media_type.startswith("image/") and (not extracted.failure or extracted.failure.kind == NO_TEXT)
        picture = path if is_picture else None
        return extracted.plain() | {"alike": marks_of(extracted.text, picture)}


def _copied(item: Item, folder: Path) -> Path:
    """The file under a name of ours: its own may be anything."""
    path = folder / "file"
    with opened(item) as source, path.open("wb") as target:
        shutil.copyfileobj(source, target)
    return path


def picture_of(item: Item, page: int, box: tuple[float, ...]) -> bytes:
    """PNG of the words as they stand in the file. Raises ValueError where the file has no pictures of pages; NotHeld."""
    from dadkhah.reading.extract import crop

    with tempfile.TemporaryDirectory(dir=heads.place().scratch, prefix="reading-") as folder:
        return crop(_copied(item, Path(folder)), page, box, scratch=Path(folder))


def known(visible: Visible) -> Known:
    """What the reader of these suggestions may see by name."""
    from dadkhah.reading.named import Entry, Known

    names: dict[tuple[str, str], list[str]] = defaultdict(list)
    rows = visible.claims().filter(predicate__in=NAMING, subject__kind__in=NAMED)
    for subject, kind, value in rows.values_list("subject_id", "subject__kind", "value"):
        names[subject, kind].append(value or "")
    return Known.of(Entry(subject, kind, tuple(filter(None, spelt))) for (subject, kind), spelt in names.items())  # type: ignore[arg-type]


@dataclass(frozen=True)
class Shown:
    """A reading that somebody looks at; its files are opened when they are asked for, and once. Raises NotHeld."""

    reading: DocumentReading

    @property
    def failure(self) -> str:
        """Why the file could not be read, as the sentence is kept; empty where it was."""
        failure = self.about.get("failure")
        return failure["sentence"] if failure else ""

    @cached_property
    def text(self) -> str:
        if self.reading.text_id == self.reading.item_id and self.failure:
            return ""
        with opened(self.reading.text) as file:
            return decoded(file.read())

    @cached_property
    def about(self) -> dict[str, Any]:
        """Pages, tools, language and suggestions, as JSON has them."""
        with opened(self.reading.found) as file:
            return json.loads(file.read())

    @cached_property
    def suggestions(self) -> dict[Key, dict[str, Any]]:
        """In the order of the text."""
        return {key_of(each): each for each in self.about["suggestions"]}

    def pages_of(self, suggestion: dict[str, Any]) -> list[dict[str, Any]]:
        pages = self.about.get("pages", [])
        return [each for each in pages if each["start"] < suggestion["end"] and suggestion["start"] < each["end"]]

    def sheet(self, number: int) -> Box | None:
        """The whole of a page; nothing where there is no such page, or where it has no paper."""
        pages = (each for each in self.about.get("pages", []) if each["number"] == number and each["width"])
        return next(((number, (0, 0, each["width"], each["height"])) for each in pages), None)

    def box_of(self, suggestion: dict[str, Any]) -> Box | None:
        """Where its words stand; nothing where no page knows that."""
        for page in self.pages_of(suggestion):
            boxes = [word[2:6] for word in page["words"] if word[0] < suggestion["end"] and suggestion["start"] < word[1]]
            if boxes:
                x0, y0, x1, y1 = zip(*boxes, strict=True)
                return page["number"], (min(x0), min(y0), max(x1), max(y1))
        return None


def readings(visible: Visible, item: Item) -> list[Shown]:
    """Readings of the file that are not erased, the newest first."""
    rows = visible.document_readings().filter(item=item, found__erased__isnull=True, text__erased__isnull=True)
    return [Shown(row) for row in rows.select_related("item", "text", "found", "account").order_by("-at", "-id")]


def key_of(suggestion: dict[str, Any]) -> Key:
    return suggestion["kind"], suggestion["start"], suggestion["end"]


def verdicts(visible: Visible, reading: DocumentReading) -> dict[Key, SuggestionVerdict]:
    """The last verdict on each place of this text, in this reading or another of the same text: nobody is asked again."""
    rows = visible.suggestion_verdicts().filter(reading__text__digest=reading.text.digest, reading__item=reading.item_id)
    return {(row.kind, row.start, row.end): row for row in rows.select_related("account").order_by("at", "id")}


def differences(older: Shown, newer: Shown) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What only the newer reading suggests, and what only the older one did. Of another text nothing can be compared."""
    if older.reading.text.digest != newer.reading.text.digest:
        return [], []
    before, now = older.suggestions, newer.suggestions
    return [now[key] for key in now if key not in before], [before[key] for key in before if key not in now]
