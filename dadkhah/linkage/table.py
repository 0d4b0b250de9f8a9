"""Records of several lists as arrays, one row each, for comparing them by the million."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, combinations
from typing import Any, NamedTuple, TypeVar

import numpy as np

from dadkhah.linkage.dates import exchanged
from dadkhah.linkage.kernel import Names, Words, encode_names, encode_words
from dadkhah.linkage.records import Listed, Named, all_stays
from dadkhah.linkage.skeleton import codes, skeleton
from dadkhah.linkage.slips import read_as, without_fronts

ALTERNATIVES, EVENTS, PLACES = 3, 2, 3
"""Names, events and words of places of a record that are compared."""
OFTEN, USUAL = 3, 0.2
"""Two words of places stand together where so many records name both, and so large a share of those in which the rarer of
both has company.
"""
NO_DAY = 0
Thing = TypeVar("Thing")
SEXES = {"": 0, "f": 1, "m": 2}


class Table(NamedTuple):
    """Arrays of n records; days are proleptic Gregorian ordinals, from and to.

    `name` (n, 3) and `father` (n,): numbers of `names`, -1 for none. `slipped` (n, 3): whether a name is not written so, but
    may be meant by the first (`slips`). `birth` (n, 2) and `events` (n, 2, 2): days, 0 for none.
    `age` (n,): years, -1 for none. `sex` (n,): 0 for none. `source` (n,): its list.
    """

    words: Words
    names: Names
    name: Any
    slipped: Any
    father: Any
    birth: Any
    age: Any
    events: Any
    sex: Any
    source: Any
    codes: Any
    """(w, 2): the skeleton of each word as a number, and of another way to read its spelling."""
    day_bits: Any
    """(n, 2) float32: how rare the day of each event is among these records, -1 for one that is not known to the day."""
    turned: Any
    """(n, 2, 2): the day of each event with month and day exchanged, in the Gregorian and in the Persian calendar; 0 for none."""
    place: Any
    """(n,): which of the combinations of words of places it has that there are."""
    placed: Any
    """(k, 3) numbers of the words of each of them, -1 for none."""
    place_bits: Any
    """(p,) float32: how rare each word of a place is."""
    together: Any
    """(t,) int64, ascending: words of places that stand beside each other, the lower number times p and the higher."""

    def __len__(self) -> int:
        return len(self.source)

    @property
    def places(self) -> Any:
        """(n, 3) numbers of words of places, -1 for none."""
        return self.placed[self.place]

    def meant(self) -> Any:
        """(n,) the first name of each record, as it may be meant."""
        return np.where(self.slipped.any(1), self.name[np.arange(len(self)), self.slipped.argmax(1)], self.name[:, 0])


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
    bits = _bits(name[:, 0], spelt, words)
    slipped = _add_meant(name, names, spelt, vocabulary)
    events = _padded([sum(record.events, ()) for record in records], int, 2 * EVENTS, NO_DAY).astype(np.int32)
    events = events.reshape(-1, EVENTS, 2)
    place_kinds = _numbers(record.places for record in records)
    placed = _padded([*place_kinds], places.__getitem__, PLACES, -1)
    place = np.fromiter((place_kinds[record.places] for record in records), np.int64, len(records))
    return Table(
        encode_words(words, bits),
        encode_names(list(zip(spelt, [each.given for each in names], strict=True))),
        name,
        slipped,
        np.array([father_of[record.father] for record in records], np.int64),
        _padded([record.birth or () for record in records], int, 2, NO_DAY).astype(np.int32),
        np.array([-1 if record.age is None else record.age for record in records], np.int32),
        events,
        np.array([SEXES[record.sex] for record in records], np.int8),
        np.repeat(np.arange(len(lists)), [len(each.records) for each in lists]),
        _codes(words),
        *_days(events),
        place,
        placed,
        rarity(placed[place], len(places), len(records)),
        _together(placed[place], len(places)),
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


def _add_meant(name: Any, names: dict[Named, int], spelt: list[list[int]], vocabulary: Mapping[str, int]) -> Any:
    """Adds to `names`, `spelt` and the free places of `name` (n, 3) what is meant by a first name with a slip or a front that
    some leave out; gives back where.
    """
    held = np.bincount(name[:, 0][name[:, 0] >= 0], minlength=len(spelt))
    sizes = np.fromiter(map(len, spelt), np.int64, len(spelt))
    flat = np.fromiter(chain.from_iterable(spelt), np.int64, sizes.sum())
    counts = np.bincount(flat, np.repeat(held, sizes), len(vocabulary)).astype(np.int64).tolist()
    held_by = {word: count for word, count in zip(vocabulary, counts, strict=True) if count}
    meant = without_fronts(held_by) | read_as(held_by)
    other = np.full(len(names), -1)
    for each, number in list(names.items()):
        if held[number] and not meant.keys().isdisjoint(each.words):
            read = Named(tuple(meant.get(word, word) for word in each.words), each.given)
            other[number] = names.setdefault(read, len(names))
            if other[number] == len(spelt):
                spelt.append([vocabulary[word] for word in read.words])
    free = (name >= 0).sum(1)
    rows = np.flatnonzero((name[:, 0] >= 0) & (other[name[:, 0]] >= 0) & (free < ALTERNATIVES))
    slipped = np.zeros(name.shape, np.bool_)
    name[rows, free[rows]], slipped[rows, free[rows]] = other[name[rows, 0]], True
    return slipped


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


def rarity(held: Any, kinds: int, records: int) -> Any:
    """(kinds,) float32: bits that each number below `kinds` is worth, by how many hold it; what is below 0 is none."""
    counts = np.bincount(held[held >= 0], minlength=max(kinds, 1))
    return np.log2(max(records, 1) / np.maximum(counts, 1)).astype(np.float32)


def _days(events: Any) -> tuple[Any, Any]:
    """`day_bits` and `turned` of a table."""
    certain = (events[:, :, 0] == events[:, :, 1]) & (events[:, :, 0] != NO_DAY)
    days, place = np.unique(np.where(certain, events[:, :, 0], NO_DAY), return_inverse=True)
    place = place.reshape(certain.shape)
    bits = rarity(np.where(certain, place, -1), len(days), len(events))
    turned = np.array([exchanged(day) if day != NO_DAY else (NO_DAY, NO_DAY) for day in days.tolist()], np.int32).reshape(-1, 2)
    return np.where(certain, bits[place], -1.0).astype(np.float32), turned[place]


def _together(placed: Any, kinds: int) -> Any:
    """`together` of a table, from the words of places (n, 3) of all records."""
    both = np.concatenate([np.sort(placed[:, at], axis=1) for at in combinations(range(PLACES), 2)])
    both = both[both[:, 0] >= 0]
    found, counts = np.unique(both[:, 0] * kinds + both[:, 1], return_counts=True)
    in_company = placed[placed[:, 1] >= 0]
    held = np.bincount(in_company[in_company >= 0], minlength=kinds)
    rarer = np.minimum(held[found // max(kinds, 1)], held[found % max(kinds, 1)])
    return found[(counts >= OFTEN) & (counts >= USUAL * rarer)]


def _codes(vocabulary: Sequence[str]) -> Any:
    """The code of each word's skeleton and of its other reading; a word without consonants has a number of its own."""
    made = np.array([codes(word) for word in vocabulary], np.int64).reshape(-1, 2)
    bare = made[:, 0] == 0
    made[bare, 0] = -1 - np.arange(len(made))[bare]
    return made
