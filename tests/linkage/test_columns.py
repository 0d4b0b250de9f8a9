"""What a column of a list holds is told by its header and its cells, never by its place or the file's name."""

from __future__ import annotations

import random
from itertools import cycle, islice

import pytest

from dadkhah.linkage.columns import check, guess

GIVEN = ["Omid", "Laleh", "Javad (Reza)", "Sara", "Nima"]
FAMILY = ["Tehranpour", "Nik-Andish", "Sazegar", "O'Dadgar", "Rahgozar"]
NAMES = ["امید", "لاله", "جواد", "سارا", "نیما"]
SURNAMES = ["تهران‌پور", "نیک‌اندیش", "سازگار", "دادگر", "رهگذر"]
CELLS = {
    "number": [f"R{number}" for number in range(40)],
    "latin": [f"{given} {family}" for given in GIVEN for family in FAMILY],
    "persian": [f"{given} {family}" for given in NAMES for family in SURNAMES],
    "given": GIVEN,
    "family": FAMILY,
    "birth": ["1950-03-01", "1948", "01/09/1951", "NOV/1949"],
    "event": ["1981-09-21", "1981-06-22", "1988-07"],
    "jalali": ["۱۳۶۷/۵/۶", "۱۳۶۷/۶/۱۱", "۱۳۶۰"],
    "age": [str(age) for age in (24, 31, 19, 24, 45, 22, 19)],
    "sex": ["m", "f"],
    "زن/مرد": ["زن", "مرد"],
    "place": ["Tehran", "Shiraz", "San Rafael"],
    "truth": [f"{number:012x}" for number in range(40)],
    "status": ["Forced disappearance", "Killed at once"],
    "empty": [""],
}


def rows(**columns: str) -> list[dict[str, str]]:
    """Forty rows of columns that are called so and hold such cells."""
    cells = {column: list(islice(cycle(CELLS[kind]), 40)) for column, kind in columns.items()}
    return [dict(zip(cells, row, strict=True)) for row in zip(*cells.values(), strict=True)]


def guessed(**columns: str) -> dict[str, list[str]]:
    """What is guessed, which is the same in whatever order the columns stand."""
    sample, header = rows(**columns), list(columns)
    found = guess(header, sample)
    for seed in range(5):
        random.Random(seed).shuffle(header)
        assert guess(header, sample) == found
    return found


def test_headers_in_many_languages() -> None:
    assert guessed(**{"Apellido": "family", "Nombre": "given", "Edad": "age", "Fecha de desaparición": "event", "Sexo": "sex"}) == {
        "given": ["Nombre"], "family": ["Apellido"], "sex": ["Sexo"], "age": ["Edad"], "event": ["Fecha de desaparición"],
    }  # fmt: skip
    assert guessed(**{"نام و نام خانوادگی": "persian", "نام پدر": "given", "تاريخ اعدام": "jalali", "سن": "age"}) == {
        "name": ["نام و نام خانوادگی"], "father": ["نام پدر"], "age": ["سن"], "event": ["تاريخ اعدام"],
    }  # fmt: skip
    assert guessed(**{"Full_Name": "latin", "Date of Birth": "birth", "REF": "number"}) == {
        "id": ["REF"], "name": ["Full_Name"], "birth": ["Date of Birth"],
    }  # fmt: skip


def test_given_and_family_go_before_a_full_name() -> None:
    assert guessed(raw="latin", surname="family", given="given") == {"given": ["given"], "family": ["surname"]}


def test_a_name_beside_a_surname_is_a_given_name_unless_it_holds_both() -> None:
    assert guessed(Name="given", Surname="family") == {"given": ["Name"], "family": ["Surname"]}
    whole = [{"Name": f"Omid {family}", "Surname": family} for family in CELLS["family"]]
    assert guess(["Name", "Surname"], whole) == {"name": ["Name"]}


def test_full_names_in_two_scripts_are_both_names() -> None:
    assert guessed(ar="persian", en="latin", dob="birth") == {"name": ["en", "ar"], "birth": ["dob"]}


def test_given_and_family_name_in_one_column() -> None:
    assert guessed(**{"Apellidos y nombres": "latin"}) == {"name": ["Apellidos y nombres"]}
    assert guessed(نام="persian") == {"name": ["نام"]}


def test_several_columns_of_days_and_places() -> None:
    assert guessed(name="latin", byear="birth", bdate="empty", dets="event", deas="event", province="place", place="place") == {
        "name": ["name"], "birth": ["bdate", "byear"], "event": ["deas", "dets"], "place": ["place", "province"],
    }  # fmt: skip


@pytest.mark.parametrize("header", ["person", "cluster", "entity_id", "person_id", "group id", "c7"])
def test_the_answer_is_never_taken_for_the_lists_own_number(header: str) -> None:
    assert guessed(**{header: "truth", "name": "latin"}) == {"name": ["name"]}


def test_what_a_header_says_is_believed_only_where_the_cells_allow_it() -> None:
    assert guessed(name="latin", death="status", no="place", last="age") == {"name": ["name"], "age": ["last"]}
    assert guessed(**{"name": "latin", "نام زندان": "persian"}) == {"name": ["name"]}


def test_without_any_known_header_the_cells_tell() -> None:
    assert guessed(a="latin", b="birth", c="event", d="sex", e="age", f="place", g="truth", h="status") == {
        "name": ["a"], "sex": ["d"], "birth": ["b"], "age": ["e"], "event": ["c"],
    }  # fmt: skip


def test_a_list_without_names_is_guessed_without_names() -> None:
    assert guessed(a="status", b="age") == {"age": ["b"]}
    assert guess([], []) == {}
    assert guess(["x"], [{"x": "same"}] * 50) == {}


def test_what_the_user_says_goes_first() -> None:
    sample = rows(name="latin", surname="family", given="given", dob="birth")
    found = guess(list(sample[0]), sample, {"name": ["name"], "event": ["dob"]})
    assert found == {"name": ["name"], "event": ["dob"]}


def test_every_fault_of_a_mapping_is_told_at_once() -> None:
    faults = check({"nonsense": ["a"], "id": ["a", "b"], "place": ["c"]}, ["a", "b"])
    told = " ".join(faults)
    assert len(faults) == 5
    expected = ("“nonsense” is no field", "no column “c”", "“a” is given for several", "Only one column", "No column holds names")
    assert [words for words in expected if words not in told] == []
    assert check({"given": ["a"]}, ["a", "b"]) == []
