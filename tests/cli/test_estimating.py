"""`dadkhah estimate`: works without an archive, answers with an interval or a reason, and writes a report that loads nothing."""

from __future__ import annotations

import csv
import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from dadkhah.cli import main
from dadkhah.estimate.designs import made

QUICK = ("--method", "Envelope", "--method", "dga")


def run(*words):
    return CliRunner().invoke(main, ["estimate", *map(str, words)])


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "made-up.csv"
    path.write_text(written(made("paired", 3, lists=4, people=1000).table))
    return path


def written(table, **more) -> str:
    head = [*more, *table.lists, "count"]
    rows = [[*more.values(), *row, count] for row, count in zip(table.patterns.tolist(), table.counts.tolist(), strict=True)]
    return "".join(",".join(map(str, row)) + "\n" for row in [head, *rows])


def test_json_has_a_number_or_a_reason_for_each_method(table):
    done = run(table, "--json", *QUICK)
    assert done.exit_code == 0, done.output
    plain = json.loads(done.output)
    assert plain["lists"] == ["L1", "L2", "L3", "L4"]
    assert set(plain["methods"]) == {"Envelope", "DGA"}
    for each in plain["methods"].values():
        assert each["status"] == "ok"
        assert plain["observed"] <= each["lower"] <= each["estimate"] <= each["upper"]
    assert len(plain["digest"]) == 64


def test_lists_without_overlap_are_refused_by_every_method_there_is(tmp_path):
    path = tmp_path / "apart.csv"
    path.write_text("A,B,C,count\n1,0,0,40\n0,1,0,30\n0,0,1,20\n")
    plain = json.loads(run(path, "--json").output)
    assert {name: each["status"] for name, each in plain["methods"].items()} == dict.fromkeys(
        ("Envelope", "DGA", "LogLinear", "LCMCR", "Chao"), "refused"
    )
    assert all(each["estimate"] is None and "Nobody is on two" in each["reason"] for each in plain["methods"].values())
    assert "no number" in run(path).output


def test_two_lists_get_chapman_and_what_it_assumes(tmp_path):
    path = tmp_path / "two.csv"
    path.write_text("A,B,count\n1,0,100\n0,1,80\n1,1,20\n")
    assert "Chapman: 581" in run(path).output


def test_every_fault_is_told_with_its_line_and_nothing_is_estimated(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("A,B,count\n1,0,5\n2,0,1\n1,1,-3\n")
    done = run(path)
    assert done.exit_code == 2
    assert "Line 3: neither 0 nor 1 in A" in done.output
    assert "Line 4: the count is below 0" in done.output


def test_strata_are_estimated_one_by_one_and_added(tmp_path):
    path = tmp_path / "years.csv"
    parts = [written(made("independent", seed, lists=3, people=600).table, year=1980 + seed) for seed in range(2)]
    path.write_text(parts[0] + parts[1].split("\n", 1)[1])
    plain = json.loads(run(path, "--json", "--method", "dga").output)
    assert [each["stratum"] for each in plain["strata"]] == [{"year": "1980"}, {"year": "1981"}]
    whole, each = plain["sums"]["DGA"], plain["strata"]
    assert whole["observed"] == each[0]["observed"] + each[1]["observed"] == plain["observed"]
    assert whole["lower"] > max(one["lower"] for one in each)
    assert whole["refused"] == []


@pytest.mark.parametrize("language", ["en", "fa"])
def test_the_report_is_written_without_an_archive_and_leads_nowhere(table, tmp_path, language):
    out = tmp_path / "report"
    command = [sys.executable, "-m", "dadkhah", "estimate", table, *QUICK, "--out", out, "--language", language]
    done = subprocess.run([str(each) for each in command], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stderr
    page = (out / "report.html").read_text("utf-8")
    assert f'<html lang="{language}" dir="{"rtl" if language == "fa" else "ltr"}">' in page
    assert {"en": "at least", "fa": "دست‌کم"}[language] in page
    assert "al menos" in page
    assert "<svg" in page
    assert "<script" not in page
    assert "//" not in page.replace("http://www.w3.org/2000/svg", "")
    assert [row["method"] for row in csv.DictReader((out / "estimates.csv").open())] == ["Envelope", "DGA"]
    assert json.loads((out / "report.json").read_text())["methods"]["DGA"]["status"] == "ok"
    assert list((out / "kept").glob("*.json"))


def test_lists_of_an_archive_are_counted_by_persons_as_they_are_joined(dadkhah):
    for handle, first in (("S-ONE", 0), ("S-TWO", 10), ("S-THREE", 20)):
        names = [f"Person{number} Madeup{number}" for number in range(first, first + 30)]
        rows = "".join(f"{name},{1920 + at}\n" for at, name in enumerate(names, first))
        (dadkhah.work / f"{handle}.csv").write_text("Name,Born\n" + rows)
        dadkhah.ok("list", "describe", handle, "--title", f"List {handle}", "--kind", "ngo", "--compartment", "main")
        dadkhah.ok("list", "import", f"{handle}.csv", "--list", handle, "--map", "name=Name", "--map", "birth=Born")
    apart = dadkhah.ok("estimate", "S-ONE", "S-TWO", "S-THREE", "--method", "chao", "--json").json
    assert apart["observed"] == apart["records"] == 90
    assert apart["methods"]["Chao"]["status"] == "refused"
    assert apart["merged"] == []
    assert apart["position"] > 0
    told = dadkhah.ok("estimate", "S-ONE", "S-TWO", "S-THREE", "--method", "chao", "--out", "report").out
    assert f"90 records, as persons are joined after entry {apart['position']} of the ledger." in told
    assert "as persons are joined after entry" in (dadkhah.work / "report" / "report.html").read_text("utf-8")
    quick = ("--method", "chao", "--by", "year", "--keep")
    kept = dadkhah.ok("estimate", "S-ONE", "S-TWO", "S-THREE", *quick, "--json").json
    [told] = dadkhah.ok("estimates", "--json").json
    assert (told["id"], told["table_digest"], told["state"]) == (kept["estimate"], kept["table_digest"], "current")
    assert told["lists"] == ["S-ONE", "S-TWO", "S-THREE"]
    assert "60 persons have no year in any record" in dadkhah.ok("estimate", "S-ONE", "S-TWO", *quick[:4]).out
    dadkhah.ok("list", "import", "S-ONE.csv", "--list", "S-TWO", "--map", "name=Name")
    assert "the lists have changed since. It does not count." in dadkhah.ok("estimates").out
    assert dadkhah.ok("estimates", "--json").json[0]["answer"] is None
    assert "are of lists of an archive" in dadkhah("estimate", "S-ONE", "--keep").err
    assert dadkhah("estimate", "S-ONE", "S-NONE").code == 2
    assert "There is no file S-ONE" in dadkhah("estimate", "S-ONE").err
    assert "are of a table" in dadkhah("estimate", "S-ONE", "S-TWO", "--stratum", "sex").err


def test_lists_that_nobody_connects_are_left_out_where_that_is_asked_for(tmp_path):
    path = tmp_path / "lonely.csv"
    rows = written(made("independent", 1, lists=3, people=600).table).splitlines()
    lonely = [f"{row.rsplit(',', 1)[0]},{'L9' if at == 0 else 0},{row.rsplit(',', 1)[1]}" for at, row in enumerate(rows)]
    path.write_text("\n".join([*lonely, "0,0,0,1,7"]) + "\n")
    refused = json.loads(run(path, "--json", "--method", "dga").output)
    assert "No person connects the lists L1, L2, L3 with the lists L9" in refused["methods"]["DGA"]["reason"]
    found = json.loads(run(path, "--json", "--method", "dga", "--connected").output)
    assert found["left_out"] == ["L9"]
    assert found["lists"] == ["L1", "L2", "L3"]
    assert found["methods"]["DGA"]["status"] == "ok"
    assert "Left out, for no person connects them with the other lists: L9." in run(path, "--method", "dga", "--connected").output
