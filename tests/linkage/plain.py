"""What `dadkhah.linkage.aligned` does, once more without speed: names as rows of words, one rule after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dadkhah.linkage.aligned import ALIKE, ENOUGH, EXTRA, INITIAL, MISSING, SOUNDS, SWAPPED, WINDOW, WORDS
from dadkhah.linkage.skeleton import bones
from dadkhah.linkage.sounds import costs, distance, is_arabic, sounds, weights

Sounds = tuple[int, ...]


class Name(NamedTuple):
    """The words of a name, and how many of them are given names."""

    words: Sequence[str]
    given: int = 0


class Met(NamedTuple):
    """Words of the one name from `i` on, and of the other from `j` on, that are one another."""

    i: int
    j: int
    of_one: int
    of_other: int
    quality: float


def compare(one: Name, other: Name, bits: dict[str, float]) -> tuple[float, float, float, float, float]:
    """As `kernel.Likeness`: all of the name, its given names, the rest, bits of shared words, given names that differ most."""
    one, other = _shortened(one), _shortened(other)
    if not one.words or not other.words:
        return -1.0, -1.0, -1.0, 0.0, 1.0
    met = _aligned(one.words, other.words)
    met += _swapped(one.words, other.words, met)
    shared = sum(_shared(one.words, other.words, each, bits) for each in met)
    parts = [_of_part(one, other, met, is_given=is_given) for is_given in (True, False)]
    both = tuple(map(sum, zip(*parts, strict=True)))
    given = _told(*parts[0]) if one.given and other.given else -1.0
    rest = _told(*parts[1]) if one.given < len(one.words) and other.given < len(other.words) else -1.0
    return _told(*both), given, rest, shared, _least(one, other, met, parts[0])


def _shortened(name: Name) -> Name:
    words = list(name.words)
    kept = [*words[: WORDS - 1], words[-1]] if len(words) > WORDS else words
    return Name(kept, min(name.given, len(kept)))


def _sounds(word: str) -> Sounds:
    return sounds(word)[:SOUNDS]


def _weight(found: Sounds) -> float:
    return sum(weights()[sound] for sound in found)


def may_be_alike(one: Sounds, other: Sounds) -> bool:
    a, b = bones(one), bones(other)
    most = max(a.bit_count(), b.bit_count())
    return most - (a & b).bit_count() <= (MISSING if most <= 5 else 2 * MISSING)


def _like(one: Sounds, other: Sounds, *, across: bool) -> float:
    if len(one) == 1 or len(other) == 1:
        if not one or not other or costs(across=across)[one[0]][other[0]] >= 0.2:
            return 0.0
        return 1.0 if len(one) == len(other) else INITIAL
    length = (_weight(one) + _weight(other)) / 2
    return max(0.0, 1.0 - distance(one, other, across=across) / length) if length else 0.0


def word_by_word(a: str, b: str) -> float:
    one, other = _sounds(a), _sounds(b)
    if a == b:
        return 1.0
    if 1 not in (len(one), len(other)) and not may_be_alike(one, other):
        return 0.0
    return _like(one, other, across=is_arabic(a) != is_arabic(b))


def two_as_one(first: str, second: str, b: str) -> float:
    one, other = _sounds(first) + _sounds(second), _sounds(b)
    longest, shortest = sorted((_weight(one), _weight(other)))[::-1]
    if longest > WINDOW * shortest or not may_be_alike(one, other):
        return 0.0
    return _like(one, other, across=is_arabic(first) != is_arabic(b))


def _steps(x: Sequence[str], y: Sequence[str], i: int, j: int) -> list[Met]:
    """How words that stand at i and j may be one another: alone, or two of one name as one of the other."""
    alone = word_by_word(x[i], y[j])
    found = [Met(i, j, 1, 1, alone)]
    if alone < ENOUGH and i + 1 < len(x):
        found.append(Met(i, j, 2, 1, two_as_one(x[i], x[i + 1], y[j])))
    if alone < ENOUGH and j + 1 < len(y):
        found.append(Met(i, j, 1, 2, two_as_one(y[j], y[j + 1], x[i])))
    return [each for each in found if each.quality >= ALIKE]


def _aligned(x: Sequence[str], y: Sequence[str]) -> list[Met]:
    """The words that meet in their order, so that as much as possible of both names does."""
    best: dict[tuple[int, int], tuple[float, list[Met]]] = {}
    for i in range(len(x), -1, -1):
        for j in range(len(y), -1, -1):
            if i == len(x) or j == len(y):
                best[i, j] = 0.0, []
                continue
            top = max(best[i + 1, j], best[i, j + 1], key=lambda each: each[0])
            for met in _steps(x, y, i, j):
                words = [*x[i : i + met.of_one], *y[j : j + met.of_other]]
                gain, after = best[i + met.of_one, j + met.of_other]
                gain += met.quality * sum(_weight(_sounds(word)) for word in words) / 2
                if gain > top[0]:
                    top = gain, [met, *after]
            best[i, j] = top
    return best[0, 0][1]


def _swapped(x: Sequence[str], y: Sequence[str], met: Sequence[Met]) -> list[Met]:
    """What is left may be the same words in another order."""
    left = [i for i in range(len(x)) if not any(each.i <= i < each.i + each.of_one for each in met)]
    right = [j for j in range(len(y)) if not any(each.j <= j < each.j + each.of_other for each in met)]
    found = []
    for i in left:
        quality, j = max(((word_by_word(x[i], y[j]) * SWAPPED, -j) for j in right), default=(0.0, 0))
        if quality > ALIKE:
            found.append(Met(i, -j, 1, 1, quality))
            right.remove(-j)
    return found


def _shared(x: Sequence[str], y: Sequence[str], met: Met, bits: dict[str, float]) -> float:
    rare = (sum(bits[word] for word in x[met.i : met.i + met.of_one]), sum(bits[word] for word in y[met.j : met.j + met.of_other]))
    return min(rare) * (met.quality - ALIKE) / (1 - ALIKE)


def _of_part(one: Name, other: Name, met: Sequence[Met], *, is_given: bool) -> tuple[float, float, float, float]:
    """Of given names or of the rest: what met, what of it differs, what stands alone in the one and in the other."""
    same = lost = 0.0
    alone = []
    for side, name in enumerate((one, other)):
        left = 0.0
        for at, word in enumerate(name.words):
            if (at < name.given) != is_given:
                continue
            weight = _weight(_sounds(word))
            quality = next((each.quality for each in met if each[side] <= at < each[side] + each[2 + side]), None)
            if quality is None:
                left += weight
            else:
                same, lost = same + weight / 2 * quality, lost + weight / 2 * (1 - quality)
        alone.append(left)
    return same, lost, alone[0], alone[1]


def _least(one: Name, other: Name, met: Sequence[Met], given: tuple[float, float, float, float]) -> float:
    """Of given names that both write in Arabic letters; 0 where each has one that the other has not."""
    if met and given[2] and given[3] and is_arabic(one.words[0]) and is_arabic(other.words[0]):
        return 0.0
    both = (each for each in met if each.i < one.given and each.j < other.given)
    return min((each.quality for each in both if is_arabic(one.words[each.i]) and is_arabic(other.words[each.j])), default=1.0)


def _told(same: float, lost: float, alone_one: float, alone_other: float) -> float:
    against, more = sorted((alone_one, alone_other))
    whole = same + lost + against + EXTRA * (more - against)
    return same / whole if whole else 0.0
