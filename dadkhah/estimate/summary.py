"""An estimate in words, for a reader who is no statistician, in English, Persian and Spanish (`summary.yaml`)."""

from __future__ import annotations

from functools import cache
from math import ceil, floor, log10
from pathlib import Path
from typing import Any

from dadkhah.estimate.result import Estimate

LANGUAGES = ("en", "fa", "es")
FIGURES = 3
"""An interval claims no more digits than these."""


def summary(found: Estimate, language: str = "en") -> str:
    """What is known, what may be, and what must be so for it to hold. Raises ValueError for a language that is not here.

    Ends are rounded outwards, the lower one never below those observed. An upper end that coverage is known for says so.
    """
    words = _words().get(language)
    if words is None:
        raise ValueError(f"There is no summary in {language!r}. Languages are: {', '.join(LANGUAGES)}.")
    told = {"lists": len(found.lists), "observed": found.observed}
    if found.lower is not None:
        told["lower"] = max(found.observed, rounded(found.lower, up=False))
    if found.upper is not None:
        told["upper"] = rounded(found.upper, up=True)
    parts = [words[found.status]]
    if found.status != "refused":
        if "coverage" in found.details:
            parts.append(words["coverage"])
            told |= {"held": round(found.details["coverage"] * found.details["cases"]), "cases": found.details["cases"]}
        parts.append(words["assumptions"])
    return " ".join(parts).format(**{name: _amount(value, words) for name, value in told.items()})


def rounded(value: float, *, up: bool) -> int:
    """To FIGURES digits, outwards."""
    unit: int = 10 ** max(0, floor(log10(max(value, 1))) + 1 - FIGURES)
    return (ceil if up else floor)(value / unit) * unit


def _amount(value: float, words: dict[str, str]) -> str:
    grouped = f"{value:,}".replace(",", words["thousands"])
    return grouped.translate(str.maketrans("0123456789", words["digits"]))


@cache
def _words() -> Any:
    import yaml

    return yaml.safe_load((Path(__file__).parent / "summary.yaml").read_text(encoding="utf-8"))
