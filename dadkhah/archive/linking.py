"""Comparing lists of the archive by the linkage room: visible rows in, a proposed run out. Nobody is joined by it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from dadkhah.archive.access import Actor, Visible, visible_to
from dadkhah.archive.actions.record_run import record_model, record_run, require_lists
from dadkhah.archive.clusters import resolved
from dadkhah.archive.envelopes import opened
from dadkhah.archive.graph import gather, millionths, thresholds
from dadkhah.archive.models import LedgerHead, LinkageRun, Record, RecordList
from dadkhah.sentences import Sentence

if TYPE_CHECKING:
    from dadkhah.linkage.link import Linked
    from dadkhah.linkage.model import Model
    from dadkhah.linkage.records import Listed
    from dadkhah.linkage.scored import Scored

LEAST = 0.01
"""Pairs less probable than this are not kept: nobody would look at them."""
THRESHOLD = 0.95
"""From this probability on is told what a run would join; the reviewer who puts it in force chooses."""
Say = Callable[[str, float], object]


@dataclass(frozen=True)
class Compared:
    """What was proposed, and how many of the lists were new to it."""

    run: LinkageRun
    new: int


def compare_lists(actor: Actor, lists: Sequence[RecordList], say: Say | None = None) -> Compared:
    """Score the pairs of these lists and keep them as a run.

    Where some of the lists were compared before, the model of then goes on, and only pairs with a record of a new list are
    kept: what was proposed and decided before stands. Raises Refused, ValueError for lists that cannot be compared.
    """
    from dadkhah.linkage.link import link

    require_lists(actor, "analyse", lists)
    visible, position = visible_to(actor), LedgerHead.objects.get(id=1).size
    read = [_listed(visible, each) for each in lists]
    ids = [record.id for each in read for record in each.records]
    if not ids:
        raise ValueError(Sentence("These lists have no rows that you may see. Import them first."))
    before = _earlier(visible, lists)
    fresh = [each for each in lists if not before or each.pk not in before.lists.split()]
    linked = link(read, model=_model_of(before) if before and fresh else None, within=True, say=say)
    scored = _kept(linked, [each in fresh for each in lists] if before and fresh else None)
    model = record_model(actor, lists, linked.model.name, str(linked.model.version), linked.model.text())
    return Compared(record_run(actor, lists, ids, scored, model, position=position), len(fresh))


def _listed(visible: Visible, listed: RecordList) -> Listed:
    """The rows of a list as the linkage room takes them: each by the mapping of the import that it came with."""
    from dadkhah.linkage.records import BadList, Listed, read

    rows = visible.records().filter(list=listed).select_related("batch").order_by("batch", "number")
    records: list[Any] = []
    for batch, group in groupby(rows.iterator(), key=lambda record: record.batch):
        header, columns = json.loads(batch.header), json.loads(batch.columns)
        found = list(group)
        try:
            made = read(listed.source.title, [_row(header, each) for each in found], columns)
        except BadList as fault:
            raise ValueError(str(fault)) from fault
        records += [record._replace(id=each.pk) for record, each in zip(made.records, found, strict=True)]
    return Listed(listed.pk, records, listed.duplicate_free == "yes")


def _row(header: Sequence[str], record: Record) -> dict[str, str]:
    return dict(zip(header, json.loads(record.given), strict=False))


def _earlier(visible: Visible, lists: Sequence[RecordList]) -> LinkageRun | None:
    """The newest run that stands and compared some of these lists."""
    keys = {each.pk for each in lists}
    runs = visible.linkage_runs().exclude(state="withdrawn").select_related("model__item").order_by("-id")
    return next((run for run in runs if keys & set(run.lists.split())), None)


def _model_of(run: LinkageRun) -> Model | None:
    """Nothing where an earlier version of this program learned it, of other levels: then one is learned anew."""
    from dadkhah.linkage.model import Model, OtherForm

    with opened(run.model.item) as file:
        try:
            return Model.read(file.read().decode())
        except OtherForm:
            return None


def _kept(linked: Linked, fresh: Sequence[bool] | None) -> Scored:
    """The pairs that are worth keeping; with `fresh` (for each list) those with a record of a new list."""
    import numpy as np

    scored = linked.scored
    chosen = scored.probability >= LEAST
    if fresh is not None:
        is_new = np.repeat(np.array(fresh, bool), [len(each.records) for each in linked.lists])
        chosen &= is_new[scored.one] | is_new[scored.other]
    columns = {name: getattr(scored, name)[chosen] for name in ("one", "other", "probability", "levels")}
    return replace(scored, **columns)


def chosen_lists(actor: Actor, keys: Sequence[str]) -> Iterator[RecordList]:
    """Visible lists with these ids, in the order in which they came."""
    yield from visible_to(actor).lists().filter(pk__in=list(keys)).select_related("source__compartment").order_by("id")


@dataclass(frozen=True)
class Joining:
    """Groups of two or more visible records that would be one person, and how many records these are."""

    clusters: int
    records: int


def would_join(visible: Visible, run: LinkageRun, threshold: float = THRESHOLD) -> Joining:
    """What would follow if this run were put in force, beside the runs that are and what people decided; of the run's lists."""
    seen = set(visible.records().filter(list__in=run.lists.split()).values_list("id", flat=True))
    found = resolved(gather(None, runs={**thresholds(), run.pk: millionths(str(threshold))})).clusters
    sizes = [count for count in (len(each.records & seen) for each in found) if count > 1]
    return Joining(len(sizes), sum(sizes))
