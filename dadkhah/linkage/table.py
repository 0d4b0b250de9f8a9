"""Records of several lists as arrays, one row each, for comparing them by the million."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import log2
from typing import Any, NamedTuple

import numpy as np

from dadkhah.linkage.dates import Days
from dadkhah.linkage.kernel import Names, Words, encode_names, encode_words
from dadkhah.linkage.records import Listed, Named, Record
from dadkhah.linkage.skeleton import codes, skeleton

ALTERNATIVES, EVENTS, PLACES = 3, 2, 3
"""Names, events and words of places of a record that are compared."""
NO_DAY = 0
SEXES = {"": 0, "f": 1, "m": 2}


class Table(NamedTuple):
    """Arrays of n records; days are proleptic Gregorian ordinals, from and to.

    `name` (n, 3) and `father` (n,): numbers of `names`, -1 for none. `birth` (n, 2) and `events` (n, 2, 2): days, 0 for none.
    `age` (n,): years, -1 for none. `sex` (n,): 0 for none. `places` (n, 3): numbers, -1 for none. `source` (n,): its list.
    """

    words: Words
    names: Names
    name: Any
    father: Any
    birth: Any
    age: Any
    events: Any
    sex: Any
    places: Any
    source: Any
    codes: Any
    """(w, 2): the skeleton of each word as a number, and of another way to read its spelling."""

    def __len__(self) -> int:
        return len(self.source)


def table_of(lists: Sequence[Listed]) -> Table:
    """The records of all lists, in their order."""
    records = [record for each in lists for record in each.records]
    numbers: dict[Named, int] = {}
    places: dict[str, int] = {}
    name = _padded([[numbers.setdefault(each, len(numbers)) for each in record.names] for record in records], ALTERNATIVES)
    father = [numbers.setdefault(Named(record.father, 0), len(numbers)) if record.father else -1 for record in records]
    vocabulary = {word: number for number, word in enumerate({word: None for each in numbers for word in each.words})}
    rarity = _bits(records, list(vocabulary))
    return Table(
        encode_words(list(vocabulary), rarity),
        encode_names([([vocabulary[word] for word in each.words], each.given) for each in numbers]),
        name,
        np.array(father, np.int64),
        np.array([record.birth or (NO_DAY, NO_DAY) for record in records], np.int32).reshape(-1, 2),
        np.array([-1 if record.age is None else record.age for record in records], np.int32),
        np.array([_events(record.events) for record in records], np.int32).reshape(-1, EVENTS, 2),
        np.array([SEXES[record.sex] for record in records], np.int8),
        _padded([[places.setdefault(each, len(places)) for each in record.places] for record in records], PLACES),
        np.repeat(np.arange(len(lists)), [len(each.records) for each in lists]),
        _codes(list(vocabulary)),
    )


def _padded(rows: Sequence[Sequence[int]], width: int) -> Any:
    """The last so many of each row, and -1 in what is left."""
    made = np.full((len(rows), width), -1, np.int64)
    for at, row in enumerate(rows):
        kept = row[:width]
        made[at, : len(kept)] = kept
    return made


def _events(events: Sequence[Days]) -> list[Days]:
    return [*events[:EVENTS], *[(NO_DAY, NO_DAY)] * EVENTS][:EVENTS]


def _bits(records: Sequence[Record], vocabulary: Sequence[str]) -> list[float]:
    """How rare each word is among these records: a word that one name in a thousand has is worth ten bits.

    Words that sound alike share their bits, so that a spelling of a common name is not taken for a rare one.
    """
    firsts = (record.names[0].words for record in records if record.names)
    counts = Counter(bone for words in firsts for bone in {skeleton(word) or word for word in words})
    return [log2((len(records) + 1) / (counts[skeleton(word) or word] + 0.5)) for word in vocabulary]


def _codes(vocabulary: Sequence[str]) -> Any:
    """The code of each word's skeleton and of its other reading; a word without consonants has a number of its own."""
    made = np.array([codes(word) for word in vocabulary], np.int64).reshape(-1, 2)
    bare = made[:, 0] == 0
    made[bare, 0] = -1 - np.arange(len(made))[bare]
    return made
