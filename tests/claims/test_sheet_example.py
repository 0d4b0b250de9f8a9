"""The example sheet says all that the fact files say, and nothing was lost on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from dadkhah.claims.sheet import read_sheet, write_sheet
from dadkhah.claims.values import Sheet

HOUSE = Path(__file__).resolve().parents[2]
EXAMPLE = HOUSE / "examples" / "iran-1988"
FACTS = HOUSE.parent / "shared" / "facts"
HELD = ("AR12", "shushtari", "jafar-mirmohammadi")
PART_OF_A_VALUE = (".lat", ".lon", ".precision", ".id", ".spoken_or_sued.name", ".person")


@cache
def example() -> Sheet:
    sheet, faults = read_sheet(EXAMPLE)
    assert faults == []
    assert sheet is not None
    return sheet


@cache
def fact_files() -> tuple[dict[str, Any], dict[str, Any]]:
    if not FACTS.is_dir():
        pytest.skip("The shared fact files are not on this machine.")
    names = ("iran-1988-facts.yaml", "iran-1988-persons.yaml")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    first, second = (yaml.load((FACTS / name).read_text("utf-8"), Loader=loader) for name in names)
    return first, second


def leaves(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, f"{path}.{key}")
    elif isinstance(node, list):
        for value in node:
            yield from leaves(value, path)
    elif node is not None:
        yield path, node


def flat(value: Any) -> Iterator[str]:
    if isinstance(value, tuple):
        for one in value:
            yield from flat(one)
    elif isinstance(value, bool):
        yield str(value).lower()
    elif value is not None:
        yield str(value)


@cache
def by_key() -> dict[str, list[Any]]:
    """Rows under every id they belong to: their own, their subject's, their group's."""
    sheet, found = example(), {}
    for row in (*sheet.sources, *sheet.subjects, *sheet.figures, *sheet.statements, *sheet.responses):
        found.setdefault(row.key, []).append(row)
    for claim in sheet.claims:
        for key in {claim.group, claim.subject, claim.statement, claim.figure, f"{claim.predicate}={claim.value}"}:
            found.setdefault(key, []).append(claim)
    for response in sheet.responses:
        found.setdefault(response.subject, []).append(response)
    return found


def words_at(*keys: str) -> list[str]:
    """Every value of the rows at the keys, without the places in the sheet."""
    words = []
    for key in keys:
        for row in by_key().get(key, ()):
            words += [word for value in astuple(row) for word in flat(value)]
    return words


def names_of(subject: str) -> list[str]:
    rows = by_key().get(subject, ())
    return [row.value for row in rows if getattr(row, "predicate", "") in ("name", "alias")]


def missing(entry: Any, words: list[str], skip: tuple[str, ...] = ()) -> list[str]:
    """Leaves of a facts entry that are no value of the rows; names and positions may be part of one."""
    exact, all_words = set(words), "\n".join(words)
    lost = []
    for path, leaf in leaves(entry):
        word = next(flat(leaf))
        within = path in PART_OF_A_VALUE and word in all_words
        if not path.startswith(skip or ("?",)) and word not in exact and not within:
            lost.append(f"{path}: {word}")
    return lost


def test_it_reads_without_faults():
    sheet, faults = read_sheet(EXAMPLE)
    assert (sheet is not None, faults) == (True, [])


def test_its_rows_are_as_many_as_the_facts():
    sheet = example()
    kinds = Counter(row.kind for row in sheet.subjects)
    lives = {claim.group for claim in sheet.claims if claim.group.startswith("P") and "-C" in claim.group}
    assert len(sheet.sources) == 193 + 1  # and the sheet itself
    assert (len(sheet.figures), len(sheet.statements), len(lives)) == (36, 39, 143)
    wanted = {"effort": 15, "argument": 12, "response": 15, "order": 4, "event": 19, "recognition": 13}
    assert {kind: kinds[kind] for kind in wanted} == wanted
    assert (kinds["disclosure"], kinds["question"], kinds["case"]) == (21, 16, 1)


def test_it_survives_being_written_in_full_and_read_again(tmp_path):
    for name, text in write_sheet(example()).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    again, faults = read_sheet(tmp_path)
    assert faults == []
    assert again == example()


def test_no_leaf_of_an_entry_with_an_id_is_lost():
    lost = []
    for file in fact_files():
        for section, entries in file.items():
            if section in ("meta", "unverified", "persons", "statements", "places"):
                continue
            for entry in entries:
                if "id" in entry:
                    words = words_at(entry["id"], *(one.get("id", "") for one in entry.get("claims", ())))
                    lost += [f"{section} {entry['id']}{path}" for path in missing(entry, words, (".statements",))]
    assert lost == []


def test_no_leaf_of_a_place_is_lost_and_it_keeps_its_old_number():
    facts, _ = fact_files()
    for place in facts["places"]:
        assert missing(place, words_at("PL" + place["id"][1:])) == []


def test_no_leaf_of_a_life_is_lost():
    _, persons = fact_files()
    lost = []
    for person in persons["persons"]:
        relatives = [row.entity for row in by_key()[person["id"]] if getattr(row, "entity", "")]
        words = words_at(person["id"]) + [name for one in relatives for name in names_of(one)]
        lost += [f"{person['id']}{path}" for path in missing(person, words, (".name_fa_seen",))]
        for claim in person["claims"]:
            lost += [f"{claim['id']}{path}" for path in missing(claim, words_at(claim["id"]))]
        seen = {not row.inferred for row in by_key()[person["id"]] if getattr(row, "predicate", "") == "name_fa"}
        assert seen == {person["name_fa_seen"]}, person["id"]
    assert lost == []


def test_every_person_has_a_name_in_persian_and_a_spelling_of_ours_is_marked():
    persons = {subject.key for subject in example().subjects if subject.kind == "person"}
    names = [row for row in example().claims if row.predicate == "name_fa" and row.subject in persons]
    assert {row.subject for row in names} == persons
    ours = [row for row in names if not row.subject.startswith("P")]
    assert {(row.source, row.inferred) for row in ours} == {(example().key, True)}


def test_no_leaf_of_a_statement_is_lost():
    facts, _ = fact_files()
    lost = []
    for entry in facts["statements"]:
        lost += [f"{entry['id']}{path}" for path in missing(entry, words_at(entry["id"]))]
    assert lost == []


def test_no_leaf_of_an_entry_without_an_id_is_lost():
    facts, _ = fact_files()
    lost = []
    for section, predicate, key in (
        ("positions", "position", "role_as_alleged"),
        ("tehran_commission_1988", "panel_seat", "seat"),
        ("site_destruction", "site_damage", "act"),
        ("disclosures", "what", "what"),
        ("unverified", "open_question", ""),
    ):
        for entry in facts[section]:
            rows = by_key().get(f"{predicate}={entry[key] if key else entry}", ())
            subjects = {row.subject for row in rows}
            names = [name for subject in subjects for name in names_of(subject)]
            lost += [f"{section}{path}" for path in missing(entry, [*words_at(*subjects), *names])]
    assert lost == []


def test_no_remark_on_how_the_facts_were_compiled_is_lost():
    facts, persons = fact_files()
    sheet = example()
    words = [sheet.title, sheet.compiled, *words_at("executions-1988")]
    lost = missing([facts["meta"], persons["meta"]], words)
    assert lost == []


def test_arguments_and_responses_keep_what_they_point_at():
    _, persons = fact_files()
    sheet = example()
    used = {(argument, row.key) for row in sheet.statements for argument in row.arguments}
    answered = {(row.subject, row.target) for row in sheet.responses}
    assert used == {(one["id"], said) for one in persons["arguments"] for said in one["statements"]}
    assert answered == {(one["id"], target) for one in persons["responses"] for target in one["responds_to"]}


def test_what_is_on_hold_in_the_facts_is_on_hold_in_every_row():
    held = {claim.group: claim.hold for claim in example().claims}
    life = [claim for claim in example().claims if claim.subject == "P11"]
    assert life
    assert all(claim.hold == "unreleased until a second source is found" for claim in life)
    assert held["ST24"] == "unreleased until a reviewer has read a primary source"
    assert held["P13-C08"] == "unreleased until the published notebook is read"
    by_subject = {one: [claim.hold for claim in example().claims if claim.subject == one] for one in HELD}
    assert all(holds and all(holds) for holds in by_subject.values()), by_subject


def test_positions_are_coarse_and_say_where_they_come_from():
    rows = [claim for claim in example().claims if claim.predicate == "lat_lon"]
    assert len(rows) == 10
    for claim in rows:
        assert all(len(number.split(".")[1]) == 1 for number in claim.value.split(", ")), claim.key
        assert f"{claim.subject}/coordinate_origin" in by_key()


def test_the_haeri_of_the_seed_is_nobody_else():
    speakers = {row.speaker for row in example().statements if "Haeri" in row.speaker_written}
    others = [row.subject for row in example().claims if row.predicate == "name" and "Haeri" in row.value]
    assert speakers == {"shahab-al-din-haeri"}
    assert sorted(others) == ["shahab-al-din-haeri", "shahab-al-din-haeri-shirazi"]


def test_derivation_is_kept_per_claim():
    found = {claim.key: (claim.derivation, claim.derives_from) for claim in example().claims}
    assert found["F01/S-DESERET"] == ("derived", ("S-AI-1988-12",))
    assert found["F01/S-AI-1988-12"] == ("own", ())
    assert found["F13/S-CHRI-2016"] == ("own", ())
    assert found["ST05/S-CHRI-2016"] == ("derived", ("S-TAPE-1",))
    assert found["F02/S-OBERLIN"] == ("derived", ("S-NYT-1988",))
    assert found["ST07/S-OBERLIN"] == ("derived", ("S-UN-1989",))
    assert found["F35/S-K24-2016"] == ("unknown", ())
