"""Search over everything that is visible: names, statements, sources, claims, files and their texts, each with why it was found.

The index gives the documents that meet all words in the zones that are open, the best first, at most CAP of them.
Documents that say one thing (the claims of one group, the names of one subject, the pages of one file) are one hit.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import QuerySet

from dadkhah.archive import index, texts
from dadkhah.archive.access import Visible
from dadkhah.archive.envelopes import opened
from dadkhah.archive.index import CLAIM, ITEM, KINDS_FOUND, NAME, RECORD, SOURCE, STATEMENT, TEXT
from dadkhah.archive.matching import Match, matching
from dadkhah.archive.models import Claim, DocumentReading, Item, Record, Source, Statement, Subject
from dadkhah.archive.passages import decoded
from dadkhah.archive.queries.assertions import Assertion, assertions
from dadkhah.archive.queries.lists import titles
from dadkhah.archive.queries.wanted import Wanted, read_query
from dadkhah.evidence.store import NotHeld
from dadkhah.reading.stretches import Stretch

CAP = 5000
"""So many documents are looked at: beyond them, totals and facets are of the first CAP in our order."""
PER_PAGE = 10
SPACE = re.compile(r"\s")
AROUND = 90
"""Letters shown before and behind a match."""
MOST_REASONS = 2
MOST_PAGES = 3
"""So many places of one text are shown; the others are counted."""


@dataclass(frozen=True)
class Piece:
    """A part of a snippet, marked where it met a word."""

    text: str
    marked: bool


@dataclass(frozen=True)
class Reason:
    """Why something was found: the field (a code of FIELDS) and the place in it. Of a text also the stretch in which it stands."""

    field: str
    pieces: list[Piece]
    stretch: Stretch | None = None


@dataclass
class Hit:
    """One thing found. `row` is the source, statement, item, record or subject; a claim has its assertion.

    Of a text: `row` is the file, `places` counts the pages or stretches that met the words, `reasons` are the first of them.
    """

    kind: str
    id: str
    title: str
    row: Any = None
    assertions: list[Assertion] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    places: int = 0


@dataclass(frozen=True)
class Result:
    """One page of hits. `total` and `facets` (kind -> hits, year -> hits) count what is visible alone.

    `capped`: more documents met the words than were looked at. `has_unsearched`: the reader may see texts whose words are not
    in the index.
    """

    hits: list[Hit]
    total: int
    capped: bool
    kinds: dict[str, int]
    years: dict[str, int]
    words: Wanted
    page: int = 1
    pages: int = 1
    has_unsearched: bool = False


class Found(NamedTuple):
    """One hit before its page is made: the key under which documents are one, and the documents' rows."""

    kind: str
    key: str
    year: str
    rows: list[str]


def search(
    visible: Visible, words: str, kinds: Sequence[str] = (), language: str = "en", page: int = 1, *, year: str = ""
) -> Result:
    """The page of what meets all words. `kinds` (of KINDS_FOUND) and `year` narrow the hits, not the facets."""
    wanted = read_query(words)
    every, capped = _found(visible, wanted, (), "")
    chosen = every
    if kinds or year:
        narrowed, capped_too = _found(visible, wanted, kinds, year) if capped else (every, False)
        chosen = [f for f in narrowed if (not kinds or f.kind in kinds) and (not year or f.year == year)]
        capped = capped and capped_too
    pages = max(1, -(-len(chosen) // PER_PAGE))
    page = min(max(page, 1), pages)
    shown = chosen[(page - 1) * PER_PAGE : page * PER_PAGE]
    counted = Counter([f.kind for f in every])
    years = Counter([f.year for f in every if f.year])
    return Result(
        hits=_read_page(visible, shown, language).hits(shown, wanted),
        total=len(chosen),
        capped=capped,
        kinds={kind: counted[kind] for kind in KINDS_FOUND if counted[kind]},
        years=dict(sorted(years.items())),
        words=wanted,
        page=page,
        pages=pages,
        has_unsearched=texts.has_unsearched(visible),
    )


def _found(visible: Visible, wanted: Wanted, kinds: Sequence[str], year: str) -> tuple[list[Found], bool]:
    """Everything found, the best first, one thing once; and whether there is more."""
    places = [*map(index.zone_word, visible.zones), *map(index.import_word, visible.imports_in_force)]
    among = [[index.kind_word(kind) for kind in kinds], [index.year_word(year)] if year else []]
    matches = matching(wanted.words, places, CAP + 1, among=among, whole=bool(wanted.phrases))
    capped = len(matches) > CAP
    held = _standing(visible, matches[:CAP])
    if wanted.phrases:
        held = [match for match in held if wanted.holds_phrases(match.tokens)]
    return _together(held), capped


def _standing(visible: Visible, matches: list[Match]) -> list[Match]:
    """Without rows of lists whose place a later version took, and texts of which a part lies in a zone that is closed."""
    now: dict[str, set[str]] = {}
    for kind, rows in ((RECORD, visible.records), (TEXT, visible.document_readings)):
        if ids := {match.thing for match in matches if match.kind == kind}:
            now[kind] = set(rows().filter(pk__in=ids).values_list("pk", flat=True))
    return [match for match in matches if match.kind not in now or match.thing in now[match.kind]]


def _together(matches: list[Match]) -> list[Found]:
    """Documents that are one hit, in the order of their first."""
    found: dict[tuple[str, str], Found] = {}
    for kind, pk, thing, year, _ in matches:
        key = kind, thing
        if one := found.get(key):
            one.rows.append(pk)
        else:
            found[key] = Found(kind, thing, "" if kind == NAME else year, [pk])
    return list(found.values())


@dataclass(frozen=True)
class _Page:
    """What the hits of one page are made of."""

    claims: dict[str, Claim]
    assertions: dict[str, Assertion]
    titles: dict[str, str]
    spellings: dict[str, list[str]]
    subjects: dict[str, Subject]
    others: dict[str, Any]

    def hits(self, shown: list[Found], wanted: Wanted) -> list[Hit]:
        made = (self._claim(f, wanted) if f.kind in (NAME, CLAIM) else self._other(f, wanted) for f in shown)
        return [hit for hit in made if hit]

    def _claim(self, found: Found, wanted: Wanted) -> Hit | None:
        own = [self.claims[pk] for pk in found.rows if pk in self.claims]
        if not own:
            return None
        subject = own[0].subject_id
        fields = [pair for claim in own for pair in _fields(claim)]
        fields += [("about", text) for text in self.spellings.get(subject, [])]
        groups = [self.assertions[group] for group in dict.fromkeys(claim.group for claim in own)]
        title, row = self.titles.get(subject, ""), self.subjects.get(subject)
        return Hit(found.kind, subject, title, row, groups, _reasons(fields, wanted))

    def _other(self, found: Found, wanted: Wanted) -> Hit | None:
        row = self.others.get(found.key)
        if isinstance(row, DocumentReading):
            reasons = _reasons_in_text(row, found.rows[:MOST_PAGES], wanted)
            return Hit(TEXT, row.item_id, str(row.item), row.item, reasons=reasons, places=len(found.rows))
        return row and Hit(found.kind, row.pk, _title(row), row, reasons=_reasons(_fields(row), wanted))


def _read_page(visible: Visible, shown: list[Found], language: str) -> _Page:
    """A fixed number of questions for the hits of one page."""
    claims = _rows(visible.claims().select_related("figure"), shown, NAME, CLAIM)
    subjects = {claim.subject_id for claim in claims.values()}
    others = _rows(visible.statements(), shown, STATEMENT) | _rows(visible.sources(), shown, SOURCE)
    listed = visible.records().select_related("list__source")
    read = visible.document_readings().select_related("item", "text", "found")
    return _Page(
        claims=claims,
        assertions={a.group: a for a in assertions(visible, claims.values(), language)},
        titles=titles(visible, subjects, language),
        spellings=_spellings(visible, subjects),
        subjects={row.pk: row for row in visible.subjects().filter(pk__in=subjects)},
        others=others | _rows(visible.items(), shown, ITEM) | _rows(listed, shown, RECORD) | _rows(read, shown, TEXT),
    )


def _rows(rows: QuerySet, shown: list[Found], *kinds: str) -> dict[str, Any]:
    ids = [pk for found in shown if found.kind in kinds for pk in ([found.key] if found.kind == TEXT else found.rows)]
    return {row.pk: row for row in rows.filter(pk__in=ids)} if ids else {}


def _spellings(visible: Visible, subjects: Iterable[str]) -> dict[str, list[str]]:
    """All visible names of subjects: a claim is also found by what its subject is called."""
    found: dict[str, list[str]] = {}
    rows = visible.labels().filter(subject_id__in=set(subjects)).order_by("id")
    for subject, text in rows.values_list("subject_id", "text"):
        found.setdefault(subject, []).append(text)
    return found


def _title(row: Statement | Source | Item | Record) -> str:
    return row.paraphrase or row.words if isinstance(row, Statement) else str(row)


CLAIM_FIELDS = ("value", "quote", "place", "attributed_to", "role", "relation", "note", "date_written")
FIELDS: dict[type, tuple[str, ...]] = {
    Claim: CLAIM_FIELDS,
    Source: ("title", "author", "stands_behind", "note", "handle"),
    Statement: ("words", "translation", "paraphrase", "speaker_written", "role_then", "note", "handle"),
    Item: ("original_name", "received_from", "url", "note"),
    Record: ("name", "father", "place", "key"),
}
"""The fields in which a hit is explained, in the order in which they are looked at."""


def _fields(row: Any) -> list[tuple[str, str]]:
    fields = [(name, getattr(row, name)) for name in FIELDS[type(row)]]
    if isinstance(row, Claim):
        if row.predicate in index.NAMING:
            fields[0] = ("name", row.value)
        if row.figure:
            numbers = [str(n) for n in (row.figure.value, row.figure.low, row.figure.high) if n is not None]
            fields += [("counts", row.figure.counts), ("period", row.figure.period), ("number", " ".join(numbers))]
        fields.append(("key", index.key_of(row.group)))
    return [(name, text) for name, text in fields if text]


def _reasons(fields: list[tuple[str, str]], wanted: Wanted) -> list[Reason]:
    """The fields that met most, at most two, each text once."""
    met: dict[str, tuple[int, str, list[tuple[int, int]]]] = {}
    for number, (name, text) in enumerate(fields):
        if text not in met and (ranges := wanted.ranges(text)):
            met[text] = (number, name, ranges)
    best = sorted(met.items(), key=lambda one: (-_different(one[0], one[1][2]), one[1][0]))
    return [Reason(name, _snippet(text, ranges)) for text, (_, name, ranges) in best[:MOST_REASONS]]


def _reasons_in_text(reading: DocumentReading, names: list[str], wanted: Wanted) -> list[Reason]:
    """The first words met in each of these stretches; none where the text is not here, or closed."""
    try:
        with opened(reading.text) as file:
            text = decoded(file.read())
    except NotHeld:
        return []
    found = []
    for stretch in (texts.Place.of(name).stretch for name in names):
        part = SPACE.sub(" ", text[stretch.start : stretch.end])
        found.append(Reason("text", _snippet(part, wanted.ranges(part) or [(0, 0)]), stretch))
    return found


def _different(text: str, ranges: list[tuple[int, int]]) -> int:
    return len({text[start:end].casefold() for start, end in ranges})


def _snippet(text: str, ranges: list[tuple[int, int]]) -> list[Piece]:
    """The text around its first match, cut at spaces, with what met the words marked."""
    first, last = _cut(text, max(0, ranges[0][0] - AROUND)), min(len(text), ranges[0][1] + 2 * AROUND)
    last = len(text) if last >= len(text) else (text.rfind(" ", ranges[0][1], last) + 1 or last)
    pieces = [Piece("… ", marked=False)] if first else []
    at = first
    for start, end in ranges:
        if end > last:
            break
        pieces += [Piece(text[at:start], marked=False), Piece(text[start:end], marked=True)]
        at = end
    pieces.append(Piece(text[at:last] + (" …" if last < len(text) else ""), marked=False))
    return [piece for piece in pieces if piece.text]


def _cut(text: str, at: int) -> int:
    """The beginning of the word after this place, unless the text begins there."""
    return at and (text.find(" ", at) + 1 or at)


