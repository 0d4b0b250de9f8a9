"""Suggestions as W3C Web Annotations, which other programs read: a body with what is suggested, a target with its place.

Source: Web Annotation Data Model (W3C Recommendation, 23 February 2017), sections 3.2 and 4.2: a text position selector and a text
quote selector for the same words. Offsets are code points, as the recommendation counts them.
"""

from __future__ import annotations

from typing import Any

from dadkhah.reading.suggest import Reading
from dadkhah.reading.suggestion import Suggestion

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_AROUND = 32
_PLACE = frozenset({"kind", "start", "end", "exact"})


def annotated(reading: Reading, source: str) -> dict[str, Any]:
    """A page of annotations. `source` names the text."""
    items = [_annotation(reading.text, each, source) for each in reading.suggestions]
    return {"@context": CONTEXT, "type": "AnnotationPage", "items": items}


def _annotation(text: str, each: Suggestion, source: str) -> dict[str, Any]:
    plain = each.plain()
    return {
        "type": "Annotation",
        "motivation": "identifying" if plain["kind"] in ("person", "group", "place") else "describing",
        "body": [
            {"type": "TextualBody", "purpose": "tagging", "value": plain["kind"]},
            {"type": "Dataset", "purpose": "describing", "value": {k: v for k, v in plain.items() if k not in _PLACE}},
        ],
        "target": {"source": source, "selector": [
            {"type": "TextPositionSelector", "start": each.start, "end": each.end},
            {"type": "TextQuoteSelector", "exact": each.exact, "prefix": text[max(0, each.start - _AROUND) : each.start],
             "suffix": text[each.end : each.end + _AROUND]},
        ]},
    }  # fmt: skip
