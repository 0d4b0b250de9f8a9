"""Every stored file against the digest of its item, and every file against the items.

The items are asked for as they are now, not as of one moment: reading the bytes of an archive takes hours, and
what was taken in or erased meanwhile is right as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import connection
from django.db.models import QuerySet

from dadkhah.archive.models import Item
from dadkhah.archive.place import Place
from dadkhah.archive.verify.report import Findings
from dadkhah.evidence.store import Store

BATCH = 10_000


def check_bytes(place: Place, found: Findings, processes: int, progress: Callable[[int, int], None] | None) -> None:
    """A sealed file without an item is no damage: a taking-in may be under way, or was cut off by a power cut."""
    store = Store(place.store)
    held = Item.objects.filter(erased__isnull=True)
    total = held.values("digest").distinct().count() if progress else 0
    shown = (lambda files, _: progress(min(files, total), total)) if progress else None
    for fault in store.verify(_expected(found, held), processes, shown):
        if held.filter(digest=fault.digest).exists():
            found.fault("bytes", _shown(place, store.path(fault.digest)), fault.message)
    if place.store.is_dir():
        for path in store.unexpected(_Held()):
            _tell_unexpected(place, found, store, path)


def _expected(found: Findings, held: QuerySet[Item]) -> Iterator[tuple[str, int]]:
    """(digest, size) of every item's bytes, each once."""
    last = ""
    while batch := list(
        held.filter(digest__gt=last).order_by("digest").values_list("digest", "size").distinct()[:BATCH]
    ):
        last = batch[-1][0]
        for digest, size in batch:
            if _is_digest(digest):
                found.counts["files"] += 1
                found.counts["bytes"] += size
                yield digest, size
            else:
                found.fault(
                    "bytes", f"item with digest {digest}", "The item names no digest: its bytes cannot be found."
                )


def _is_digest(text: str) -> bool:
    return len(text) == 64 and not set(text) - set("0123456789abcdef")


class _Held:
    """The digests of all items that are not erased, asked one by one so that no list of them is in memory."""

    def __contains__(self, digest: object) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM item WHERE digest = %s AND erased IS NULL LIMIT 1", [str(digest)])
            return cursor.fetchone() is not None


def _tell_unexpected(place: Place, found: Findings, store: Store, path: Path) -> None:
    shown = _shown(place, path)
    if not _is_sealed(store, path):
        message = (
            "This is no file of the archive: its name is not the digest of its bytes, or it lies in the wrong place."
        )
        found.fault("bytes", shown, message)
    elif Item.objects.filter(digest=path.name).exists() and path.name not in _Held():
        message = "The item of these bytes was erased, but the bytes are still there. Run dadkhah rebuild."
        found.fault("bytes", shown, message)
    elif path.name not in _Held():
        found.unclaimed.append(shown)


def _is_sealed(store: Store, path: Path) -> bool:
    if not _is_digest(path.name) or path != store.path(path.name):
        return False
    return store.check(path.name, path.lstat().st_size) is None


def _shown(place: Place, path: Path) -> str:
    return path.relative_to(place.root).as_posix() if path.is_relative_to(place.root) else path.as_posix()
