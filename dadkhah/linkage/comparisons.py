"""What is compared of two records, in levels from the most agreement to the least; a model learns what each is worth.

`levels_of` gives for each pair the place of its level in each comparison, or `NOTHING_SAID`.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import product
from math import log2
from typing import Any, NamedTuple

import numpy as np

from dadkhah.linkage.kernel import compare
from dadkhah.linkage.scored import NOTHING_SAID
from dadkhah.linkage.table import NO_DAY, Table

RARITIES = (5.0, 1.0, -3.0, -6.0, -9.0, -12.0)
"""Bits that the shared words of a name have beyond those that tell one record of the lists from all others: a level for each."""
SOME, MANY = 1.0, -6.0
"""The same for names of which only a part is shared."""
RARE_DAYS, RARE_PLACES, RARE_FATHERS = (9.0, 6.5), (4.0,), (9.0, 6.5, 4.0)
"""Bits of a day, place or father's name, by how rare it is in these lists, from which on each level of it is told."""
OTHER = 0.78
"""Given names in the same Arabic letters that are less alike are other names (حسن, حسین), not spellings (یوسف, یوسوف)."""
SLIP = 0.82
"""What is left of the likeness of a name that is not written, but meant."""
CHUNK = 1 << 19


class Shares(NamedTuple):
    """A level: what it says in words; and how many pairs of one person, and of two, are of it, before anything is learned.

    `by_chance`: `u` is to be divided by the number of records, since how rare a name is was measured against it.
    `is_fixed`: how many pairs of one person are of it cannot be learned without labels, and stays as it is here.
    """

    words: str
    m: float
    u: float
    by_chance: bool = False
    is_fixed: bool = False


@dataclass(frozen=True)
class Comparison:
    name: str
    levels: tuple[Shares, ...]
    of: Callable[[Table, Any, Any], Any]
    """(table, one, other) -> (n,) int8."""
    by_sound: bool = False
    """Whether all processors are at work on it as it is."""


NAME = (
    Shares("the same name, which nearly nobody else has", 0.30, 0.004, by_chance=True),
    Shares("the same name, a rare one", 0.20, 0.012, by_chance=True),
    Shares("the same name", 0.10, 0.02, by_chance=True),
    Shares("the same name, which many have", 0.02, 0.0053, by_chance=True),
    Shares("the same name, which very many have", 0.007, 0.0019, by_chance=True),
    Shares("the same name, one of the most frequent", 0.003, 0.0008, by_chance=True),
    Shares("the same name, which thousands have", 0.0005, 0.0004, by_chance=True),
    Shares("the same name in another spelling, which nearly nobody else has", 0.07, 0.003, by_chance=True),
    Shares("the same name in another spelling, a rare one", 0.06, 0.008, by_chance=True),
    Shares("the same name in another spelling", 0.04, 0.02, by_chance=True),
    Shares("the same name in another spelling, which many have", 0.014, 0.021, by_chance=True),
    Shares("the same name in another spelling, which very many have", 0.004, 0.006, by_chance=True),
    Shares("the same name in another spelling, one of the most frequent", 0.002, 0.003, by_chance=True),
    Shares("the same name in another spelling, which thousands have", 0.0005, 0.0015, by_chance=True),
    Shares("nearly the same name, which nearly nobody else has", 0.02, 0.003, by_chance=True),
    Shares("nearly the same name, a rare one", 0.03, 0.01, by_chance=True),
    Shares("nearly the same name", 0.03, 0.03, by_chance=True),
    Shares("nearly the same name, which many have", 0.014, 0.042, by_chance=True),
    Shares("nearly the same name, which very many have", 0.004, 0.012, by_chance=True),
    Shares("nearly the same name, one of the most frequent", 0.002, 0.006, by_chance=True),
    Shares("nearly the same name, which thousands have", 0.0005, 0.003, by_chance=True),
    Shares("a similar name, which nearly nobody else has", 0.003, 0.001, by_chance=True),
    Shares("a similar name, a rare one", 0.006, 0.01, by_chance=True),
    Shares("a similar name", 0.006, 0.05, by_chance=True),
    Shares("a similar name, which many have", 0.004, 0.2, by_chance=True),
    Shares("a similar name, which very many have", 0.0015, 0.075, by_chance=True),
    Shares("a similar name, one of the most frequent", 0.0005, 0.025, by_chance=True),
    Shares("a similar name, which thousands have", 0.0002, 0.012, by_chance=True),
    Shares("names that share a rare part", 0.004, 0.04, by_chance=True),
    Shares("names that share a part", 0.025, 3e-5, is_fixed=True),
    Shares("names that share a part which many have", 0.012, 2e-4, is_fixed=True),
    Shares("the same family, another given name", 0.03, 3e-4, is_fixed=True),
    Shares("other names", 0.015, 0.99, is_fixed=True),
)
BIRTH = (
    Shares("born on the same day", 0.3, 0.0001),
    Shares("the same age, as far as it is known", 0.45, 0.03),
    Shares("a year apart in age", 0.15, 0.06),
    Shares("two or three years apart in age", 0.05, 0.09),
    Shares("up to ten years apart in age", 0.03, 0.32),
    Shares("of another age", 0.02, 0.5),
)
EVENTS = (
    Shares("on the same day, a day of few others", 0.3, 0.0006),
    Shares("on the same day", 0.3, 0.0015),
    Shares("on the same day, a day of very many", 0.1, 0.003),
    Shares("on the same day, if month and day are exchanged", 0.005, 0.002),
    Shares("at the same time, as far as it is known", 0.08, 0.01),
    Shares("three days apart at most", 0.06, 0.01),
    Shares("a month apart at most", 0.06, 0.06),
    Shares("a year apart at most", 0.06, 0.35),
    Shares("at another time", 0.04, 0.567),
)
SEX = (Shares("the same sex", 0.99, 0.6), Shares("another sex", 0.01, 0.4))
PLACE = (
    Shares("the same place", 0.5, 0.02),
    Shares("the same place, which many name", 0.15, 0.08),
    Shares("places that other records name together", 0.08, 0.05),
    Shares("different places with a word in common", 0.07, 0.03),
    Shares("another place", 0.2, 0.816),
)
FATHER = (
    Shares("the same father's name, a rare one", 0.25, 0.002),
    Shares("the same father's name", 0.3, 0.008),
    Shares("the same father's name, which many have", 0.15, 0.01),
    Shares("the same father's name, which very many have", 0.05, 0.01),
    Shares("a similar father's name", 0.13, 0.03),
    Shares("another father's name", 0.12, 0.95),
)


def alike(table: Table, one: Any, other: Any) -> Any:
    """(n,) how alike the names are, between 0 and 1: finer than the levels, for telling equal pairs apart."""
    return np.maximum(_names(table, one, other)[0][:, 0], 0.0)


def _names(table: Table, one: Any, other: Any) -> tuple[Any, Any]:
    """What `kernel.compare` finds of the names that are most alike of all that both have, (n, 5); and whether both have one."""
    best = np.full(len(one), -1.0, np.float32)
    found = np.full((len(one), 5), -1.0, np.float32)
    used = np.flatnonzero((table.name >= 0).any(0)).tolist()
    for a, b in product(used, used):
        both = np.flatnonzero((table.name[:, a] >= 0)[one] & (table.name[:, b] >= 0)[other])
        left, right = table.name[one[both], a], table.name[other[both], b]
        if len(both):
            likeness = np.stack(compare(table.words, table.names, left, right), 1)
            if a or b:  # the first name is the one that is written
                slipped = table.slipped[one[both], a] | table.slipped[other[both], b]
                likeness[:, :3] *= np.where(slipped[:, None] & (likeness[:, :3] > 0), SLIP, 1)
            score = likeness[:, 0] + 0.01 * likeness[:, 3]
            better = score > best[both]
            best[both[better]], found[both[better]] = score[better], likeness[better]
    return found, best >= 0


def _name(table: Table, one: Any, other: Any) -> Any:
    found, known = _names(table, one, other)
    whole, given, rest, bits, least = found.T
    given, rest = np.where(given < 0, whole, given), np.where(rest < 0, whole, rest)
    weakest, beyond = np.minimum(given, rest), bits - log2(max(len(table), 2))
    rarity, kinds = np.select([beyond >= bound for bound in RARITIES], range(len(RARITIES)), len(RARITIES)), len(RARITIES) + 1
    part = np.select([beyond >= SOME, beyond >= MANY], [0, 1], 2)
    others = np.full(len(whole), 4 * kinds + 3)
    level = np.select(
        [
            (least < OTHER) & (rest >= 0.85),
            (weakest >= 0.95) & (whole >= 0.965),
            (weakest >= 0.9) & (whole >= 0.92),
            (weakest >= 0.8) & (whole >= 0.85),
            (weakest >= 0.7) & (whole >= 0.76),
            (whole >= 0.6) & (weakest >= 0.4),
            (rest >= 0.85) & (given < 0.5),
        ],
        [others, *(way * kinds + rarity for way in range(4)), 4 * kinds + part, others],
        4 * kinds + 4,
    )
    return np.where(known, level, NOTHING_SAID)


def _apart(a: Any, b: Any) -> Any:
    """Days between two ranges (n, 2); 0 where they overlap, -1 where there is none."""
    gap = np.maximum(0, np.maximum(a[:, 0] - b[:, 1], b[:, 0] - a[:, 1]))
    return np.where((a[:, 0] == NO_DAY) | (b[:, 0] == NO_DAY), -1, gap)


def _same_day(a: Any, b: Any) -> Any:
    return (a[:, 0] == b[:, 0]) & (a[:, 0] == a[:, 1]) & (b[:, 0] == b[:, 1]) & (a[:, 0] != NO_DAY)


def _birth(table: Table, one: Any, other: Any) -> Any:
    a, b = table.birth[one], table.birth[other]
    days = _apart(a, b)
    ages = np.where((table.age[one] < 0) | (table.age[other] < 0), -1, np.abs(table.age[one] - table.age[other]))
    years = np.where(days >= 0, np.ceil(days / 366), ages)
    level = np.select([_same_day(a, b), years == 0, years == 1, years <= 3, years <= 10], [0, 1, 2, 3, 4], 5)
    return np.where(years < 0, NOTHING_SAID, level)


def _events(table: Table, one: Any, other: Any) -> Any:
    least, bits = np.full(len(one), -1), np.full(len(one), -1.0, np.float32)
    turned = np.zeros(len(one), np.bool_)
    used = np.flatnonzero((table.events != NO_DAY).any((0, 2))).tolist()
    for a, b in product(used, used):
        left, right = table.events[one, a], table.events[other, b]
        days = _apart(left, right)
        least = np.where((least < 0) | ((days >= 0) & (days < least)), days, least)
        turned |= (table.turned[one, a] == right[:, :1]).any(1) & (right[:, 0] == right[:, 1]) & (right[:, 0] != NO_DAY)
        bits = np.where(_same_day(left, right), np.maximum(bits, table.day_bits[one, a]), bits)
    told = [bits >= 0, turned & (least > 0), least == 0, least <= 3, least <= 31, least <= 366]
    level = np.select(told, [_rarity(bits, RARE_DAYS), 3, 4, 5, 6, 7], 8)
    return np.where(least < 0, NOTHING_SAID, level)


def _sex(table: Table, one: Any, other: Any) -> Any:
    a, b = table.sex[one], table.sex[other]
    return np.where((a == 0) | (b == 0), NOTHING_SAID, a != b)


def _place(table: Table, one: Any, other: Any) -> Any:
    kinds = len(table.placed)  # lists name far fewer places than they have pairs of records
    pairs, of = np.unique(table.place[one] * kinds + table.place[other], return_inverse=True)
    return _level_of_places(table, table.placed[pairs // kinds], table.placed[pairs % kinds])[of]


def _level_of_places(table: Table, a: Any, b: Any) -> Any:
    known_a, known_b = a >= 0, b >= 0
    equal = (a[:, :, None] == b[:, None, :]) & known_a[:, :, None]
    met_a, met_b = equal.any(2), equal.any(1)
    bits = np.where(met_a, table.place_bits[a], -1.0).max(1)
    level = np.full(len(a), 4)
    apart = np.flatnonzero(~met_a.any(1) & known_a[:, 0] & known_b[:, 0])
    level[apart[_stand_together(table, a[apart], b[apart])]] = 2
    elsewhere = (known_a & ~met_a).any(1) & (known_b & ~met_b).any(1)
    level = np.where(bits >= 0, np.where(elsewhere, 3, _rarity(bits, RARE_PLACES)), level)
    return np.where(known_a[:, 0] & known_b[:, 0], level, NOTHING_SAID)


def _stand_together(table: Table, a: Any, b: Any) -> Any:
    """(n,) bool: whether for each word of either there is one of the other beside which records name it."""
    known = (a[:, :, None] >= 0) & (b[:, None, :] >= 0)
    pairs = np.minimum(a[:, :, None], b[:, None, :]) * len(table.place_bits) + np.maximum(a[:, :, None], b[:, None, :])
    place = np.searchsorted(table.together, pairs).clip(max=len(table.together) - 1)
    beside = known & (table.together[place] == pairs) if len(table.together) else known & False
    return (beside.any(2) | (a < 0)).all(1) & (beside.any(1) | (b < 0)).all(1)


def _father(table: Table, one: Any, other: Any) -> Any:
    a, b = table.father[one], table.father[other]
    level = np.full(len(one), NOTHING_SAID)
    both = np.flatnonzero((a >= 0) & (b >= 0))
    if len(both):
        found = compare(table.words, table.names, a[both], b[both])
        level[both] = np.select([found.whole >= 0.85, found.whole >= 0.7], [_rarity(found.bits, RARE_FATHERS), 4], 5)
    return level


def _rarity(bits: Any, bounds: tuple[float, ...]) -> Any:
    return np.select([bits >= bound for bound in bounds], range(len(bounds)), len(bounds))


ALL = (
    Comparison("name", NAME, _name, by_sound=True),
    Comparison("birth", BIRTH, _birth),
    Comparison("events", EVENTS, _events),
    Comparison("sex", SEX, _sex),
    Comparison("place", PLACE, _place),
    Comparison("father", FATHER, _father, by_sound=True),
)


def levels_of(table: Table, one: Any, other: Any) -> Any:
    """(n, c) int8, for all comparisons."""
    from numba import get_num_threads

    made = np.full((len(one), len(ALL)), NOTHING_SAID, np.int8)
    parts = [slice(start, start + CHUNK) for start in range(0, len(one), CHUNK)]

    def fill(at: int, part: slice) -> None:
        made[part, at] = ALL[at].of(table, one[part], other[part])

    for at, each in enumerate(ALL):
        if each.by_sound:
            for part in parts:
                fill(at, part)
    with ThreadPoolExecutor(get_num_threads()) as pool:
        done = [pool.submit(fill, at, part) for at, each in enumerate(ALL) if not each.by_sound for part in parts]
    for each_done in done:
        each_done.result()  # raises what was raised there
    return made
