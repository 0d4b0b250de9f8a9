"""Sources of several archives that are one document: the same bytes, described by each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from dadkhah.archive.models import OtherArchive, Source


def recordings(sources: Iterable[str]) -> dict[str, str]:
    """Source id -> digest of its file, where sources of more than one archive have that file: they are one voice.

    Within one archive people may describe several documents of one file, and have kept them apart; there it is left to them.
    """
    if not OtherArchive.objects.filter(undone__isnull=True).exists():
        return {}
    rows = Source.objects.filter(pk__in=list(sources), item__isnull=False)
    held: dict[str, dict[str, str | None]] = defaultdict(dict)
    for pk, digest, archive in rows.values_list("pk", "item__digest", "compartment__archive"):
        held[digest][pk] = archive
    return {pk: digest for digest, by in held.items() if len(set(by.values())) > 1 for pk in by}
