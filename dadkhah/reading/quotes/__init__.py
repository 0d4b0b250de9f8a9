"""Who said what: quotations with their speakers, how the words are given, and what stance they show."""

from __future__ import annotations

from dadkhah.reading.quotes.finding import find_quotes

__all__ = ["find_quotes"]
