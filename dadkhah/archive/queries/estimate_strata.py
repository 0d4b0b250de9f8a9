"""The persons of some lists, each with the lists that name it and what its records say of year, place and sex.

A value is taken where all records of a person that say anything agree. Persons of whom nothing is said, or rival things, form a
stratum of their own, and are counted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from dadkhah.archive.access import Visible
from dadkhah.estimate.histories import Histories
from dadkhah.estimate.tables import Place, Tables
from dadkhah.linkage.records import places_of, sex_of

FIELDS = {"year": "event_first", "place": "place", "sex": "sex"}
"""What may part persons -> the column of a record that says it."""
UNKNOWN = ""
Cells = Counter[tuple[Place, int]]
"""(values of the strata, bits of the lists) -> persons."""


class Unplaced(NamedTuple):
    """Persons without a value: of whom no record says one, and whose records say different ones."""

    silent: int
    rival: int


@dataclass
class People:
    """`person`: record -> person, of all records that were counted. `bits`: of each person its lists; `said`: by field of `by` the
    values that its records say. `labels`: of a field and value the spelling that is shown. `zones`: where these records lie.
    """

    by: tuple[str, ...]
    person: dict[str, str] = field(default_factory=dict)
    bits: dict[str, int] = field(default_factory=dict)
    said: dict[str, tuple[set[str], ...]] = field(default_factory=dict)
    labels: dict[tuple[str, str], str] = field(default_factory=dict)
    zones: set[str] = field(default_factory=set)

    def counted(self) -> tuple[Cells, dict[str, Unplaced]]:
        """The persons as they are joined now, and how many have no value."""
        cells: Cells = Counter((_place(self.said.get(key, ())), bits) for key, bits in self.bits.items())
        sizes = [Counter(min(len(said[at]), 2) for said in self.said.values()) for at in range(len(self.by))]
        return cells, {name: Unplaced(size[0], size[2]) for name, size in zip(self.by, sizes, strict=True)}

    def rejoined(self, cells: Cells, groups: Iterable[Sequence[str]]) -> Cells:
        """The same where each of these groups of persons is one."""
        found = Counter(cells)
        for group in groups:
            bits = 0
            for key in group:
                bits |= self.bits[key]
                found[_place(self.said.get(key, ())), self.bits[key]] -= 1
            said = [set[str]().union(*(self.said[key][at] for key in group)) for at in range(len(self.by))]
            found[_place(said), bits] += 1
        return found

    def tables(self, columns: Sequence[str], cells: Mapping[str, Cells]) -> Tables:
        """By stratum and replicate; strata in the order of their values, the unknown last."""
        rows = defaultdict[tuple[Place, str], list[tuple[list[int], int]]](list)
        for replicate, counted in cells.items():
            for (place, bits), count in counted.items():
                if count:
                    shown = tuple(self.labels.get((name, value), value) for name, value in zip(self.by, place, strict=True))
                    rows[shown, replicate].append((pattern(bits, columns), count))
        order = sorted(rows, key=lambda key: ([(value == UNKNOWN, value) for value in key[0]], key[1]))
        return Tables(tuple(columns), self.by, {key: Histories.of(columns, rows[key]) for key in order})


def pattern(bits: int, columns: Sequence[str]) -> list[int]:
    """0 or 1 for each column."""
    return [bits >> at & 1 for at in range(len(columns))]


def _place(said: Sequence[set[str]]) -> Place:
    return tuple(next(iter(values)) if len(values) == 1 else UNKNOWN for values in said)


def people(visible: Visible, bit: Mapping[str, int], by: Sequence[str], *, is_joined: bool = True) -> People:
    """Of the visible records of these lists. `bit`: list -> the bit of its column. Not `is_joined`: each record by itself."""
    found, spelt = People(tuple(by)), Counter[tuple[str, str, str]]()
    records = visible.records().filter(list__in=list(bit))
    rows = visible.members().filter(record_id__in=records.values("pk")).values_list("record_id", "subject_id")
    members = dict(rows) if is_joined else {}
    columns = [FIELDS[name] for name in by]
    for record, listed, zone, *values in records.values_list("pk", "list_id", "zone_id", *columns).iterator(chunk_size=5_000):
        person = found.person[record] = members.get(record, record)
        found.bits[person] = found.bits.get(person, 0) | bit[listed]
        found.zones.add(zone)
        if by:
            said = found.said.setdefault(person, tuple(set() for _ in by))
            for name, value, held in zip(by, values, said, strict=True):
                if key := _key(name, value or ""):
                    held.add(key)
                    spelt.update([(name, key, value.strip())] if name == "place" else [])
    found.labels = _labels(spelt)
    return found


def _labels(spelt: Counter[tuple[str, str, str]]) -> dict[tuple[str, str], str]:
    """Of each place its commonest spelling. Two places that happen to be spelt alike stay two."""
    best: dict[tuple[str, str], tuple[int, str]] = {}
    for (name, key, spelling), count in spelt.items():
        best[name, key] = min(best.get((name, key), (0, "")), (-count, spelling))
    used = Counter(spelling for _, spelling in best.values())
    return {key: f"{spelling} ({key[1]})" if used[spelling] > 1 else spelling for key, (_, spelling) in best.items()}


@lru_cache(1 << 14)
def _key(name: str, value: str) -> str:
    """The same for what is the same: a year, f or m, the words of a place whatever script they are in."""
    if name == "year":
        return value[:4]
    return sex_of((value,)) if name == "sex" else " ".join(sorted(set(places_of((value,)))))

