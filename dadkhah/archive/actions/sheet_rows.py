"""A sheet's plain rows as the rows they become: which model, which key, which values, in the order of writing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.db import models

from dadkhah.archive.fields import new_id
from dadkhah.archive.models import (
    Claim,
    Coding,
    Derivation,
    Figure,
    Response,
    Source,
    Stance,
    Standing,
    Statement,
    Subject,
)
from dadkhah.claims.values import ClaimRow, FigureRow, Lines, ResponseRow, Sheet, SourceRow, StatementRow
from dadkhah.reading.edtf import interval

MODELS: tuple[type[models.Model], ...] = (
    Source,
    Subject,
    Figure,
    Statement,
    Stance,
    Coding,
    Claim,
    Derivation,
    Standing,
    Response,
)
WITH_PASSAGE = {Source, Figure, Statement, Coding, Claim, Standing, Response}


@dataclass(frozen=True)
class Places:
    """Where the rows of one load belong: its compartment, its loader, and the zones (held or not)."""

    compartment: str
    account: str
    zones: dict[bool, str]
    zones_of_sources: dict[bool, str]


@dataclass(frozen=True)
class Wanted:
    """One row as the sheet wants it."""

    model: type[models.Model]
    id: str
    key: str
    values: dict[str, Any]
    lines: Lines | None = None

    @property
    def has_passage(self) -> bool:
        return self.model in WITH_PASSAGE


Ids = dict[type[models.Model], dict[str, str]]


@dataclass
class _Rows:
    """Turns rows of one sheet into wanted rows; knows the id of every key."""

    sheet: Sheet
    places: Places
    ids: Ids

    def key(self, *parts: str) -> str:
        return ":".join((self.sheet.key, "/".join(parts)))

    def id_of(self, model: type[models.Model], *parts: str) -> str | None:
        """Id of the row with this key: the held one, else a new one that stays the same from now on."""
        if not parts[0]:
            return None
        return self.ids[model].setdefault(self.key(*parts), new_id())

    def want(
        self, model: type[models.Model], parts: tuple[str, ...], lines: Lines | None = None, **values: Any
    ) -> Wanted:
        return Wanted(model, self.id_of(model, *parts) or "", self.key(*parts), values, lines)

    def source(self, row: SourceRow) -> Iterator[Wanted]:
        values = _plain(row, "key", "lines", "party", "derives_from")
        zones = self.places.zones if row.key == self.sheet.key else self.places.zones_of_sources
        yield self.want(
            Source,
            (row.key,),
            row.lines,
            handle=row.key,
            derives_from=" ".join(row.derives_from),
            compartment_id=self.places.compartment,
            zone_id=zones[bool(row.hold)],
            **values,
        )
        if row.party:
            source = self.id_of(Source, row.key)
            yield self.standing(row, row.party, row.date, row.stands_behind, source_id=source)

    def standing(self, row: SourceRow | StatementRow | ClaimRow, party: str, at: str, basis: str, **of: Any) -> Wanted:
        """A standing as this row gives it, and seen where the row is."""
        return self.want(
            Standing,
            (row.key, "standing"),
            row.lines,
            party=party,
            at=at,
            basis=basis,
            hold=row.hold,
            zone_id=self.places.zones[bool(row.hold)],
            account_id=self.places.account,
            **of,
        )

    def figure(self, row: FigureRow) -> Iterator[Wanted]:
        yield self.want(Figure, (row.key,), row.lines, **_plain(row, "key", "lines"))

    def statement(self, row: StatementRow) -> Iterator[Wanted]:
        left = ("key", "lines", "speaker", "speaker_party", "stances", "arguments", "figure")
        yield self.want(
            Statement,
            (row.key,),
            row.lines,
            handle=row.key,
            speaker_id=self.id_of(Subject, row.speaker),
            figure_id=self.id_of(Figure, row.figure),
            **_bounds(row.date),
            **_plain(row, *left),
        )
        if row.speaker_party:
            speaker = self.id_of(Subject, row.speaker)
            yield self.standing(row, row.speaker_party, row.date, "", subject_id=speaker)
        yield from self.readings(row)

    def readings(self, row: StatementRow) -> Iterator[Wanted]:
        statement = self.id_of(Statement, row.key)
        for stance in row.stances:
            ours = stance.author == "compiler"
            yield self.want(
                Stance,
                (row.key, stance.stance, stance.author),
                statement_id=statement,
                stance=stance.stance,
                source_id=None if ours else self.id_of(Source, stance.author),
                account_id=self.places.account if ours else None,
                secondary=stance.secondary,
            )
        for argument in row.arguments:
            yield self.want(
                Coding,
                (row.key, argument),
                row.lines,
                statement_id=statement,
                argument_id=self.id_of(Subject, argument),
                account_id=self.places.account,
            )

    def claim(self, row: ClaimRow, in_group: dict[tuple[str, str], str]) -> Iterator[Wanted]:
        left = ("key", "lines", "subject", "source", "entity", "figure", "statement", "derives_from", "group")
        yield self.want(
            Claim,
            (row.key,),
            row.lines,
            group=self.key(row.group),
            subject_id=self.id_of(Subject, row.subject),
            source_id=self.id_of(Source, row.source),
            entity_id=self.id_of(Subject, row.entity),
            figure_id=self.id_of(Figure, row.figure),
            statement_id=self.id_of(Statement, row.statement),
            zone_id=self.places.zones[bool(row.hold)],
            **_bounds(row.date),
            **_plain(row, *left),
        )
        for origin in row.derives_from:
            claim = in_group.get((row.group, origin))
            yield self.want(
                Derivation,
                (row.key, "from", origin),
                claim_id=self.id_of(Claim, row.key),
                from_claim_id=self.id_of(Claim, claim) if claim else None,
                from_source_id=None if claim else self.id_of(Source, origin),
            )
        if row.party and row.entity:
            entity = self.id_of(Subject, row.entity)
            yield self.standing(row, row.party, row.claimed_on, row.role, subject_id=entity)

    def response(self, row: ResponseRow, kinds: dict[str, type[models.Model]]) -> Iterator[Wanted]:
        ends: dict[str, str | None] = {"subject_id": None, "statement_id": None}
        ends |= {"to_subject_id": None, "to_statement_id": None, "to_source_id": None}
        ends[_END[kinds[row.subject]]] = self.id_of(kinds[row.subject], row.subject)
        ends["to_" + _END[kinds[row.target]]] = self.id_of(kinds[row.target], row.target)
        yield self.want(Response, (row.key,), row.lines, relation=row.relation, hold=row.hold, **ends)


_END: dict[type[models.Model], str] = {Subject: "subject_id", Statement: "statement_id", Source: "source_id"}


def _plain(row: Any, *left_out: str) -> dict[str, Any]:
    return {name: value for name, value in asdict(row).items() if name not in left_out}


def _bounds(date: str) -> dict[str, str]:
    first, last = interval(date) if date else ("", "")
    return {"date_first": first, "date_last": last}


def wanted(sheet: Sheet, places: Places, ids: Ids) -> Iterator[Wanted]:
    """Every row the sheet wants. `ids` gives the id of each key that is held, and learns the new ones."""
    rows = _Rows(sheet, places, ids)
    for source in sheet.sources:
        yield from rows.source(source)
    for subject in sheet.subjects:
        yield rows.want(Subject, (subject.key,), subject.lines, kind=subject.kind, handle=subject.key)
    for figure in sheet.figures:
        yield from rows.figure(figure)
    for statement in sheet.statements:
        yield from rows.statement(statement)
    in_group = {(claim.group, claim.source): claim.key for claim in sheet.claims}
    for claim in sheet.claims:
        yield from rows.claim(claim, in_group)
    kinds: dict[str, type[models.Model]] = {row.key: Source for row in sheet.sources}
    kinds |= {row.key: Subject for row in sheet.subjects} | {row.key: Statement for row in sheet.statements}
    for response in sheet.responses:
        yield from rows.response(response, kinds)
