"""Copying stored bytes between the archive's store and a folder of the same form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from dadkhah.archive.models import Item
from dadkhah.evidence.store import Store

GROUP = 256


def held_digests() -> Iterator[str]:
    """Digests of all items that are not erased, each once."""
    rows = Item.objects.filter(erased__isnull=True).order_by("digest").values_list("digest", flat=True).distinct()
    yield from rows.iterator()


def transfer(source: Path, target: Path, progress: Callable[[int, int], None]) -> list[str]:
    """Copy every file the items need from one store to another, hashing each; returns a sentence per fault."""
    here, there = Store(source), Store(target)
    wanted = [digest for digest in held_digests() if not there.has(digest)]
    faults = []
    rest = iter(wanted)
    done = 0
    while group := list(islice(rest, GROUP)):
        faults += _transfer(here, there, group)
        done += len(group)
        progress(done, len(wanted))
    return faults


def _transfer(here: Store, there: Store, digests: list[str]) -> list[str]:
    present = [digest for digest in digests if here.has(digest)]
    faults = [f"{here.root} does not hold {digest}." for digest in digests if digest not in present]
    sealed = there.seal_many(here.path(digest) for digest in present)
    for digest, found in zip(present, sealed, strict=True):
        if found.digest != digest:
            there.remove(found.digest)
            faults.append(f"The file {digest} in {here.root} was altered; it was not copied.")
    return faults
