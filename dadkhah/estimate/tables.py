"""A file of capture histories, with its strata and replicates: read whole, or every fault told with its line."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import StringIO
from typing import NamedTuple

from dadkhah.estimate.histories import BadTable, Histories
from dadkhah.sentences import Sentence

COUNTS = {"count", "counts", "freq", "frequency", "n"}
REPLICATES = {"replicate", "imputation", "draw"}
Place = tuple[str, ...]
"""The values of the strata's columns, in their order."""


@dataclass(frozen=True)
class Tables:
    """`strata`: names of the columns that part the people. `parts`: (values of these, replicate) -> histories, in order."""

    lists: tuple[str, ...]
    strata: tuple[str, ...]
    parts: dict[tuple[Place, str], Histories]

    @cached_property
    def replicates(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(replicate for _, replicate in self.parts))

    @cached_property
    def places(self) -> tuple[Place, ...]:
        return tuple(dict.fromkeys(place for place, _ in self.parts))

    def pooled(self, replicate: str) -> Histories:
        """All strata of one replicate as one table."""
        found = [each for (_, other), each in self.parts.items() if other == replicate]
        return Histories.of(self.lists, [row for each in found for row in rows_of(each)])


def rows_of(table: Histories) -> list[tuple[list[int], int]]:
    return list(zip(table.patterns.tolist(), table.counts.tolist(), strict=True))


class _Roles(NamedTuple):
    """Which columns, by their place, are what."""

    lists: list[int]
    strata: list[int]
    people: int | None
    replicate: int | None


def read_tables(text: str, *, strata: Sequence[str] | None = None, count: str | None = None) -> Tables:
    """From the text of a CSV file, as `tables_of` has it; commas, semicolons or tabs between its cells."""
    lines = [(number, row) for number, row in _rows(text) if any(cell.strip() for cell in row)]
    return tables_of(lines[0][1] if lines else [], lines[1:], strata=strata, count=count)


def tables_of(
    header: Sequence[str],
    rows: Iterable[tuple[int, Sequence[str]]],
    *,
    strata: Sequence[str] | None = None,
    count: str | None = None,
) -> Tables:
    """A column of 0 and 1 for each list, perhaps one of counts, one of replicates; other columns are strata.

    `rows`: each with the number of its line. `strata`: columns that are strata though they hold nothing but 0 and 1. `count`: the
    column of counts, if its name does not tell. Without counts each row is a person. Raises BadTable with every fault.
    """
    names, lines = [name.strip() for name in header], [(number, [cell.strip() for cell in row]) for number, row in rows]
    if not names or not lines:
        raise BadTable([Sentence("The table needs a line of names and below it a line for each history.")])
    roles, faults = _roles(names, lines, strata, count)
    kept = dict[tuple[Place, str], dict[tuple[int, ...], tuple[int, int]]]()
    for number, row in lines:
        if len(row) != len(names):
            told = {"line": number, "found": len(row), "wanted": len(names)}
            faults.append(Sentence("Line {line} has {found} cells; the first line has {wanted}.", **told))
            continue
        faults += [*_take(kept, number, row, names, roles)]
    if faults:
        raise BadTable(faults)
    lists = tuple(names[column] for column in roles.lists)
    parts = {key: Histories.of(lists, [(bits, each) for bits, (each, _) in cells.items()]) for key, cells in kept.items()}
    return Tables(lists, tuple(names[column] for column in roles.strata), parts)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.lstrip("\ufeff").partition("\n")[0]
    divider = max(",;\t", key=first.count)
    reader = csv.reader(StringIO(text.lstrip("\ufeff")), delimiter=divider)
    for row in reader:
        yield reader.line_num, row


def _roles(
    header: list[str], lines: Sequence[tuple[int, Sequence[str]]], strata: Sequence[str] | None, count: str | None
) -> tuple[_Roles, list[str]]:
    faults = list[str]()
    doubled = sorted({name for name in header if header.count(name) > 1})
    if doubled or not all(header):
        faults.append(Sentence("Each column needs a name of its own. Doubled or empty: {names}.", names=doubled or ["-"]))
    faults += [Sentence("There is no column “{name}”.", name=name) for name in [*(strata or ()), *([count] if count else [])]
               if name not in header]  # fmt: skip
    counts = [n for n, name in enumerate(header) if (name == count if count else name.casefold() in COUNTS)]
    replicates = [n for n, name in enumerate(header) if name.casefold() in REPLICATES]
    told = {header.index(name) for name in strata or () if name in header}
    others = [n for n in range(len(header)) if n not in {*counts[:1], *replicates[:1]}]
    lists = [n for n in others if n not in told and _is_list(row[n] for _, row in lines if len(row) > n)]
    if len(lists) < 2:
        faults.append(Sentence("At least two lists are needed, each a column of 0 and 1; found: {found}.", found=len(lists)))
    roles = _Roles(lists, [n for n in others if n not in lists], *(each[0] if each else None for each in (counts, replicates)))
    return roles, faults


def _is_list(cells: Iterator[str]) -> bool:
    """More of its cells are 0 or 1 than not: the others are faults, not names of strata."""
    found = [cell in {"0", "1", "۰", "۱", "٠", "١"} for cell in cells]
    return sum(found) * 2 > len(found)


def _take(
    kept: dict[tuple[Place, str], dict[tuple[int, ...], tuple[int, int]]],
    number: int, row: Sequence[str], header: list[str], roles: _Roles,
) -> Iterator[str]:  # fmt: skip
    """Puts one line where it belongs; yields what is wrong with it."""
    wrong = [header[column] for column in roles.lists if _whole(row[column]) not in {0, 1}]
    if wrong:
        yield Sentence(
            "Line {line}: neither 0 nor 1 in {columns}. If that is no list, name it as a stratum.", line=number, columns=wrong
        )
    people = _whole(row[roles.people]) if roles.people is not None else 1
    if people is None:
        yield Sentence("Line {line}: the count is no whole number: “{cell}”.", line=number, cell=row[roles.people or 0])
    elif people < 0:
        yield Sentence("Line {line}: the count is below 0: {count}.", line=number, count=people)
    if wrong or people is None or people < 0:
        return
    bits = tuple(_whole(row[column]) or 0 for column in roles.lists)
    if not any(bits):
        if people:
            yield Sentence("Line {line} counts people who are on no list. Leave it out: they are what is estimated.", line=number)
        return
    key = tuple(row[column] for column in roles.strata), row[roles.replicate] if roles.replicate is not None else ""
    cells = kept.setdefault(key, {})
    before, line = cells.get(bits, (0, number))
    if line != number and roles.people is not None:
        yield Sentence(
            "Lines {one} and {other} have the same history. Is a column of strata missing, or was a line doubled?",
            one=line, other=number,
        )  # fmt: skip
    cells[bits] = before + people, line


def _whole(cell: str) -> int | None:
    try:
        value = float(cell)
    except ValueError:
        return None
    return int(value) if value.is_integer() else None
