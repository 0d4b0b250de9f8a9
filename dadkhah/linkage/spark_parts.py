"""What runs on Spark's workers: keys, levels and rows of a part of the records or pairs. They need this program too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np


@cache
def edition() -> str:
    """A digest of this room's code and tables."""
    found = sorted(path for kind in ("*.py", "*.yaml") for path in Path(__file__).parent.glob(kind))
    return sha256(b"".join(path.read_bytes() for path in found)).hexdigest()


def _table(shared: Any) -> Any:
    """The table that was broadcast with the edition it is for: another one might tell levels otherwise."""
    wanted, table = shared.value
    if wanted != edition():
        raise RuntimeError("A worker of Spark has another version of this program. Install the same everywhere, and start again.")
    return table


def keys(shared: Any, within: tuple[bool, ...], of_three: bool, batches: Iterable[Any]) -> Iterator[Any]:
    """`shared`: the broadcast table. `batches`: of places of records (n,). Gives each key with its record, the record's list
    and whether pairs inside that are looked for.
    """
    import pyarrow as pa

    from dadkhah.linkage.blocking import keys_of
    from dadkhah.linkage.table import Table

    table = _table(shared)
    for batch in batches:
        of = batch.column(0).to_numpy()
        part = {name: getattr(table, name)[of] for name in ("name", "slipped", "father", "birth", "events", "place", "source")}
        found = keys_of(Table(**(table._asdict() | part)), of_three=of_three)
        source = part["source"][found.of]
        columns = [found.key.astype(np.int64), of[found.of], source.astype(np.int32), np.array(within, np.bool_)[source]]
        yield pa.RecordBatch.from_arrays([pa.array(each) for each in columns], ["key", "of", "list", "inside"])


def promising(shared: Any, batches: Iterable[Any]) -> Iterator[Any]:
    """`batches`: of pairs, their places. Gives those that are promising."""
    import pyarrow as pa

    from dadkhah.linkage.promise import facts, keeps_promise

    found = facts(_table(shared))
    for batch in batches:
        one, other = (batch.column(at).to_numpy() for at in range(2))
        yield batch.filter(pa.array(keeps_promise(found, one, other)))


def levels(shared: Any, pairs: bytes) -> bytes:
    """`pairs`: (n, 2) int64. Gives (n, c) int8. Spark has a worker for each processor, so none uses several."""
    from numba import set_num_threads

    from dadkhah.linkage.comparisons import levels_of

    set_num_threads(1)
    one, other = np.frombuffer(pairs, np.int64).reshape(-1, 2).T
    return bytes(levels_of(_table(shared), one, other).tobytes())


def rows(names: tuple[str, ...], batches: Iterable[Any]) -> Iterator[Any]:
    """`batches`: of the number of the first pair, and levels (n, c) int8 as bytes. Gives a row for each pair."""
    import pyarrow as pa

    for batch in batches:
        for start, packed in zip(batch.column(0).to_pylist(), batch.column(1).to_pylist(), strict=True):
            made = np.frombuffer(packed, np.int8).reshape(-1, len(names))
            columns = [np.arange(start, start + len(made)), *np.ascontiguousarray(made.T)]
            yield pa.RecordBatch.from_arrays([pa.array(each) for each in columns], ["pair", *names])


def packed(batches: Iterable[Any]) -> Iterator[Any]:
    """The columns of each batch as bytes, for the way back."""
    import pyarrow as pa

    for batch in batches:
        columns = [each.to_numpy(zero_copy_only=False).tobytes() for each in batch.columns]
        yield pa.RecordBatch.from_arrays([pa.array([columns], pa.list_(pa.binary()))], ["columns"])
