"""Consonant skeletons: what of a name stays the same however it is spelt, for finding pairs that are worth comparing.

Which sounds are one letter of it is told in `sounds.yaml`, under `skeleton`.
"""

from __future__ import annotations

from functools import cache, lru_cache

from dadkhah.linkage.names import table
from dadkhah.linkage.sounds import letters, sounds

BITS = 4
"""A letter of a skeleton takes so many bits of its number."""
LONGEST = 14
"""Letters of a skeleton that its number holds."""


@lru_cache(1 << 18)
def skeleton(word: str) -> str:
    """The consonants of a folded word, without repetitions: محمد and Mohamed are both MD. Empty where it has none."""
    return _bare(sounds(word))


def _bare(found: tuple[int, ...]) -> str:
    kept = [letter for number in found if (letter := _letters().get(letters()[number], ""))]
    return "".join(each for at, each in enumerate(kept) if at == 0 or each != kept[at - 1])


def code(bones: str) -> int:
    """A skeleton as a number: its letters from 1 on, four bits each, the first on top; 0 for none."""
    order = {letter: number for number, letter in enumerate(table("sounds")["skeleton"], 1)}
    value = 0
    for letter in bones[:LONGEST]:
        value = value << BITS | order[letter]
    return value


@lru_cache(1 << 18)
def codes(word: str) -> tuple[int, int]:
    """The number of a word's skeleton, and of it with digraphs read as two letters (Fathi, Eshaq): 0 where that is the same."""
    first = code(skeleton(word))
    apart = word
    for digraph, two in table("sounds")["apart"].items():
        apart = apart.replace(digraph, two)
    second = code(skeleton(apart)) if apart != word else first
    return first, second if second != first else 0


def bones(found: tuple[int, ...]) -> int:
    """Which consonants a row of sounds has, a bit each; a sound that spellings confuse has the bits of both."""
    return sum({bit for number in found for bit in _bits()[number]})


@cache
def _bits() -> tuple[tuple[int, ...], ...]:
    tables = table("sounds")
    order = {letter: 1 << at for at, letter in enumerate(tables["skeleton"])}
    held = [(tables["skeleton_too"].get(sound, ""), _letters().get(sound, "")) for sound in letters()]
    return tuple(tuple(order[each] for each in both if each) for both in held)


@cache
def _letters() -> dict[str, str]:
    return {sound: letter for letter, of in table("sounds")["skeleton"].items() for sound in of}
