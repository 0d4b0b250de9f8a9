"""The sourced sheet: claims with their sources, written by hand in YAML (docs/sheet.md), as plain rows."""

from dadkhah.claims.sheet.reader import read_sheet
from dadkhah.claims.sheet.writer import write_sheet

__all__ = ["read_sheet", "write_sheet"]
