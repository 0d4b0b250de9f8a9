"""Records of several lists as arrays, one row each, for comparing them by the million."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any, NamedTuple, TypeVar

import numpy as np

from dadkhah.linkage.kernel import Names, Words, encode_names, encode_words
from dadkhah.linkage.records import Listed, Named, all_stays
from dadkhah.linkage.skeleton import codes, skeleton

ALTERNATIVES, EVENTS, PLACES = 3, 2, 3
"""Names, events and words of places of a record that are compared."""
NO_DAY = 0
Thing = TypeVar("Thing")
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


@all_stays()
def table_of(lists: Sequence[Listed]) -> Table:
    """The records of all lists, in their order."""
    records = [record for each in lists for record in each.records]
    fathers = {father: Named(father, 0) for father in dict.fromkeys(record.father for record in records) if father}
    names = _numbers(chain(chain.from_iterable(record.names for record in records), fathers.values()))
    vocabulary = _numbers(word for each in names for word in each.words)
    places = _numbers(word for each in records for word in each.places)
    words, spelt = [*vocabulary], [[vocabulary[word] for word in each.words] for each in names]
    father_of = {father: names[each] for father, each in fathers.items()} | {(): -1}
    name = _padded([record.names for record in records], names.__getitem__, ALTERNATIVES, -1)
    return Table(
        encode_words(words, _bits(name[:, 0], spelt, words)),
        encode_names(list(zip(spelt, [each.given for each in names], strict=True))),
        name,
        np.array([father_of[record.father] for record in records], np.int64),
        _padded([record.birth or () for record in records], int, 2, NO_DAY).astype(np.int32),
        np.array([-1 if record.age is None else record.age for record in records], np.int32),
        _padded([sum(record.events, ()) for record in records], int, 2 * EVENTS, NO_DAY).astype(np.int32).reshape(-1, EVENTS, 2),
        np.array([SEXES[record.sex] for record in records], np.int8),
        _padded([record.places for record in records], places.__getitem__, PLACES, -1),
        np.repeat(np.arange(len(lists)), [len(each.records) for each in lists]),
        _codes(words),
    )


def _numbers(things: Iterable[Thing]) -> dict[Thing, int]:
    """Each once, by number, in the order in which they were first met."""
    return {thing: number for number, thing in enumerate(dict.fromkeys(things))}


def _padded(rows: Sequence[Sequence[Thing]], number: Callable[[Thing], int], width: int, nothing: int) -> Any:
    """(n, width) the numbers of the first so many of each row, and `nothing` in what is left."""
    sizes = np.fromiter(map(len, rows), np.int64, len(rows))
    flat = np.fromiter(map(number, chain.from_iterable(rows)), np.int64)
    row = np.repeat(np.arange(len(rows)), sizes)
    place = np.arange(len(flat)) - (np.cumsum(sizes) - sizes)[row]
    kept, made = place < width, np.full((len(rows), width), nothing, np.int64)
    made[row[kept], place[kept]] = flat[kept]
    return made


def _bits(name: Any, spelt: Sequence[Sequence[int]], words: Sequence[str]) -> Any:
    """How rare each word is among these records: a word that one name in a thousand has is worth ten bits.

    `name`: the first name of each record. Words that sound alike share their bits, so that a spelling of a common name is
    not taken for a rare one.
    """
    bones = [skeleton(word) or word for word in words]
    numbers = _numbers(bones)
    sound = np.fromiter(map(numbers.__getitem__, bones), np.int64, len(words))
    sizes = np.fromiter(map(len, spelt), np.int64, len(spelt))
    flat = sound[np.fromiter(chain.from_iterable(spelt), np.int64, sizes.sum())]
    of = np.sort(np.repeat(np.arange(len(spelt)), sizes) * len(words) + flat)
    once = of[np.diff(of, prepend=-1) > 0]
    held = np.bincount(name[name >= 0], minlength=len(spelt))
    counts = np.bincount(once % len(words), held[once // len(words)], len(words))
    return np.log2((len(name) + 1) / (counts[sound] + 0.5))


def _codes(vocabulary: Sequence[str]) -> Any:
    """The code of each word's skeleton and of its other reading; a word without consonants has a number of its own."""
    made = np.array([codes(word) for word in vocabulary], np.int64).reshape(-1, 2)
    bare = made[:, 0] == 0
    made[bare, 0] = -1 - np.arange(len(made))[bare]
    return made
