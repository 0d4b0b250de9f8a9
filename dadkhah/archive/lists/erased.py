"""What was erased from a list must not come back unseen, and nothing may be kept by which a guess at it could be confirmed.

So no hash of an erased row is kept. Of a file that was read before the lines of its rows are known: what was erased there is
left out of it. Of any other file nobody can tell, so that whoever reads it in must say that they looked.
"""

from __future__ import annotations

from collections.abc import Iterator

from dadkhah.archive.models import Item, Record, RecordList
from dadkhah.sentences import Sentence


class ErasedBefore(ValueError):
    """Records of the list were erased, and the file may hold them."""


def has_erased(listed: RecordList) -> bool:
    """Whether any record of the list was erased."""
    return Record.objects.filter(list=listed, given="").exists()


def lines_left_out(listed: RecordList, item: Item, sheet: str) -> frozenset[int]:
    """The lines of this file whose records were erased. Raises ErasedBefore where some erased record may be any line."""
    here = set(Item.objects.filter(digest=item.digest).values_list("id", flat=True))
    rows = Record.objects.filter(list=listed, given="").order_by("id")
    lines: set[int] = set()
    for versions in _rows(list(rows.values_list("id", "previous_id", "number", "batch__item_id", "batch__sheet"))):
        found = {number for number, of, on in versions if of in here and (on or "") == sheet}
        if not found:
            raise ErasedBefore(
                Sentence(
                    "Records of this list were erased, and this file may bring them back: nothing was kept by which they could "
                    "be recognised. Take them out of the file first, or say that they are to be read in again."
                )
            )
        lines |= found
    return frozenset(lines)


def _rows(records: list[tuple[str, str | None, int, str, str | None]]) -> Iterator[list[tuple[int, str, str | None]]]:
    """Of each row that was erased all its versions, the earliest first: line, item and sheet."""
    first: dict[str, str] = {}
    versions: dict[str, list[tuple[int, str, str | None]]] = {}
    for pk, previous, number, item, sheet in records:
        first[pk] = first.get(previous or "", pk)
        versions.setdefault(first[pk], []).append((number, item, sheet))
    yield from versions.values()
