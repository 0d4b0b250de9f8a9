"""The words of each language by which speech is known, from the files in `languages`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

_SETS = ("pronouns", "stop", "start", "titles", "that", "honorifics", "bodies", "one")


@dataclass(frozen=True, slots=True, eq=False)
class Latin:
    """A language in which the verb stands beside its subject. `verbs`: form to stance ("" where it shows none)."""

    verbs: dict[str, str]
    phrases: dict[str, tuple[tuple[str, str], ...]]
    sets: dict[str, frozenset[str]]
    genders: dict[str, str]
    pronouns: dict[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Script:
    """A language of the Arabic script. `cue`: finds every verb; the name of the group that matched leads to the stance."""

    cue: re.Pattern[str]
    stances: dict[str, str]
    sets: dict[str, frozenset[str]]
    patterns: dict[str, re.Pattern[str]]


def data(language: str) -> Any:
    return yaml.safe_load((files("dadkhah.reading.quotes") / "languages" / f"{language}.yaml").read_text("utf-8"))


@lru_cache(maxsize=4)
def latin(language: str) -> Latin:
    given = data(language)
    verbs = {form: "" if stance == "none" else stance for stance, forms in given["verbs"].items() for form in forms.split()}
    return Latin(
        verbs=verbs,
        phrases=_phrases(given["phrases"]),
        sets={key: frozenset(value.split()) for key, value in given.items() if isinstance(value, str)},
        genders=_genders(given),
        pronouns={form: kind for kind, forms in given["pronouns"].items() for form in forms.split()},
    )


def _phrases(given: dict[str, str]) -> dict[str, tuple[tuple[str, str], ...]]:
    """First word to the whole phrases that begin with it, the longest first, with their stances."""
    found: dict[str, list[tuple[str, str]]] = {}
    for stance, phrases in given.items():
        for phrase in phrases.split("|"):
            found.setdefault(phrase.split()[0], []).append((phrase.strip(), stance))
    return {first: tuple(sorted(each, key=lambda pair: -len(pair[0]))) for first, each in found.items()}


def _genders(given: dict[str, Any]) -> dict[str, str]:
    kinds = ("titles", "gendered", "names")
    return {word: gender for kind in kinds for gender, words in given[kind].items() for word in words.split()}


@lru_cache(maxsize=4)
def script(language: str) -> Script:
    given = data(language)
    stances: dict[str, str] = {}
    branches = []
    for stance, forms in given["verbs"].items():
        for form in forms:
            name = f"v{len(stances)}"
            stances[name] = "" if stance == "none" else stance
            branches.append(f"(?P<{name}>{spaced(form)})")
    before = "[وف]?" if language == "ar" else ""
    return Script(
        cue=re.compile(rf"(?<![\w\u200c]){before}(?:{'|'.join(branches)})(?![\w\u200c])"),
        stances=stances,
        sets={key: frozenset(given.get(key, "").split()) for key in _SETS},
        patterns={
            key: re.compile(rf"(?<![\w\u200c])(?:{spaced(_alternatives(given.get(key)))})(?![\w\u200c])")
            for key in ("according", "adverbial", "deflects", "thing", "label", "plain")
        },
    )


def _alternatives(given: Any) -> str:
    """A pattern that never matches where the language has none."""
    return "|".join(given) if isinstance(given, list) else given or r"(?!)"


def spaced(pattern: str) -> str:
    """A space as typists write it: a space, a zero-width non-joiner, or none behind می."""
    return pattern.replace("می ", "(?:ن?می[\u200c ]?)").replace(" ", "[\u200c ]")


@lru_cache(maxsize=8)
def words_of(language: str) -> Latin | Script:
    if language in ("fa", "ar"):
        return script(language)
    return latin("es" if language == "es" else "en")
