"""Places: what they are said to be, in what condition, and what damage was reported; positions are coarse."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from dadkhah.archive.access import Visible
from dadkhah.archive.models import Claim, Subject
from dadkhah.archive.queries.assertions import Assertion, assertions
from dadkhah.archive.queries.lists import said_of, titles

ON_MAP = 300
TOLD = ("site_kind", "site_condition", "site_damage", "lat_lon")
_POSITION = re.compile(r"\s*(-?\d{1,2}(?:\.\d+)?)\s*[,،]\s*(-?\d{1,3}(?:\.\d+)?)")


@dataclass
class Place:
    """One place with its claims by predicate (those of TOLD)."""

    subject: Subject
    title: str
    claims: dict[str, list[Assertion]] = field(default_factory=dict)

    @property
    def sources(self) -> int:
        """How many sources say any of this."""
        told = (carried.claim.source_id for group in self.claims.values() for a in group for carried in a.carried)
        return len(set(told))


@dataclass(frozen=True)
class Spot:
    """A rough position, as claimed: degrees north and east."""

    subject: str
    title: str
    kind: str
    lat: float
    lon: float


def places(visible: Visible, subjects: Iterable[Subject], language: str) -> list[Place]:
    """The places of one page."""
    listed = list(subjects)
    said = said_of(visible, [s.pk for s in listed], TOLD)
    called = titles(visible, [s.pk for s in listed], language)
    made = {s.pk: Place(s, called.get(s.pk, s.handle)) for s in listed}
    for assertion in assertions(visible, [c for claims in said.values() for c in claims], language):
        claim = assertion.claim
        made[claim.subject_id].claims.setdefault(claim.predicate, []).append(assertion)
    return list(made.values())


def spots(visible: Visible, language: str) -> tuple[list[Spot], bool]:
    """The first claimed rough position of each place, at most ON_MAP; and whether there are more."""
    rows = visible.claims().filter(predicate="lat_lon", subject__kind="place").order_by("id")
    first: dict[str, Claim] = {}
    for claim in rows[: ON_MAP * 4]:
        first.setdefault(claim.subject_id, claim)
    subjects = list(first)[:ON_MAP]
    kinds = said_of(visible, subjects, ("site_kind",))
    called = titles(visible, subjects, language)
    found = []
    for subject in subjects:
        if position := position_of(first[subject].value):
            kind = kinds[subject][0].value if subject in kinds else ""
            found.append(Spot(subject, called.get(subject, ""), kind, *position))
    return found, len(first) > ON_MAP


def position_of(text: str) -> tuple[float, float] | None:
    """Degrees north and east of "35.8, 51.4", or nothing where the text is no position on Earth."""
    match = _POSITION.match(text)
    if not match:
        return None
    lat, lon = float(match[1]), float(match[2])
    return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None
