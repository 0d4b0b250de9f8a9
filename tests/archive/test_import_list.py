"""Rows of files become records: as given, once, in versions, unseen until all are there, and taken back whole."""

from __future__ import annotations

import json
import threading
import time
from functools import partial

import pytest
from django.db import connection

from dadkhah.archive import heads
from dadkhah.archive.access import Refused, visible_to
from dadkhah.archive.actions import import_list as module
from dadkhah.archive.actions.describe_list import describe_list
from dadkhah.archive.actions.describe_source import describe_source
from dadkhah.archive.actions.drop_import import sweep
from dadkhah.archive.actions.import_list import import_list
from dadkhah.archive.actions.save_mapping import save_mapping
from dadkhah.archive.actions.undo_import import undo_import
from dadkhah.archive.alone import Busy, alone_with
from dadkhah.archive.envelopes import opened
from dadkhah.archive.lists import ahead
from dadkhah.archive.lists.looking import check, look
from dadkhah.archive.lists.rows import Reading
from dadkhah.archive.models import LedgerEntry, ListImport, Record
from dadkhah.archive.queries.search import search
from dadkhah.archive.recording import LISTED
from dadkhah.archive.verify import verify
from dadkhah.archive.work import Cancelled
from dadkhah.sentences import unpacked
from tests.archive.list_files import HEADER, ROWS, file_of, listed_in, many


@pytest.fixture
def listed(world):
    return listed_in(world)


def faults() -> tuple:
    """Of a world that is really committed: verify looks at the database from outside."""
    heads.publish()
    found = verify(heads.place())
    assert found.counts["rows of account"]
    return found.faults


def names(actor) -> list[str]:
    return sorted(visible_to(actor).records().values_list("name", flat=True))


def read(world, listed, tmp_path, text, **options):
    return import_list(world.documenter, listed, file_of(world, tmp_path, text), **options)


def test_a_row_is_kept_as_given_and_told_in_columns(committed_world, tmp_path):
    world, listed = committed_world, listed_in(committed_world)
    done = read(world, listed, tmp_path, HEADER + ROWS)
    first, second, third = visible_to(world.reader).records().order_by("number")
    assert json.loads(first.given) == ["1", "Omid Rahgozar", "Nima", "m", "24", "1988-07-28", "Evin"]
    assert (first.number, first.key, first.name, first.father, first.sex) == (2, "1", "Omid Rahgozar", "Nima", "m")
    assert (first.age, first.event, first.event_first, first.place) == ("24", "1988-07-28", "1988-07-28", "Evin")
    assert (second.name, second.event, second.event_first) == ("لاله دادگر", "1367/5/8", "1988-07-30")
    assert (third.father, third.event_first) == ("", "1988-01-01")
    assert done.counts == {"rows": 3, "new": 3, "bad": 0, "gone": 0}
    assert json.loads(done.batch.header) == HEADER.strip().split(",")
    assert faults() == ()


def test_parts_of_a_name_are_put_together(world, listed, tmp_path):
    read(world, listed, tmp_path, "Apellido,Nombre,Materno,Casada,ar\nGómez,Inés,Núñez,Peña,\n")
    assert names(world.reader) == ["Inés Gómez Núñez (Peña)"]


def test_the_same_file_again_gives_nothing_new(world, listed, tmp_path):
    read(world, listed, tmp_path, HEADER + ROWS)
    entries = LedgerEntry.objects.count()
    again = import_list(world.documenter, listed, ListImport.objects.get().item)
    assert again.batch is None
    assert (again.counts["same"], again.counts["new"]) == (3, 0)
    assert LedgerEntry.objects.count() == entries
    assert Record.objects.count() == 3


def test_a_changed_row_is_a_new_version_found_by_the_lists_own_number(world, listed, tmp_path):
    read(world, listed, tmp_path, HEADER + ROWS)
    former = Record.objects.get(key="3")
    changed = "Name,No,Age,Father,Sex,Date,Place,More\n" + "Sara Sazegar,3,20,,f,1988,Gohardasht,\n" + "New Person,4,,,,,,\n"
    done = read(world, listed, tmp_path, changed)
    assert [done.counts[name] for name in ("new", "changed", "same", "gone")] == [1, 1, 0, 2]
    now = visible_to(world.reader).records().get(key="3")
    assert (now.previous_id, now.age) == (former.pk, "20")
    assert len(names(world.reader)) == 4
    with opened(done.batch.faults) as file:
        gone = {json.loads(line)["gone"] for line in file}
    assert gone == set(Record.objects.filter(key__in=("1", "2")).values_list("pk", flat=True))


def test_equal_columns_in_another_order_are_the_same_row(world, listed, tmp_path):
    read(world, listed, tmp_path, "Name,Age\nOmid Rahgozar,24\n")
    assert read(world, listed, tmp_path, "Age,Name,More\n24,Omid Rahgozar,\n").counts["same"] == 1


def test_without_a_number_equal_rows_are_as_many_records_as_there_are_rows(world, listed, tmp_path):
    same = "Name,Age\n" + "Omid Rahgozar,24\n" * 3
    assert read(world, listed, tmp_path, same).counts["new"] == 3
    more = read(world, listed, tmp_path, same + "Omid Rahgozar,24\n")
    assert (more.counts["same"], more.counts["new"]) == (3, 1)


def test_what_cannot_be_read_is_kept_beside_and_the_rest_goes_on(world, listed, tmp_path):
    text = HEADER.encode() + ROWS.encode() + b"4,B\xffd,,,,,\n5,Nima Golchin,,m,22,1988,Evin,too,long\n6,Last One,,,,,\n"
    done = read(world, listed, tmp_path, text)
    assert (done.counts["new"], done.counts["bad"]) == (4, 2)
    assert done.batch.faults.derived_from_id == done.batch.item_id
    with opened(done.batch.faults) as file:
        rest = [json.loads(line) for line in file]
    assert [(row["row"], row["cells"][0]) for row in rest] == [(5, "4"), (6, "5")]
    assert rest[0]["cells"][1] == "B\udcffd"
    assert rest[1]["cells"][-2:] == ["too", "long"]
    assert unpacked(rest[1]["reason"]).startswith("It has 9 cells")


def test_a_list_without_names_says_what_to_do_and_writes_nothing(world, listed, tmp_path):
    item = file_of(world, tmp_path, "Place,Age\nEvin,24\nEvin,24\n")
    with pytest.raises(ValueError, match="No column holds names"):
        import_list(world.documenter, listed, item)
    with pytest.raises(ValueError, match="no column “Who”") as caught:
        import_list(world.documenter, listed, item, {"name": ["Who"], "nonsense": ["Age"]})
    assert "“nonsense” is no field" in str(caught.value)
    assert not ListImport.objects.exists()


def test_all_values_equal_and_scripts_mixed_in_one_cell(world, listed, tmp_path):
    done = read(world, listed, tmp_path, "Name\n" + "Omid امید Rahgozar\n" * 20)
    assert done.counts["new"] == 20
    assert search(visible_to(world.reader), "امید rahgozar").total == 20


def test_the_newest_import_is_undone_and_former_versions_come_back(world, listed, tmp_path):
    first = read(world, listed, tmp_path, HEADER + ROWS).batch
    second = read(world, listed, tmp_path, HEADER + "3,Sara Sazegar,,f,20,1988,Gohardasht\n9,New Person,,,,,\n").batch
    with pytest.raises(ValueError, match="Only the newest import"):
        undo_import(world.documenter, first)
    undo_import(world.documenter, second)
    ages = dict(visible_to(world.reader).records().values_list("key", "age"))
    assert ages == {"1": "24", "2": "31", "3": "19"}
    assert search(visible_to(world.reader), "new person").total == 0
    with pytest.raises(ValueError, match="Only the newest import"):
        undo_import(world.documenter, second)
    undo_import(world.documenter, first)
    assert names(world.reader) == []
    assert visible_to(world.reader).records_ever().count() == 5
    assert read(world, listed, tmp_path, HEADER + ROWS).counts["new"] == 3


def test_records_are_found_by_name_in_any_script(world, listed, tmp_path):
    read(world, listed, tmp_path, HEADER + ROWS)
    found = search(visible_to(world.reader), "لاله دادگر")
    assert [(hit.kind, hit.title) for hit in found.hits] == [("record", "لاله دادگر")]
    assert search(visible_to(world.reader), "rahgozar", kinds=["record"]).total == 1
    assert search(visible_to(world.outsider), "rahgozar").total == 0
    assert search(visible_to(world.reader), "sazegar", year="1988").total == 1


def test_a_replaced_version_is_not_found(world, listed, tmp_path):
    read(world, listed, tmp_path, HEADER + ROWS)
    read(world, listed, tmp_path, HEADER + "1,Omid Rahgozar,Nima,m,25,1988-07-28,Evin\n")
    [hit] = search(visible_to(world.reader), "rahgozar").hits
    assert hit.row.age == "25"


def test_outsiders_see_nothing_of_it(world, listed, tmp_path):
    read(world, listed, tmp_path, HEADER + ROWS)
    for actor in (world.outsider, world.member_elsewhere):
        visible = visible_to(actor)
        rows = (visible.lists(), visible.list_imports(), visible.records(), visible.records_ever(), visible.mappings())
        assert not any(each.exists() for each in rows)
    assert visible_to(world.reader).records().count() == 3


def test_a_file_of_a_sealed_compartment_gives_records_that_only_its_people_see(committed_world, tmp_path):
    world, listed = committed_world, listed_in(committed_world)
    item = file_of(world, tmp_path, HEADER + ROWS, world.sealed)
    import_list(world.steward, listed, item)
    assert visible_to(world.reader).records().count() == 0
    assert search(visible_to(world.reader), "rahgozar").total == 0
    visible = visible_to(world.steward)
    assert visible.records().count() == 3
    assert all(visible.is_sensitive(record) for record in visible.records())
    assert faults() == ()


def test_only_who_may_import_does(world, listed, tmp_path):
    item = file_of(world, tmp_path, HEADER + ROWS)
    for actor in (world.reader, world.reviewer, world.outsider, world.member_elsewhere):
        with pytest.raises(Refused):
            import_list(actor, listed, item)
    done = import_list(world.documenter, listed, item)
    with pytest.raises(Refused):
        undo_import(world.reader, done.batch)


def test_a_hidden_item_is_not_read(world, listed, tmp_path):
    item = file_of(world, tmp_path, HEADER + ROWS, world.sealed)
    with pytest.raises(ValueError, match="not here"):
        import_list(world.documenter, listed, item)


def test_each_batch_is_an_entry_and_a_long_one_holds_count_and_root(committed_world, tmp_path, monkeypatch):
    world, listed = committed_world, listed_in(committed_world)
    monkeypatch.setattr(module, "MOST_ROWS", 200)
    before = LedgerEntry.objects.count()
    read(world, listed, tmp_path, many(500))
    entries = LedgerEntry.objects.filter(seq__gte=before + 1).order_by("seq")
    bodies = [json.loads(entry.body) for entry in entries]
    written = [body for body in bodies if body["action"] == "import_list" and "import" in (body.get("notes") or {})]
    assert [body["count"] for body in written] == [201, 200, 100]
    assert all(body["count"] > LISTED and "rows" not in body for body in written)
    assert faults() == ()


def test_what_is_broken_off_leaves_nothing(committed_world, tmp_path, monkeypatch):
    world, listed = committed_world, listed_in(committed_world)
    monkeypatch.setattr(module, "MOST_ROWS", 100)
    item = file_of(world, tmp_path, many(300))

    def cancel(_):
        assert visible_to(world.reader).records().count() == 0
        assert search(visible_to(world.reader), "omid").total == 0
        raise Cancelled

    with pytest.raises(Cancelled):
        import_list(world.documenter, listed, item, told=cancel)
    assert (Record.objects.count(), ListImport.objects.count()) == (0, 0)
    assert faults() == ()


def test_leftovers_are_swept_but_not_those_of_a_living_import(committed_world, tmp_path, monkeypatch):
    world, listed = committed_world, listed_in(committed_world)
    monkeypatch.setattr(module, "drop_import", lambda _: 0)
    item = file_of(world, tmp_path, many(300))
    with pytest.raises(KeyboardInterrupt):
        import_list(world.documenter, listed, item, told=lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
    assert Record.objects.count() == 300
    with alone_with(listed.pk):
        assert sweep() == 0
    assert sweep() == 300
    assert (Record.objects.count(), ListImport.objects.count()) == (0, 0)
    assert faults() == ()


def test_two_imports_of_one_list_at_once_are_refused(world, listed, tmp_path):
    item = file_of(world, tmp_path, HEADER + ROWS)
    with alone_with(listed.pk), pytest.raises(Busy, match="just now"):
        import_list(world.documenter, listed, item)


def test_rows_are_made_ready_by_a_process_of_its_own(committed_world, tmp_path, monkeypatch):
    world, listed = committed_world, listed_in(committed_world)
    text = many(9_000) + "9001,B\0d,\n"
    monkeypatch.setattr(ahead, "SMALL", 1000)
    done = read(world, listed, tmp_path, text)
    assert (done.counts["new"], done.counts["bad"]) == (9_000, 1)
    changed = text.replace("8999,Omid", "8999,Another")
    again = read(world, listed, tmp_path, changed)
    assert {name: again.counts[name] for name in ("new", "changed", "same", "gone", "bad")} == {
        "new": 0, "changed": 1, "same": 8_999, "gone": 0, "bad": 1,
    }  # fmt: skip
    assert faults() == ()


def test_a_header_fault_in_the_other_process_is_told(committed_world, tmp_path, monkeypatch):
    world, listed = committed_world, listed_in(committed_world)
    monkeypatch.setattr(ahead, "SMALL", 1)
    item = file_of(world, tmp_path, HEADER + ROWS, committed_world.sealed)
    assert import_list(world.steward, listed, item).counts["new"] == 3
    with pytest.raises(ValueError, match="There is no encoding"):
        import_list(world.steward, listed, item, reading=Reading(encoding="klingon"))


def test_another_writer_comes_in_between(committed_world, tmp_path):
    """While a large list is read in, nobody waits for the write lock longer than for one batch."""
    if connection.vendor != "sqlite":
        pytest.skip("Only on SQLite is there one write lock.")
    world, listed = committed_world, listed_in(committed_world)
    item = file_of(world, tmp_path, many(20_000))
    waits, stop = [], threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            begun = time.monotonic()
            describe_source(world.steward, world.main, title=f"Between {number}", kind="ngo")
            waits.append(time.monotonic() - begun)
            number += 1
            time.sleep(0.01)
        connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        done = import_list(world.documenter, listed, item)
    finally:
        stop.set()
        thread.join()
    assert done.counts["new"] == 20_000
    assert len(waits) > 5
    assert faults() == ()


def test_a_look_and_a_check_write_nothing(world, tmp_path):
    item = file_of(world, tmp_path, HEADER + ROWS + "7,Too Long,,,,,,x\n")
    file = partial(opened, item)
    found = look(file)
    assert found.header == HEADER.strip().split(",")
    assert found.columns["name"] == ["Name"]
    assert (found.reading.encoding, found.reading.delimiter) == ("utf-8", ",")
    before = LedgerEntry.objects.count()
    checked = check(file, found)
    assert (checked.counts["new"], checked.counts["bad"]) == (3, 1)
    assert json.loads(checked.rest[0])["row"] == 5
    assert LedgerEntry.objects.count() == before


def test_a_list_is_described_and_described_anew(world, listed):
    origin = describe_source(world.steward, world.main, handle="S-ORIGIN", title="Older list", kind="ngo")
    describe_list(world.documenter, listed.source, period="1988-07/1988-09", duplicate_free="yes", derives_from=[origin])
    listed.refresh_from_db()
    listed.source.refresh_from_db()
    assert (listed.rule, listed.period, listed.duplicate_free) == ("Everybody who is made up", "1988-07/1988-09", "yes")
    assert listed.source.derives_from == "S-ORIGIN"
    with pytest.raises(ValueError, match="“yes” or “no”") as caught:
        describe_list(world.documenter, listed.source, period="someday", duplicate_free="perhaps", derives_from=[listed.source])
    assert "derive from itself" in str(caught.value)
    with pytest.raises(Refused):
        describe_list(world.reader, listed.source, rule="Other")


def test_a_mapping_is_kept_under_its_name(world, listed):
    made = save_mapping(world.documenter, " Their lists ", {"name": ["Who"], "age": []}, listed)
    again = save_mapping(world.documenter, "Their lists", {"name": ["Name"]}, listed)
    assert made.pk == again.pk
    again.refresh_from_db()
    assert json.loads(again.columns) == {"name": ["Name"]}
    assert visible_to(world.reader).mappings().count() == 1
    own = save_mapping(world.documenter, "Mine", {"name": ["Name"]})
    assert own not in visible_to(world.reader).mappings()
    with pytest.raises(ValueError, match="Give the mapping a name") as caught:
        save_mapping(world.documenter, "", {"place": ["x"]})
    assert "No column holds names" in str(caught.value)
    with pytest.raises(Refused):
        save_mapping(world.reader, "Theirs", {"name": ["Name"]})


def test_a_date_that_may_be_of_two_calendars_is_counted_and_gets_no_day(world, listed, tmp_path):
    text = "No,Name,التاريخ الهجري\n1,Omid Rahgozar,1388/1/2\n2,Sara Sazegar,1988-07-28\n3,Nima Golchin,1388 شمسی\n"
    done = read(world, listed, tmp_path, text)
    assert json.loads(done.batch.columns)["either"] == ["التاريخ الهجري"]
    assert done.counts["unclear"] == 1
    days = dict(visible_to(world.reader).records().values_list("key", "event_first"))
    assert days == {"1": "", "2": "1988-07-28", "3": "2009-03-21"}
