"""Every page of a large archive, as a reader of half its compartments gets it, with nothing cached."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from script.benchmarks.figure import Figure, percentile, spent
from script.benchmarks.world import COMMON, READER, SYLLABLES, TOWNS, open_world

if TYPE_CHECKING:
    from django.test import Client

WARM = 3
PATIENCE = 12_000  # milliseconds
SKIPPED = ("accounts/", "demo", "language", "work", "my-account", "proof/")
"""Forms, files and pages about the visitor: they do not grow with the archive."""
NOT_THERE = (400, 403, 404, 405, 422)
"""Forms that need a right, and pictures of what is no picture."""


def measure(folder: Path, *, quick: bool) -> list[Figure]:
    open_world(folder / "world", quick=quick)
    from dadkhah.web.serve import settle

    settle()
    client, random, times = signed_in(), Random(1988), {}
    for route in routes():
        wanted = islice(addresses(route, random), WARM + (5 if quick else 100))
        if taken := measured(client, wanted):
            times[route] = percentile(taken[WARM:] or taken, 0.95)
    slowest = max(times, key=times.__getitem__)
    asked = islice(queries(random), 12 if quick else 150)
    searches = measured(client, (f"/search?q={query}" for query in asked))
    each = ", ".join(f"/{route} {time:.0f}" for route, time in sorted(times.items()))
    return [
        Figure(
            f"pages: the slowest of {len(times)} patterns (/{slowest}), 95th percentile",
            times[slowest],
            "ms",
            60,
            at_most=True,
            note=f"95th percentiles in ms: {each}",
        ),
        Figure(
            "search: 95th percentile, a third of the queries with words of every second claim",
            percentile(searches[WARM:], 0.95),
            "ms",
            100,
            at_most=True,
        ),
    ]


def signed_in() -> Client:
    from django.conf import settings
    from django.test import Client

    from dadkhah.archive.models import Account

    logging.getLogger("django.request").setLevel(logging.ERROR)
    settings.ALLOWED_HOSTS = ["localhost"]
    client = Client(SERVER_NAME="localhost", raise_request_exception=False)
    client.force_login(Account.objects.get(login=READER), backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def measured(client: Client, wanted: Iterator[str]) -> list[float]:
    """Milliseconds of each request; a page that takes seconds is not asked for a hundred times."""
    taken: list[float] = []
    for address in wanted:
        if sum(taken) > PATIENCE:
            break
        if took := request(client, address):
            taken.append(took)
    return taken


def request(client: Client, address: str) -> float | None:
    """Milliseconds until the whole page is there: without end for a broken one, None for one readers do not get."""
    pages: list[Any] = []

    def get() -> None:
        pages.append(client.get(address))
        b"".join(pages[0])

    took = spent(get).wall * 1000
    if pages[0].status_code in NOT_THERE:
        return None
    return took if pages[0].status_code in (200, 302) else math.inf


def routes() -> list[str]:
    """The patterns of all addresses that show the archive."""
    from django.urls import URLPattern, get_resolver

    patterns = [each for each in get_resolver().url_patterns if isinstance(each, URLPattern)]
    return sorted({str(each.pattern) for each in patterns if not str(each.pattern).startswith(SKIPPED)})


def addresses(route: str, random: Random) -> Iterator[str]:
    """Addresses of one pattern, each with an object that the reader may see, drawn at random."""
    if "<" not in route:
        while True:
            yield f"/{route}"
    before, rest = route.split("<", 1)
    ids = visible_ids(before.split("/")[0])
    if not ids or "<" in rest:
        return
    while True:
        yield f"/{before}{random.choice(ids)}{rest.split('>', 1)[1]}"


def visible_ids(kind: str) -> list[Any]:
    from dadkhah.archive.access import Actor, visible_to
    from dadkhah.archive.models import Account, LedgerEntry

    visible = visible_to(Actor(Account.objects.get(login=READER)))
    known = {
        "subjects": visible.subjects,
        "claims": visible.claims,
        "sources": visible.sources,
        "statements": visible.statements,
        "figures": visible.figures,
        "items": visible.items,
    }
    if kind == "entries":
        return list(range(1, LedgerEntry.objects.count()))
    if kind == "kinds":
        return sorted(set(visible.subjects().values_list("kind", flat=True)))
    return list(known[kind]().values_list("pk", flat=True)[:50_000]) if kind in known else []


def queries(random: Random) -> Iterator[str]:
    """In turn: a rare name, a town, words that half of all claims have."""
    while True:
        yield "".join(random.choices(SYLLABLES, k=3))
        yield random.choice(TOWNS)
        yield "+".join(random.sample(COMMON, 2))
