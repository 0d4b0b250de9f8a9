"""`link`: plain files in, pairs out, without an archive; every fault of every file told at once, by row."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook

from dadkhah.cli import main
from dadkhah.linkage.simulate import Settings, several, simulate, write

FAMILIES = ["تهران‌پور", "سازگار", "رهگذر", "دادگر", "نیک‌اندیش", "بهروان", "آذرگون", "زرکوب", "گلپایگان", "دشتکی"]
SURNAMES = ["Tehranpour", "Sazegar", "Rahgozar", "Dadgar", "Nik-Andish", "Behravan", "Azargoon", "Zarkoub", "Golpayegan",
            "Dashtaki"]  # fmt: skip
GIVEN = [("محمدرضا", "Mohamad Reza"), ("لاله", "Laleh"), ("امید", "Omid"), ("نسرین", "Nasrin")]


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """The same 40 persons as a workbook in Persian and as a CSV in English, and which pairs are true."""
    people = [(g, f) for g in range(len(GIVEN)) for f in range(len(FAMILIES))]
    book = Workbook()
    sheet = book.active
    sheet.append(["ردیف", "نام", "نام خانوادگی", "تاریخ تولد"])
    for number, (g, f) in enumerate(people):
        sheet.append([f"ف{number}", GIVEN[g][0], FAMILIES[f], f"{1330 + f}/{g + 1}/{f + 1}"])
    book.save(tmp_path / "families.xlsx")
    from dadkhah.reading.conversion import from_jalali

    rows = [[f"E{n}", f"{SURNAMES[f]}, {GIVEN[g][1]}", from_jalali(1330 + f, g + 1, f + 1)] for n, (g, f) in enumerate(people)]
    write_rows(tmp_path / "ministry.csv", [["Ref", "Full name", "Date of birth"], *reversed(rows)])
    write_rows(tmp_path / "truth.csv", [["id_a", "id_b"], *([f"ف{number}", f"E{number}"] for number in range(len(people)))])
    return tmp_path


def write_rows(path: Path, rows: list[list[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["link", *map(str, words)])


def pairs(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def refused(*words: object) -> str:
    done = run(*words)
    assert done.exit_code == 2, done.output
    assert done.output.endswith("Nothing was linked.\n")
    return done.output


def test_a_workbook_and_a_file_in_two_scripts(made: Path) -> None:
    out = made / "pairs.csv"
    done = run(made / "families.xlsx", made / "ministry.csv", "--out", out, "--one-to-one", "--evaluate", made / "truth.csv")
    assert done.exit_code == 0, done.output
    found = pairs(out)
    assert list(found[0]) == ["id_a", "id_b", "probability"]
    assert [float(row["probability"]) for row in found] == sorted((float(row["probability"]) for row in found), reverse=True)
    assert all(row["id_a"].removeprefix("ف") == row["id_b"].removeprefix("E") for row in found)
    assert len(found) > 30
    assert "families: 40 records. id: ردیف; given: نام; family: نام خانوادگی; birth: تاریخ تولد." in done.output
    assert f"{len(found)} are written to {out}." in done.output
    assert "precision 1.0000\n" in done.output
    assert f"recall {len(found) / 40:.4f}\n" in done.output


def test_json_and_a_model_that_is_used_again(made: Path) -> None:
    files = (made / "families.xlsx", made / "ministry.csv")
    done = run(*files, "--out", made / "one.csv", "--save-model", made / "model.json", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert [each["name"] for each in told["lists"]] == ["families", "ministry"]
    columns = {"id": ["Ref"], "name": ["Full name"], "birth": ["Date of birth"]}
    assert told["lists"][1] == {"name": "ministry", "records": 40, "columns": columns}
    assert told["pairs"] == len(pairs(made / "one.csv"))
    assert run(*files, "--out", made / "two.csv", "--model", made / "model.json").exit_code == 0
    assert (made / "two.csv").read_bytes() == (made / "one.csv").read_bytes()


def test_a_mapping_for_all_and_one_for_a_file(made: Path) -> None:
    mapping = "families.xlsx:\n  name: [نام, نام خانوادگی]\nministry.csv:\n  name: Full name\n"
    (made / "map.yaml").write_text(mapping, "utf-8")
    done = run(made / "families.xlsx", made / "ministry.csv", "--out", made / "out.csv", "--map", made / "map.yaml", "--json")
    assert done.exit_code == 0, done.output
    columns = [each["columns"] for each in json.loads(done.stdout)["lists"]]
    assert columns[0]["name"] == ["نام", "نام خانوادگی"]
    assert columns[1]["name"] == ["Full name"]
    shared = write_rows(made / "again.csv", [["Ref", "Full name"], ["1", "Laleh Dadgar"]])
    (made / "map.yaml").write_text("name: Full name\nid: [Ref]\n", "utf-8")
    done = run(made / "ministry.csv", shared, "--out", made / "out.csv", "--map", made / "map.yaml", "--json")
    assert [each["columns"]["id"] for each in json.loads(done.stdout)["lists"]] == [["Ref"], ["Ref"]]


def test_three_lists_are_named(tmp_path: Path) -> None:
    write(simulate(Settings(seed=3, persons=120, lists=several(3, coverage=[0.6] * 3), visibility=0.5)), tmp_path / "made")
    files = [tmp_path / f"made/list-{at}.csv" for at in (1, 2, 3)]
    done = run(*files, "--out", tmp_path / "pairs.csv", "--evaluate", tmp_path / "made/pairs-truth.csv", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["f1"] > 0.7
    found = pairs(tmp_path / "pairs.csv")
    assert list(found[0]) == ["list_a", "id_a", "list_b", "id_b", "probability"]
    assert {row["list_a"] for row in found} | {row["list_b"] for row in found} == {"list-1", "list-2", "list-3"}


def test_a_single_file_is_searched_for_duplicates(made: Path) -> None:
    rows = pairs(made / "ministry.csv")
    twice = [list(rows[0]), *(list(row.values()) for row in rows), ["X1", "Omid Rahgozar", rows[17]["Date of birth"]]]
    twice[-1] = ["X1", "Mohamadreza Tehranpur", rows[39]["Date of birth"]]
    done = run(write_rows(made / "twice.csv", twice), "--out", made / "out.csv")
    assert done.exit_code == 0, done.output
    assert {(row["id_a"], row["id_b"]) for row in pairs(made / "out.csv")} == {("E0", "X1")}


def test_files_of_one_name_are_told_apart(made: Path) -> None:
    (made / "theirs").mkdir()
    (made / "theirs/ministry.csv").write_bytes((made / "ministry.csv").read_bytes())
    done = run(made / "ministry.csv", made / "theirs/ministry.csv", "--out", made / "out.csv", "--json")
    assert [each["name"] for each in json.loads(done.stdout)["lists"]] == ["ministry (1)", "ministry (2)"]


def test_ids_and_formulas_are_written_so_that_spreadsheets_do_nothing(tmp_path: Path) -> None:
    people = [["=1+1", "Laleh Dadgar", "1950-03-01"], ["@x", "Omid Sazegar", "1951-04-02"]]
    rows: list[list[object]] = [["id", "name", "born"], *people]
    files = [write_rows(tmp_path / f"{name}.csv", rows) for name in "ab"]
    assert run(*files, "--out", tmp_path / "out.csv", "--least", "0").exit_code == 0
    assert {row["id_a"] for row in pairs(tmp_path / "out.csv")} == {"'=1+1", "'@x"}


def test_what_is_left_out_is_told_by_file_and_row(made: Path) -> None:
    text = (made / "ministry.csv").read_text("utf-8").splitlines()
    text[5] += ",one,cell,too,many"
    (made / "ministry.csv").write_text("\n".join(text), "utf-8")
    done = run(made / "families.xlsx", made / "ministry.csv", "--out", made / "out.csv")
    assert done.exit_code == 0, done.output
    assert "ministry.csv, row 6: " in done.stderr
    assert "The row is left out." in done.stderr
    assert "ministry: 39 records." in done.output


def test_rows_are_numbered_where_no_column_holds_ids(tmp_path: Path) -> None:
    rows: list[list[object]] = [["name"], *([f"{given} {family}"] for given in ("Laleh", "Omid") for family in SURNAMES)]
    done = run(write_rows(tmp_path / "a.csv", rows), write_rows(tmp_path / "b.csv", rows), "--out", tmp_path / "out.csv")
    assert done.exit_code == 0, done.output
    assert "a.csv: no column holds ids, so records are called by their row, counted from 1 below the header." in done.stderr


def test_every_fault_of_every_file_at_once(made: Path) -> None:
    (made / "empty.csv").write_text("", "utf-8")
    (made / "head.csv").write_text("name,age\n", "utf-8")
    write_rows(made / "numbers.csv", [["a", "b"], [1, 2], [3, 4]])
    write_rows(made / "nameless.csv", [["name"], ["?"], ["N.N."]])
    names = ("empty", "head", "numbers", "nameless")
    told = refused(*(made / f"{name}.csv" for name in names), made / "ministry.csv", "--out", made / "out.csv")
    assert all(name in told for name in names)
    assert "head.csv has no rows" in told
    assert "The list numbers has no column of names. Say which it is" in told
    assert not (made / "out.csv").exists()


@pytest.mark.parametrize(
    ("mapping", "told"),
    [
        ("name: [Nobody]\n", "There is no column “Nobody”"),
        ("shoe: [Full name]\nname: Ref\n", "“shoe” is no field of a record"),
        ("name: [Full name\n", "is no YAML"),
        ("- name\n", "is no mapping"),
        ("other.csv:\n  name: Full name\n", "names files that are not linked: other.csv"),
        ("id: [Date of birth, Ref]\nname: Full name\n", "Only one column can be"),
    ],
)
def test_a_mapping_that_does_not_fit(made: Path, mapping: str, told: str) -> None:
    (made / "map.yaml").write_text(mapping, "utf-8")
    assert told in refused(made / "ministry.csv", made / "ministry.csv", "--out", made / "out.csv", "--map", made / "map.yaml")


def test_ids_that_are_given_must_be_of_one_row(made: Path) -> None:
    write_rows(made / "same.csv", [["Ref", "Full name"], ["1", "Laleh Dadgar"], ["1", "Omid Sazegar"], ["2", "Omid Dadgar"]])
    (made / "map.yaml").write_text("id: Ref\nname: Full name\n", "utf-8")
    told = refused(made / "same.csv", made / "ministry.csv", "--out", made / "out.csv", "--map", made / "map.yaml")
    assert "the column Ref holds 1 ids more than once, such as “1”." in told


def test_what_else_is_wrong_is_said_before_any_work(made: Path) -> None:
    files = (made / "ministry.csv", made / "families.xlsx")
    (made / "no-model.json").write_text("{}", "utf-8")
    assert "no linkage model" in refused(*files, "--out", made / "out.csv", "--model", made / "no-model.json")
    assert "There is no folder" in refused(*files, "--out", made / "nowhere/out.csv")
    write_rows(made / "other.csv", [["id_a", "id_b"], ["Z1", "Z2"]])
    assert "“Z1”" in refused(*files, "--out", made / "out.csv", "--evaluate", made / "other.csv")
    assert not (made / "out.csv").exists()


def test_it_works_without_an_archive_and_shows_how() -> None:
    told = CliRunner().invoke(main, ["link", "--help"]).output
    assert "dadkhah link ministry.csv families.csv --out pairs.csv --one-to-one" in told
