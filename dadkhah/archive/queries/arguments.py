"""Arguments over the decades: which statements give which reason, and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet

from dadkhah.archive.access import Visible
from dadkhah.archive.models import Claim, Statement, Subject
from dadkhah.archive.queries.labels import labels
from dadkhah.archive.queries.statements import codings, with_standing


@dataclass(frozen=True)
class Given:
    """A statement that gives an argument."""

    id: str
    date: str
    date_first: str
    speaker_id: str
    speaker: str
    text: str
    standing: str


@dataclass
class ArgumentLine:
    """An argument, the claims that describe it, and the statements that give it, the earliest first."""

    id: str
    name: str
    claims: list[Claim] = field(default_factory=list)
    statements: list[Given] = field(default_factory=list)

    @property
    def first(self) -> str:
        return next((given.date_first[:4] for given in self.statements if given.date_first), "")

    @property
    def last(self) -> str:
        return next((given.date_first[:4] for given in reversed(self.statements) if given.date_first), "")

    @property
    def of_the_state(self) -> list[Given]:
        return [given for given in self.statements if given.standing == "state"]

    @property
    def not_assessed(self) -> list[Given]:
        return [given for given in self.statements if not given.standing]


def argument_subjects(visible: Visible) -> QuerySet[Subject]:
    """In the order in which they were recorded."""
    return visible.subjects("argument").order_by("id")


def arguments(visible: Visible, subjects: Iterable[Subject], language: str, most: int = 2000) -> list[ArgumentLine]:
    """These arguments with their statements; `most` bounds the statements read."""
    ids = [subject.pk for subject in subjects]
    pairs = list(codings().filter(argument__in=ids).order_by("id").values_list("argument", "statement"))
    said = _statements(visible, {statement for _, statement in pairs}, most, language)
    names = labels(visible, ids, language)
    found = {pk: ArgumentLine(pk, names.get(pk, pk)) for pk in ids}
    by_argument: dict[str, list[Given]] = defaultdict(list)
    for argument, statement in dict.fromkeys(pairs):
        if statement in said:
            by_argument[argument].append(said[statement])
    for pk, given in by_argument.items():
        found[pk].statements = sorted(given, key=lambda one: (one.date_first or "~", one.id))
    for claim in visible.claims().filter(subject__in=ids, predicate="description").order_by("id"):
        found[claim.subject_id].claims.append(claim)
    return list(found.values())


def _statements(visible: Visible, ids: set[str], most: int, language: str) -> dict[str, Given]:
    found = with_standing(visible, visible.statements().filter(pk__in=ids))
    rows = list(found.order_by("date_first", "id")[:most])
    names = labels(visible, {row.speaker_id for row in rows}, language)
    return {row.pk: _given(row, names) for row in rows}


def _given(row: Statement, names: dict[str, str]) -> Given:
    speaker = names.get(row.speaker_id, row.speaker_written)
    text = row.words or row.translation or row.paraphrase
    return Given(row.pk, row.date, row.date_first, row.speaker_id, speaker, text, getattr(row, "standing", "") or "")
