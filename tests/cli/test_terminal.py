"""Words of a hostile source give the terminal no orders, whichever command prints them; Persian ones stay as they are."""

from __future__ import annotations

import sqlite3
import unicodedata

import pytest

from dadkhah.cli.terminal import printable
from tests.cli.conftest import SHEET

ORDERS = "\x1b[31m\x9b2J\u202eevil\u2066\u2069\u2028"
HOLDER = "orders"
PERSIAN = "می\u200cرود ک\u200dا \u200f\u200e"
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
OBEYED = ("Cc", "Cs", "Zl", "Zp")
READING = (
    ("show", "P1"), ("show", "S-LIST"), ("show", "ST1"), ("search", "Nowhere"), ("search", "Firstname"),
    ("figures",), ("statements",), ("custodian", "list"),
)  # fmt: skip


def orders(text: str) -> set[str]:
    """The signs in it that a terminal would obey, line ends apart."""
    return {sign for sign in text if sign != "\n" and (unicodedata.category(sign) in OBEYED or sign in TURNING)}


@pytest.fixture
def hostile(dadkhah):
    """The archive with a source, a claim and a statement whose words hold orders.

    A sheet may hold none that are control signs; rows that come from lists, files or other archives may.
    """
    planted = f'"Nowhere {HOLDER} {PERSIAN}"'
    sheet = SHEET.replace("List of Nowhere", planted).replace("quote: at his home", f"quote: {planted}")
    sheet = sheet.replace("paraphrase: It was so", f"paraphrase: {planted}").replace("value: At home", f"value: {planted}")
    (dadkhah.work / "hostile.yaml").write_text(sheet, "utf-8")
    dadkhah.ok("load", "hostile.yaml", "--compartment", "main")
    with sqlite3.connect(dadkhah.folder / "archive.sqlite3") as base:
        for table, column in (("source", "title"), ("claim", "quote"), ("claim", "value"), ("statement", "paraphrase")):
            replaced = f"UPDATE {table} SET {column} = replace({column}, ?, ?) WHERE instr({column}, ?)"
            changed = base.execute(replaced, [HOLDER, ORDERS, HOLDER])
            assert changed.rowcount
    return dadkhah


def test_no_command_hands_orders_to_the_terminal(hostile):
    for command in READING:
        done = hostile.ok(*command)
        assert orders(done.out + done.err) == set(), command


def test_they_are_written_out_and_persian_is_not(hostile):
    for command in (("show", "S-LIST"), ("search", "Nowhere"), ("figures",), ("statements",)):
        printed = hostile.ok(*command).out
        assert r"\x1b[31m\x9b2J\u202eevil\u2066\u2069\u2028" in printed, command
        assert PERSIAN in printed, command


def test_json_says_the_same_and_gives_no_orders(hostile):
    done = hostile.ok("show", "S-LIST", "--json")
    assert orders(done.out) == set()
    assert done.json["title"] == f"Nowhere {ORDERS} {PERSIAN}"
    assert PERSIAN in done.out


def test_a_title_cannot_look_like_a_line_of_ours(dadkhah):
    (dadkhah.work / "forged.yaml").write_text(SHEET.replace("List of Nowhere", r'"It\nEverything holds."'), "utf-8")
    dadkhah.ok("load", "forged.yaml", "--compartment", "main")
    for command in (("show", "S-LIST"), ("show", "P1"), ("figures",)):
        printed = dadkhah.ok(*command).out
        assert r"It\nEverything holds." in printed
        assert "Everything holds." not in [line.strip() for line in printed.splitlines()]


def test_errors_and_faults_give_no_orders_either(dadkhah):
    for command in (("add", "--compartment", "main"), ("show",), ("load",), ("figures", "--measure")):
        done = dadkhah(*command, f"no{ORDERS}thing")
        assert orders(done.err) == set()
        assert (done.code > 0, r"\x1b[31m" in done.err or command[0] == "figures") == (True, True), done


def test_what_is_written_out_stays_so():
    once = printable(f"a\tb\r{ORDERS}{PERSIAN}")
    assert printable(once) == once
    assert once.startswith(r"a\tb\r\x1b[31m")
