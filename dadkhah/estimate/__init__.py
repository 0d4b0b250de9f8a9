"""How many were never listed? From the overlap of several lists to an interval, or to a refusal with its reason.

This room knows only counts, imports no other, and is useful alone:

>>> from dadkhah.estimate import Chapman, Histories
>>> two = Histories.of(["families", "ministry"], [((1, 0), 100), ((0, 1), 80), ((1, 1), 20)])
>>> round(Chapman().fit(two).estimate)
581

`Histories` says how many people are on which lists together. A method is made with its settings and fits a table:
`Method(settings).fit(histories) -> Estimate`. `Envelope` combines the others; start with it, and show the others beside it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dadkhah.estimate.chao import Chao
    from dadkhah.estimate.chapman import Chapman
    from dadkhah.estimate.dga import DGA
    from dadkhah.estimate.envelope import Envelope
    from dadkhah.estimate.histories import BadTable, Histories
    from dadkhah.estimate.lcmcr import LCMCR
    from dadkhah.estimate.loglinear import LogLinear
    from dadkhah.estimate.result import Estimate, Method

__all__ = ["DGA", "LCMCR", "BadTable", "Chao", "Chapman", "Envelope", "Estimate", "Histories", "LogLinear", "Method"]
_FROM = {
    "BadTable": "histories", "Chao": "chao", "Chapman": "chapman", "DGA": "dga", "Envelope": "envelope", "Estimate": "result",
    "Histories": "histories", "LCMCR": "lcmcr", "LogLinear": "loglinear", "Method": "result",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """Imported when it is first asked for: numbers and compilers take their time to load."""
    if name not in _FROM:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_FROM[name]}"), name)
