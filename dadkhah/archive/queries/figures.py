"""Figures side by side: who gave which number for what, and when. Only equal measure and scope stand together.

Nothing here adds, averages or ranges across figures; the only thing counted over several is their roots.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.db.models import Count, QuerySet

from dadkhah.archive.access import Visible
from dadkhah.archive.models import Claim, Derivation
from dadkhah.archive.queries.copies import recordings
from dadkhah.archive.queries.labels import labels
from dadkhah.claims.roots import RootClaim, Roots, RootSource, roots
from dadkhah.reading.edtf import interval

COUNTED_TOGETHER = 400
"""Above so many claims the roots behind all of them are not worked out at once: a narrower range is asked for."""
COLUMNS = (
    "id", "group", "figure", "figure__qualifier", "figure__value", "figure__low", "figure__high",
    "figure__counts", "figure__period", "entity", "attributed_to", "role", "party", "claimed_on", "hold",
    "source", "source__author", "source__title", "derivation",
)  # fmt: skip


@dataclass(frozen=True)
class Voice:
    """One source that carries a figure: its claim, and what is needed to count roots."""

    claim: str
    source: str
    author: str
    title: str
    root: RootClaim
    recording: str


@dataclass
class FigureLine:
    """One claimed figure with who claims it and when, how that one stands, and the sources that carry it.

    `claimant` is as the source attributes it ("as cited by ..."); `named` the claimant's name in the reader's language,
    where that is another.
    """

    figure: str
    group: str
    qualifier: str
    value: int | None
    low: int | None
    high: int | None
    counts: str
    period: str
    claimant_id: str
    claimant: str
    role: str
    standing: str
    claimed_on: str
    is_held: bool
    voices: list[Voice]
    named: str = ""

    @cached_property
    def roots(self) -> Roots:
        return together([self])

    @property
    def claim(self) -> str:
        return self.voices[0].claim

    @property
    def least(self) -> int:
        """The number, or the lower one of a range."""
        return next((number for number in (self.value, self.low, self.high) if number is not None), 0)

    @property
    def most(self) -> int:
        return next((number for number in (self.value, self.high, self.low) if number is not None), 0)


def figure_claims(visible: Visible) -> QuerySet[Claim]:
    return visible.claims().filter(predicate="figure")


def measures(visible: Visible) -> list[tuple[str, str, int]]:
    """(measure, scope, how many figures are claimed) of all that is visible, the most claimed first."""
    rows = figure_claims(visible).values_list("figure__measure", "figure__scope")
    counted = rows.annotate(n=Count("group", distinct=True)).order_by()
    return sorted(((m, s or "", n) for m, s, n in counted), key=lambda row: (-row[2], row[0], row[1]))


def figures(
    visible: Visible,
    measure: str = "",
    scope: str = "",
    low: int | None = None,
    high: int | None = None,
    language: str = "en",
    order: str = "when",
) -> list[FigureLine]:
    """The figures of one measure and scope (without a measure: of the one with most figures).

    `low` and `high` keep those whose number or range touches that span. `order`: "when" (the earliest possible
    day of the claim first, undated last) or "number" (the smallest first).
    """
    if not measure:
        measure, scope, _ = next(iter(measures(visible)), ("", "", 0))
    rows = figure_claims(visible).filter(figure__measure=measure)
    rows = rows.filter(figure__scope=scope) if scope else rows.filter(figure__scope__isnull=True)
    found = [line for line in _lines(visible, rows) if _touches(line, low, high)]
    _name(visible, found, language)
    return sorted(found, key=_by_number if order == "number" else _by_date)


def _touches(line: FigureLine, low: int | None, high: int | None) -> bool:
    return (low is None or line.most >= low) and (high is None or line.least <= high)


def _by_number(line: FigureLine) -> tuple[int, int, str]:
    return line.least, line.most, line.group


def _by_date(line: FigureLine) -> tuple[str, str]:
    return first_day(line.claimed_on) or "~", line.group


@lru_cache(4096)
def first_day(edtf: str) -> str:
    return interval(edtf)[0] if edtf else ""


@lru_cache(4096)
def last_day(edtf: str) -> str:
    return interval(edtf)[1] if edtf else ""


def _lines(visible: Visible, claims: QuerySet[Claim]) -> list[FigureLine]:
    """One line per assertion; the claims of one group are its voices."""
    rows = list(claims.order_by("id").values_list(*COLUMNS))
    origins = _origins(visible, claims)
    recorded = recordings({row[COLUMNS.index("source")] for row in rows})
    lines: dict[str, FigureLine] = {}
    for row in rows:
        (pk, group, figure, qualifier, value, low, high, counts, period, entity, written, role, party,
         on, hold, source, author, title, derivation) = row  # fmt: skip
        if group not in lines:
            lines[group] = FigureLine(
                figure, group, qualifier, value, low, high, counts or "", period or "", entity or "", written or "",
                role or "", party or "", on or "", is_held=bool(hold), voices=[],
            )  # fmt: skip
        root = RootClaim(pk, source, derivation, tuple(origins[pk]))
        lines[group].voices.append(Voice(pk, source, author or "", title, root, recorded.get(source, "")))
    return list(lines.values())


def _origins(visible: Visible, claims: QuerySet[Claim]) -> dict[str, list[str]]:
    """Claim id -> ids of the visible claims or sources it comes from."""
    rows = Derivation.objects.filter(claim__in=claims, retired__isnull=True).order_by("id")
    columns = ("claim", "from_claim", "from_claim__zone", "from_source", "from_source__zone")
    found: dict[str, list[str]] = defaultdict(list)
    for claim, from_claim, zone_of_claim, from_source, zone_of_source in rows.values_list(*columns):
        if visible.is_open(zone_of_claim or zone_of_source):
            found[claim].append(from_claim or from_source)
    return found


def _name(visible: Visible, lines: list[FigureLine], language: str) -> None:
    """Without an attribution the name is the claimant, and without that the source's author."""
    names = labels(visible, {line.claimant_id for line in lines if line.claimant_id}, language)
    for line in lines:
        name, written = names.get(line.claimant_id, ""), line.claimant
        line.named = name if written and language != "en" and name not in written else ""
        line.claimant = written or name or line.voices[0].author


def together(lines: Iterable[FigureLine]) -> Roots:
    """The independent roots of all these figures taken together."""
    voices = [voice for line in lines for voice in line.voices]
    return roots([voice.root for voice in voices], {voice.source: _source(voice) for voice in voices}.values())


def _source(voice: Voice) -> RootSource:
    return RootSource(voice.source, (voice.author,) if voice.author else (), recording=voice.recording)
