"""The simulated country: the same seed gives the same bytes, the truth is true, and what is set is what comes out."""

import csv
import math
from dataclasses import replace

import numpy as np
import pytest

from dadkhah.linkage.simulate import BadSettings, ListSettings, Settings, several, simulate, write
from dadkhah.linkage.simulate.people import families, persons
from dadkhah.linkage.simulate.presence import presence
from dadkhah.linkage.simulate.seen import records
from dadkhah.linkage.simulate.slips import slip
from dadkhah.linkage.simulate.spelling import family, given
from dadkhah.linkage.simulate.tables import column, latin, table
from dadkhah.linkage.simulate.writing import written


def settings(persons_=4000, count=3, *, seed=5, visibility=0.0, dependence=(), **every):
    lists = several(count, coverage=[0.5, 0.4, 0.3], **every)
    return Settings(seed=seed, persons=persons_, lists=lists, visibility=visibility, dependence=dependence)


def odds_ratio(one, other):
    both, neither = (one & other).sum(), (~one & ~other).sum()
    return float(both * neither / ((one & ~other).sum() * (~one & other).sum()))


def test_the_same_seed_gives_the_same_bytes_and_another_gives_others(tmp_path):
    folders = [tmp_path / name for name in ("one", "two", "other")]
    for folder, seed in zip(folders, (5, 5, 6), strict=True):
        write(simulate(settings(300, seed=seed, duplicates=[0.1])), folder)
    one, two, other = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders)
    assert one == two
    assert set(one) == {"README.txt", "list-1.csv", "list-2.csv", "list-3.csv", "persons.csv", "pairs-truth.csv", "truth.csv"}
    assert all(one[name] != other[name] for name in one)


def test_no_spreadsheet_runs_what_is_in_the_files(tmp_path):
    lists = (ListSettings(name="=HYPERLINK(1)", coverage=0.5), ListSettings(name="plain", coverage=0.5))
    write(simulate(Settings(seed=5, persons=50, lists=lists)), tmp_path)
    pairs = list(csv.reader((tmp_path / "pairs-truth.csv").open()))
    assert {row[0][:3] for row in pairs[1:]} == {"'=H"}
    assert {row[1][:3] for row in pairs[1:]} == {"pla"}


def test_a_further_list_changes_neither_persons_nor_the_other_lists():
    few, more = simulate(settings(300, 2)), simulate(settings(300, 3))
    assert few.rows(0) == more.rows(0)
    assert few.rows(1) == more.rows(1)
    assert few.persons()["name"].tolist() == more.persons()["name"].tolist()


def test_the_truth_stands_beside_the_lists_and_not_in_them(tmp_path):
    found = simulate(settings(200, duplicates=[0, 0, 0.2]))
    write(found, tmp_path)
    truth = {(row["list"], row["id"]): row["person"] for row in csv.DictReader((tmp_path / "truth.csv").open())}
    for at in range(3):
        rows = list(csv.DictReader((tmp_path / f"list-{at + 1}.csv").open()))
        assert rows == found.rows(at)
        for row, who in zip(rows, found.who[at], strict=True):
            person = truth[f"list-{at + 1}", next(iter(row.values()))]
            assert person == f"fictional-{who + 1:07}"
            assert person not in row.values()
            assert set(row.values()) & set(table("country")["note"].values())
    pairs = list(csv.DictReader((tmp_path / "pairs-truth.csv").open()))
    assert all(truth[row["list_a"], row["id_a"]] == truth[row["list_b"], row["id_b"]] for row in pairs)
    count = np.bincount(np.concatenate(found.who))
    assert len(pairs) == (count * (count - 1) // 2).sum()


def test_two_lists_without_duplicates_have_pairs_of_two_ids(tmp_path):
    found = simulate(settings(200, 2))
    write(found, tmp_path)
    pairs = list(csv.DictReader((tmp_path / "pairs-truth.csv").open()))
    assert set(pairs[0]) == {"id_a", "id_b"}
    assert len(pairs) == found.on.all(axis=1).sum() > 10
    assert all(row["id_a"].startswith("list-1") and row["id_b"].startswith("list-2") for row in pairs)


def test_lists_reach_their_coverage_whatever_they_depend_on():
    found = simulate(settings(40_000, visibility=1.5, dependence=((0, 1, 1.0), (1, 2, -0.7))))
    assert found.on.mean(axis=0) == pytest.approx([0.5, 0.4, 0.3], abs=0.01)
    assert [len(who) for who in found.who] == found.on.sum(axis=0).tolist()


def test_lists_are_independent_unless_they_are_told_not_to_be():
    on = simulate(settings(60_000)).on
    assert all(abs(math.log(odds_ratio(on[:, a], on[:, b]))) < 0.06 for a, b in ((0, 1), (0, 2), (1, 2)))


def test_dependence_of_two_lists_is_their_log_odds_ratio():
    on = simulate(settings(60_000, dependence=((0, 1, 1.2),))).on
    assert math.log(odds_ratio(on[:, 0], on[:, 1])) == pytest.approx(1.2, abs=0.06)
    assert abs(math.log(odds_ratio(on[:, 0], on[:, 2]))) < 0.06


def test_visibility_ties_all_lists():
    on = simulate(settings(60_000, visibility=1.5)).on
    assert min(odds_ratio(on[:, a], on[:, b]) for a, b in ((0, 1), (0, 2), (1, 2))) > 2


def test_a_list_that_copies_holds_the_errors_of_the_other():
    lists = [replace(each, script="fa", names="whole", born="birth", errors=0.2) for each in several(2, coverage=[0.3, 0.4])]
    found = simulate(Settings(seed=3, persons=5000, lists=(lists[0], replace(lists[1], copies=(0, 0.5)))))
    first = {int(who): row for who, row in zip(found.who[0], found.rows(0), strict=True)}
    again = [(row, first[int(who)]) for who, row in zip(found.who[1], found.rows(1), strict=True) if int(who) in first]
    names = sum(one["نام و نام خانوادگی"] == other["نام و نام خانوادگی"] for one, other in again)
    assert names > 0.55 * len(again)
    assert len(again) > 0.5 * len(first)


def test_duplicates_are_where_they_are_set_and_nowhere_else():
    found = simulate(settings(5000, duplicates=[0, 0.1, 0]))
    again = [len(who) - len(np.unique(who)) for who in found.who]
    assert again[0] == again[2] == 0
    assert again[1] == pytest.approx(0.1 * 2000, rel=0.3)


def test_without_errors_and_gaps_every_record_says_what_is_so():
    each = ListSettings(name="clean", coverage=1.0, errors=0, missing=0, steady=1, names="parts")
    found = simulate(Settings(seed=1, persons=500, lists=(each,)))
    people = found.persons()
    for who, row in zip(found.who[0], found.rows(0), strict=True):
        assert people["event"][who].startswith(row["date"])
        assert row["sex"] == people["sex"][who]
        assert row["father"]


def test_errors_and_gaps_come_at_their_share():
    each = ListSettings(name="dirty", coverage=1.0, errors=0.2, missing=0.3, script="latin")
    clean = replace(each, errors=0.0)
    one, other = (simulate(Settings(seed=1, persons=8000, lists=(kind,))).rows(0) for kind in (each, clean))
    assert sum(not row["place"] for row in one) / 8000 == pytest.approx(0.3, abs=0.02)
    wrong = sum(a["name"] != b["name"] for a, b in zip(one, other, strict=True)) / 8000
    assert wrong > 0.3


def test_a_wrong_sex_is_an_error_of_its_column_and_changes_no_name():
    every = Settings(seed=1, persons=200, lists=(ListSettings(name="clean", coverage=1.0),))
    [found] = records(every, persons(every), *presence(every))
    right, wrong = (written({**found, "sex_wrong": np.full(200, each)}, every.lists[0], 0) for each in (False, True))
    assert [column for column in right if (right[column] != wrong[column]).any()] == ["sex"]


def test_family_names_have_a_long_tail():
    people = persons(Settings(seed=1, persons=200_000, lists=several(1)))
    counts = np.sort(np.bincount(people["family"]))[::-1]
    assert (counts > 0).sum() > 30_000
    assert 0.005 < counts[0] / counts.sum() < 0.03
    assert (counts == 1).sum() > 10_000


def test_every_name_can_be_written_by_every_habit():
    spellings = {latin(spoken, habit) for sex in "mf" for _, spoken in column("given", sex) for habit in range(4)}
    assert all(spelling.replace("'", "").isascii() for spelling in spellings)
    for number in range(0, len(families()), 997):
        for habit in range(4):
            name = family("latin", number, 1, 1, habit, habit % 3)
            assert name.replace("'", "").replace("-", "").replace(" ", "").isascii()
            assert name[0].isupper() or name[0] == "'"


def test_habits_differ_as_transliterations_do():
    assert [latin("mohammad", habit) for habit in range(4)] == ["mohammad", "muhammad", "mohamad", "mohammed"]
    assert [latin("qorbān", habit) for habit in range(4)] == ["ghorban", "qurban", "ghorban", "ghorban"]
    assert given("fa", 0, 1, 0, 0, 0, 0, 1) == "سیدمحمدرضا"
    assert given("fa", 0, 1, 0, 0, 0, 0, 0) == "سید محمد رضا"
    assert given("latin", 0, 0, 0, 0, 2, 0, 0) == "M."


@pytest.mark.parametrize("number", range(1, 40))
def test_a_slip_is_small_and_repeatable(number):
    for script, name in (("fa", "محمدرضا"), ("latin", "Mohammad")):
        wrong = slip(name, number, script)
        assert wrong == slip(name, number, script)
        assert abs(len(wrong) - len(name)) <= 1
        assert wrong[0] == name[0]
    assert slip("Al", number, "latin") == "Al"


def test_what_cannot_be_simulated_is_refused_with_every_fault():
    with pytest.raises(BadSettings, match=r"List 1: coverage.*List 2: the script.*cannot depend"):
        Settings(
            seed=1, persons=10, dependence=((1, 0, 1.0),),
            lists=(ListSettings(name="a", coverage=2), ListSettings(name="b", coverage=0.1, script="x")),
        )
    lists = several(2, coverage=[0.9, 0.05])
    with pytest.raises(BadSettings, match="copies more persons"):
        simulate(Settings(seed=1, persons=5000, lists=(lists[0], replace(lists[1], copies=(0, 0.9)))))
