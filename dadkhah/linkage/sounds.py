"""How words sound: one notation for scripts and spellings, and what it costs to take one sound for another (`sounds.yaml`)."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from dadkhah.linkage.names import table

ARTICLE = "L"
"""The l of an article at the front: it is often left out."""
Costs = tuple[tuple[float, ...], ...]


@cache
def letters() -> tuple[str, ...]:
    """Every sound of the notation; its place is its number. The first stands for nothing."""
    return ("", *table("sounds")["sounds"], ARTICLE)


@cache
def numbers() -> dict[str, int]:
    return {letter: number for number, letter in enumerate(letters())}


@lru_cache(1 << 17)
def sounds(word: str) -> tuple[int, ...]:
    """The sounds of a folded word, by their numbers. Letters that the tables do not know are left out."""
    arabic = is_arabic(word)
    found = _arabic(word) if arabic else _latin(word)
    # In Arabic script a doubled consonant is written once; two letters have a vowel between them, but for the l of God.
    apart = CONSONANTS if arabic else frozenset()
    once = [sound for place, sound in enumerate(found) if place == 0 or sound != found[place - 1] or sound in apart]
    return tuple(numbers()[sound] for sound in _article(once))


def _arabic(word: str) -> list[str]:
    tables = table("sounds")
    found = [tables["arabic"].get(letter, "") for letter in word]
    if found and word[0] in tables["arabic_first"]:
        found[0] = tables["arabic_first"][word[0]]
    if len(found) > 1 and word[-1] in tables["arabic_last"]:
        found[-1] = tables["arabic_last"][word[-1]]
    for ending, spelt in tables["arabic_endings"].items():
        if word.endswith(ending) and len(word) > len(ending):
            found[-len(ending) :] = spelt.split()
    return [sound for sound in found if sound]


def _latin(word: str) -> list[str]:
    spellings = table("sounds")["latin"]
    return [sound for spelt in _spellings().findall(word) for sound in str(spellings[spelt]).split()]


@cache
def _spellings() -> re.Pattern[str]:
    """The longest go first; letters that are none are passed over."""
    return re.compile("|".join(map(re.escape, sorted(table("sounds")["latin"], key=len, reverse=True))))


def _article(found: list[str]) -> list[str]:
    """The l of al-, el- and ال becomes one that may be missing: at the front, and in عبدالرضا, Abdorreza, Abdolreza."""
    for begun in (1, 4):
        front, before, after = found[:begun], found[begun : begun + 1], found[begun + 1 : begun + 2]
        is_front = begun == 1 and front and front[0] in ("a", "e", "I")
        is_abd = len(front) == 4 and front[:3] in (["3", "b", "d"], ["a", "b", "d"]) and front[3] in VOWELS
        if (is_front or is_abd) and before == ["l"] and after and after[0] not in VOWELS | {"v"} and len(found) > begun + 3:
            return [*front, ARTICLE, *found[begun + 1 :]]
    return found


VOWELS = frozenset("aeiouAIWYEH")
CONSONANTS = frozenset("bptjhxdrzsqfkgmn")


@cache
def weights() -> tuple[float, ...]:
    """What each sound counts for in the length of a word."""
    return (0.0, *(float(row["weight"]) for row in table("sounds")["sounds"].values()), 0.3)


@cache
def costs(*, across: bool) -> Costs:
    """What it costs to take sound a for sound b, at [a][b]; with 0 for one of them, that the other is missing.

    `across`: of a name in Arabic and one in Latin script.
    """
    tables, at = table("sounds"), numbers()
    made = [[0.0 if a == b else 1.0 for b in letters()] for a in letters()]

    def put(one: int, other: int, cost: float) -> None:
        made[one][other] = made[other][one] = cost

    for cost, pairs in tables["alike"].items():
        for one, other in map(str.split, pairs):
            put(at[one], at[other], float(cost))
    for letter, row in tables["sounds"].items():
        put(at[letter], 0, float(row.get("across", row["drop"]) if across else row["drop"]))
    for b in range(1, len(made)):
        put(at[ARTICLE], b, made[at["l"]][b])
    put(at[ARTICLE], 0, 0.2)
    return tuple(map(tuple, made))


def is_arabic(word: str) -> bool:
    return any("\u0600" <= letter <= "\u06ff" for letter in word)


def distance(one: tuple[int, ...], other: tuple[int, ...], *, across: bool) -> float:
    """The cheapest way from one row of sounds to the other: the plain reference of the fast one in `kernel`."""
    cost = costs(across=across)
    row = [0.0]
    for b in other:
        row.append(row[-1] + cost[0][b])
    for a in one:
        before, row = row, [row[0] + cost[a][0]]
        for place, b in enumerate(other):
            row.append(min(before[place] + cost[a][b], before[place + 1] + cost[a][0], row[place] + cost[0][b]))
    return row[-1]


def likeness(one: str, other: str) -> float:
    """1 for folded words that sound the same, 0 for words that share nothing."""
    a, b, weight = sounds(one), sounds(other), weights()
    length = (sum(weight[each] for each in a) + sum(weight[each] for each in b)) / 2
    return max(0.0, 1.0 - distance(a, b, across=is_arabic(one) != is_arabic(other)) / length) if length else 0.0
