"""What it means for a pair that nobody stands on a list twice: other pairs of the same records are its rivals.

For a record a and a list without duplicates the cases exclude each other: a has no partner there, or this one, or that one.
So the odds of a pair are measured against its record having none, and shared with the rivals. How many records have a
partner is taken from the pairs' own probabilities.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

MOST_SHARED = 0.68
"""Of a list at most so many records are taken to have a partner, lest a weak pair count for want of another."""
CERTAIN = 1 - 1e-12
TIED = 0.3
"""A pair that is less likely than this is not one of two or three namesakes who are equally likely."""
DOUBLED, SURE = 0.02, 0.99
"""Where fewer than so many records with a sure partner have a second one in the same list, it is taken to be without duplicates."""


class Sides(NamedTuple):
    """Of each pair: odds, and for both records which (record, list of the other) they are, as numbers 0 to k - 1."""

    odds: Any
    left: Any
    right: Any


def exclusive(probability: Any, one: Any, other: Any, source: Any, duplicate_free: Sequence[bool]) -> Any:
    """(n,) probabilities given the rivals; unchanged within a list, and between lists which may both have duplicates."""
    free = np.array(duplicate_free, np.bool_)
    s, t = source[one], source[other]
    weigh = (s != t) & (free[s] | free[t]) & (probability > 0)
    if not weigh.any():
        return probability
    made = np.array(probability)
    odds, left, right = _sides(made[weigh], one[weigh], other[weigh], source, free)
    total_left = np.where(free[t[weigh]], np.bincount(left, odds)[left], odds)
    total_right = np.where(free[s[weigh]], np.bincount(right, odds)[right], odds)
    made[weigh] = odds / (1 + np.maximum(total_left, total_right))
    return made


def given_the_rest(
    probability: Any, one: Any, other: Any, source: Any, duplicate_free: Sequence[bool], kept: Any, before: Any
) -> Any:
    """(n,) the probabilities of the kept pairs once those of all other kept pairs are taken: only rivals are left whose other
    record has no partner. That settles ties of namesakes; a pair far behind its rivals stays there. `before`: the
    probabilities without rivals.
    """
    free = np.array(duplicate_free, np.bool_)
    s, t = source[one], source[other]
    weigh = (s != t) & free[s] & free[t]
    if not weigh.any():
        return probability
    odds, left, right = _sides(before[weigh], one[weigh], other[weigh], source, free)
    taken = kept[weigh] & (probability[weigh] >= TIED)
    is_taken_left, is_taken_right = np.bincount(left, taken)[left] > 0, np.bincount(right, taken)[right] > 0
    from_left = np.bincount(left, odds * ~is_taken_right)[left] + odds
    from_right = np.bincount(right, odds * ~is_taken_left)[right] + odds
    made = np.array(probability)
    made[weigh] = np.where(taken, odds / (1 + np.maximum(from_left, from_right)), made[weigh])
    return made


def _sides(probability: Any, one: Any, other: Any, source: Any, free: Any) -> Sides:
    s, t, count = source[one], source[other], len(free)
    between = s * count + t
    sizes = np.bincount(source, minlength=count)
    matched = np.bincount(between, probability, count * count)[between]
    shared_s = np.minimum(matched / sizes[s], MOST_SHARED)
    shared_t = np.minimum(matched / sizes[t], MOST_SHARED)
    odds = np.minimum(probability, CERTAIN) / (1 - np.minimum(probability, CERTAIN))
    odds = odds / np.where(free[t], 1 - shared_s, 1.0) / np.where(free[s], 1 - shared_t, 1.0)
    left = np.unique(one * count + t, return_inverse=True)[1]
    right = np.unique(other * count + s, return_inverse=True)[1]
    return Sides(odds, left, right)


def looks_duplicate_free(probability: Any, one: Any, other: Any, source: Any, count: int) -> list[bool]:
    """Of each of `count` lists, whether records elsewhere that have a sure partner in it hardly ever have a second one there."""
    sure = (probability >= SURE) & (source[one] != source[other])
    record = np.concatenate([one[sure], other[sure]])
    there = source[np.concatenate([other[sure], one[sure]])]
    met, how_often = np.unique(record * count + there, return_counts=True)
    of = met % count
    return [bool((how_often[of == number] > 1).mean() < DOUBLED) if (of == number).any() else False for number in range(count)]
