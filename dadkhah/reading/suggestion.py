"""What the reader suggests: a place in a text, what may stand there, and the rule that thinks so. Never a fact."""

from __future__ import annotations

# Nothing changes a suggestion. It is not `frozen`, for that makes them, of which a text has thousands, three times as slowly.
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Literal

Span = tuple[int, int]
"""Start and end in code points of the text; `text[start:end]`."""


@dataclass(slots=True, unsafe_hash=True)
class Mention:
    """Words in the text, with their place."""

    start: int
    end: int
    exact: str

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Mention:
        return cls(start, end, text[start:end])


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Suggestion:
    """`confidence`: 0 to 1, how often the rule was right where it was tried. `rule`: its name, for whoever doubts it."""

    kind: ClassVar[str]
    start: int
    end: int
    exact: str
    confidence: float
    rule: str

    def plain(self) -> dict[str, Any]:
        """Values that JSON has, the kind first."""
        return {"kind": self.kind, **{each.name: _plain(getattr(self, each.name)) for each in fields(self)}}


def _plain(value: Any) -> Any:
    if isinstance(value, Mention):
        return {"start": value.start, "end": value.end, "exact": value.exact}
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Quote(Suggestion):
    """Words of somebody. `parts`: the words themselves, without quotation marks, where the sentence breaks in between.

    `speaker` is whom a `pronoun` stands for, or the pronoun itself where that is not clear. `cue`: the words that say that
    something is said. `stance`: a code of the vocabulary `stances`, or nothing. `reason`: the place of a reason given.
    """

    kind: ClassVar[str] = "quote"
    parts: tuple[Span, ...]
    mode: Literal["direct", "indirect", "mixed"]
    speaker: Mention | None = None
    pronoun: Mention | None = None
    role: Mention | None = None
    cue: Mention | None = None
    stance: str | None = None
    reason: Mention | None = None


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Figure(Suggestion):
    """A number of people or things. `upper`: the other end of a range. Codes are of the vocabularies `figure_*`.

    `qualifier`: exact, about, at_least, over, less_than, up_to, range or order. `object`: what is counted, as written.
    """

    kind: ClassVar[str] = "figure"
    number: int
    upper: int | None = None
    qualifier: str
    object: str
    measure: str | None = None
    scope: str | None = None


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Date(Suggestion):
    """`calendar`: gregorian, jalali, hijri or ambiguous, as it is written. `edtf`: Gregorian; an interval where it is not sure."""

    kind: ClassVar[str] = "date"
    edtf: str
    calendar: str
    anchor: Mention | None = None


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Name(Suggestion):
    """`known`: ids of what the archive knows by this name, the likeliest first. Who it is, a person decides."""

    known: tuple[str, ...] = ()
    role: Mention | None = None


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Person(Name):
    kind: ClassVar[str] = "person"


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Group(Name):
    kind: ClassVar[str] = "group"


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Place(Name):
    kind: ClassVar[str] = "place"
