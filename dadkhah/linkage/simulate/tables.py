"""The tables of the simulated country, and how a spoken name is written in Latin letters."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import yaml

HABITS = ("passport", "arabist", "short", "french")
"""Ways of writing Persian names in Latin letters, each with its own vowels."""


@cache
def table(name: str) -> Any:
    return yaml.safe_load((files("dadkhah.linkage.simulate") / f"{name}.yaml").read_text("utf-8"))


@cache
def column(*path: str) -> tuple[tuple[str, str], ...]:
    """A table of names.yaml as (Persian, spoken), the most common first."""
    found = table("names")
    for step in path:
        found = found[step]
    return tuple((written, str(spoken)) for written, spoken in found.items())


@cache
def towns() -> tuple[tuple[str, str, int], ...]:
    """Every town: Persian, spoken, and the number of its province."""
    found = enumerate(table("country")["provinces"])
    return tuple((town["fa"], town["sound"], at) for at, province in found for town in province["towns"])


@cache
def provinces() -> tuple[tuple[str, str], ...]:
    return tuple((province["fa"], province["sound"]) for province in table("country")["provinces"])


@lru_cache(1 << 14)
def latin(spoken: str, habit: int) -> str:
    """The Latin spelling of a spoken word, small letters: ("qorbān", 0) is ghorban."""
    if "-" in spoken:
        return "-".join(latin(part, habit) for part in spoken.split("-"))
    names = table("names")
    if spoken in names["exceptions"]:
        return str(names["exceptions"][spoken][habit])
    written, place = "", 0
    while place < len(spoken):
        length = 2 if spoken[place : place + 2] in names["sounds"] else 1
        sound = spoken[place : place + length]
        place += length
        rules = names["last"] if place == len(spoken) and sound in names["last"] else names["sounds"]
        written += rules[sound][habit] if sound in rules else sound
    return written


def capital(words: str) -> str:
    """Each word begins with a capital; a hyphen does not begin one."""
    return " ".join(word[:1].upper() + word[1:] for word in words.split(" "))
