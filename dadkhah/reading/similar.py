"""Texts and pictures that are nearly alike: the same report twice, a page saved on two days, a photograph made smaller.

    similar({"a": first, "b": second})  # [Pair("a", "b", 0.93)]

A text becomes 128 numbers of 16 bits, of which as large a share is equal in two texts as they share of their runs of three
words (MinHash; Broder 1997, by datasketch). A picture becomes 64 bits by its coarse light and dark (pHash, by ImageHash).
Both are plain values that can be stored. Two that are much alike share a band, so that a million are compared without trying
each pair: an index on the bands in a database, or `pairs`, gives whom to compare.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from dadkhah.reading.fold import fold

NUMBERS, ROWS = 128, 4
"""How many numbers a signature has, and how many of them are a band: texts alike by 0.6 share one of 32 in 99 of 100 cases."""
SHINGLE = 3
AT_LEAST = 0.7
MANY = 500
"""Of more different texts that share a band, each is compared with so many next to it."""
_SEED = 1
_WORD = re.compile(r"\w+")


class Pair(NamedTuple):
    """Two names, the smaller first, and what share of their runs of words is common, as the signatures estimate it."""

    first: str
    second: str
    similarity: float


def signature(text: str) -> bytes:
    """256 bytes; the same for texts that differ in spelling of letters, in signs and in spaces only. Empty without words."""
    from datasketch import MinHash

    words = _WORD.findall(fold(text))
    if not words:
        return b""
    runs = {" ".join(words[at : at + SHINGLE]) for at in range(max(1, len(words) - SHINGLE + 1))}
    made = MinHash(NUMBERS, seed=_SEED, hashfunc=_hash)
    made.update_batch([run.encode() for run in sorted(runs)])
    return bytes((made.hashvalues & 0xFFFF).astype("<u2").tobytes())


def _hash(run: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(run, digest_size=4).digest(), "little")


def likeness(one: bytes, other: bytes) -> float:
    """The share of numbers that two signatures have in common, 0 to 1."""
    import numpy as np

    if not one or not other:
        return 0.0
    return float((np.frombuffer(one, "<u2") == np.frombuffer(other, "<u2")).mean())


def bands(signed: bytes) -> list[int]:
    """32 numbers below 2⁶³, to be stored with their places; two texts are candidates where one place has the same number."""
    width = 2 * ROWS
    return [int.from_bytes(signed[at : at + width], "little") >> 1 for at in range(0, len(signed), width)]


def similar(texts: Mapping[str, str], at_least: float = AT_LEAST) -> list[Pair]:
    """Pairs of texts that are alike by at least so much, the likest first."""
    return sorted(pairs({name: signature(text) for name, text in texts.items()}, at_least), key=lambda pair: (-pair[2], pair))


def pairs(signatures: Mapping[str, bytes], at_least: float = AT_LEAST) -> Iterator[Pair]:
    """Pairs out of stored signatures. Of texts whose signatures are equal each is paired with the first of them alone."""
    import numpy as np

    first: dict[bytes, str] = {}
    for name in sorted(signatures):
        signed = signatures[name]
        if signed and (known := first.setdefault(signed, name)) != name:
            yield Pair(known, name, 1.0)
    names = list(first.values())
    table = np.frombuffer(b"".join(first), "<u2").reshape(-1, NUMBERS)
    for one, other, share in _candidates(table, at_least):
        yield Pair(min(names[one], names[other]), max(names[one], names[other]), share)


def _candidates(table: Any, at_least: float) -> Iterator[tuple[int, int, float]]:
    """Places of signatures that share a band, each pair once, with the share of numbers that are equal."""
    import numpy as np

    for start in range(0, NUMBERS, ROWS):
        keys = np.ascontiguousarray(table[:, start : start + ROWS]).view("<u8").ravel()
        order = np.argsort(keys, kind="stable")
        edges = np.flatnonzero(np.diff(keys[order])) + 1
        for run in (run for run in np.split(order, edges) if len(run) > 1) if len(edges) < len(order) - 1 else ():
            yield from _of_run(table, run, start, at_least)


def _of_run(table: Any, run: Any, start: int, at_least: float) -> Iterator[tuple[int, int, float]]:
    for place, one in enumerate(run[:-1]):
        others = run[place + 1 : place + 1 + MANY]
        equal = table[others] == table[one]
        earlier = equal[:, :start].reshape(len(others), -1, ROWS).all(axis=2).any(axis=1)  # met in a band before
        shares = equal.mean(axis=1)
        for at in ((shares >= at_least) & ~earlier).nonzero()[0]:
            yield int(one), int(others[at]), float(shares[at])


def picture(path: Path) -> str:
    """16 hexadecimal digits for the first page of a picture. Raises ValueError where it is damaged or too large."""
    import imagehash

    from dadkhah.reading.extract.extracted import Limits
    from dadkhah.reading.extract.pictures import frames, grey
    from dadkhah.reading.extract.tools import Stopped

    try:
        return str(imagehash.phash(grey(next(frames(path, Limits())))))
    except Stopped as stopped:
        raise ValueError(stopped.failure.sentence) from stopped


def picture_likeness(one: str, other: str) -> float:
    """The share of the 64 bits in which two pictures agree: about half for any two, above 0.85 for copies of one."""
    return 1 - (int(one, 16) ^ int(other, 16)).bit_count() / 64


def picture_bands(signed: str) -> Sequence[int]:
    """Eight numbers of 8 bits; pictures that differ in at most seven bits share one at the same place."""
    return list(bytes.fromhex(signed))
