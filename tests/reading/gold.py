"""Texts with what a reader should find in them: made up, of countries that are on no map.

Beside `NAME.txt` lies `NAME.yaml`, a list of `kind`, `exact`, `occurrence` (the first unless it says so) and fields.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "gold"
Document = tuple[str, str, list[dict[str, Any]]]
"""Name, text, and the annotations in the order of the text."""


def documents(kind: str) -> list[Document]:
    """Every text that has annotations of this kind, with those alone, each with its `start` and `end`."""
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        text = path.with_suffix(".txt").read_text("utf-8")
        entries = [_placed(text, each) for each in yaml.safe_load(path.read_text("utf-8")) if each["kind"] == kind]
        if entries:
            found.append((path.stem, text, sorted(entries, key=lambda each: (each["start"], each["end"]))))
    return found


def _placed(text: str, entry: dict[str, Any]) -> dict[str, Any]:
    start = -1
    for _ in range(entry.get("occurrence", 1)):
        start = text.index(entry["exact"], start + 1)
    return entry | {"start": start, "end": start + len(entry["exact"])}
