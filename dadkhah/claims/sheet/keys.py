"""The keys that each kind of entry has: those of the row it becomes, and a few of the sheet's own."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from dadkhah.claims.values import ClaimRow, FigureRow, SourceRow, StatementRow


def _names(row: Any, *without: str) -> tuple[str, ...]:
    return tuple(one.name for one in fields(row) if one.name not in ("key", "lines", *without))


SOURCE = _names(SourceRow)
FIGURE = _names(FigureRow)
STATEMENT = _names(StatementRow, "stances")
CLAIM = _names(ClaimRow, "group", "subject", "predicate", "source", "figure", "statement")
_CHECKED = (
    "entity",
    "date",
    "claimed_on",
    "calendar",
    "party",
    "stance",
    "inferred",
    "derivation",
    "derives_from",
)
CLAIM_WORDS = tuple(name for name in CLAIM if name not in _CHECKED)
CLAIMED = ("role", "party", "claimed_on", "onward_to", "confidence", "note", "hold")

SHEET_KEYS = frozenset({"id", "title", "compiled", "language", "compartment", "notes"})
SOURCE_KEYS = frozenset({"id", *SOURCE})
SHORT_KEYS = frozenset({"id", "sources", *CLAIM})
CLAIM_KEYS = SHORT_KEYS | {"field"}
CITE_KEYS = frozenset({"source", "derivation", "derives_from", "quote", "confidence", "note"})
FIGURE_KEYS = frozenset({"id", "of", "claimed_by", "claimed_by_written", "sources", *FIGURE, *CLAIMED})
STANCES = frozenset({"stance", "stance_secondary", "framed_by_source_as", "stances"})
STATEMENT_KEYS = frozenset({"id", "sources", "confidence", "responds_to", *STATEMENT}) | STANCES
ENTRY_KEYS = frozenset({"id", "sources", "confidence", "hold", "claims"})
EXTRA_KEYS = {"argument": frozenset({"statements"}), "response": frozenset({"responds_to"})}

_SHARED = frozenset({"id", "sources", "confidence", "note", "hold"})
POSITION_KEYS = _SHARED | {"person", "role", "period", "alleged_by"}
PANEL_KEYS = frozenset({"panel", "order", "members", "hold"})
MEMBER_KEYS = _SHARED | {"person", "seat", "named_in_order"}
DAMAGE_KEYS = _SHARED | {"site", "date", "act"}
