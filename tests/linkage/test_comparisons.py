"""Levels of what is compared beside the name: days, places and fathers count the more the fewer have them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from dadkhah.linkage.comparisons import ALL
from dadkhah.linkage.records import read
from dadkhah.linkage.table import table_of

FIELDS = {each: [each] for each in ("name", "father", "event", "place")}


def told(comparison: str, one: str, other: str, others: Sequence[str] = ()) -> str:
    """What a comparison says of two records, the field of which holds this, beside others; nothing where nothing is said."""
    [each] = [each for each in ALL if each.name == comparison]
    field = {"events": "event"}.get(comparison, comparison)

    def row(value: str) -> Mapping[str, str]:
        return {"name": "Omid Rahgozar", field: value}

    lists = [read(name, [row(value) for value in values], FIELDS) for name, values in (("a", (one, other)), ("b", others or ("",)))]
    level = int(each.of(table_of(lists), np.array([0]), np.array([1]))[0])
    return each.levels[level].words if level >= 0 else ""


def test_a_day_of_few_others_tells_more_than_a_day_of_very_many() -> None:
    other_days = [f"{year}-{month:02}-{day:02}" for year in range(1981, 1987) for month in range(1, 13) for day in range(1, 28)]
    assert told("events", "1988-08-02", "1988-08-02", other_days) == "on the same day, a day of few others"
    assert told("events", "1988-08-02", "1988-08-02", other_days[:300]) == "on the same day"
    assert told("events", "1988-08-02", "1988-08-02", ["1988-08-02"] * 300) == "on the same day, a day of very many"


def test_month_and_day_may_have_been_exchanged_in_either_calendar() -> None:
    exchanged = "on the same day, if month and day are exchanged"
    assert told("events", "1988-08-02", "1988-02-08") == exchanged
    assert told("events", "1367/05/11", "1367/11/05") == exchanged
    assert told("events", "1367/05/11", "1989-01-25") == exchanged  # 5 Bahman 1367
    assert told("events", "1988-08-20", "1988-08-02") == "a month apart at most"
    assert told("events", "1988-08", "1988-02-08") == "a year apart at most"
    assert told("events", "1988-08-02", "1988-08-02") != exchanged
    assert told("events", "1988-02", "1988-02-08") == "at the same time, as far as it is known"


def test_a_place_that_many_name_tells_less() -> None:
    elsewhere = [f"Town{letter}ab" for letter in "bdfgklmnrz"] * 3
    assert told("place", "Dorost", "Dorost", elsewhere) == "the same place"
    assert told("place", "Dorost", "Dorost", ["Dorost"] * 30) == "the same place, which many name"
    assert told("place", "Dorost", "Kaghaz", elsewhere) == "another place"
    assert told("place", "Dorost", "", elsewhere) == ""


def test_a_town_and_its_province_may_be_one_place_where_other_records_name_both() -> None:
    both = ["Dorost, Kaghaz"] * 3
    assert told("place", "Dorost", "Kaghaz", both) == "places that other records name together"
    assert told("place", "Dorost", "Kaghaz", both[:2]) == "another place"
    assert told("place", "Dorost", "Kaghaz", [*both, *["Dorost, Mezrab"] * 20, *["Galub, Kaghaz"] * 20]) == "another place"
    assert told("place", "Dorost, Kaghaz", "Kaghaz", both).startswith("the same place")


def test_two_towns_of_one_province_are_different_places() -> None:
    assert told("place", "Dorost, Kaghaz", "Mezrab, Kaghaz") == "different places with a word in common"


def test_a_father_s_name_that_very_many_have_tells_less() -> None:
    many = ["Navid"] * 600  # all of them are called Omid
    assert told("father", "Peyman", "Peyman", many) == "the same father's name, a rare one"
    assert told("father", "Peyman", "Peyman", many[:60]) == "the same father's name"
    assert told("father", "Omid", "Omid", many) == "the same father's name, which very many have"
    assert told("father", "Peyman", "Navid", many) == "another father's name"
