"""`figures`, `statements`, `search` and `show`: what they tell, and that each account sees its own part."""

import json
import sqlite3

import pytest

from tests.archive.letters import ENGLISH
from tests.cli.read_worker import read_letter

READING = (
    ("figures",),
    ("statements",),
    ("search", "Firstname"),
    ("search", "letter"),
    ("show", "P1"),
    ("user", "list"),
)


def test_figures_stand_by_measure_with_their_roots(dadkhah):
    (group,) = dadkhah.ok("figures", "--json").json
    (figure,) = group["figures"]
    assert (group["measure"], figure["low"], figure["high"], figure["claimant"]) == (
        "people_killed", 11, 22, "Body of Nowhere",
    )  # fmt: skip
    assert (figure["independent_roots"], len(figure["claims"])) == (1, 2)
    assert "11 – 22" in dadkhah.ok("figures", "--measure", "people_killed").out
    done = dadkhah("figures", "--measure", "lost")
    assert (done.code, "people_killed" in done.err) == (2, True)


def test_figures_can_be_narrowed(dadkhah):
    assert dadkhah.ok("figures", "--low", "23", "--json").json[0]["figures"] == []
    assert len(dadkhah.ok("figures", "--low", "22", "--json").json[0]["figures"]) == 1


def test_statements_tell_who_read_them_how(dadkhah):
    (statement,) = dadkhah.ok("statements", "--stance", "admits", "--json").json
    assert (statement["handle"], statement["date"], statement["sources"]) == ("ST1", "1989-02", ["S-LIST"])
    assert [(s["stance"], s["ours"]) for s in statement["stances"]] == [("admits", True)]
    assert "It was so" in dadkhah.ok("statements", "--speaker", "P1").out
    assert dadkhah.ok("statements", "--year", "1990", "--json").json == []


@pytest.mark.parametrize(
    "wrong", [("--stance", "sings"), ("--year", "89"), ("--speaker", "NOBODY"), ("--standing", "x")]
)
def test_what_statements_cannot_mean_is_refused(dadkhah, wrong):
    done = dadkhah("statements", *wrong)
    assert (done.code, wrong[1] in done.err) == (2, True)


def test_search_finds_in_both_scripts_and_says_where(dadkhah):
    for word in ("firstname", "مثال"):
        hits = dadkhah.ok("search", word, "--json").json["hits"]
        assert any(hit["title"] == "Firstname Example" for hit in hits), word
    assert dadkhah.ok("search", "nothingofthekind", "--json").json["total"] == 0
    assert dadkhah("search", "x", "--kind", "nonsense").code == 2


def test_search_finds_the_words_of_a_file_and_tells_where_they_stand(dadkhah):
    item = read_letter(dadkhah.folder, "shirin", dadkhah.work, ENGLISH)
    found = dadkhah.ok("search", '"political prisoners" tolm', "--kind", "text", "--json").json
    [hit] = found["hits"]
    assert (hit["kind"], hit["id"], hit["places"], found["total"], found["has_unsearched"]) == ("text", item, 1, 1, False)
    [place] = hit["found_in"]
    assert "More than 40 political prisoners" in place["text"]
    assert (place["page"], place["start"], place["is_doubtful"]) == (0, 0, False)
    assert "letters 0 to" in dadkhah.ok("search", "tolm").out


def test_show_follows_a_claim_to_its_bytes_and_its_entry(dadkhah):
    text = dadkhah.ok("show", "P1").out
    for told in ("S-LIST: List of Nowhere", "in the words: “at his home”", "derived from S-LIST", "We do not know where",
                 "Unverified", "no file of the source is held; entered in line", "of the ledger"):  # fmt: skip
        assert told in text, told


@pytest.mark.parametrize("name", ["P1", "ST1", "S-LIST", "P1-C1/S-LIST", "F1", "sample:P1", "sheet.yaml"])
def test_show_takes_any_handle_key_or_id(dadkhah, name):
    if name == "sheet.yaml":
        with sqlite3.connect(dadkhah.folder / "archive.sqlite3") as database:
            name = database.execute("SELECT digest FROM item").fetchone()[0]
    found = dadkhah.ok("show", name, "--json").json
    assert found["claims"]
    assert dadkhah.ok("show", found["id"], "--json").json == found


def test_show_says_the_same_of_what_is_hidden_and_what_is_missing(dadkhah):
    hidden, missing = dadkhah("show", "P1", login="omar"), dadkhah("show", "P7", login="omar")
    assert (hidden.code, hidden.out) == (missing.code, missing.out) == (2, "")
    assert hidden.err.replace("P1", "P7") == missing.err


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_an_outsider_reads_nothing(dadkhah, command):
    done = dadkhah(*command, login="omar")
    told = done.out + done.err
    for secret in ("Example", "مثال", "Nowhere", "It was so", "shirin", "amina", "reza"):
        assert secret not in told


@pytest.mark.parametrize("command", READING[:3], ids=" ".join)
def test_a_reader_reads_what_the_steward_reads(dadkhah, command):
    assert dadkhah.ok(*command, login="reza").out == dadkhah.ok(*command).out


def test_reading_a_sealed_record_leaves_an_entry_before_it_is_shown(dadkhah):
    sealed = dadkhah.work / "sealed.yaml"
    sealed.write_text((dadkhah.work / "sheet.yaml").read_text("utf-8").replace("id: sample", "id: hidden"), "utf-8")
    dadkhah.ok("load", sealed, "--compartment", "witnesses")
    for command in (("show", "hidden:P1"), ("figures",), ("statements",), ("search", "Firstname")):
        before = notes_of_reads(dadkhah)
        dadkhah.ok(*command)
        after = notes_of_reads(dadkhah)
        assert len(after) == len(before) + 1, command
        assert after[-1]["shown"]["claim"]
    dadkhah.ok("figures", login="reza")
    assert notes_of_reads(dadkhah) == after


def notes_of_reads(dadkhah) -> list[dict]:
    with sqlite3.connect(dadkhah.folder / "archive.sqlite3") as database:
        bodies = [json.loads(body) for (body,) in database.execute("SELECT body FROM ledger_entry ORDER BY seq")]
    return [body["notes"] for body in bodies if body["action"] == "read"]
