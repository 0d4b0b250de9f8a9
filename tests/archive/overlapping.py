"""Lists of made-up people of whom many stand on several, joined by a run in force: what estimates are made from."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from dadkhah.archive.access import Actor
from dadkhah.archive.actions.put_in_force import put_in_force
from dadkhah.archive.estimating import Asked
from dadkhah.archive.models import Compartment, Record, RecordList
from tests.archive.listed import write_list
from tests.archive.scores import ALIKE, NEARLY, propose

HANDLES = ("L-ONE", "L-TWO", "L-SIX")
PLACES = ("Anytown", "Othertown")
QUICK = Asked(methods=("Chao", "DGA"), probe=False)
"""Two methods that take no time."""


def write_overlapping(
    actor: Actor, compartment: Compartment, folder: Path, *, people: int = 90, joined: bool = True, **described: Any
) -> dict[str, list[Record]]:
    """By handle the records of three lists. Everybody stands on each with a chance of a half; half of them are of each place.

    Not `joined`: nobody is yet; `pairs` gives the pairs that would.
    """
    draw = Random(1988)
    on = [{handle for handle in HANDLES if draw.random() < 0.5} for _ in range(people)]
    lists = {
        handle: write_list(actor, compartment, handle, [row(at) for at in range(people) if handle in on[at]], folder, **described)
        for handle in HANDLES
    }
    if joined:
        records = [each for rows in lists.values() for each in rows]
        put_in_force(actor, propose(actor, records, [(*pair, 0.999, ALIKE) for pair in pairs(records)]), "0.95")
    return lists


def many_tables(actor: Actor, compartment: Compartment, folder: Path) -> dict[str, Any]:
    """Arguments of a job with some forty tables: nobody is joined yet, and draws join by chance."""
    lists = write_overlapping(actor, compartment, folder, joined=False)
    records = [each for rows in lists.values() for each in rows]
    propose(actor, records, [(*pair, 0.5, NEARLY) for pair in pairs(records)])
    return {"lists": [each.pk for each in of(lists)], "by": ["place"], "draws": 20, "probe": False}


def row(at: int) -> dict[str, str]:
    said = {"place": PLACES[at % 2], "event": f"19{88 + at % 2}-08-01", "sex": "m" if at % 3 else "f"}
    return {"name": f"Arman Nowhere {at}", **said}


def pairs(records: list[Record]) -> list[tuple[int, int]]:
    """Places of two records of one person, for everybody who has several."""
    places = dict[str, list[int]]()
    for at, each in enumerate(records):
        places.setdefault(each.name, []).append(at)
    return [pair for found in places.values() for pair in pairwise(found)]


def of(lists: dict[str, list[Record]]) -> list[RecordList]:
    return [records[0].list for records in lists.values()]
