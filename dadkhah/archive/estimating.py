"""Estimating from lists of the archive by the estimate room: visible persons are counted, all methods asked, nothing is kept here.

Counting reads the database; computing does not, so that nobody waits for it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from dadkhah.archive.access import Visible
from dadkhah.archive.models import LedgerRow, RecordList
from dadkhah.archive.queries import estimate_draws
from dadkhah.archive.queries.estimate_strata import FIELDS
from dadkhah.archive.queries.overlaps import Overlaps, overlaps
from dadkhah.sentences import Sentence, together

if TYPE_CHECKING:
    from pathlib import Path

    from dadkhah.estimate.queue import Say
    from dadkhah.estimate.result import Method
    from dadkhah.estimate.study import Study
    from dadkhah.estimate.tables import Tables

METHODS = ("Envelope", "DGA", "LogLinear", "LCMCR", "Chao", "Chapman")
MOST_DRAWS, MOST_PARTS, MOST_LISTS = 100, 2_000, 40
MOST_AVERAGED = 6
"""Of more lists the parts are estimated by the method that bears them, not by the envelope."""
MATTERS = ("record", "record_list", "list_import", "source", "item", "subject", "anchor", "judgement", "linkage_run")
"""Tables from whose rows it follows who is counted on which list."""
PACKAGES = ("dadkhah", "numpy", "scipy", "numba")


@dataclass(frozen=True)
class Asked:
    """How it is estimated. `by`: what parts the persons. `draws`: of the linkage; 0 takes persons as they are joined.

    `methods`: those that are made for so many lists, where none is named. `connected`: lists that nobody connects are left out.
    `probe`: whether lists are left out, merged and taken as populations beside it. Raises ValueError with every fault.
    """

    by: tuple[str, ...] = ()
    draws: int = 0
    methods: tuple[str, ...] = ()
    level: float = 0.95
    seed: int = 1988
    connected: bool = False
    probe: bool = True

    def __post_init__(self) -> None:
        if faults := [*self._faults()]:
            raise ValueError(together(faults))

    def _faults(self) -> Iterator[Sentence]:
        if unknown := [name for name in self.by if name not in FIELDS]:
            yield Sentence("Persons are parted by {known}, not by {names}.", known=[*FIELDS], names=unknown)
        if unknown := [name for name in self.methods if name not in METHODS]:
            yield Sentence("There is no method {names}. Methods are: {known}.", known=[*METHODS], names=unknown)
        if not 0 <= self.draws <= MOST_DRAWS:
            yield Sentence("Give the number of draws from 0 to {most}.", most=MOST_DRAWS)
        if not 0.5 <= self.level <= 0.999:
            yield Sentence("Give the level of the intervals between 0.5 and 0.999, such as 0.95.")
        if not 0 <= self.seed < 2**53:
            yield Sentence("Give the seed as a whole number from 0 on.")

    def text(self) -> str:
        """As it is kept with an estimate: no floats, for the ledger knows none."""
        return json.dumps({**asdict(self), "level": f"{self.level:g}"}, sort_keys=True)

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Asked:
        """From what `text` holds, or from the arguments of a job."""
        told = {**plain, "level": float(plain.get("level", cls.level))}
        return cls(**{**told, **{name: tuple(told.get(name, ())) for name in ("by", "methods")}})


@dataclass(frozen=True)
class Counted:
    """What is estimated from: the persons of the lists at one position of the ledger. `digest`: of all that follows from them."""

    found: Overlaps
    chances: estimate_draws.Chances | None
    digest: str

    @property
    def position(self) -> int:
        return self.found.position


@dataclass(frozen=True)
class Made:
    """What came out. `parts`: strata, draws and their sums as plain values, or nothing. `left_out`: lists that nobody connects."""

    study: Study
    parts: dict[str, Any]
    left_out: list[str]
    sizes: list[int]


def counted(visible: Visible, lists: Sequence[RecordList], asked: Asked) -> Counted:
    """The same lists, persons and pairs give the same digest. Raises ValueError for lists that nobody can estimate from."""
    if not 2 <= len(lists) <= MOST_LISTS:
        raise ValueError(Sentence("Choose at least two lists, and {most} at most.", most=MOST_LISTS))
    found = overlaps(visible, lists, asked.by)
    chances = estimate_draws.chances(visible, found) if asked.draws else None
    return Counted(found, chances, estimate_draws.digest(found, chances))


def is_touched(position: int) -> bool:
    """Whether anything was written, from this size of the ledger on, that a count may follow from."""
    return LedgerRow.objects.filter(seq__gte=position, table__in=MATTERS).exists()


def computed(
    what: Counted, asked: Asked, say: Say | None = None, workers: int | None = None, *, keep: Path | None = None
) -> Made:
    """Long work, outside of every transaction. `say(done, of)`; `keep`: a folder for what is done. Raises ValueError where there
    are too many parts.
    """
    from dadkhah.estimate.refusals import connected
    from dadkhah.estimate.study import PROBE, methods, studied

    found = what.found
    tables = estimate_draws.drawn(found, what.chances, asked.draws, asked.seed) if what.chances else found.tables
    if len(tables.parts) > MOST_PARTS:
        raise ValueError(Sentence(
            "These are {parts} parts, of {most} at most. Part the persons otherwise, or draw less often.",
            parts=len(tables.parts), most=MOST_PARTS,
        ))  # fmt: skip
    table, left = connected(found.table) if asked.connected else (found.table, [])
    probe = methods(asked.level, asked.seed)[PROBE] if asked.probe else None
    study = studied(table, chosen(len(table.inhabited.lists), asked), probe=probe, keep=keep, workers=workers, say=say)
    parts = _parts(tables, asked, say, workers, keep) if len(tables.parts) > 1 else {}
    return Made(study, parts, left, estimate_draws.sizes(tables) if asked.draws else [])


def chosen(lists: int, asked: Asked) -> list[Method]:
    """Those asked for; otherwise all that are made for so many lists."""
    from dadkhah.estimate.study import methods

    every = methods(asked.level, asked.seed)
    made_for = asked.methods or [name for name in every if (name == "Chapman") == (lists == 2)]
    return [each for name, each in every.items() if name in made_for]


def _parts(tables: Tables, asked: Asked, say: Say | None, workers: int | None, keep: Path | None) -> dict[str, Any]:
    """Each stratum in each draw by itself, and what they come to together."""
    from dadkhah.estimate.queue import Task, estimated
    from dadkhah.estimate.refusals import connected
    from dadkhah.estimate.study import BULK, HEADLINE, together

    lists = len(tables.lists)
    plain = ("Chapman",) if lists == 2 else (HEADLINE,) if lists <= MOST_AVERAGED else BULK
    methods = chosen(lists, replace(asked, methods=asked.methods or plain))
    cut = {key: connected(part)[0] if asked.connected else part for key, part in tables.parts.items()}
    wanted = {(method.name, *key): Task(method, part) for method in methods for key, part in cut.items()}
    found = dict(zip(wanted, estimated(list(wanted.values()), keep=keep, workers=workers, say=say), strict=True))
    return together(tables, found, asked.level, asked.seed)


def versions() -> str:
    return json.dumps({name: version(name) for name in PACKAGES}, sort_keys=True)


def as_of(what: Counted) -> Sentence:
    """When it was counted."""
    told = {"records": what.found.records, "position": what.position}
    return Sentence("{records} records, as persons are joined after entry {position} of the ledger.", **told)


def notes(what: Counted, asked: Asked, made: Made | None = None) -> list[Sentence]:
    """What belongs beside every number; the same at whatever position of the ledger the same was counted."""
    found, told = what.found, [
        Sentence("Taken for one list, for they share a source or an author: {lists}.", lists=each) for each in what.found.merged
    ]  # fmt: skip
    if found.waiting:
        told.append(Sentence(
            "{waiting} pairs of these lists wait for somebody to decide. Two records of one person that are not joined count as"
            " two persons, and make the estimate too high.", waiting=found.waiting,
        ))  # fmt: skip
    told += _of_strata(found) if asked.by else []
    told += _of_draws(what.chances, asked, made) if what.chances else []
    if made and made.left_out:
        told.append(Sentence(
            "Left out, for no person connects them with the other lists: {lists}. Who is on these alone is among those estimated.",
            lists=made.left_out,
        ))  # fmt: skip
    return told


def _of_strata(found: Overlaps) -> Iterable[Sentence]:
    said = {
        "year": Sentence("{silent} persons have no year in any record, {rival} have rival ones: they are a part of their own."),
        "place": Sentence("{silent} persons have no place in any record, {rival} have rival ones: they are a part of their own."),
        "sex": Sentence("Of {silent} persons no record tells the sex, of {rival} records disagree: they are a part of their own."),
    }
    for name, each in found.unplaced.items():
        if sum(each):
            yield Sentence(said[name].template, **each._asdict())


def _of_draws(chances: estimate_draws.Chances, asked: Asked, made: Made | None) -> Iterable[Sentence]:
    yield Sentence(
        "{draws} draws of the linkage: {pairs} pairs on which no person decided, those that a run in force joins among them, are"
        " joined or not by chance, as probable as the model has it. What people decided stands in every draw.",
        draws=asked.draws, pairs=chances.drawn,
    )  # fmt: skip
    if chances.for_people:
        yield Sentence("{people} further pairs only people can join; no draw joins them.", people=chances.for_people)
    if made and made.sizes:
        yield Sentence("The draws have {least} to {most} persons on these lists.", least=min(made.sizes), most=max(made.sizes))
