"""A sheet given back: the plain rows that `load_sheet` made, so that loading them again changes nothing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields
from typing import Any, TypeVar

from django.db.models import ForeignKey, QuerySet

from dadkhah.archive.access import Refused, Visible
from dadkhah.archive.models import (
    Claim,
    Coding,
    Derivation,
    Figure,
    Item,
    Response,
    Source,
    Stance,
    Standing,
    Statement,
    Subject,
)
from dadkhah.archive.models.claims import Kept
from dadkhah.claims.values import (
    ClaimRow,
    FigureRow,
    ResponseRow,
    Sheet,
    SourceRow,
    StanceRow,
    StatementRow,
    SubjectRow,
)

OURS = "compiler"
Plain = TypeVar("Plain")
Row = TypeVar("Row", bound=Kept)


def sheet_keys(visible: Visible) -> list[str]:
    """Keys of the sheets of which the actor sees a source."""
    keys = visible.sources().filter(key__isnull=False).values_list("key", flat=True)
    return sorted({key.partition(":")[0] for key in keys if key})


def sheet_of(visible: Visible, key: str) -> Sheet:
    """The sheet of this key as it stands in the archive, without what was retired.

    Raises Refused where the actor may not see all of it: a part would read as if it were the whole.
    """
    rows = _Rows(key)
    rows.require_all(visible)
    own = rows.kept(Source).filter(handle=key).first()
    item = Item.objects.filter(method="sheet", original_path=key).order_by("-id").first()
    return Sheet(
        key=key,
        title=(item and item.received_from) or (own and own.title) or key,
        compiled=(item and item.acquired) or (own and own.date) or "",
        compartment=own.compartment.handle if own else "",
        sources=tuple(rows.sources()),
        subjects=tuple(_plain(SubjectRow, row, key=row.handle) for row in rows.kept(Subject)),
        figures=tuple(rows.figures()),
        statements=tuple(rows.statements()),
        claims=tuple(rows.claims()),
        responses=tuple(rows.responses()),
    )


class _Rows:
    """The rows of one sheet, turned back. A row's key is `sheet:parts/joined`, as `sheet_rows` makes it."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.parties = {self.short(s.key).removesuffix("/standing"): s.party for s in self.kept(Standing)}

    def kept(self, model: type[Row]) -> QuerySet[Row]:
        """The rows that are not retired, nor what they lead to; in the order of their ids, which is the sheet's."""
        ends = [
            f.name
            for f in model._meta.concrete_fields
            if isinstance(f, ForeignKey) and issubclass(f.related_model, Kept)
        ]
        whole = {f"{end}__retired__isnull": True for end in ends}
        rows = model._default_manager.filter(key__startswith=f"{self.key}:", retired__isnull=True, **whole)
        return rows.order_by("id")

    def short(self, key: str | None) -> str:
        return (key or "").removeprefix(f"{self.key}:")

    def require_all(self, visible: Visible) -> None:
        zoned = (self.kept(Source), self.kept(Claim), self.kept(Standing))
        hidden = any(rows.exclude(zone__in=visible.zones).exists() for rows in zoned)
        if hidden or not self.kept(Source).exists():
            raise Refused(f"There is no sheet “{self.key}” of which you may see the whole. Nothing was exported.")

    def sources(self) -> list[SourceRow]:
        handles = set(self.kept(Source).values_list("handle", flat=True))
        return [
            _plain(
                SourceRow,
                row,
                key=row.handle,
                party=self.parties.get(row.handle, ""),
                derives_from=tuple(handle for handle in row.derives_from.split() if handle in handles),
            )
            for row in self.kept(Source)
        ]

    def figures(self) -> list[FigureRow]:
        claimed = self.kept(Claim).values("figure")
        return [_plain(FigureRow, row, key=self.short(row.key)) for row in self.kept(Figure).filter(pk__in=claimed)]

    def statements(self) -> list[StatementRow]:
        stances, arguments = self._stances(), self._arguments()
        attested = self.kept(Claim).values("statement")
        return [
            _plain(
                StatementRow,
                row,
                key=row.handle,
                speaker=row.speaker.handle,
                speaker_party=self.parties.get(row.handle, ""),
                stances=tuple(stances[row.pk]),
                arguments=tuple(arguments[row.pk]),
                figure=self.short(row.figure.key) if row.figure else "",
            )
            for row in self.kept(Statement).filter(pk__in=attested).select_related("speaker", "figure")
        ]

    def _stances(self) -> dict[str, list[StanceRow]]:
        found = defaultdict(list)
        for row in self.kept(Stance).select_related("source"):
            author = row.source.handle if row.source else OURS
            found[row.statement_id].append(StanceRow(stance=row.stance, author=author, secondary=row.secondary))
        return found

    def _arguments(self) -> dict[str, list[str]]:
        found = defaultdict(list)
        for row in self.kept(Coding).select_related("argument"):
            found[row.statement_id].append(row.argument.handle)
        return found

    def claims(self) -> list[ClaimRow]:
        origins = self._origins()
        related = ("subject", "source", "entity", "figure", "statement")
        return [
            _plain(
                ClaimRow,
                row,
                key=self.short(row.key),
                group=self.short(row.group),
                subject=row.subject.handle,
                source=row.source.handle,
                entity=row.entity.handle if row.entity else "",
                figure=self.short(row.figure.key) if row.figure else "",
                statement=row.statement.handle if row.statement else "",
                derives_from=tuple(origins[row.pk]),
            )
            for row in self.kept(Claim).select_related(*related)
        ]

    def _origins(self) -> dict[str, list[str]]:
        found = defaultdict(list)
        for row in self.kept(Derivation):
            found[row.claim_id].append(self.short(row.key).rpartition("/from/")[2])
        return found

    def responses(self) -> list[ResponseRow]:
        related = ("subject", "statement", "to_subject", "to_statement", "to_source")
        return [
            _plain(
                ResponseRow,
                row,
                key=self.short(row.key),
                subject=_handle(row.subject, row.statement),
                target=_handle(row.to_subject, row.to_statement, row.to_source),
            )
            for row in self.kept(Response).select_related(*related)
        ]


def _handle(*ends: Subject | Statement | Source | None) -> str:
    """The handle of the one end that there is."""
    return next(end.handle for end in ends if end)


def _plain(kind: type[Plain], row: Kept, **known: Any) -> Plain:
    """The plain value: the columns of the same names, and what is given."""
    names = [field.name for field in fields(kind) if field.name != "lines"]  # type: ignore[arg-type]
    return kind(**{name: known[name] if name in known else getattr(row, name) for name in names})
