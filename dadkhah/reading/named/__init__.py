"""Persons, groups and places that a text names: by rules, by short lists of known names, and by what the archive knows."""

from __future__ import annotations

import re

from dadkhah.reading.named.known import Entry, Known
from dadkhah.reading.named.latin import Seen, latin_names
from dadkhah.reading.named.persian import persian_names
from dadkhah.reading.prose import Prose
from dadkhah.reading.suggestion import Name

__all__ = ["Entry", "Known", "find_names"]
_ARABIC = re.compile("[\u0600-\u06ff]")


def find_names(prose: Prose, known: Known | None = None) -> list[Name]:
    """In the order of the text. Where the archive knows a name, the rules' shorter or equal finding gives way."""
    if known is None:
        return _by_rule(prose)
    sure = list(known.found(prose.text))
    taken = {at for each in sure for at in range(each.start, each.end)}
    by_rule = [each for each in _by_rule(prose) if not (taken and taken.intersection(range(each.start, each.end)))]
    return sorted([*sure, *by_rule], key=lambda each: (each.start, each.end, each.kind))


def _by_rule(prose: Prose) -> list[Name]:
    seen, found = Seen(prose.text), list[Name]()
    for each in prose.paragraphs:
        if prose.has_arabic and _ARABIC.search(prose.text, each.start, each.end):
            both = [*persian_names(prose.text, each.start, each.end), *latin_names(prose.text, each.start, each.end, seen)]
            found += sorted(both, key=lambda name: (name.start, name.end, name.kind))
        else:
            found += latin_names(prose.text, each.start, each.end, seen)
    return found
