"""The plain values of the claims room: what a sheet says, row by row, before any database knows it.

Every row has a *key*, stable within its sheet, and remembers its place there (`lines`). A group of claims
(`ClaimRow.group`) is one assertion carried by several sources: one claim each, never more weight for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

SubjectKind = Literal[
    "person",
    "group",
    "place",
    "event",
    "order",
    "effort",
    "recognition",
    "disclosure",
    "argument",
    "response",
    "question",
    "case",
]
DerivationState = Literal["own", "derived", "unknown"]
Mode = Literal["quoted", "paraphrased", "reported"]


@dataclass(frozen=True, slots=True)
class Lines:
    """Where in a sheet something stands: file name within the sheet, first and last line, counted from 1."""

    file: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """Who says. `seen`: full, excerpt or secondary. `derives_from`: keys of sources it is known to draw on."""

    key: str
    title: str
    author: str = ""
    date: str = ""
    language: str = ""
    kind: str = ""
    url: str = ""
    host: str = ""
    party: str = ""
    stands_behind: str = ""
    reliability: str = ""
    seen: str = ""
    derives_from: tuple[str, ...] = ()
    note: str = ""
    hold: str = ""
    lines: Lines | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectRow:
    """A person, group, place, event, ...: what claims are about. It holds nothing itself; claims do."""

    key: str
    kind: SubjectKind
    lines: Lines | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """A number with what it counts. Only equal `measure` and `scope` may be compared; nothing is ever added."""

    key: str
    measure: str
    qualifier: str
    scope: str = ""
    value: int | None = None
    low: int | None = None
    high: int | None = None
    counts: str = ""
    period: str = ""
    lines: Lines | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StanceRow:
    """One reading of a statement. `author`: "compiler" (ours) or the key of the source that frames it so."""

    stance: str
    author: str
    secondary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow:
    """Words of one speaker. Its sources are the claims of predicate "said" that name it."""

    key: str
    speaker: str
    speaker_written: str = ""
    speaker_party: str = ""
    role_then: str = ""
    role_at_event: str = ""
    date: str = ""
    mode: Mode = "paraphrased"
    words: str = ""
    translation: str = ""
    paraphrase: str = ""
    language: str = ""
    stances: tuple[StanceRow, ...] = ()
    arguments: tuple[str, ...] = ()
    figure: str = ""
    leads_to: str = ""
    note: str = ""
    hold: str = ""
    lines: Lines | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """One source says: subject, predicate, value.

    `confidence` is how sure the compiler is that it was *said*; whether it *is so* is an assessment, not here.
    `derivation` is per claim: "own" (the source's own knowledge or words), "derived" with `derives_from`
    (keys of sources), or "unknown". `quote` holds exact words of the source where they are known.
    """

    key: str
    group: str
    subject: str
    predicate: str
    source: str
    value: str = ""
    entity: str = ""
    date: str = ""
    date_written: str = ""
    calendar: str = ""
    claimed_on: str = ""
    place: str = ""
    figure: str = ""
    statement: str = ""
    attributed_to: str = ""
    onward_to: str = ""
    role: str = ""
    relation: str = ""
    party: str = ""
    stance: str = ""
    quote: str = ""
    derivation: DerivationState = "unknown"
    derives_from: tuple[str, ...] = ()
    confidence: str = ""
    conflict: str = ""
    inferred: bool = False
    note: str = ""
    hold: str = ""
    lines: Lines | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseRow:
    """`subject` (a response, or a statement) answers `target`: a statement, argument, effort, response or source."""

    key: str
    subject: str
    target: str
    relation: str = "responds_to"
    hold: str = ""
    lines: Lines | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All rows of one sheet, each kind in the order written. `files` maps a file name to its bytes."""

    key: str
    title: str
    compiled: str
    compartment: str = ""
    sources: tuple[SourceRow, ...] = ()
    subjects: tuple[SubjectRow, ...] = ()
    figures: tuple[FigureRow, ...] = ()
    statements: tuple[StatementRow, ...] = ()
    claims: tuple[ClaimRow, ...] = ()
    responses: tuple[ResponseRow, ...] = ()
    files: tuple[tuple[str, bytes], ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class SheetFault:
    """What is wrong with a sheet, where, and what to do: a whole sentence."""

    file: str
    line: int
    message: str
