"""Rows of lists as records: what each field says, in whatever words."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from dadkhah.linkage.records import BadList, Named, Record, read
from dadkhah.linkage.table import ALTERNATIVES, EVENTS, PLACES, table_of


def record(**row: str) -> Record:
    """Of a row whose columns are called as their field; `event_2` is a second column of events."""
    columns: dict[str, list[str]] = {}
    for column in row:
        columns.setdefault(column.split("_")[0], []).append(column)
    [found] = read("list", [row], {"name": ["name"], **columns}).records
    return found


def day(text: str) -> tuple[int, int]:
    return (date.fromisoformat(text).toordinal(),) * 2


def test_a_name_in_one_column_or_in_two() -> None:
    assert record(name="Campos, Laura").names == (Named(("laura", "campos"), 1),)
    assert record(given="Laura", family="Campos").names == (Named(("laura", "campos"), 1),)
    assert record(given="", family="Campos").names == (Named(("campos",), 0),)
    assert record(name="", given="حسن", family="صدر").names == (Named(("حسن", "صدر"), 1),)


def test_maiden_and_married_names_are_further_names() -> None:
    found = record(given="Laura", family="Campos", maternal="Ríos", married="de Brooks").names
    assert found[0].words == ("laura", "campos")
    assert ("laura", "campos", "brooks") in [name.words for name in found]


def test_names_in_two_scripts_are_both_names() -> None:
    found = read("list", [{"a": "حسن صدر", "b": "Hasan Sadr"}], {"name": ["a", "b"]}).records[0].names
    assert [name.words for name in found] == [("حسن", "صدر"), ("hasan", "sadr")]


def test_a_row_without_a_name_stays_a_record() -> None:
    listed = read("list", [{"n": "Laura Campos"}, {"n": ""}, {"n": "N.N."}, {"n": None}], {"name": ["n"]})
    assert [record.names for record in listed.records] == [(Named(("laura", "campos"), 1),), (), (), ()]
    assert [record.id for record in listed.records] == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("said", "sex"),
    [("F", "f"), ("Mujer", "f"), ("زن", "f"), ("أنثى", "f"), ("m", "m"), ("Masculino", "m"), ("مرد", "m"), ("ذكر", "m"), ("?", ""),
     ("", "")],
)  # fmt: skip
def test_sex_in_many_words(said: str, sex: str) -> None:
    assert record(name="Laura Campos", sex=said).sex == sex


def test_births() -> None:
    assert record(name="A", birth="01/09/1950").birth == day("1950-09-01")
    exact = record(name="A", birth="1950", birth_2="1950-09-01")
    assert exact.birth == day("1950-09-01")
    assert record(name="A", birth="01/09/50").birth is None


def test_an_age_is_a_birth_where_the_day_is_known() -> None:
    found = record(name="A", age="۲۴", event="1976-08-05")
    assert found.age == 24
    assert found.birth is not None
    assert found.birth[0] <= date(1952, 1, 1).toordinal() <= found.birth[1]
    alone = record(name="A", age="24")
    assert (alone.age, alone.birth) == (24, None)
    assert record(name="A", age="24", birth="1951", event="1976").birth == (day("1951-01-01")[0], day("1951-12-31")[0])


def test_events() -> None:
    assert record(name="A", event="1976-08-05", event_2="s/d").events == (day("1976-08-05"),)
    assert len(record(name="A", event="1976-08-05", event_2="1977").events) == 2


def test_the_order_of_day_and_month_is_that_of_the_column() -> None:
    rows = [{"n": "A", "d": "03/04/1976"}, {"n": "B", "d": "04/13/1976"}]
    assert read("list", rows, {"name": ["n"], "event": ["d"]}).records[0].events == (day("1976-03-04"),)
    rows[1]["d"] = "13/04/1976"
    assert read("list", rows, {"name": ["n"], "event": ["d"]}).records[0].events == (day("1976-04-03"),)


def test_places_are_what_tells_of_them() -> None:
    assert record(name="A", place="Ciudad de Rosario").places == record(name="B", place="ROSARIO").places != ()
    assert record(name="A", place="تهران").places == record(name="B", place="Tehran").places != ()
    assert record(name="A", place="خرم‌آباد").places == record(name="B", place="Khorram-abad").places
    assert record(name="A", place="خرمآباد").places == record(name="B", place="Khorramabad").places
    assert record(name="A", place="کوه سفید").places == record(name="B", place="Kuh-e-Sefid").places
    assert record(name="A", place="شهر").places == ()
    assert record(name="A", place="se desconoce").places == ()


def test_a_father_has_a_name_too() -> None:
    assert record(name="A", father="حاج محمدرضا").father == ("محمد", "رضا")
    assert record(name="A", father="نامعلوم").father == ()


@pytest.mark.parametrize("columns", [{}, {"age": ["a"]}, {"name": []}, {"maternal": ["n"]}])
def test_a_list_without_a_column_of_names_is_refused(columns: dict[str, list[str]]) -> None:
    with pytest.raises(BadList, match=r"The list L has no column of names\. Say which"):
        read("L", [{"n": "Laura", "a": "3"}], columns)


@pytest.mark.parametrize("rows", [[], [{"n": ""}], [{"n": "?"}, {"n": "123"}], [{"other": "Laura"}]])
def test_a_list_without_a_name_is_refused(rows: list[dict[str, str]]) -> None:
    with pytest.raises(BadList, match=r"No row of the list L has a name, in the columns n\. Choose"):
        read("L", rows, {"name": ["n"]})


def test_many_values_are_cut_to_what_is_compared() -> None:
    names = {f"m{at}": family for at, family in enumerate(["Brooks", "Fields", "Woods", "Hills"])}
    row = {"g": "Laura", "f": "Campos", "d1": "1976-08-05", "d2": "1977", "d3": "1978", "p": "Rosario Lobos Tandil Azul", **names}
    columns = {"given": ["g"], "family": ["f"], "married": list(names), "event": ["d1", "d2", "d3"], "place": ["p"]}
    table = table_of([read("L", [row, {"g": "", "f": ""}], columns)])
    assert (table.name.shape, table.events.shape, table.places.shape) == ((2, ALTERNATIVES), (2, EVENTS, 2), (2, PLACES))
    assert table.name[1].tolist() == [-1] * ALTERNATIVES
    assert not table.events[1].any()
    assert np.unique(table.source).tolist() == [0]
    assert len(table) == 2


def test_a_rare_word_is_worth_more_bits_and_its_spellings_the_same() -> None:
    rows = [{"n": f"Hasan Karimi{'' if at else 'pour'}"} for at in range(40)] + [{"n": "Hassan Karimi"}]
    table = table_of([read("L", rows, {"name": ["n"]})])
    bits = {tuple(row): value for row, value in zip(table.codes.tolist(), table.words.bits.tolist(), strict=True)}
    assert len(bits) == 3  # hasan and hassan share theirs
    assert max(bits.values()) > 4 > min(bits.values()) >= 0
