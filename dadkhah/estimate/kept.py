"""An estimate as text, to keep beside its table and to read back: the same estimate, draws and sentences included."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np

from dadkhah.estimate.result import Estimate
from dadkhah.sentences import packed, unpacked

FORM = 1


def as_text(found: Estimate) -> str:
    """JSON, one line, with its keys in order: the same estimate is the same text."""
    return one_line({"form": FORM, **plain_of(found)})


def of_text(text: str) -> Estimate:
    """Raises ValueError for text that is not one of these."""
    told = json.loads(text)
    if not isinstance(told, dict) or told.pop("form", None) != FORM:
        raise ValueError("This is no estimate as this version keeps it.")
    return of_plain(told)


def one_line(told: dict[str, Any]) -> str:
    return json.dumps(told, default=_plain, ensure_ascii=False, sort_keys=True)


def plain_of(found: Estimate) -> dict[str, Any]:
    """Every field, its sentences packed; arrays stay arrays until `one_line`."""
    told = {each.name: getattr(found, each.name) for each in fields(found)}
    told["reason"] = found.reason and packed(found.reason)
    told["warnings"] = [packed(each) for each in found.warnings]
    return told


def of_plain(plain: Mapping[str, Any]) -> Estimate:
    told = dict(plain)
    told["lists"] = tuple(told["lists"])
    told["reason"] = told["reason"] and unpacked(told["reason"])
    told["warnings"] = tuple(unpacked(each) for each in told["warnings"])
    told["draws"] = None if told["draws"] is None else np.array(told["draws"])
    return Estimate(**told)


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} has no place in a kept estimate.")
