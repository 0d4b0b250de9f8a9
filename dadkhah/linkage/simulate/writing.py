"""Records in words: names in Persian or Latin letters, dates of either calendar, places. Each different value is written once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import numpy as np

from dadkhah.linkage.simulate import seen
from dadkhah.linkage.simulate.people import Columns
from dadkhah.linkage.simulate.settings import ListSettings
from dadkhah.linkage.simulate.slips import slip
from dadkhah.linkage.simulate.spelling import family, given
from dadkhah.linkage.simulate.tables import capital, latin, provinces, table, towns
from dadkhah.reading.conversion import jalali
from dadkhah.reading.numerals import localise

WAYS = 3
"""Ways in which lists write dates in figures."""


def once(write: Callable[..., str], *codes: Any) -> Any:
    """(n,) objects: write(a, b, …) for the codes of each row, called once for each combination that there is."""
    columns = [np.asarray(each).astype(np.int64) for each in codes]
    key = np.zeros(len(columns[0]), np.int64)
    for values in columns:
        low = values.min(initial=0)
        key = key * (values.max(initial=0) - low + 1) + (values - low)
    _, first, back = np.unique(key, return_index=True, return_inverse=True)
    rows = zip(*(values[first].tolist() for values in columns), strict=True)
    return np.asarray([*(write(*row) for row in rows), None], object)[:-1][back]


def written(found: Columns, each: ListSettings, at: int) -> dict[str, Any]:
    """Column -> values as (n,) objects, texts; an empty text where nothing is said."""
    language = "fa" if each.script == "fa" else "en"
    heads, n = table("country")["columns"][language], len(found["person"])
    ids = np.asarray([f"{each.name}-{number:07}" for number in range(1, n + 1)], object)
    made = {"id": ids, **_names(found, each), "father": _father(found, each), "sex": _sex(found, language)}
    made.update(_born(found, each, at))
    made["event"] = _dates(found, "event", each, at)
    made["place"] = np.where(found["place_missing"], "", _places(found, each))
    made["note"] = np.full(n, table("country")["note"][language], object)
    return {heads[name]: values for name, values in made.items()}


def _names(found: Columns, each: ListSettings) -> dict[str, Any]:
    first = once(
        lambda *row: given(each.script, *row),
        *(found[name] for name in ("female", "title", "given", "second", "given_told", "habit", "joint")),
    )
    last = once(
        lambda *row: family(each.script, *row),
        *(found[name] for name in ("family", "front_told", "origin_told", "habit", "joint")),
    )
    for row in np.flatnonzero(found["slip"]).tolist():
        number = int(found["slip"][row])
        if number % 3 == 0:
            first[row] = slip(first[row], number, each.script)
        else:
            last[row] = slip(last[row], number, each.script)
    turned = found["swapped"]
    first, last = np.where(turned, last, first), np.where(turned, first, last)
    return {"given": first, "family": last} if each.names == "parts" else {"name": first + " " + last}


def _father(found: Columns, each: ListSettings) -> Any:
    n = len(found["person"])
    codes = (np.zeros(n, bool), np.zeros(n, bool), found["father"], found["father_second"], np.full(n, seen.WHOLE))
    names = once(lambda *row: given(each.script, *row), *codes, found["habit"], found["joint"])
    return np.where(found["father_missing"], "", names)


def _sex(found: Columns, language: str) -> Any:
    words = table("country")["sex"][language]
    return np.where(found["sex_missing"], "", np.where(found["female"] ^ found["sex_wrong"], words["f"], words["m"])).astype(object)


def _born(found: Columns, each: ListSettings, at: int) -> dict[str, Any]:
    """A birth date, an age, or both columns with one of them filled."""
    birth = _dates(found, "birth", each, at)
    age = np.where(found["age_missing"], "", once(lambda years: _digits(str(years), each, at), found["age"]))
    if each.born == "both":
        by_age = found["birth_told"] != seen.FULL
        return {"birth": np.where(by_age, "", birth), "age": np.where(by_age, age, "")}
    return {"birth": birth} if each.born == "birth" else {"age": age}


def _dates(found: Columns, name: str, each: ListSettings, at: int) -> Any:
    codes = (found[name], found[f"{name}_told"], found[f"{name}_turned"], found[f"{name}_foreign"])
    return once(lambda *row: _date(*row, each=each, way=at % WAYS), *codes)


def _date(day: int, told: int, turned: int, foreign: int, *, each: ListSettings, way: int) -> str:
    """A Persian list writes the Persian calendar, a Latin one the Gregorian; a foreign date is of the other one."""
    if told == seen.MISSING:
        return ""
    when = date.fromordinal(day)
    persian = (each.script == "fa") != bool(foreign)
    parts = jalali(when) if persian else (when.year, when.month, when.day)
    if turned and told == seen.FULL and parts[2] <= 12:
        parts = (parts[0], parts[2], parts[1])
    return _digits(_figures(parts[: 3 - told], persian=persian, way=way), each, way)


def _figures(parts: Sequence[int], *, persian: bool, way: int) -> str:
    padded = [f"{part:02}" for part in parts]
    if persian or way == 0 or len(parts) == 1:
        return ("/" if persian else "-").join(padded)
    if way == 1:
        return "/".join(padded[::-1])
    month = table("country")["months"][parts[1] - 1]
    return " ".join([*padded[2:], month, padded[0]])


def _digits(figures: str, each: ListSettings, way: int) -> str:
    return localise(figures, "fa") if each.script == "fa" and way != 1 else figures


def _places(found: Columns, each: ListSettings) -> Any:
    return once(lambda *row: _place(each.script, *row), found["town"], found["place_told"], found["habit"])


def _place(script: str, town: int, told: int, habit: int) -> str:
    persian, spoken, province = towns()[town]
    names = [(persian, spoken), provinces()[province]]
    shown = {seen.TOWN: names[:1], seen.BOTH: names, seen.PROVINCE: names[1:]}[told]
    if script == "fa":
        return "، ".join(name for name, _ in shown)
    return ", ".join(capital(latin(name, habit)) for _, name in shown)


def whole_names(people: Columns, script: str) -> Any:
    """(n,) objects: the full name of every person, without errors."""
    n = len(people["family"])
    plain = np.zeros(n, np.int8)
    codes = (people[name] for name in ("female", "title", "given", "second"))
    first = once(lambda *row: given(script, *row), *codes, plain, plain, plain)
    last = once(lambda *row: family(script, *row), people["family"], plain + 1, plain + 1, plain, plain)
    return first + " " + last
