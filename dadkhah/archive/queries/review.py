"""What waits for a reviewer, and what a documenter can choose from. Nothing here counts all claims of an archive."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from dadkhah.archive.access import Visible
from dadkhah.archive.index import NAME
from dadkhah.archive.models import Assessment, Claim, Compartment, Derivation, Item, LedgerRow, Source, Standing
from dadkhah.archive.queries.history import entry_at
from dadkhah.archive.queries.search import search

PER_PAGE = 10
RESTED_ON = 200
"""So many claims that others rest on are put first; beyond them the newest come first."""
MOST_PAGES = 500
"""Beyond so many pages one narrows the queue."""
QUEUES = ("first", "held", "no_bytes", "disputed", "all")


@dataclass(frozen=True)
class Queue:
    """One page of claims that wait. `rests`: claim id -> how many others rest on it."""

    claims: list[Claim]
    rests: dict[str, int]
    page: int
    has_more: bool


def queue(visible: Visible, which: str, page: int = 1, *, predicate: str = "", source: str = "") -> Queue:
    """Claims in compartments where the actor works: of QUEUES, narrowed to a predicate and a source.

    The newest sources come first, and in each the newest claims: what one source says is judged together.
    """
    zones = visible.zones_worked_in(held=which == "held")
    rows = _waiting(visible, which)
    rows = rows.filter(predicate=predicate) if predicate else rows
    rows = rows.filter(source=source) if source else rows
    page = min(page, MOST_PAGES)
    first = (page - 1) * PER_PAGE
    ahead = _rested_on(rows.filter(zone__in=zones)) if which == "first" else {}
    ids = [*ahead, *(pk for pk in _newest(rows, zones, first + PER_PAGE + 1) if pk not in ahead)]
    shown = ids[first : first + PER_PAGE]
    found = visible.claims().in_bulk(shown)
    return Queue([found[pk] for pk in shown if pk in found], ahead, page, has_more=len(ids) > first + PER_PAGE)


def _waiting(visible: Visible, which: str) -> QuerySet[Claim]:
    """The claims of one queue, in whatever zone."""
    rows = visible.claims()
    if which == "disputed":
        return rows.filter(pk__in=Assessment.objects.filter(verdict="disputed").values("claim"))
    if which == "no_bytes":
        rows = rows.filter(source__item__isnull=True)
    return rows if which in ("all", "held") else rows.filter(~Exists(Assessment.objects.filter(claim=OuterRef("pk"))))


def _rested_on(rows: QuerySet[Claim]) -> dict[str, int]:
    """Claim id -> how many others rest on it: the most rested on first."""
    resting = Derivation.objects.filter(retired__isnull=True, from_claim__isnull=False, from_claim__in=rows)
    counted = resting.values_list("from_claim").annotate(n=Count("id")).order_by("-n", "from_claim")
    return dict(counted[:RESTED_ON])


def _newest(rows: QuerySet[Claim], zones: list[str], count: int) -> list[str]:
    """Ids of so many claims. Zone by zone: of one zone the index gives the order, over several everything is sorted."""
    found: list[tuple[str, str]] = []
    for zone in zones:
        found += rows.filter(zone=zone).order_by("-source_id", "-id").values_list("source_id", "id")[:count]
    return [pk for _, pk in sorted(found, reverse=True)][:count]


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
