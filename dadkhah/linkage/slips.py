"""Words with a slip of the pen: hardly anybody has them, and they are one letter away from a word that very many have.

So Mohamamd is read as Mohammad too, while Hasan and Husain, which many have, are never taken for one another. It needs many
records: where few have any name, none is common enough.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from dadkhah.linkage.names import table

LEAST_LEFT = 4
"""Letters that are left of a family name without its front."""
LEAST_LETTERS = 3
"""Of a shorter word nearly every slip is another word."""
TIMES = 50
"""A word is a slip of one that so many times more records have."""


def read_as(counts: Mapping[str, int]) -> dict[str, str]:
    """Word -> the one it is a slip of. `counts`: of each folded word, in how many records it stands.

    A slip is a letter too many, one left out, another one in its place, or two in the wrong order. A word that may be a slip of
    several is one of the most common, of equals the first in the alphabet.
    """
    least = min(counts.values(), default=0) * TIMES
    common = {word: count for word, count in counts.items() if count >= least and len(word) >= LEAST_LETTERS}
    near: dict[str, list[str]] = defaultdict(list)
    for word in common:
        for shorter in {word, *_shorter(word)}:
            near[shorter].append(word)
    most = max(common.values(), default=0) // TIMES
    found = {}
    for word, count in counts.items():
        if count > most or len(word) < LEAST_LETTERS:
            continue
        could = {each for shorter in {word, *_shorter(word)} for each in near.get(shorter, ())}
        meant = [each for each in could if common[each] >= TIMES * count and is_slip(word, each)]
        if meant:
            found[word] = min(meant, key=lambda each: (-common[each], each))
    return found


def without_fronts(counts: Mapping[str, int]) -> dict[str, str]:
    """Word -> the name that is left where a front is left out (`fronts`), if at least as many records have it."""
    fronts = sorted(table("words")["fronts"], key=len, reverse=True)
    found = {}
    for word, count in counts.items():
        left = next((word[len(front) :] for front in fronts if word.startswith(front)), "")
        if len(left) >= LEAST_LEFT and counts.get(left, 0) >= count:
            found[word] = left
    return found


def _shorter(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


def is_slip(one: str, other: str) -> bool:
    """Whether two words are apart by one letter, or by two neighbours in another order."""
    if one == other:
        return False
    at = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[at:], other[at:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
