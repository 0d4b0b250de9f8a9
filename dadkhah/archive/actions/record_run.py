"""What a model said of lists: its saved form and its pairs as derived items. Nobody is joined by them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from dadkhah.archive.access import Actor, Refused, require, visible_to
from dadkhah.archive.actions.take_in import Acquisition, add_written
from dadkhah.archive.models import Account, Compartment, Item, LedgerHead, LinkageModel, LinkageRun, RecordList
from dadkhah.archive.pairs import comparisons_of, written
from dadkhah.archive.recording import Recording, recording
from dadkhah.archive.zones import zone_of_item
from dadkhah.linkage.scored import Scored
from dadkhah.sentences import Sentence

METHOD = "linkage"
CLOSEST = ("sealed", "restricted")


def record_model(actor: Actor, lists: Sequence[RecordList], name: str, version: str, text: str) -> LinkageModel:
    """Keep a model under its name and version; one that is here already is given back. Raises Refused."""
    require_lists(actor, "analyse", lists)
    with recording(actor, "record_model") as record:
        item = _derived_item(record, lists, f"{name}-{version}.json", [text.encode()])
        held = LinkageModel.objects.filter(name=name, version=version, item__digest=item.digest).first()
        if held and held.item.compartment_id == item.compartment_id:
            record.forget()
            return held
        return record.add(LinkageModel(name=name, version=version, item=item, account=_account(actor), at=record.at))


def record_run(
    actor: Actor, lists: Sequence[RecordList], ids: Sequence[str], scored: Scored, model: LinkageModel, *,
    position: int | None = None,
) -> LinkageRun:
    """Keep the pairs that a model scored: proposed to people, in force for nobody.

    `ids`: of the records, by their places in `scored`. `position`: the size of the ledger when the records were read.
    Raises Refused where a list or a record is not visible.
    """  # fmt: skip
    require_lists(actor, "analyse", lists)
    _require_records(actor, ids)
    listed = " ".join(sorted(each.pk for each in lists))
    head = {"model": {"name": model.name, "version": model.version, "digest": model.item.digest}, "lists": listed.split()}
    with recording(actor, "record_run") as record:
        at = LedgerHead.objects.get(id=1).size if position is None else position
        item = _derived_item(record, lists, f"pairs-{model.name}-{model.version}.jsonl", written(scored, ids, head))
        run = LinkageRun(
            model=model, item=item, lists=listed, count=len(scored.one), position=at, account=_account(actor), at=record.at,
            comparisons=json.dumps(comparisons_of(scored), ensure_ascii=False, sort_keys=True),
        )  # fmt: skip
        record.notes["pairs"] = item.digest
        return record.add(run)


def lists_of(run: LinkageRun) -> list[RecordList]:
    return list(RecordList.objects.filter(pk__in=run.lists.split()).select_related("source").order_by("pk"))


def require_lists(actor: Actor, verb: str, lists: Iterable[RecordList]) -> None:
    """Raises Refused unless the actor sees every list and may do this where each of them lies."""
    listed = list(lists)
    if visible_to(actor).lists().filter(pk__in=[each.pk for each in listed]).count() < len(listed) or not listed:
        raise Refused(Sentence("A list of these is not here."))
    for each in listed:
        require(actor, verb, each.source.compartment_id)


def _require_records(actor: Actor, ids: Sequence[str]) -> None:
    visible = set(visible_to(actor).records().filter(pk__among=list(ids)).values_list("id", flat=True))
    if visible.issuperset(ids):
        return
    raise Refused(Sentence("A record of these is not here."))


def _account(actor: Actor) -> Account:
    if not actor.account:
        raise Refused(Sentence("A model runs for a person. Sign in first."))
    return actor.account


def closest(compartments: Iterable[Compartment]) -> Compartment:
    """The most closely kept one."""
    return min(compartments, key=lambda each: CLOSEST.index(each.level) if each.level in CLOSEST else len(CLOSEST))


def _derived_item(record: Recording, lists: Sequence[RecordList], name: str, lines: Iterable[bytes]) -> Item:
    """It is kept as closely as the lists that it follows from, and held back where one of them is."""
    compartment = closest(each.source.compartment for each in lists)
    hold = next((each.source.hold for each in lists if each.source.hold), "")
    zone = zone_of_item(record, compartment.pk, hold)
    return add_written(record, b"".join(lines), name, compartment, zone, Acquisition(method=METHOD), hold)
