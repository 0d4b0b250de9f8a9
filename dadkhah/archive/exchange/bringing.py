"""The stored files that another archive's items need, brought into our store while a merge goes on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from dadkhah.archive import heads
from dadkhah.archive.exchange.foreign import NotMerged, grouped, rows_of
from dadkhah.evidence.store import Store

GROUP = 256


@contextmanager
def files_of(export: Path, folder: Path | None) -> Iterator[None]:
    """While the block lasts all files of the export are in our store; where it fails, those that were new go again.

    `folder` is a store of theirs. Raises `NotMerged` with every file that is missing, altered, or plain where we are sealed.
    """
    here, there = Store(heads.place().store), Store(folder) if folder else None
    wanted = sorted({row["digest"] for row in _items(export) if not here.has(row["digest"])})
    faults = [f"The file {digest} is missing." for digest in wanted if not (there and there.has(digest))]
    if heads.place().is_sealed:
        faults += _plain(export)
    if faults:
        raise NotMerged(faults)
    with ExitStack() as undo:
        if there:
            undo.callback(_let_go, here, wanted)
            _bring(here, there, wanted)
        yield
        undo.pop_all()


def _items(export: Path) -> Iterator[dict[str, Any]]:
    return (row for table, row in rows_of(export) if table == "item" and not row.get("erased"))


def _plain(export: Path) -> list[str]:
    encrypted = {row["item_id"] for table, row in rows_of(export) if table == "envelope"}
    plain = (row["digest"] for row in _items(export) if row["id"] not in encrypted)
    return [f"The file {digest} is not encrypted, and this archive is sealed." for digest in plain]


def _bring(here: Store, there: Store, wanted: Sequence[str]) -> None:
    faults: list[str] = []
    for group in grouped(iter(wanted), GROUP):
        sealed = here.seal_many(there.path(digest) for digest in group)
        for digest, found in zip(group, sealed, strict=True):
            if found.digest != digest:
                here.remove(found.digest)
                faults.append(f"The file {digest} was altered.")
    if faults:
        raise NotMerged(faults)


def _let_go(here: Store, digests: Sequence[str]) -> None:
    for digest in filter(here.has, digests):
        here.remove(digest)
