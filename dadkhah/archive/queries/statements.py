"""The register of statements: who admitted, denied, justified or condemned what, and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import overload

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from dadkhah.archive.access import Visible
from dadkhah.archive.models import Claim, Coding, Statement
from dadkhah.archive.queries.labels import labels
from dadkhah.reading.weekday import check_weekday

NOT_ASSESSED = "not_assessed"


@dataclass(frozen=True)
class StanceLine:
    """One reading of a statement: a source's framing, or (`ours`) that of a person of this archive."""

    stance: str
    author: str
    source: str
    ours: bool
    secondary: bool


@dataclass
class StatementLine:
    """What a row of the register shows. `standing` is the speaker's by the newest assessment up to its date."""

    id: str
    handle: str
    date: str
    speaker_id: str
    speaker: str
    role_then: str
    role_at_event: str
    standing: str
    standing_at: str
    mode: str
    words: str
    translation: str
    paraphrase: str
    language: str
    is_held: bool
    stances: list[StanceLine] = field(default_factory=list)
    arguments: list[tuple[str, str]] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.words or self.translation or self.paraphrase


class Register:
    """Statements in the order of their dates, read a page at a time."""

    def __init__(self, visible: Visible, rows: QuerySet[Statement], language: str) -> None:
        self.visible, self.rows, self.language = visible, rows, language

    def count(self) -> int:
        return self.rows.count()

    def __len__(self) -> int:
        return self.count()

    @overload
    def __getitem__(self, key: int) -> StatementLine: ...

    @overload
    def __getitem__(self, key: slice) -> list[StatementLine]: ...

    def __getitem__(self, key: int | slice) -> StatementLine | list[StatementLine]:
        if not isinstance(key, slice):
            return self[key : key + 1][0]
        # Ids first: a database works out a standing for every row it skips on the way to a late page.
        ids = list(self.rows.values_list("pk", flat=True)[key])
        rows = with_standing(self.visible, Statement.objects.filter(pk__in=ids)).order_by("date_first", "id")
        return lines(self.visible, rows, self.language)

    def __iter__(self) -> Iterator[StatementLine]:
        for first in range(0, self.count(), 500):
            yield from self[first : first + 500]


def register(
    visible: Visible,
    *,
    speaker: str = "",
    stance: str = "",
    argument: str = "",
    standing: str = "",
    year: str = "",
    panel: bool = False,
    mode: str = "",
    language: str = "en",
) -> Register:
    """Statements that fit all that is given. `speaker` and `argument` are ids, `year` has four digits.

    `standing` is a code of the list `party`, or "not_assessed"; `panel` keeps speakers whom a source names as
    holding a seat on a panel.
    """
    chosen = {"speaker": speaker, "stance": stance, "argument": argument, "standing": standing}
    chosen |= {"year": year, "mode": mode, "panel": "1" if panel else ""}
    return Register(visible, select(visible, chosen).order_by("date_first", "id"), language)


def select(visible: Visible, chosen: dict[str, str]) -> QuerySet[Statement]:
    """The visible statements that fit every choice that is not empty."""
    rows = visible.statements()
    if chosen.get("speaker"):
        rows = rows.filter(speaker=chosen["speaker"])
    if chosen.get("mode"):
        rows = rows.filter(mode=chosen["mode"])
    if chosen.get("year"):
        year = chosen["year"]
        rows = rows.filter(date_first__lte=f"{year}-12-31", date_last__gte=f"{year}-01-01")
    if chosen.get("stance"):
        rows = rows.filter(pk__in=visible.readings().filter(stance=chosen["stance"]).values("statement"))
    if chosen.get("argument"):
        rows = rows.filter(pk__in=codings().filter(argument=chosen["argument"]).values("statement"))
    if chosen.get("panel"):
        rows = rows.filter(speaker__in=seats(visible).values("subject"))
    if chosen.get("standing"):
        rows = _of_standing(visible, rows, chosen["standing"])
    return rows


def codings() -> QuerySet[Coding]:
    """Readings of an argument in a statement; both ends are checked by whoever asks."""
    return Coding.objects.filter(retired__isnull=True)


def seats(visible: Visible) -> QuerySet[Claim]:
    return visible.claims().filter(predicate="panel_seat")


def _of_standing(visible: Visible, rows: QuerySet[Statement], standing: str) -> QuerySet[Statement]:
    if standing == NOT_ASSESSED:
        return with_standing(visible, rows).filter(standing__isnull=True)  # type: ignore[misc]  # annotated there
    # The first filter is cheap and leaves few for the second, which asks for each statement's date.
    assessed = visible.standings_recorded().filter(party=standing, subject__isnull=False)
    rows = with_standing(visible, rows.filter(speaker__in=assessed.values("subject")))
    return rows.filter(standing=standing)  # type: ignore[misc]  # annotated there


def with_standing(visible: Visible, rows: QuerySet[Statement]) -> QuerySet[Statement]:
    """With `standing` and `standing_at`: the speaker's by the newest assessment that speaks of no later day.

    A standing without a date holds for any. One that begins after the statement says nothing of it.
    """
    said = OuterRef("date")
    in_time = Q(at=said) | Q(at__lte=OuterRef("date_last")) | Q(at__isnull=True)
    held = visible.standings_recorded().filter(in_time, subject=OuterRef("speaker"))
    held = held.order_by(F("at").desc(nulls_last=True), "-id")
    return rows.annotate(standing=Subquery(held.values("party")[:1]), standing_at=Subquery(held.values("at")[:1]))


def lines(visible: Visible, rows: Iterable[Statement], language: str) -> list[StatementLine]:
    """These statements (with their standing) as lines, with one question per kind of row."""
    listed = list(rows)
    ids = [row.pk for row in listed]
    readings = _readings(visible, ids)
    coded = _coded(visible, ids, language)
    attested: dict[str, list[Claim]] = defaultdict(list)
    said = visible.claims().filter(statement__in=ids, predicate="said").select_related("source").order_by("id")
    for claim in said if ids else ():
        attested[claim.statement_id or ""].append(claim)
    names = labels(visible, {row.speaker_id for row in listed}, language)
    return [
        _line(row, names.get(row.speaker_id, ""), readings[row.pk], coded[row.pk], attested[row.pk]) for row in listed
    ]


def _line(
    row: Statement, speaker: str, found: list[StanceLine], coded: list[tuple[str, str]], claims: list[Claim]
) -> StatementLine:
    return StatementLine(
        id=row.pk,
        handle=row.handle,
        date=row.date,
        speaker_id=row.speaker_id,
        speaker=speaker or row.speaker_written or row.handle,
        role_then=row.role_then,
        role_at_event=row.role_at_event,
        standing=getattr(row, "standing", None) or "",
        standing_at=getattr(row, "standing_at", None) or "",
        mode=row.mode,
        words=row.words,
        translation=row.translation,
        paraphrase=row.paraphrase,
        language=row.language,
        is_held=bool(row.hold) or any(claim.hold for claim in claims),
        stances=found,
        arguments=coded,
        claims=claims,
    )


def _readings(visible: Visible, ids: list[str]) -> dict[str, list[StanceLine]]:
    found: dict[str, list[StanceLine]] = defaultdict(list)
    rows = visible.readings().filter(statement__in=ids).select_related("source", "account").order_by("secondary", "id")
    for row in rows:
        author = row.source.title if row.source else str(row.account or "")
        found[row.statement_id].append(
            StanceLine(row.stance, author, row.source_id or "", row.source_id is None, row.secondary),
        )
    return found


def _coded(visible: Visible, ids: list[str], language: str) -> dict[str, list[tuple[str, str]]]:
    """Statement id -> (id, name) of the visible arguments it is read as giving."""
    rows = list(codings().filter(statement__in=ids).order_by("id").values_list("statement", "argument"))
    arguments = {argument for _, argument in rows}
    open_ones = set(visible.subjects("argument").filter(pk__in=arguments).values_list("pk", flat=True))
    names = labels(visible, open_ones, language)
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for statement, argument in rows:
        if argument in open_ones:
            found[statement].append((argument, names.get(argument, argument)))
    return found


def weekday_fault(row: Statement, language: str) -> str:
    """What does not fit between a weekday in the words and the date, in a sentence; or nothing."""
    if not row.date:
        return ""
    found = check_weekday(f"{row.words} {row.translation} {row.paraphrase} {row.note}", row.date, "gregorian")
    return found.describe(language) if found else ""


def years(visible: Visible) -> range:
    """From the earliest year of a visible statement to the latest."""
    dated = visible.statements().filter(date_first__isnull=False)
    ends = [dated.order_by(order).values_list("date_first", flat=True).first() for order in ("date_first", "-date_first")]
    return range(int(ends[0][:4]), int(ends[1][:4]) + 1) if ends[0] and ends[1] else range(0)
