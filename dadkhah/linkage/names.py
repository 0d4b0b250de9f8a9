"""Names in Persian, Arabic and Latin script as the words that say who somebody is (tables: `words.yaml`).

    words("سیدمحمدرضا الموسوی")  ->  ["محمد", "رضا", "الموسوی"]

Folding is that of `reading.fold`: letters with several forms, vowel signs, digits, accents. How names sound is in `sounds`.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import yaml

from dadkhah.reading.fold import fold

_APART = re.compile(r"[\s\-\u2010-\u2015.,;/،؛_()\[\]\"«»]+")
_SIGNS = re.compile(r"['’‘`ʾʿʼʻ\d]")
LEAST = 3
"""Letters that must be left of a name where something joined to its front is taken away."""


@cache
def table(name: str) -> Any:
    """A table of this room, as data."""
    return yaml.safe_load((files("dadkhah.linkage") / f"{name}.yaml").read_text("utf-8"))


_ALIAS = re.compile(r"[(\[«“\"]([^)\]»”\"]*)[)\]»”\"]")


@cache
def _marker() -> re.Pattern[str]:
    """Words after which an alias stands: معروف به, alias, a.k.a."""
    either = "|".join(re.escape(each) for each in table("words")["alias"])
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)[\s.:]*", re.IGNORECASE)


def named(given: str, family: str = "") -> list[tuple[tuple[str, ...], int]]:
    """The ways in which a record names somebody, each its words and how many of them are given names.

    `family` is empty where all stands in one column. A name in brackets is an alias: without it first, then with it.
    """
    given, family = _marked(given), _marked(family)
    without = named_once(_ALIAS.sub(" ", given), _ALIAS.sub(" ", family))
    if not _ALIAS.search(given + family):
        return [without]
    return [each for each in (without, named_once(given, family)) if each[0]]


def _marked(text: str) -> str:
    """An alias that words lead to, in brackets."""
    found = _marker().search(text)
    return f"{text[: found.start()]}({text[found.end() :]})" if found and found.start() else text


@lru_cache(1 << 17)
def named_once(given: str, family: str) -> tuple[tuple[str, ...], int]:
    """Of a name in one column the first word is a given name, or the first two where they are a compound (محمد رضا)."""
    if not family:
        given, family = parts(given)
    before, after = words(given), words(family) if family else ()
    if after or len(before) < 2:
        return before + after, len(before) if after else 0
    is_compound = len(before) > 2 and _may_begin(before[0]) and before[1] in _compounds("second")
    return before, 2 if is_compound else 1


def _may_begin(word: str) -> bool:
    """Whether it is the first part of a compound, or its initial: M. Reza."""
    return word in _compounds("first") or len(word) == 1


def parts(text: str) -> tuple[str, str]:
    """(given, family) of a name written "Family, Given"; without a comma all of it is given back as the first."""
    family, comma, given = (part.strip() for part in text.replace("،", ",").partition(","))
    is_suffix = fold(given) in _set("honorifics")  # Pérez, Jr.
    return (given, family) if comma and given and family and not is_suffix else (text.strip(), "")


def words(text: str) -> tuple[str, ...]:
    """The words of a name, in their order: without titles and particles, prefixes joined, compounds taken apart.

    None where words only say that the name is not known.
    """
    return _parted(text)[0]


def titles(text: str) -> frozenset[str]:
    """The titles before and within a name, as they are folded: of namesakes, one is سید and the other is not."""
    return _parted(text)[1]


@lru_cache(1 << 17)
def _parted(text: str) -> tuple[tuple[str, ...], frozenset[str]]:
    found = [word for part in _APART.split(_before_endings().sub("", text)) if part and (word := _word(part))]
    if all(map(_is_plain, found)):
        return tuple(found), frozenset()
    if _is_nameless(found):
        return (), frozenset()
    spelt = _spelt_out(found)
    whole = _joined_back(_joined(_detached(spelt)))
    named = _without(whole, _set("honorifics"), keep=1)
    fronts = (word[: len(word) - len(left)] for word, left in zip(spelt, _detached(spelt), strict=True))
    said = {word for word in (*fronts, *(set(whole) - set(named))) if word}
    left = _without(named, _set("particles"), keep=1)
    return tuple(part for word in left for part in _split(word)), frozenset(said)


@cache
def _before_endings() -> re.Pattern[str]:
    """The hyphen in Hasan-zadeh, before another family name too."""
    return re.compile(rf"[-\u2010-\u2015](?=(?:{'|'.join(table('words')['endings'])})(?!\w))", re.IGNORECASE)


@lru_cache(1 << 17)
def _word(part: str) -> str:
    return fold(_SIGNS.sub("", part)).replace(" ", "")


@lru_cache(1 << 17)
def _is_plain(word: str) -> bool:
    """Whether no table says anything of it, as of most words."""
    return (
        len(word) > 1 and _split(word) == (word,) and _without_front(word) == word and word not in table("words")["short"]
        and not any(word in table("words")["nameless"][which] for which in ("whole", "beside"))
        and not any(word in _set(which) for which in ("honorifics", "particles", "joined", "joined_back", "endings"))
    )  # fmt: skip


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(table("words")[name])


def _is_nameless(found: list[str]) -> bool:
    """Unknown, unidentified man, N.N., ناشناس."""
    tables = table("words")["nameless"]
    some = "".join(found) in tables["whole"] or any(word in tables["whole"] for word in found)
    return some and all(word in tables["whole"] or word in tables["beside"] or len(word) == 1 for word in found)


def _spelt_out(found: list[str]) -> list[str]:
    """Fco. Pérez is Francisco Pérez; the last word is left as it is."""
    short = table("words")["short"]
    return [short.get(word, word) for word in found[:-1]] + found[-1:]


def _detached(found: list[str]) -> list[str]:
    """سیدمحمد is سید محمد."""
    return [_without_front(word) for word in found]


def _without_front(word: str) -> str:
    front = next((front for front in table("words")["attached"] if word.startswith(front)), "")
    return word[len(front) :] if front and len(word) - len(front) >= LEAST else word


def _without(found: list[str], left_out: frozenset[str], *, keep: int) -> list[str]:
    """Without these words, as long as so many others are left."""
    rest = [word for word in found if word not in left_out]
    return rest if len(rest) >= keep else found


def _joined(found: list[str]) -> list[str]:
    """Words that are joined to the next: عبد and الکریم are عبدالکریم."""
    whole, front = [], ""
    for number, word in enumerate(found):
        if word in _set("joined") and number + 1 < len(found):
            front += word
        else:
            whole.append(front + word)
            front = ""
    return whole


def _joined_back(found: list[str]) -> list[str]:
    """Words that are joined to the one before: فتح and الله are فتحالله, Seyf and ol-Din Seyfoldin, Hasan and Zadeh Hasanzadeh."""
    whole: list[str] = []
    for number, word in enumerate(found, 1):
        if whole and (word in _set("joined_back") or (word in _set("endings") and number == len(found))):
            whole[-1] += word
        else:
            whole.append(word)
    return whole


@lru_cache(1 << 17)
def _split(word: str) -> tuple[str, ...]:
    for first in _compounds("first"):
        if word.startswith(first) and word[len(first) :] in _compounds("second"):
            return first, word[len(first) :]
    return (word,)


@cache
def _compounds(place: str) -> frozenset[str]:
    return frozenset(table("words")["compounds"][place])
