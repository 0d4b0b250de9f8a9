"""Kept estimates: which there are, whether their lists are still as they were, and all that one of them says."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dadkhah.archive.access import Visible
from dadkhah.archive.envelopes import opened
from dadkhah.archive.estimating import Asked, counted, is_touched
from dadkhah.archive.models import EstimateRun, RecordList
from dadkhah.evidence.store import NotHeld
from dadkhah.sentences import Sentence, unpacked

if TYPE_CHECKING:
    from dadkhah.estimate.study import Study

CURRENT, CHANGED, UNSURE, WITHDRAWN = "current", "changed", "written_since", "withdrawn"


@dataclass(frozen=True)
class Told:
    """An estimate with its lists. `state`: one of the four above; `answer`: what the method shown first says."""

    run: EstimateRun
    lists: list[RecordList]
    state: str
    answer: dict[str, Any]
    asked: Asked


@dataclass(frozen=True)
class Read:
    """What an estimate's file says. `notes`: sentences that belong beside every number."""

    study: Study
    parts: dict[str, Any]
    told: dict[str, Any]
    notes: list[Sentence]
    text: str


def estimates(visible: Visible, *, is_sure: bool = False) -> list[Told]:
    """The newest first. Without `is_sure` nothing is counted: where something was written since, the state is UNSURE."""
    rows = list(visible.estimates().select_related("account").order_by("-id"))
    keys = {key for row in rows for key in row.lists.split()}
    lists = {each.pk: each for each in visible.lists().filter(pk__in=keys).select_related("source")}
    return [_told(visible, row, [lists[key] for key in row.lists.split()], is_sure=is_sure) for row in rows]


def told(visible: Visible, run: EstimateRun) -> Told:
    """Of a visible estimate, counted anew where that is needed."""
    return _told(visible, run, lists_of(visible, run), is_sure=True)


def lists_of(visible: Visible, run: EstimateRun) -> list[RecordList]:
    return list(visible.lists().filter(pk__in=run.lists.split()).select_related("source__compartment").order_by("id"))


def _told(visible: Visible, run: EstimateRun, lists: list[RecordList], *, is_sure: bool) -> Told:
    asked = Asked.of(json.loads(run.settings))
    return Told(run, lists, _state(visible, run, lists, asked, is_sure=is_sure), _answer(run), asked)


def _answer(run: EstimateRun) -> dict[str, Any]:
    kept = json.loads(run.answer)
    return {**kept, **{name: float(kept[name]) if kept.get(name) else None for name in ("estimate", "lower", "upper")}}


def _state(visible: Visible, run: EstimateRun, lists: list[RecordList], asked: Asked, *, is_sure: bool) -> str:
    """The entry that kept the estimate stands at its position: what came after that one may have changed the lists."""
    if run.state == "withdrawn":
        return WITHDRAWN
    if not is_touched(run.position + 1):
        return CURRENT
    if not is_sure:
        return UNSURE
    return CURRENT if counted(visible, lists, asked).digest == run.digest else CHANGED


def read(run: EstimateRun) -> Read:
    """Raises NotHeld where the file is not here, closed or erased, ValueError for a file of another version."""
    from dadkhah.estimate.kept_study import study_of

    if run.item.erased:
        raise NotHeld(Sentence("The file of this estimate was erased."))
    with opened(run.item) as file:
        text = file.read().decode()
    study, parts, about = study_of(text)
    return Read(study, parts, about, [unpacked(each) for each in about["notes"]], text)
