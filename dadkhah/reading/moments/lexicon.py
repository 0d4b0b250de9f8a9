"""The words of dates by language, out of the YAML files beside: each phrase with the letter of its class and what it means."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from dadkhah.reading.pieces import pieces

_LETTERS = (
    "the=t of=f year=Y month=M week=W day=D half=H quarter=Q decade=E century=C last=L about=a maybe=g from=F to=T until=U "
    "between=B and=& or=V since=S before=b after=l onward=O in=i one=1 next=N previous=J same=A later=k earlier=K now=G "
    "counted=u inexact=I numbered=#"
)
LETTERS = dict(each.split("=") for each in _LETTERS.split())
"""Class of a word to the one letter that the grammar writes for it."""
_NAMES_OF = {"": ("en", "es"), "en": ("en", "es"), "es": ("en", "es"), "fa": ("ar", "fa"), "ar": ("fa", "ar")}
_WORDS_OF = {"": ("es", "en"), "en": ("en",), "es": ("es",), "fa": ("fa",), "ar": ("ar",)}


@dataclass(frozen=True, slots=True)
class Phrase:
    """`rest`: the words that must follow the first. `letter`: its class in the grammar. `value`: what it means."""

    rest: tuple[str, ...]
    letter: str
    value: Any


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`phrases` by first word, the longest first. `capital`: names only with a large initial. `weak`:
    months only with a year or a day. `verbal`: of these, those that begin verbs too.
    """

    phrases: dict[str, list[Phrase]] = field(default_factory=dict)
    capital: set[str] = field(default_factory=set)
    weak: set[str] = field(default_factory=set)
    verbal: set[str] = field(default_factory=set)

    def add(self, listed: str, letter: str, value: Any = None) -> None:
        """Each phrase of a list; one of several words also as one word, as some write it. The last that came counts."""
        for phrase in listed.split(","):
            words = _words(phrase)
            for first, *rest in ([words, ["".join(words)]] if len(words) > 1 else [words] if words else []):
                known = self.phrases.setdefault(first, [])
                known[:] = [each for each in known if each.rest != tuple(rest)]
                known.append(Phrase(tuple(rest), letter, value))
                known.sort(key=lambda each: -len(each.rest))


def _words(phrase: str) -> list[str]:
    return [piece.word for piece in pieces(phrase, 0, len(phrase)) if piece.kind != "sign"]


@lru_cache(maxsize=8)
def lexicon(language: str) -> Lexicon:
    """That of en, es, fa, ar, or "" for a few words in Latin letters that may be of either language.

    It has the names of months and days of every language that shares its letters.
    """
    found = Lexicon()
    for name in _NAMES_OF[language]:
        _add_names(found, _data(name)["names"])
    for name in _WORDS_OF[language]:
        _add_words(found, _data(name)["words"])
    return found


def _add_names(found: Lexicon, names: Any) -> None:
    found.capital.update(names.get("capital", "").split())
    found.weak.update(word for each in names.get("weak", "").split() for word in _words(each))
    found.verbal.update(_words(names["verbal"]))
    for calendar, markers in names["markers"].items():
        found.add(markers, "r", calendar)
    for number, weekday in enumerate(names["weekdays"], 1):
        found.add(weekday, "w", number)
    for day, called in names.get("days", {}).items():
        calendar, month, number = day.split("-")
        found.add(called, "@", (calendar, int(month), int(number)))
    for calendar, months in names["months"].items():
        for number, month in enumerate(months, 1):
            found.add(month, "m", (calendar, number))
            if not month.isascii():
                found.add(",".join(f"{each} ماه" for each in month.split(",")), "m", (calendar, number))


def _add_words(found: Lexicon, words: Any) -> None:
    for name, listed in words["signs"].items():
        found.add(listed, LETTERS[name])
    for number, season in enumerate(words["seasons"], 1):
        found.add(season, "s", number)
    for name, three in words["parts"].items():
        for number, part in enumerate(three):
            found.add(part, "p", (name, number))
    for word, decade in words["decades"].items():
        found.add(word, "e", 1900 + decade)


@lru_cache(maxsize=8)
def _data(language: str) -> Any:
    return yaml.safe_load((files("dadkhah.reading.moments") / f"{language}.yaml").read_text("utf-8"))
