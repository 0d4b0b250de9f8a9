"""All that is said of a table: every method, the lists left out, merged and taken as populations, and the strata together."""

from __future__ import annotations

import pytest

from dadkhah.estimate import Chao, Envelope, Histories, LogLinear
from dadkhah.estimate.designs import made
from dadkhah.estimate.queue import Task, estimated
from dadkhah.estimate.sensitivity import by_interaction
from dadkhah.estimate.study import as_plain, studied, suited, together
from dadkhah.estimate.tables import Tables

TABLE = made("paired", 3, lists=4, people=1000).table
TWO = Histories.of("AB", [((1, 0), 100), ((0, 1), 80), ((1, 1), 20)])


def test_each_list_is_left_out_merged_and_taken_as_a_population():
    study = studied(TABLE, [LogLinear(), Chao()], probe=LogLinear(), workers=1)
    assert list(study.found) == ["LogLinear", "Chao"]
    assert set(study.without) == set(TABLE.lists)
    assert study.without["L1"].digest == TABLE.among(["L2", "L3", "L4"]).digest
    assert len(study.merged) == 6
    assert {each.observed for each in study.merged.values()} == {TABLE.observed}
    assert study.otherwise["DGA prior=uniform"].settings["prior"] == "uniform"
    assert study.otherwise["LogLinear order=3"].digest == TABLE.digest
    population = study.populations[0]
    assert population.truth == study.seen.sizes["L1"]
    assert population.found.observed < population.truth
    assert population.is_held == (population.found.lower <= population.truth <= population.found.upper)


def test_what_becomes_too_small_by_it_is_not_told():
    three = made("independent", 1, lists=3, people=400).table
    study = studied(three, [LogLinear()], probe=LogLinear(), workers=1)
    assert (study.without, study.merged, study.populations) == ({}, {}, [])
    assert study.otherwise["DGA delta=1"].status == "ok"


def test_what_no_table_can_tell_scales_the_unseen():
    found = LogLinear().fit(TABLE)
    half, same, double = by_interaction(found, (0.5, 1, 2))
    assert same.estimate == found.estimate
    assert double.upper - TABLE.observed == pytest.approx(2 * (found.upper - TABLE.observed))
    assert half.lower < same.lower < double.lower


def test_two_lists_get_chapman_alone():
    assert list(suited(TWO)) == ["Chapman"]
    assert "Chapman" not in suited(TABLE)
    plain = as_plain(studied(TWO, list(suited(TWO).values()), workers=1))
    assert plain["methods"]["Chapman"]["status"] == "ok"
    assert "cannot be checked" in plain["methods"]["Chapman"]["warnings"][0]


def test_strata_and_replicates_together_with_the_refused_listed():
    parts = {(("1990",), "R1"): TABLE, (("1991",), "R1"): TWO.merged({}), (("1990",), "R2"): TABLE, (("1991",), "R2"): TWO}
    tables = Tables(TABLE.lists, ("year",), parts)
    wanted = {("Envelope", *key): Task(Envelope(), part) for key, part in parts.items()}
    found = dict(zip(wanted, estimated(list(wanted.values()), workers=1), strict=True))
    plain = together(tables, found, 0.95, 1)
    whole = plain["sums"]["Envelope"]
    assert [each["replicate"] for each in whole["refused"]] == ["R1", "R2"]
    assert all(each["stratum"] == {"year": "1991"} for each in whole["refused"])
    assert whole["observed"] == TABLE.observed + 200
    assert whole["estimate"] == pytest.approx(Envelope().fit(TABLE).estimate + 200, rel=0.02)
    assert set(whole["rules"]) == {"log", "mixture"}
    assert len(plain["strata"]) == 4
