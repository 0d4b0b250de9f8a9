"""Lists of made-up people, written straight into the tables: what tests of judgements and persons begin with."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from dadkhah.archive.access import Actor
from dadkhah.archive.actions.describe_source import describe_source
from dadkhah.archive.actions.take_in import Acquisition, take_in
from dadkhah.archive.models import Compartment, ListImport, Record, RecordList
from dadkhah.archive.recording import recording
from dadkhah.archive.zones import zone_of_item

HEADER = ["No", "Name", "Father", "Born", "Died", "Place"]


def write_list(
    actor: Actor, compartment: Compartment, handle: str, rows: Iterable[dict[str, Any]], folder: Path, *,
    duplicate_free: str = "", **described: Any,
) -> list[Record]:
    """A source that is a list, with these records. `rows`: columns of `record`; `described`: of its source."""
    listed = list(rows)
    paper = folder / f"{handle}.csv"
    lines = [",".join(HEADER), *(",".join(cells(number, row)) for number, row in enumerate(listed, 1))]
    paper.write_text("\n".join(lines), "utf-8")
    [item] = take_in(actor, compartment, [paper], Acquisition(method="sheet of a list"))
    if hold := described.get("hold"):
        with recording(actor, "take_in") as record:
            record.change(item, hold=hold, zone_id=zone_of_item(record, compartment.pk, hold))
    about = {"handle": handle, "title": f"List {handle}", "kind": "ngo", "party": "none", **described}
    source = describe_source(actor, compartment, item=item, **about)
    with recording(actor, "import_list") as record:
        made = record.add(RecordList(source=source, duplicate_free=duplicate_free))
        columns = json.dumps({"name": ["Name"], "father": ["Father"], "birth": ["Born"], "event": ["Died"], "place": ["Place"]})
        read = {"item": item, "header": json.dumps(HEADER), "columns": columns, "account": actor.account, "at": record.at}
        batch = record.add(ListImport(list=made, state="in_force", **read))
        kept = [
            Record(
                list=made, batch=batch, zone_id=item.zone_id, number=number + 1, key=str(number),
                given=json.dumps(cells(number, row), ensure_ascii=False), event_first=row.get("event", ""), **row,
            )
            for number, row in enumerate(listed, 1)
        ]  # fmt: skip
        record.add_all(kept)
    return kept


def write_twice(actor: Actor, compartment: Compartment, count: int, folder: Path) -> list[Record]:
    """So many people, each on two lists."""
    rows = [{"name": f"Arman Nowhere {number}"} for number in range(count)]
    return [each for handle in ("L-ONE", "L-TWO") for each in write_list(actor, compartment, handle, rows, folder)]


def cells(number: int, row: dict[str, Any]) -> list[str]:
    return [str(number), *(row.get(name, "") for name in ("name", "father", "birth", "event", "place"))]


def persons_of(records: Iterable[Record]) -> dict[str, str]:
    """Record -> its person, of those that have one."""
    from dadkhah.archive.models import Member

    return dict(Member.objects.filter(record_id__in=[each.pk for each in records]).values_list("record_id", "subject_id"))


def partition(records: Iterable[Record]) -> set[frozenset[str]]:
    """Which records are one person; who stands alone is a set of one."""
    listed, held = list(records), persons_of(records)
    found: dict[str, set[str]] = {}
    for each in listed:
        found.setdefault(held.get(each.pk, each.pk), set()).add(each.pk)
    return {frozenset(keys) for keys in found.values()}
