"""How many were never listed, by lists as they are: counted, computed while others work on, and kept where it still holds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from dadkhah.archive import heads
from dadkhah.archive.access import Actor, Refused, visible_to
from dadkhah.archive.actions.record_run import closest, require_lists
from dadkhah.archive.actions.take_in import Acquisition, add_written
from dadkhah.archive.estimating import Asked, Counted, Made, computed, counted, is_touched, notes, versions
from dadkhah.archive.models import Compartment, EstimateRun, Item, RecordList, Zone
from dadkhah.archive.recording import Recording, recording
from dadkhah.archive.unfinished import unfinished
from dadkhah.archive.zones import zone_for
from dadkhah.sentences import Sentence, packed

if TYPE_CHECKING:
    from dadkhah.estimate.queue import Say

METHOD = "estimate"
CHANGED = Sentence("The lists changed while this was computed, so nothing was kept. Run it again.")


@dataclass(frozen=True)
class Estimated:
    """What was kept, and what it was made from."""

    run: EstimateRun
    counted: Counted
    made: Made


def run_estimate(
    actor: Actor, lists: Sequence[RecordList], asked: Asked, *, say: Say | None = None, workers: int | None = None
) -> Estimated:
    """Count, compute and keep. While it computes others write; where that was cut off, the same goes on with what was done.

    `say(done, of)` after each table; `workers`: processes, one a processor by default. Raises Refused where a list is not
    visible, ValueError for lists that cannot be estimated from, or that changed meanwhile, Busy where it is computed already.
    """
    require_lists(actor, "analyse", lists)
    with unfinished(actor, lists, asked) as done:
        what = counted(visible_to(actor), lists, asked)
        made = computed(what, asked, say, workers, keep=done)
        return Estimated(_recorded(actor, lists, asked, what, made), what, made)


def _recorded(actor: Actor, lists: Sequence[RecordList], asked: Asked, what: Counted, made: Made) -> EstimateRun:
    with recording(actor, "run_estimate") as record:
        size = heads.lock().size
        if is_touched(what.position) and counted(visible_to(actor), lists, asked).digest != what.digest:
            raise ValueError(CHANGED)
        item = _item(record, lists, what, _text(what, asked, made))
        record.notes |= {"table": what.digest, "result": item.digest}
        run = EstimateRun(
            item=item, lists=" ".join(sorted(each.pk for each in lists)), strata=" ".join(asked.by), settings=asked.text(),
            position=size, digest=what.digest, answer=_answer(made), versions=versions(), account=actor.account, at=record.at,
        )  # fmt: skip
        record.add(run)
    return run


def _text(what: Counted, asked: Asked, made: Made) -> str:
    from dadkhah.estimate.kept_study import study_text

    found = what.found
    told = {
        "digest": what.digest, "records": found.records, "merged": found.merged, "waiting": found.waiting,
        "unplaced": {name: each._asdict() for name, each in found.unplaced.items()}, "left_out": made.left_out,
        "persons_in_draws": made.sizes, "settings": asdict(asked), "notes": [packed(each) for each in notes(what, asked, made)],
    }  # fmt: skip
    return study_text(made.study, made.parts, told)


def _answer(made: Made) -> str:
    found = made.study.headline
    numbers = {name: getattr(found, name) for name in ("estimate", "lower", "upper")}
    told: dict[str, Any] = {name: None if value is None else f"{value:.1f}" for name, value in numbers.items()}
    return json.dumps({"method": found.method, "status": found.status, "observed": found.observed, **told}, sort_keys=True)


def _item(record: Recording, lists: Sequence[RecordList], what: Counted, text: str) -> Item:
    """Kept as closely as the closest of all that was counted, and seen where everything of it is."""
    zones = list(Zone.objects.filter(pk__in={each.source.zone_id for each in lists} | what.found.zones))
    compartments = Compartment.objects.filter(pk__in={key for each in zones for key in _compartments(each)})
    compartment, zone = closest(compartments), _zone(record, zones)
    hold = next((each.source.hold for each in lists if each.source.hold), "")
    return add_written(
        record, text.encode(), f"estimate-{what.digest[:12]}.json", compartment, zone, Acquisition(method=METHOD), hold
    )


def _compartments(zone: Zone) -> set[str]:
    return {key for key in (zone.source_compartment_id, zone.item_compartment_id) if key}


def _zone(record: Recording, zones: Sequence[Zone]) -> str:
    """The zone that is open to nobody but those to whom all of these are. Raises Refused where there is none."""
    held = {each.source_compartment_id for each in zones if each.held}
    every = {key for each in zones for key in _compartments(each)}
    if len(every) > 2 or len(held) > 1:
        raise Refused(Sentence(
            "These lists and their files lie in more than two compartments, or are held back in two: no place is as closed as all"
            " of them together, so no estimate of them can be kept."
        ))  # fmt: skip
    source = min(held or every)
    return zone_for(record, source, next(iter(every - {source}), source), held=bool(held))
