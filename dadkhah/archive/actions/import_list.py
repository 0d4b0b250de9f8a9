"""Read a file into a list: each row becomes a record, kept as given, in batches that nobody sees until the last entry.

    import_list(actor, listed, item, columns) -> Imported

A row that the list holds already gives nothing new; a changed one becomes a new version. What cannot be read is kept in a
file derived from the one that was read, and what the list held and the file has no more is told there too.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from dadkhah.archive import heads
from dadkhah.archive.access import Actor, require, visible_to
from dadkhah.archive.actions.drop_import import drop_import
from dadkhah.archive.actions.take_in import add_derived
from dadkhah.archive.alone import alone_with
from dadkhah.archive.bulk import Bulk
from dadkhah.archive.connection import gather_statistics, writing_much
from dadkhah.archive.envelopes import opened
from dadkhah.archive.lists.ahead import prepared
from dadkhah.archive.lists.erased import lines_left_out
from dadkhah.archive.lists.looking import look
from dadkhah.archive.lists.rows import Plan, Prepared, Reading
from dadkhah.archive.lists.standing import known
from dadkhah.archive.models import Item, ListImport, RecordList
from dadkhah.archive.recording import Recording, recording
from dadkhah.archive.zones import zone_for
from dadkhah.linkage.columns import check
from dadkhah.sentences import Sentence, together

REST = "rows-not-read.jsonl"
MOST_REST = 200_000
"""More rows than this that cannot be read are a fault of the reading, not of the rows."""
LONG = 0.5
"""Seconds of a transaction after which the next ones are made smaller, so that others can write between them."""
LEAST, FIRST, MOST_ROWS = 500, 1_000, 4_000
MANY = 10_000

Told = Callable[[int], object]


@dataclass
class Imported:
    """What an import did. `batch` is nothing where the list held all of it already; `longest`: seconds of a transaction."""

    batch: ListImport | None
    counts: Counter[str] = field(default_factory=Counter)
    longest: float = 0.0


def import_list(
    actor: Actor,
    listed: RecordList,
    item: Item,
    columns: Mapping[str, Sequence[str]] | None = None,
    reading: Reading | None = None,
    told: Told = lambda _: None,
    *,
    bring_back_erased: bool = False,
) -> Imported:
    """Read the item into the list. `columns`: field -> columns, guessed where nothing is given; `told` is called with bytes.

    `bring_back_erased`: whether rows that were erased may come back; else those that are known are left out. Raises ValueError
    with every fault of the file's header or of the columns, ErasedBefore, Busy, Refused, and what `told` raises.
    """
    require(actor, "import_list", listed.source.compartment_id)
    visible = visible_to(actor)
    if not (visible.lists().filter(pk=listed.pk).exists() and visible.items().filter(pk=item.pk, erased__isnull=True).exists()):
        raise ValueError(Sentence("The list or the file is not here. Choose it again."))
    found = look(partial(opened, item), reading, columns or {})
    if faults := check(found.columns, found.header):
        raise ValueError(together(faults))
    with alone_with(listed.pk), writing_much(), heads.published_at_the_end():
        for left in ListImport.objects.filter(list=listed, state="staged"):
            drop_import(left)
        left_out = frozenset() if bring_back_erased else lines_left_out(listed, item, found.reading.sheet)
        writer = _Writer(actor, ListImport(list=listed, item=item, account=actor.account, encoding=found.reading.encoding,
            delimiter=found.reading.delimiter, sheet=found.reading.sheet, header=json.dumps(found.header, ensure_ascii=False),
            columns=json.dumps(found.columns, ensure_ascii=False)), told)  # fmt: skip
        done = writer.write(found.reading, found.columns, left_out)
    if done.counts["new"] > MANY:
        gather_statistics()
    return done


class _Writer:
    """Writes one import; whatever breaks it off takes away what it wrote."""

    def __init__(self, actor: Actor, batch: ListImport, told: Told) -> None:
        self.actor, self.batch, self.told = actor, batch, told
        self.done = Imported(None)
        self._rest: list[str] = []
        self._size, self._is_begun = min(FIRST, MOST_ROWS), False

    def write(self, reading: Reading, columns: Mapping[str, Sequence[str]], left_out: frozenset[int]) -> Imported:
        zone = self._zone()
        plan = Plan(self.batch.list_id, self.batch.pk, zone, columns, reading, left_out)
        is_whole = False
        try:
            with prepared(self.batch.item, plan, known(self.batch.list)) as batches:
                for each in batches:
                    self._take(each)
            is_whole = True
        finally:
            if not is_whole and self._is_begun:
                drop_import(self.batch)
        self._finish()
        return self.done

    def _zone(self) -> str:
        source, item = self.batch.list.source, self.batch.item
        with recording(self.actor, "import_list") as record:
            return zone_for(record, source.compartment_id, item.compartment_id, held=False)

    def _take(self, each: Prepared) -> None:
        self.done.counts.update(each.counts)
        self._rest += each.rest
        if self.done.counts["bad"] > MOST_REST:
            raise ValueError(
                Sentence(
                    "More than {count} rows cannot be read, so nothing was kept. "
                    "Check the encoding and the delimiter of the file.",
                    count=MOST_REST,
                )
            )
        for part in self._parts(each.ready):
            self._write_part(part)
        self.told(each.read)

    def _parts(self, ready: Bulk) -> Iterator[Bulk]:
        first = 0
        while first < len(ready.ids):
            last = first + self._size
            yield ready.part(first, last)
            first = last

    def _write_part(self, part: Bulk) -> None:
        with recording(self.actor, "import_list") as record:
            begun = time.monotonic()
            self._begin(record)
            record.notes["import"] = self.batch.pk
            record.bulk(part)
        took = time.monotonic() - begun
        self._is_begun = True
        self.done.longest = max(self.done.longest, took)
        if took > LONG:
            self._size = max(LEAST, self._size // 2)
        elif took < LONG / 3:
            self._size = min(MOST_ROWS, self._size * 2)

    def _begin(self, record: Recording) -> None:
        if not self._is_begun:
            record.add(self.batch)

    def _finish(self) -> None:
        """The one entry after which the rows count. Where the file told nothing new there is none."""
        if not (self._is_begun or self._rest):
            return
        with recording(self.actor, "import_list") as record:
            self._begin(record)
            faults = _add_rest(record, self.batch.item, self._rest) if self._rest else None
            counts = json.dumps({name: count for name, count in sorted(self.done.counts.items()) if count})
            record.change(self.batch, state="in_force", counts=counts, faults=faults)
        self.done.batch = self.batch


def _add_rest(record: Recording, item: Item, rest: list[str]) -> Item:
    """A file with a line of JSON for each row that was left out, derived from the one that was read."""
    return add_derived(record, item, "".join(f"{line}\n" for line in rest).encode(), REST, "import_list")

