"""Where claims really come from: how many independent roots stand behind claims that say the same.

Two sources are independent when their ways back to the origin share nothing: no source, author, recording or
list of names. The count is the largest number of sources of which no two share anything (decision 0004).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dadkhah.claims.values import DerivationState

Keys = frozenset[str]
EXACT = 40  # entangled sources up to which the search is exact; 60 take a quarter of a second
# Words that name no one: two sources that share one of them need not have the same author.
_NO_ONE = frozenset(
    {"نامعلوم", "ناشناس", "بی‌نام", "نام‌برده‌نشده"}
    | {"", "anonymous", "unknown", "not known", "not named", "various", "several"}
)


@dataclass(frozen=True, slots=True)
class RootClaim:
    """A claim, as far as its origin matters. `derives_from`: ids of claims or of sources."""

    id: str
    source: str
    state: DerivationState = "unknown"
    derives_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RootSource:
    """A source, as far as dependence matters. `derives_from` is followed only if none of its claims is given.

    `recording` and `victim_list` name the one recording or list of names that the source passes on.
    """

    id: str
    authors: tuple[str, ...] = ()
    derives_from: tuple[str, ...] = ()
    recording: str = ""
    victim_list: str = ""


@dataclass(frozen=True, slots=True)
class Roots:
    """What is left when derivation is followed to its end.

    `roots`: per independent root the ids of its sources, with those that share its author, recording or list.
    `unknown`: ids of the claims whose way back breaks off or runs in a circle; they are never counted.
    `cycles`: ids of sources that draw on each other. `origins`: the sources each counted claim goes back to.
    """

    roots: tuple[Keys, ...]
    unknown: tuple[str, ...] = ()
    cycles: tuple[Keys, ...] = ()
    origins: Mapping[str, Keys] = field(default_factory=dict, hash=False)

    @property
    def independent(self) -> int:
        return len(self.roots)


@dataclass(frozen=True, slots=True)
class _Way:
    """Derivation followed to its end. `own`: sources with words of their own; `loose`: of unknown origin."""

    upstream: dict[str, Keys]
    beyond: dict[str, Keys]
    own: Keys
    loose: Keys

    @property
    def circular(self) -> Keys:
        return frozenset(key for key, reached in self.beyond.items() if key in reached)

    def back(self, source: str) -> Keys | None:
        """The source and all it goes back to; None if nothing is its own and some way back is broken."""
        way = self.beyond[source] | {source}
        broken = way & (self.loose | (self.circular - self.own))
        return way if source in self.own or not broken else None

    def ends(self, way: Keys) -> Keys:
        return frozenset(k for k in way if k in self.own or not (self.upstream[k] or k in self.loose))

    def cycles(self) -> tuple[Keys, ...]:
        rings = {frozenset(k for k in self.beyond[one] if one in self.beyond[k]) for one in self.circular}
        return tuple(sorted(rings, key=sorted))


def roots(claims: Iterable[RootClaim], sources: Iterable[RootSource] = ()) -> Roots:
    """The independent roots of claims that assert the same thing; the order of input never matters.

    A source without a row in `sources` has no known author. Raises ValueError if an id stands twice.
    """
    held, rows = _by_id(claims, sources)
    way = _follow(held, rows)
    back = {claim.source: found for claim in held.values() if (found := way.back(claim.source))}
    marks = {key: _marks(rows.get(key, RootSource(key))) for key in way.upstream}
    prints = {source: _union(marks[key] for key in found) for source, found in back.items()}
    origins = {
        claim.id: way.ends(back[claim.source])
        for claim in sorted(held.values(), key=lambda claim: claim.id)
        if claim.source in back and _settled(claim, held)
    }
    groups = [_kin(way.ends(back[source]), _union(origins.values()), marks) for source in _apart(prints)]
    unknown = tuple(sorted(held.keys() - origins.keys()))
    return Roots(tuple(sorted(groups, key=sorted)), unknown, way.cycles(), origins)


def kin(wanted: Iterable[str], sources: Iterable[RootSource]) -> list[list[str]]:
    """Sources in groups whose ways back share something, directly or by way of others: a source alone is a group of its own.

    `sources`: those that are known, the wanted ones and what they derive from. The order of `wanted` is kept.
    """
    rows = {row.id: row for row in sources}
    upstream = {key: frozenset(row.derives_from) for key, row in rows.items()}
    found: list[tuple[Keys, list[str]]] = []
    for key in wanted:
        way = _union(_marks(rows.get(one, RootSource(one))) for one in _beyond(upstream, key) | {key})
        near = [each for each in found if each[0] & way]
        joined = _union([way, *(each[0] for each in near)]), [*(one for each in near for one in each[1]), key]
        found = [*(each for each in found if each not in near), joined]
    return [group for _, group in found]


def explain(result: Roots, lang: str = "en") -> str:
    """The result in one plain sentence, English or Persian ("fa"), to stand beside a claim."""
    counted, found, unknown = len(result.origins), result.independent, len(result.unknown)
    if lang.startswith("fa"):
        return _explain_fa(counted, found, unknown)
    if not counted:
        one = "1 claim comes" if unknown == 1 else f"{unknown} claims come"
        return f"We do not know where {one} from." if unknown else "There is no claim."
    rest = "rests" if counted == 1 else "rest"
    said = f"{_many(counted, 'claim')} {rest} on {_many(found, 'independent root')}"
    more = f"; for {unknown} more we do not know where {'it comes' if unknown == 1 else 'they come'} from"
    return said + (more if unknown else "") + "."


def _explain_fa(counted: int, found: int, unknown: int) -> str:
    if not counted:
        return _fa(f"نمی‌دانیم {unknown} ادعا از کجا آمده است." if unknown else "ادعایی نیست.")
    more = f"؛ دربارهٔ {unknown} ادعای دیگر نمی‌دانیم از کجا آمده است" if unknown else ""
    return _fa(f"{counted} ادعا بر {found} ریشهٔ مستقل استوار است{more}.")


def _fa(text: str) -> str:
    return text.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _by_id(
    claims: Iterable[RootClaim], sources: Iterable[RootSource]
) -> tuple[dict[str, RootClaim], dict[str, RootSource]]:
    rows, held = list(sources), list(claims)
    ids = [claim.id for claim in held] + [row.id for row in rows]
    ids += {claim.source for claim in held} - {row.id for row in rows}
    if twice := sorted(key for key, times in Counter(ids).items() if times > 1):
        raise ValueError(f"Every claim and every source needs an id of its own; not so: {', '.join(twice)}.")
    return {claim.id: claim for claim in held}, {row.id: row for row in rows}


def _follow(held: dict[str, RootClaim], rows: dict[str, RootSource]) -> _Way:
    upstream: dict[str, Keys] = {claim.source: frozenset() for claim in held.values()}
    for claim in held.values():
        upstream[claim.source] |= _named(claim, held)
    open_ = sorted(_union(upstream.values()) - upstream.keys())
    while open_:
        key = open_.pop()
        upstream[key] = frozenset(rows[key].derives_from if key in rows else ()) - {key}
        open_ += sorted(upstream[key] - upstream.keys() - set(open_))
    settled = {claim.source for claim in held.values() if _settled(claim, held)}
    return _Way(
        upstream,
        {key: _beyond(upstream, key) for key in upstream},
        own=frozenset(claim.source for claim in held.values() if claim.state == "own"),
        loose=frozenset(claim.source for claim in held.values()) - settled,
    )


def _named(claim: RootClaim, held: dict[str, RootClaim]) -> Keys:
    """The other sources it draws on, whether a claim of theirs is named or they themselves."""
    return frozenset(held[key].source if key in held else key for key in claim.derives_from) - {claim.source}


def _settled(claim: RootClaim, held: dict[str, RootClaim]) -> bool:
    """Whether it is said where the claim comes from; "derived" must name another source."""
    return claim.state == "own" or (claim.state == "derived" and bool(_named(claim, held)))


def _beyond(upstream: dict[str, Keys], start: str) -> Keys:
    found: set[str] = set()
    open_ = set(upstream.get(start, ()))
    while open_:
        key = open_.pop()
        found.add(key)
        open_ |= upstream.get(key, frozenset()) - found
    return frozenset(found)


def _marks(row: RootSource) -> Keys:
    """What makes a source kin to another: itself, each author, its recording, its list."""
    names = [part for author in row.authors for part in re.split(r"[/;]", author)]
    marks = {f"author {name}" for name in map(_folded, names) if name not in _NO_ONE}
    marks |= {f"recording {_folded(row.recording)}"} if row.recording else set()
    marks |= {f"list {_folded(row.victim_list)}"} if row.victim_list else set()
    return frozenset(marks | {f"source {row.id}"})


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _kin(ends: Keys, pool: Keys, marks: dict[str, Keys]) -> Keys:
    shared = _union(marks[key] for key in ends)
    return frozenset(key for key in pool if marks[key] & shared)


def _apart(prints: dict[str, Keys]) -> list[str]:
    """A largest choice of sources of which no two share a mark; the same whatever the order of input."""
    least: dict[str, Keys] = {}
    for key in sorted(prints, key=lambda key: (len(prints[key]), key)):
        # Whoever leans on another source's whole way back can never stand beside it, and never does better.
        if not any(known <= prints[key] for known in least.values()):
            least[key] = prints[key]
    clash = {a: frozenset(b for b in least if b != a and least[a] & least[b]) for a in least}
    knots = {_beyond(clash, key) | {key} for key in clash}
    return [key for knot in knots for key in _largest({key: clash[key] for key in knot})]


def _largest(clash: dict[str, Keys]) -> list[str]:
    """Exact for knots of up to EXACT clashing sources; for larger ones perhaps too few, never too many."""
    chosen: list[str] = []
    while clash:
        easy = min(clash, key=lambda key: (len(clash[key]), key))
        if len(clash[easy]) > 1 and len(clash) <= EXACT:
            hard = max(clash, key=lambda key: (len(clash[key]), key))
            without = _largest(_drop(clash, frozenset({hard})))
            taken = [hard, *_largest(_drop(clash, clash[hard] | {hard}))]
            return chosen + (taken if len(taken) > len(without) else without)
        chosen.append(easy)
        clash = _drop(clash, clash[easy] | {easy})
    return chosen


def _drop(clash: dict[str, Keys], gone: Keys) -> dict[str, Keys]:
    return {key: others - gone for key, others in clash.items() if key not in gone}


def _union(sets: Iterable[Keys]) -> Keys:
    return frozenset[str]().union(*sets)
