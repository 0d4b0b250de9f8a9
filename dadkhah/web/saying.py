"""What the archive and the plain rooms say, in the reader's language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language, get_language_bidi, gettext

from dadkhah.reading.numerals import group
from dadkhah.sentences import Sentence, Word, sentence_of

FIRST_STRONG, END = "\u2068", "\u2069"
"""Unicode's marks around a text whose direction is told by its first letter."""


def said(text: Any) -> str:
    """A sentence or a value of one. A text that is no sentence of ours stays as it is."""
    language = (get_language() or "en")[:2]
    if isinstance(text, Sentence):
        values = {name: _value(value) for name, value in text.values.items()}
        return gettext(text.template).format(**values) if values else gettext(text)
    if isinstance(text, Word):
        return text.others.get(language, str(text))
    if isinstance(text, list):
        return gettext(", ").join(map(_value, text))
    return group(text, language) if isinstance(text, int) else str(text)


def _value(value: Any) -> str:
    return isolated(value) if type(value) is str else said(value)


def isolated(text: str) -> str:
    """What was typed, a path or a name of a file keeps its own direction where words run the other way."""
    return f"{FIRST_STRONG}{text}{END}" if get_language_bidi() else text


def reason(fault: BaseException) -> str:
    """Why something was refused, as whoever refused it says it."""
    return said(sentence_of(fault))
