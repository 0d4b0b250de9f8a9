"""Comparing names by the million: each word and each name is encoded once, pairs are compared by number, on all processors.

A name is a row of words, each a row of sounds. Words are aligned in their order; two that are written apart may be one in the
other name (Khan Zadeh, Khanzadeh); an initial stands for its word. What is told of a pair is in `Likeness`.
The loops are in `aligned`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from dadkhah.linkage.skeleton import bones
from dadkhah.linkage.sounds import costs, is_arabic, sounds, weights

WORDS, SOUNDS = 8, 24
"""Words of a name and sounds of a word that are compared; a longer name loses words before its last."""


class Words(NamedTuple):
    """Words as arrays, each once. `sounds` of all one after the other, `starts` (n + 1) of each in it, `weight` of its sounds,
    `bits` how rare it is, `arabic` whether it is in Arabic script, `bones` which consonants it has, a bit each.
    """

    sounds: Any
    starts: Any
    weight: Any
    bits: Any
    arabic: Any
    bones: Any


class Names(NamedTuple):
    """Names as arrays, each once: numbers of `words` one after the other, `first` (n + 1) of each name in it, and how many
    of a name's words are `given` names.
    """

    words: Any
    first: Any
    given: Any


class Likeness(NamedTuple):
    """Of each pair, between 0 and 1: all of the name, its given names, the rest; and the bits of the words they share.

    A part that one of them does not have is -1. `least`: of the given names that both write in Arabic letters, how alike the
    two are that differ most; 0 where each has one that the other has not, 1 where nothing is to be said.
    """

    whole: Any
    given: Any
    rest: Any
    bits: Any
    least: Any


def encode_words(words: Sequence[str], bits: Sequence[float]) -> Words:
    rows = [sounds(word)[:SOUNDS] for word in words]
    weight = weights()
    return Words(
        np.array([sound for row in rows for sound in row], np.int64),
        np.cumsum([0, *map(len, rows)], dtype=np.int64),
        np.array([sum(weight[sound] for sound in row) for row in rows], np.float32),
        np.array(bits, np.float32),
        np.array([is_arabic(word) for word in words], np.bool_),
        np.array([bones(row) for row in rows], np.int64),
    )


def encode_names(names: Sequence[tuple[Sequence[int], int]]) -> Names:
    """`names`: the numbers of the words of each, and how many of them are given names."""
    kept = [[*words[: WORDS - 1], words[-1]] if len(words) > WORDS else words for words, _ in names]
    return Names(
        np.array([word for words in kept for word in words], np.int64),
        np.cumsum([0, *map(len, kept)], dtype=np.int64),
        np.array([min(given, len(words)) for (_, given), words in zip(names, kept, strict=True)], np.int64),
    )


def compare(words: Words, names: Names, one: Any, other: Any) -> Likeness:
    """`one`, `other`: (n,) numbers of names. Pairs that come ordered by `one` are compared faster."""
    from numba import get_num_threads

    from dadkhah.linkage.aligned import compare_all

    found = np.empty((len(one), 5), np.float32)
    cost = np.array([costs(across=False), costs(across=True)], np.float32)
    size = cost.shape[1]
    one, other = np.ascontiguousarray(one, np.int64), np.ascontiguousarray(other, np.int64)
    compare_all(*words, *names, one, other, cost.ravel(), size, 4 * get_num_threads(), found)
    return Likeness(*found.T)
