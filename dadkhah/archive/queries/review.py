"""What waits for a reviewer, and what a documenter can choose from. Nothing here counts all claims of an archive."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from dadkhah.archive.access import Visible
from dadkhah.archive.index import NAME
from dadkhah.archive.models import Assessment, Claim, Compartment, Derivation, Item, LedgerRow, Source, Standing, Zone
from dadkhah.archive.queries.history import entry_at
from dadkhah.archive.queries.search import search

PER_PAGE = 20
RESTED_ON = 200
"""So many claims that others rest on are put first; beyond them the newest come first."""
QUEUES = ("first", "held", "no_bytes", "disputed", "all")


@dataclass(frozen=True)
class Queue:
    """One page of claims that wait. `rests`: claim id -> how many others rest on it."""

    claims: list[Claim]
    rests: dict[str, int]
    page: int
    has_more: bool


def queue(visible: Visible, which: str, page: int = 1, *, predicate: str = "", source: str = "") -> Queue:
    """Claims in compartments where the actor works: of QUEUES, narrowed to a predicate and a source."""
    rows = _waiting(visible, which)
    if predicate:
        rows = rows.filter(predicate=predicate)
    if source:
        rows = rows.filter(source=source)
    first = (page - 1) * PER_PAGE
    if which == "first":
        ahead = _rested_on(rows)
        found = _in_order(rows, list(ahead), first)
    else:
        ahead = {}
        found = list(rows.order_by("-id")[first : first + PER_PAGE + 1])
    return Queue(found[:PER_PAGE], ahead, page, has_more=len(found) > PER_PAGE)


def _waiting(visible: Visible, which: str) -> QuerySet[Claim]:
    """The claims of one queue, of which the actor works on the compartment of the source."""
    zones = Zone.objects.filter(pk__in=visible.zones, source_compartment__in=visible.working)
    held = zones.filter(held=True) if which == "held" else zones
    rows = visible.claims().filter(zone__in=list(held.values_list("id", flat=True)))
    assessed = Assessment.objects.filter(claim=OuterRef("pk"))
    if which == "disputed":
        return rows.filter(Exists(assessed.filter(verdict="disputed")))
    if which == "no_bytes":
        rows = rows.filter(source__item__isnull=True)
    return rows if which in ("all", "held") else rows.filter(~Exists(assessed))


def _rested_on(rows: QuerySet[Claim]) -> dict[str, int]:
    """Claim id -> how many others rest on it: the most rested on first."""
    resting = Derivation.objects.filter(retired__isnull=True, from_claim__isnull=False, from_claim__in=rows)
    counted = resting.values_list("from_claim").annotate(n=Count("id")).order_by("-n", "from_claim")
    return dict(counted[:RESTED_ON])


def _in_order(rows: QuerySet[Claim], ahead: list[str], first: int) -> list[Claim]:
    """Up to a page and one more: those ahead, then the newest."""
    wanted = ahead[first : first + PER_PAGE + 1]
    found = {claim.pk: claim for claim in rows.filter(pk__in=wanted)}
    listed = [found[pk] for pk in wanted if pk in found]
    if missing := PER_PAGE + 1 - len(wanted):
        behind = max(0, first - len(ahead))
        listed += rows.exclude(pk__in=ahead).order_by("-id")[behind : behind + missing]
    return listed


def verdicts(visible: Visible, target: Claim | Standing) -> list[Assessment]:
    """Every verdict on a claim or a standing, the newest first."""
    of = {"claim": target} if isinstance(target, Claim) else {"standing": target}
    return list(visible.assessments().filter(**of).select_related("account").order_by("-at", "-id"))


def is_recorded_by(claim: Claim, account: str) -> bool:
    """Whether this account wrote the claim down: then another reviewer should assess it too."""
    line = LedgerRow.objects.filter(table="claim", pk_value=claim.pk).order_by("seq").first()
    entry = entry_at(line.seq) if line else None
    return bool(entry and entry.get("actor") == account)


@dataclass(frozen=True)
class Choice:
    """A subject that was found by its name, with the claims through which it was found."""

    id: str
    name: str
    kind: str
    claims: list[Claim]


def find_subjects(visible: Visible, text: str, kinds: Iterable[str], language: str) -> list[Choice]:
    """Subjects of these kinds that are called so, or whose name begins so."""
    typed = text.strip()
    if not typed:
        return []
    found = search(visible, f"{typed}*" if typed[-1].isalnum() else typed, kinds=(NAME,), language=language)
    wanted = set(kinds)
    return [
        Choice(hit.id, hit.title, hit.row.kind, [c.claim for a in hit.assertions for c in a.carried])
        for hit in found.hits
        if hit.row and (not wanted or hit.row.kind in wanted)
    ]


def find_sources(visible: Visible, text: str, compartments: Iterable[str], limit: int = 20) -> list[Source]:
    """Sources that the actor may add to, by words of their title, author or handle; without words the newest."""
    rows = visible.sources().filter(compartment__in=list(compartments))
    if text.strip():
        hits = search(visible, text, kinds=("source",)).hits
        rows = rows.filter(pk__in=[hit.id for hit in hits]) | rows.filter(handle__iexact=text.strip())
    return list(rows.order_by("-id")[:limit])


def items_to_quote(visible: Visible, source: Source | None, chosen: str = "", limit: int = 12) -> list[Item]:
    """Files that a passage may be in: the source's own, the one chosen, what derives from them, then the newest."""
    own = [pk for pk in (source.item_id if source else None, chosen) if pk]
    rows = visible.items().filter(erased__isnull=True)
    first = rows.filter(pk__in=own) | rows.filter(derived_from__in=own)
    return list(dict.fromkeys([*first.order_by("id"), *rows.order_by("-id")[:limit]]))


def arguments(visible: Visible, language: str, limit: int = 60) -> list[tuple[str, str]]:
    """(id, title) of the arguments that statements can be coded with."""
    from dadkhah.archive.queries.labels import labels

    ids = list(visible.subjects("argument").order_by("id").values_list("id", flat=True)[:limit])
    names = labels(visible, ids, language)
    return [(pk, names[pk]) for pk in ids if pk in names]


def places_of_work(visible: Visible, verb: str) -> list[Compartment]:
    """Compartments in which the actor may do this."""
    return list(visible.compartments().filter(pk__in=visible.actor.compartments(verb)).order_by("name", "handle"))
