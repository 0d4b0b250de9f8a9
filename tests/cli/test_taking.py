"""`add`, `load` and `erase`: what comes in, what is refused, and that the rest goes on."""

import hashlib
import sqlite3


def entries(dadkhah) -> int:
    with sqlite3.connect(dadkhah.folder / "archive.sqlite3") as database:
        return database.execute("SELECT size FROM ledger_head").fetchone()[0]


def test_add_takes_folders_and_tells_ids_and_digests(dadkhah):
    folder = dadkhah.work / "letters"
    (folder / "deep").mkdir(parents=True)
    contents = {"a.txt": b"one", "deep/b.txt": b"two", "deep/نامه.txt": b"three"}
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    how = ("--from", "the family", "--how", "handed over", "--acquired", "2024-05~")
    items = dadkhah.ok("add", folder, "--compartment", "main", *how, "--json").json
    assert {item["digest"] for item in items} == {hashlib.sha256(content).hexdigest() for content in contents.values()}
    shown = dadkhah.ok("show", items[0]["id"], "--json").json
    assert (shown["received_from"], shown["method"], shown["acquired"]) == ("the family", "handed over", "2024-05~")
    assert dadkhah.ok("show", items[1]["digest"][:12]).out.startswith(f"item {items[1]['id']}")
    assert dadkhah("verify").code == 0


def test_add_names_each_faulty_file_and_takes_the_rest(dadkhah):
    folder = dadkhah.work / "mixed"
    folder.mkdir()
    for number in range(6):
        (folder / f"{number}.txt").write_text(f"text {number}")
    (folder / "link.txt").symlink_to(folder / "0.txt")
    done = dadkhah("add", folder, dadkhah.work / "missing.txt", dadkhah.folder / "config.toml", "--compartment", "main")
    assert done.code == 1
    assert len(done.out.splitlines()) == 6
    faults = done.err.splitlines()
    assert len(faults) == 3
    assert all(any(name in fault for fault in faults) for name in ("link.txt", "missing.txt", "config.toml"))


def test_add_asks_which_compartment_and_refuses_a_date_it_cannot_keep(dadkhah):
    (dadkhah.work / "a.txt").write_text("a")
    before = entries(dadkhah)
    done = dadkhah("add", "a.txt")
    assert (done.code, "--compartment: elsewhere, main, witnesses" in done.err) == (2, True)
    done = dadkhah("add", "a.txt", "--compartment", "main", "--acquired", "17.5.24")
    assert (done.code, "17.5.24" in done.err) == (2, True)
    assert entries(dadkhah) == before


def test_add_is_for_those_who_may_and_where_they_may(dadkhah):
    (dadkhah.work / "a.txt").write_text("a")
    assert dadkhah("add", "a.txt", login="reza").code == 2
    assert dadkhah("add", "a.txt", "--compartment", "main", login="reza").code == 2
    hidden = dadkhah("add", "a.txt", "--compartment", "witnesses", login="amina")
    missing = dadkhah("add", "a.txt", "--compartment", "nothing", login="amina")
    assert hidden.code == missing.code == 2
    assert hidden.err.replace("witnesses", "X") == missing.err.replace("nothing", "X")
    assert dadkhah("add", "a.txt", login="amina").code == 0


def test_load_again_changes_nothing_and_a_dry_run_writes_nothing(dadkhah):
    before = entries(dadkhah)
    assert "nothing was written" in dadkhah.ok("load", "sheet.yaml", "--compartment", "main").out
    sheet = dadkhah.work / "sheet.yaml"
    sheet.write_text(sheet.read_text("utf-8").replace("low: 11, high: 22", "low: 11, high: 23"), "utf-8")
    assert dadkhah.ok("load", "sheet.yaml", "--compartment", "main", "--dry-run", "--json").json["changed"] == 1
    assert entries(dadkhah) == before
    assert "1 changed" in dadkhah.ok("load", "sheet.yaml", "--compartment", "main").out
    assert entries(dadkhah) == before + 1


def test_load_tells_every_fault_with_its_line_and_loads_nothing(dadkhah):
    (dadkhah.work / "bad.yaml").write_text(
        "sheet: {id: bad, title: Bad, compiled: 1988-13}\npersons:\n  - {id: P1, birthday: 3}\n"
    )
    before = entries(dadkhah)
    done = dadkhah("load", "bad.yaml", "--compartment", "main")
    assert done.code == 2
    assert "bad.yaml:1: " in done.err
    assert "bad.yaml:3: " in done.err
    assert entries(dadkhah) == before


def test_load_is_for_stewards(dadkhah):
    done = dadkhah("load", "sheet.yaml", "--compartment", "main", login="amina")
    assert (done.code, "Ask a steward" in done.err) == (2, True)


def test_erase_takes_the_words_and_the_bytes_and_the_archive_still_verifies(dadkhah):
    (dadkhah.work / "letter.txt").write_text("a secret letter")
    item = dadkhah.ok("add", "letter.txt", "--compartment", "main", "--note", "unrepeatable", "--json").json[0]
    stored = dadkhah.folder / "store" / item["digest"][:2] / item["digest"][2:4] / item["digest"]
    assert stored.exists()
    assert dadkhah("erase", item["id"], "--reason", "court_order", stdin="n\n").code != 0
    assert stored.exists()
    dadkhah.ok("erase", item["id"], "--reason", "court_order", stdin="y\n")
    assert not stored.exists()
    kept = b"".join(path.read_bytes() for path in dadkhah.folder.rglob("*") if path.is_file())
    assert b"unrepeatable" not in kept
    assert b"court_order" in kept
    assert dadkhah("verify").code == 0


def test_erase_is_for_stewards_and_for_what_they_see(dadkhah):
    claim = dadkhah.ok("show", "P1", "--json").json["claims"][0]["claims"][0]["id"]
    assert dadkhah("erase", claim, "--reason", "court_order", "--yes", login="amina").code == 2
    assert dadkhah("erase", claim, "--reason", "court_order", "--yes", login="omar").code == 2
    assert dadkhah("erase", "0" * 32, "--reason", "court_order", "--yes").code == 2
    assert dadkhah("erase", claim, "--reason", "because", "--yes").code == 2
    assert claim in dadkhah.ok("show", "P1").out


def test_a_name_cannot_command_the_terminal_or_turn_what_stands_around_it(dadkhah):
    """Persian names are shown as they are, with the sign that keeps their letters apart."""
    folder = dadkhah.work / "given"
    folder.mkdir()
    for name in ("\x1b[2J\n\u202egpj.exe", "می\u200cرود.txt"):
        (folder / name).write_text(name)
    printed = dadkhah.ok("add", "given", "--compartment", "main").out
    assert "\\x1b[2J\\n\\u202egpj.exe" in printed
    assert "می\u200cرود.txt" in printed
    assert len(printed.splitlines()) == 2
