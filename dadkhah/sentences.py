"""Sentences that reach a reader: English as they stand, with what it takes to say them in another language.

The plain rooms and the archive know no translation. What they refuse they refuse with a `Sentence`, which is a text
like any other to the command line and to a log; a page looks its template up in the catalogue and fills the values in
again. `script/strings` finds a template by the name of the class, so it is written out where it is used.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Self


class Sentence(str):
    """`Sentence("There is no role “{role}”.", role=typed)`: the text, and beside it the template and the values.

    A value is a text that is the same in every language, a count, a `Word`, another sentence, or a list of these.
    """

    __slots__ = ("template", "values")
    template: str
    values: dict[str, Any]

    def __new__(cls, template: str, **values: Any) -> Self:
        shown = {name: ", ".join(value) if isinstance(value, list) else value for name, value in values.items()}
        made = super().__new__(cls, template.format(**shown) if values else template)
        made.template, made.values = template, values
        return made


class Word(str):
    """A value for which other languages have a word of their own: `Word("Arrest", fa="بازداشت")`."""

    __slots__ = ("others",)
    others: dict[str, str]

    def __new__(cls, english: str, **others: str) -> Self:
        made = super().__new__(cls, english)
        made.others = others
        return made


def together(sentences: Iterable[str]) -> Sentence:
    """Several sentences as one text."""
    parts = {f"s{number}": sentence for number, sentence in enumerate(sentences)}
    row = " ".join(f"{{{name}}}" for name in parts)
    return Sentence(row, **parts)


def sentence_of(fault: BaseException) -> str:
    """What an exception says, still as a `Sentence` where it was made with one."""
    return fault.args[0] if fault.args and isinstance(fault.args[0], str) else str(fault)


def packed(text: str) -> str:
    """A form in which a sentence can be kept, from which `unpacked` makes it again; without values it is the text."""
    has_values = isinstance(text, Sentence) and text.values
    return json.dumps(_plain(text), ensure_ascii=False) if has_values else str(text)


def unpacked(text: str) -> Sentence:
    return _whole(json.loads(text)) if text.startswith('{"template": ') else Sentence(text)


def _plain(value: Any) -> Any:
    if isinstance(value, Sentence):
        return {"template": value.template, "values": {name: _plain(each) for name, each in value.values.items()}}
    if isinstance(value, Word):
        return {"word": str(value), "others": value.others}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def _whole(value: Any) -> Any:
    if isinstance(value, list):
        return [_whole(each) for each in value]
    if not isinstance(value, dict):
        return value
    if "word" in value:
        return Word(value["word"], **value["others"])
    template, values = value["template"], value["values"]
    return Sentence(template, **{name: _whole(each) for name, each in values.items()})
