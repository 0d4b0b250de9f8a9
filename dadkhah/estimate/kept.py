"""An estimate as text, to keep beside its table and to read back: the same estimate, draws and sentences included."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

import numpy as np

from dadkhah.estimate.result import Estimate
from dadkhah.sentences import packed, unpacked

FORM = 1


def as_text(found: Estimate) -> str:
    """JSON, one line, with its keys in order: the same estimate is the same text."""
    told = {each.name: getattr(found, each.name) for each in fields(found)}
    told["reason"] = found.reason and packed(found.reason)
    told["warnings"] = [packed(each) for each in found.warnings]
    return json.dumps({"form": FORM, **told}, default=_plain, ensure_ascii=False, sort_keys=True)


def of_text(text: str) -> Estimate:
    """Raises ValueError for text that is not one of these."""
    told = json.loads(text)
    if not isinstance(told, dict) or told.pop("form", None) != FORM:
        raise ValueError("This is no estimate as this version keeps it.")
    told["lists"] = tuple(told["lists"])
    told["reason"] = told["reason"] and unpacked(told["reason"])
    told["warnings"] = tuple(unpacked(each) for each in told["warnings"])
    told["draws"] = None if told["draws"] is None else np.array(told["draws"])
    return Estimate(**told)


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} has no place in a kept estimate.")
