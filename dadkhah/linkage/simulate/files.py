"""A simulation as files: the lists, apart from them who is who, and a page that says what it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from dadkhah.linkage.simulate.simulation import Simulated
from dadkhah.linkage.simulate.tables import HABITS, table
from dadkhah.reading.spreadsheet import csv_lines


def write(found: Simulated, folder: Path) -> list[Path]:
    """Writes list-1.csv …, truth.csv, pairs-truth.csv, persons.csv and README.txt into a folder; gives their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for each, columns in zip(found.settings.lists, found.lists, strict=True):
        made.append(_table(folder / f"{each.name}.csv", [*columns], [*columns.values()]))
    made.append(_table(folder / "truth.csv", ["list", "id", "person"], _truth(found)))
    made.append(_table(folder / "pairs-truth.csv", *_pairs(found)))
    people = found.persons()
    made.append(_table(folder / "persons.csv", [*people], [*people.values()]))
    readme = folder / "README.txt"
    readme.write_text(told(found), "utf-8")
    return [*made, readme]


def _table(path: Path, heads: Sequence[str], columns: Sequence[Any]) -> Path:
    """A comma-separated table in UTF-8, whose cells no spreadsheet runs as formulas."""
    with path.open("w", encoding="utf-8", newline="") as out:
        out.writelines(csv_lines([heads], mark=""))
        out.writelines(csv_lines(zip(*columns, strict=True), mark=""))
    return path


def _truth(found: Simulated) -> list[Any]:
    return [_list_names(found), np.concatenate(found.ids()), found.person_ids(np.concatenate(found.who))]


def _list_names(found: Simulated) -> Any:
    return np.concatenate([np.full(len(who), each.name, object) for each, who in zip(found.settings.lists, found.who, strict=True)])


def _pairs(found: Simulated) -> tuple[list[str], list[Any]]:
    """Two lists without duplicates need no names of lists."""
    pairs, ids = found.pairs(), np.concatenate(found.ids())
    columns = [ids[pairs[:, 0]], ids[pairs[:, 1]]]
    if len(found.lists) == 2 and not any(each.duplicates for each in found.settings.lists):
        return ["id_a", "id_b"], columns
    lists = _list_names(found)
    return ["list_a", "id_a", "list_b", "id_b"], [lists[pairs[:, 0]], columns[0], lists[pairs[:, 1]], columns[1]]


def told(found: Simulated) -> str:
    """What README.txt says."""
    settings, country = found.settings, table("country")
    lines = [
        f"A simulation. {country['country']['en']} ({country['country']['fa']}) is on no map.",
        f"The year {country['year']} of these lists is invented.",
        "Nobody here ever lived: names were put together at random, and a likeness with anyone is chance.",
        "Do not mix these files with lists of victims.",
        "",
        "list-….csv      the lists, as different authors would have written them",
        "truth.csv       which record is of which person",
        "pairs-truth.csv every pair of records of one person",
        "persons.csv     all persons without an error, also those that are on no list",
        "",
        f"Made by: dadkhah simulate, with the seed {settings.seed}. The same settings and seed give the same files.",
        f"persons: {settings.persons}",
        *(f"{name}: {value}" for name, value in asdict(settings).items() if name not in ("seed", "persons", "lists", "dependence")),
        *(f"dependence of lists {one + 1} and {other + 1}: log odds ratio {ratio}" for one, other, ratio in settings.dependence),
        f"on no list: {settings.persons - found.seen()}",
    ]
    for each, who in zip(settings.lists, found.who, strict=True):
        lines += ["", f"{each.name}: {len(who)} records of {len(np.unique(who))} persons", *_listed(each)]
    return "\n".join(lines) + "\n"


def _listed(each: Any) -> Iterable[str]:
    shown = {**asdict(each), "habit": HABITS[each.habit]}
    if each.copies:
        shown["copies"] = f"{each.copies[1]} of list {each.copies[0] + 1}"
    return (f"  {name}: {value}" for name, value in shown.items() if name != "name")
