"""The rows of a list as what can be compared: names, days, places. Nothing of a row is changed or left out of it.

`read` takes rows and says what they hold; `table` makes arrays of it.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from dadkhah.linkage.dates import Days, age, born, day_first, days
from dadkhah.linkage.eras import ERAS
from dadkhah.linkage.names import named, table, titles, words
from dadkhah.linkage.skeleton import skeleton
from dadkhah.reading.fold import fold

_EZAFE = re.compile(r"-(?:e|i|ye|yi)(?:[- ])")
"""Between the words of a place's name: Kuh-e Sefid, Qal'eh-ye-Now."""
FIELDS = ("id", "name", "given", "family", "father", "maternal", "married", "sex", "birth", "age", "event", "place")
NAMES = ("name", "given", "family", "maternal", "married")
Row = Mapping[str, str | None]
Columns = Mapping[str, Sequence[str]]
"""Field -> the columns that hold it; calendar (see `eras`) -> the columns of dates that are written in it."""


class BadList(ValueError):
    """A list that cannot be linked; the message says why and what to do."""


class Named(NamedTuple):
    """One way in which a record names somebody: the words, and how many of them are given names."""

    words: tuple[str, ...]
    given: int


class Record(NamedTuple):
    """A row, read. `names`: as it is written first, then with married names and aliases. A mother's
    surname is kept in the row and not compared: where two share nothing else it misled more often than it told.

    `birth` comes from a date, or from an age where the day is known to which it refers; else `age` stands alone.
    `events`: when something happened. `places`: words of places, as skeletons.
    """

    id: str
    names: tuple[Named, ...]
    sex: str = ""
    birth: Days | None = None
    age: int | None = None
    events: tuple[Days, ...] = ()
    places: tuple[str, ...] = ()
    father: tuple[str, ...] = ()
    titles: frozenset[str] = frozenset()
    """As skeletons, so that they are the same in both scripts."""


@dataclass(frozen=True)
class Listed:
    """One list: its name, its records, and whether nobody stands on it twice."""

    name: str
    records: Sequence[Record]
    duplicate_free: bool = False


@contextmanager
def all_stays() -> Iterator[None]:
    """While millions of rows are made that all stay, nobody looks again and again for what may go: it takes a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def read(name: str, rows: Sequence[Row], columns: Columns, *, duplicate_free: bool = False) -> Listed:
    """Raises `BadList` where no column holds names, or no row has one."""
    if not any(columns.get(each) for each in NAMES[:3]):
        raise BadList(f"The list {name} has no column of names. Say which it is, with a mapping: name: [COLUMN].")
    dated = [column for each in ("birth", "event") for column in columns.get(each, ())]
    eras = {column: era for era in ERAS for column in columns.get(era, ())}
    ways = {column: (day_first(row.get(column) or "" for row in rows), eras.get(column, "")) for column in dated}
    records = [_record(number, row, columns, ways) for number, row in enumerate(rows, 1)]
    if not any(record.names for record in records):
        raise BadList(f"No row of the list {name} has a name, in the columns {_told(columns)}. Choose other columns.")
    return Listed(name, records, duplicate_free)


def _told(columns: Columns) -> str:
    return ", ".join(column for each in NAMES for column in columns.get(each, ()))


def _record(number: int, row: Row, columns: Columns, ways: Mapping[str, tuple[bool, str]]) -> Record:
    def of(field: str) -> tuple[str, ...]:
        held = columns.get(field)
        if not held:
            return ()
        return tuple(value for column in held if (value := row.get(column)) and (value := value.strip()))

    def dated(field: str) -> list[Days]:
        written = ((row.get(column), *ways[column]) for column in columns.get(field, ()))
        return [found for value, first, era in written if value and (found := days(value, first=first, calendar=era))]

    events, births = dated("event"), dated("birth")
    years = next((found for value in of("age") if (found := age(value)) is not None), None)
    birth = min(births, key=_width, default=None)
    if birth is None and years is not None and events:
        birth = born(years, events[0])
    return Record(
        id=next(iter(of("id")), str(number)),
        names=_names(of),
        sex=sex_of(of("sex")),
        birth=birth,
        age=years,
        events=tuple(events),
        places=places_of(of("place")),
        father=words(" ".join(of("father"))),
        titles=frozenset(skeleton(title) for each in NAMES[:3] for text in of(each) for title in titles(text)),
    )


def _width(span: Days) -> int:
    return span[1] - span[0]


def _names(of: Callable[[str], tuple[str, ...]]) -> tuple[Named, ...]:
    """As written, in each column of whole names; or given and family; then with each further family name."""
    given, family = " ".join(of("given")), " ".join(of("family"))
    wholes = [(given, family)] if given or family else [(whole, "") for whole in of("name")]
    further = [(given, f"{family} {more}") for more in of("married")] if wholes else []
    found = [Named(*each) for whole in (*wholes, *further) for each in named(*whole)]
    return tuple(dict.fromkeys(each for each in found if each.words))


@cache
def _sexes() -> dict[str, str]:
    return {fold(word): sex for sex, said in table("columns")["sex"].items() for word in said}


@lru_cache(1 << 10)
def sex_of(values: tuple[str, ...]) -> str:
    """f, m, or nothing where the cells say neither in words that are known (`columns.yaml`)."""
    return next((found for value in values if (found := _sexes().get(fold(value), ""))), "")


@cache
def _placeless() -> frozenset[str]:
    return frozenset(fold(word) for word in table("columns")["places"])


@lru_cache(1 << 16)
def places_of(values: tuple[str, ...]) -> tuple[str, ...]:
    """What tells of a place in these cells, the same in Persian and Latin letters; words such as “city” tell nothing."""
    apart = _EZAFE.sub(" ", " ".join(values)).replace("-", "").replace("\u200c", "")
    found = [word for word in fold(apart).split() if len(word) > 1 and word not in _placeless()]
    return tuple(dict.fromkeys(skeleton(word) or word for word in found))
