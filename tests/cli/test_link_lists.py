"""`link` within an archive: what is proposed is told and waits for people; the report is written for its owner alone."""

from __future__ import annotations

import csv
import io
import re
import stat

import pytest

GIVEN = ["Omid", "Nasrin", "Laleh", "Bahram", "Parvaneh", "Siavash"]
FAMILY = ["Tehranpour", "Sazegar", "Rahgozar", "Dadgar", "Behravan", "Azargoon", "Zarkoub", "Dashtaki"]
PEOPLE = [(given, family, at) for at, (given, family) in enumerate((g, f) for g in GIVEN for f in FAMILY)]


def make(dadkhah, handle: str, *, compartment: str = "main", people=PEOPLE) -> None:
    rows = [f"{given} {family},Invented,{1300 + at},1988-08-{at % 28 + 1:02d}\n" for given, family, at in people]
    (dadkhah.work / f"{handle}.csv").write_text("Name,Father,Born,Date\n" + "".join(rows), "utf-8")
    dadkhah.ok("list", "describe", handle, "--title", f"List {handle}", "--kind", "ngo", "--compartment", compartment,
               "--duplicate-free", "yes")  # fmt: skip
    dadkhah.ok("list", "import", f"{handle}.csv", "--list", handle, "--map", "name=Name", "--map", "event=Date")


@pytest.fixture
def lists(dadkhah):
    make(dadkhah, "S-ONE")
    make(dadkhah, "S-TWO")
    return dadkhah


def test_lists_are_compared_and_what_waits_is_told(lists):
    found = lists.ok("link", "S-ONE", "List S-TWO", "--json").json
    assert [each["handle"] for each in found["lists"]] == ["S-ONE", "S-TWO"]
    assert found["pairs"] >= len(PEOPLE)
    assert found["clusters"] == len(PEOPLE)
    assert found["records_in_clusters"] == 2 * len(PEOPLE)
    assert found["waiting"] == found["pairs"]
    make(lists, "S-THREE", people=PEOPLE[:5])
    told = lists.ok("link").out
    assert "S-THREE List S-THREE" in told
    assert "New to an earlier run: 1." in told
    assert "Nobody is joined before a reviewer puts the run in force." in told
    assert "/review/pairs?run=" in told
    assert lists("verify").code == 0


def test_the_report_is_a_page_and_a_table_for_the_owner_alone(lists):
    lists.ok("link")
    done = lists.ok("link", "--report", "report")
    assert "They name people" in done.out
    page, table = lists.work / "report" / "linkage.html", lists.work / "report" / "linkage.csv"
    assert stat.S_IMODE(page.stat().st_mode) == stat.S_IMODE(table.stat().st_mode) == 0o600
    text = page.read_text("utf-8")
    assert "List S-ONE" in text
    assert "Pairs that models proposed" in text
    assert "<a " not in text
    assert "src=" not in text
    assert re.findall('href="(.*?)"', text) == ["dadkhah.css"]
    assert (page.parent / "dadkhah.css").is_file()
    assert next(csv.reader(io.StringIO(table.read_text("utf-8-sig"))))[:2] == ["what", "person"]


def test_nothing_is_compared_without_the_right(lists):
    done = lists("link", "S-ONE", "S-TWO", login="reza")
    assert done.code == 2
    assert "“analyse”" in done.err
    assert "no list here that you may compare" in lists("link", login="reza").err
    assert lists.ok("link", "--report", "out", "--json").json["files"][0].endswith("linkage.html")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["S-NONE"], "There is no list “S-NONE” that you may see."),
        (["--least", "0.5"], "It is needed for 'least'."),
        (["S-ONE.csv"], "It is needed for 'S-ONE.csv'."),
        (["--report", "out", "S-ONE"], "--report compares nothing."),
        (["--report", "out", "--out", "pairs.csv", "S-ONE.csv"], "Give one of them."),
    ],
)
def test_what_is_not_meant_is_refused(lists, words, said):
    done = lists("link", *words)
    assert done.code == 2
    assert said in done.err


def test_files_are_linked_as_ever_beside_an_archive(lists):
    lists.ok("link", "S-ONE.csv", "S-TWO.csv", "--out", "pairs.csv")
    assert len((lists.work / "pairs.csv").read_text().splitlines()) > len(PEOPLE)
