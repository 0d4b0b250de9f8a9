"""Lists as plain files: read with a mapping that is given or guessed, and pairs written for other programs."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from dadkhah.linkage.columns import check, guess
from dadkhah.linkage.eras import ERAS
from dadkhah.linkage.link import Linked
from dadkhah.linkage.records import FIELDS, BadList, Listed, all_stays, read
from dadkhah.reading.spreadsheet import disarmed
from dadkhah.reading.tables import NotATable, open_table

SAMPLE = 1000
"""Rows from which the columns are guessed."""
Mapped = dict[str, list[str]]


@dataclass
class ListFile:
    """A list, the columns that were used, and what is to be told of the file, as whole sentences."""

    listed: Listed
    columns: Mapped
    notes: list[str] = field(default_factory=list)


@all_stays()
def read_file(path: Path, given: Mapping[str, Sequence[str]], *, name: str, duplicate_free: bool = False) -> ListFile:
    """`given`: field -> columns, before any guess. Goes on past rows that cannot be read. Raises BadList with every fault."""
    notes: list[str] = []
    try:
        with path.open("rb") as file:
            table = open_table(file)
            header, rows = table.header, []
            for row in table:
                if row.fault:
                    notes.append(f"{path.name}, row {row.number}: {row.fault} The row is left out.")
                else:
                    rows.append(dict(zip(header, row.cells, strict=True)))
    except NotATable as fault:
        raise BadList(f"{path.name}: {fault}") from fault
    if faults := check(given, header) if given else []:
        raise BadList("\n".join(f"{path.name}: {fault}" for fault in faults))
    if not rows:
        raise BadList(f"{path.name} has no rows that can be read. Choose another file.")
    columns = guess(header, rows[:SAMPLE], given)
    columns = {each: columns[each] for each in (*FIELDS, *ERAS) if columns.get(each)}
    _check_ids(path.name, rows, columns, given, notes)
    return ListFile(read(name, rows, columns, duplicate_free=duplicate_free), columns, notes)


def _check_ids(
    name: str, rows: Sequence[Mapping[str, str]], columns: Mapped, given: Mapping[str, Sequence[str]], notes: list[str]
) -> None:
    """Ids name records; where a guessed column holds one twice, rows are numbered instead."""
    if "id" not in columns:
        notes.append(f"{name}: no column holds ids, so records are called by their row, counted from 1 below the header.")
        return
    column = columns["id"][0]
    twice = [key for key, count in Counter(row[column].strip() for row in rows).items() if count > 1]
    if not twice:
        return
    told = f"{name}: the column {column} holds {len(twice)} ids more than once, such as “{twice[0]}”."
    if "id" in given:
        raise BadList(f"{told} Name a column in which each row has an id of its own.")
    notes.append(f"{told} Records are called by their row instead, counted from 1 below the header.")
    del columns["id"]


def read_mapping(path: Path, names: Sequence[str]) -> list[Mapped]:
    """A mapping for each file: `field: COLUMN` or `field: [COLUMN, …]` for all of them, or the same below a file's name.

    Raises BadList.
    """
    try:
        whole = yaml.safe_load(path.read_text("utf-8-sig")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        raise BadList(f"{path.name} is no YAML: {fault}. Write lines such as: name: [full_name].") from fault
    if not isinstance(whole, dict):
        raise BadList(f"{path.name} is no mapping. Write lines such as: name: [full_name].")
    apart = {key: value for key, value in whole.items() if isinstance(value, dict)}
    if unknown := sorted(str(key) for key in apart if key not in names):
        raise BadList(f"{path.name} names files that are not linked: {', '.join(unknown)}. The files are {', '.join(names)}.")
    shared = {key: value for key, value in whole.items() if key not in apart}
    return [_listed({**shared, **apart.get(name, {})}) for name in names]


def _listed(mapping: Mapping[str, Any]) -> Mapped:
    return {str(key): [str(each) for each in (value if isinstance(value, list) else [value])] for key, value in mapping.items()}


def write_pairs(path: Path, linked: Linked) -> int:
    """The kept pairs, the most probable first: `id_a,id_b,probability`, with the list of each where there are more than two."""
    ids = [record.id for each in linked.lists for record in each.records]
    names = [each.name for each in linked.lists for _ in each.records]
    scored = linked.scored
    kept = linked.kept.nonzero()[0]
    # By what is written, and then by row: engines differ in the last digits of equal probabilities.
    kept = kept[np.lexsort((scored.other[kept], scored.one[kept], -scored.probability[kept].round(6)))]
    several = len(linked.lists) > 2
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["list_a", "id_a", "list_b", "id_b", "probability"] if several else ["id_a", "id_b", "probability"])
        for pair in kept.tolist():
            a, b = int(scored.one[pair]), int(scored.other[pair])
            row = [names[a], ids[a], names[b], ids[b]] if several else [ids[a], ids[b]]
            out.writerow([*map(disarmed, row), f"{scored.probability[pair]:.6f}"])
    return len(kept)
