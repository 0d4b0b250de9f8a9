"""`list`: a file becomes records and comes out again; what is wrong is told by line; nobody does what they may not."""

from __future__ import annotations

import csv
import io

HEADER = "No,Name,Father,Sex,Age,Date,Place\n"
ROWS = "1,Omid Rahgozar,Nima,m,24,1988-07-28,Evin\n2,لاله دادگر,امید,f,31,1367/5/8,اوین\n3,=Sara Sazegar,,f,-19,1988,Gohardasht\n"


def make(dadkhah, handle: str = "S-MADE") -> None:
    dadkhah.ok("list", "describe", handle, "--title", "A made-up list", "--kind", "ngo", "--compartment", "main",
               "--rule", "Everybody who is made up", "--period", "1988-07/1988-09", "--duplicate-free", "yes")  # fmt: skip


def file(dadkhah, text: str, name: str = "names.csv") -> str:
    (dadkhah.work / name).write_text(text, "utf-8")
    return name


def test_from_a_file_to_records_and_back(dadkhah):
    make(dadkhah)
    done = dadkhah.ok("list", "import", file(dadkhah, HEADER + ROWS), "--list", "S-MADE", "--save-mapping", "theirs", "--json")
    assert done.json["counts"]["new"] == 3
    again = dadkhah.ok("list", "import", "names.csv", "--list", "A made-up list")
    assert again.out == "The list holds all of this already; nothing was written.\n"
    assert "لاله دادگر" in dadkhah.ok("search", "لاله").out
    assert dadkhah.ok("list", "mapping", "theirs", "--json").json[0]["columns"]["event"] == ["Date"]
    dadkhah.ok("list", "export", "S-MADE", "out.csv")
    rows = list(csv.reader(io.StringIO((dadkhah.work / "out.csv").read_text("utf-8-sig"))))
    assert rows[0] == ["record", "line", *HEADER.strip().split(",")]
    assert rows[3][2:] == ["3", "'=Sara Sazegar", "", "f", "-19", "1988", "Gohardasht"]
    assert dadkhah("verify").code == 0


def test_a_changed_file_is_told_and_undone(dadkhah):
    make(dadkhah)
    dadkhah.ok("list", "import", file(dadkhah, HEADER + ROWS), "--list", "S-MADE")
    changed = HEADER + ROWS.replace(",24,", ",25,").splitlines(keepends=True)[0]
    told = dadkhah.ok("list", "import", file(dadkhah, changed), "--list", "S-MADE").out
    assert "1 changed" in told
    assert "2 here already and in this file no more" in told
    newest, first = dadkhah.ok("list", "show", "S-MADE", "--json").json
    assert dadkhah("list", "undo", first["id"]).code == 2
    dadkhah.ok("list", "undo", newest["id"])
    states = [each["state"] for each in dadkhah.ok("list", "show", "S-MADE", "--json").json]
    assert states == ["undone", "in_force"]
    assert dadkhah.ok("list", "show", "--json").json[0]["records"] == 3
    [found] = [hit for hit in dadkhah.ok("search", "Rahgozar", "--json").json["hits"] if hit["kind"] == "record"]
    assert dadkhah.ok("show", found["id"], "--json").json["age"] == "24"


def test_a_dry_run_tells_every_fault_and_writes_nothing(dadkhah):
    done = dadkhah("list", "check", file(dadkhah, HEADER + ROWS + "4,Long,,,,,,x\n5,B\0d,,,,,\n"))
    assert done.code == 1
    assert "name: Name" in done.out
    assert [line.partition(":")[0] for line in done.err.splitlines()] == ["line 5", "line 6"]
    assert dadkhah.ok("list", "show").out == "There is no list yet. Make one with: dadkhah list describe\n"
    assert dadkhah("list", "check", file(dadkhah, "")).code == 2
    nothing = dadkhah("list", "check", file(dadkhah, "Place,Age\nEvin,24\n"))
    assert (nothing.code, "No column holds names" in nothing.err, "Columns are: Place, Age." in nothing.err) == (2, True, True)


def test_columns_and_encoding_are_what_the_user_says(dadkhah):
    make(dadkhah)
    (dadkhah.work / "old.txt").write_bytes("Who;Where\nلاله دادگر;اوین\n".replace("ی", "ي").encode("windows-1256"))
    how = ("--map", "name=Who", "--map", "place=Where", "--encoding", "cp1256")
    assert dadkhah.ok("list", "import", "old.txt", "--list", "S-MADE", *how, "--json").json["counts"]["new"] == 1
    assert "لاله دادگر" in dadkhah.ok("search", "لاله").out
    wrong = dadkhah("list", "import", "old.txt", "--list", "S-MADE", "--map", "name=Nobody", "--map", "nonsense=Who")
    assert (wrong.code, "no column “Nobody”" in wrong.err, "“nonsense” is no field" in wrong.err) == (2, True, True)


def test_outsiders_neither_see_nor_do(dadkhah):
    make(dadkhah)
    batch = dadkhah.ok("list", "import", file(dadkhah, HEADER + ROWS), "--list", "S-MADE", "--json").json["import"]
    hidden, missing = (dadkhah("list", "show", name, login="omar") for name in ("S-MADE", "S-NONE"))
    assert (hidden.code, hidden.err.replace("S-MADE", "X")) == (2, missing.err.replace("S-NONE", "X"))
    assert "made-up" not in dadkhah.ok("list", "show", login="omar").out
    for words in (("list", "import", "names.csv", "--list", "S-MADE"), ("list", "undo", batch), ("list", "describe", "S-MADE")):
        assert dadkhah(*words, login="reza").code == 2
    missing = dadkhah("list", "undo", "0" * 32)
    assert (missing.code, "that you may see" in missing.err) == (2, True)


def test_the_calendar_of_a_column_is_told_and_can_be_said(dadkhah):
    make(dadkhah)
    name = file(dadkhah, "No,Name,Date\n1,Omid Rahgozar,1408/12/13\n2,Sara Sazegar,1409\n")
    assert "hijri: Date" in dadkhah.ok("list", "check", name).out
    name = file(dadkhah, "No,Name,Date\n1,Omid Rahgozar,1388/12/13\n2,Sara Sazegar,1389\n", "sooner.csv")
    assert "hijri" not in dadkhah.ok("list", "check", name).out
    dadkhah.ok("list", "import", name, "--list", "S-MADE", "--map", "event=Date", "--map", "hijri=Date", "--save-mapping", "lunar")
    assert dadkhah.ok("list", "mapping", "lunar", "--json").json[0]["columns"]["hijri"] == ["Date"]
    [found] = [hit for hit in dadkhah.ok("search", "Rahgozar", "--json").json["hits"] if hit["kind"] == "record"]
    assert dadkhah.ok("show", found["id"], "--json").json["event_first"].startswith("1969-0")
    wrong = dadkhah("list", "import", name, "--list", "S-MADE", "--map", "hijri=Name")
    assert (wrong.code, "“Name” has a calendar, but no field of dates" in wrong.err) == (2, True)
