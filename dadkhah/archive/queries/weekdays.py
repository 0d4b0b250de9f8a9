"""A weekday that a source names is checked against the date it gives."""

from __future__ import annotations

from dadkhah.archive.models import Claim
from dadkhah.reading.weekday import check_weekday


def mismatch(claim: Claim, language: str) -> str:
    """What does not fit, in a sentence; or nothing."""
    if not claim.date:
        return ""
    text = f"{claim.value} {claim.date_written} {claim.quote} {claim.note}"
    found = check_weekday(text, claim.date, claim.calendar or "gregorian")
    return found.describe(language) if found else ""
