"""Stored bytes, tiles, checkpoint, keys, derived rows and the database's form: each damage is found and named."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections, transaction

from dadkhah.archive import derived, heads
from dadkhah.archive.actions.erase import erase
from dadkhah.archive.models import Claim, Label, SearchDocument, Zone
from dadkhah.archive.recording import recording
from dadkhah.archive.tables import EPHEMERAL
from dadkhah.archive.verify import Report, checkpoints, verify
from dadkhah.evidence.checkpoint import SigningKey
from tests.archive.verify.conftest import drop_triggers, make_triggers, unguarded


@pytest.fixture(autouse=True)
def impatient(monkeypatch) -> None:
    monkeypatch.setattr(checkpoints, "PATIENCE", 0)


def found(report: Report) -> set[tuple[str, str]]:
    return {(fault.kind, fault.where) for fault in report.faults}


def run(statement: str, *parameters: Any) -> None:
    with unguarded() as cursor:
        cursor.execute(statement, parameters)


def stored(whole, item) -> Path:
    path = whole.place.store / item.digest[:2] / item.digest[2:4] / item.digest
    path.chmod(0o644)
    return path


# Bytes


@pytest.mark.parametrize("damage", ["altered", "longer", "missing", "a link"])
def test_damaged_bytes(whole, damage, tmp_path):
    path = stored(whole, whole.item)
    if damage == "altered":
        path.write_text(path.read_text().replace("first", "third"))
    if damage == "longer":
        path.write_text(path.read_text() + ".")
    if damage in ("missing", "a link"):
        moved = shutil.move(path, tmp_path / "moved")
    if damage == "a link":
        path.symlink_to(moved)
    name = path.relative_to(whole.place.root).as_posix()
    assert found(verify(whole.place)) == {("bytes", name)}


def test_a_file_that_is_none_of_the_archives(whole):
    (whole.place.store / "ab").mkdir(exist_ok=True)
    (whole.place.store / "ab" / "note.txt").write_text("Put here by somebody.")
    wrong = stored(whole, whole.item).with_name("0" * 64)
    wrong.write_text("These bytes have another digest.")
    names = {"store/ab/note.txt", wrong.relative_to(whole.place.root).as_posix()}
    assert found(verify(whole.place)) == {("bytes", name) for name in names}


def test_a_whole_file_without_an_item_is_told_and_no_damage(whole):
    """A power cut between the file and its row leaves one; it says nothing about the archive."""
    from dadkhah.evidence.store import Store

    (whole.place.root.parent / "new.txt").write_text("On its way in.")
    sealed = Store(whole.place.store).seal(whole.place.root.parent / "new.txt")
    report = verify(whole.place)
    assert report.holds
    assert any(sealed.digest in sentence for sentence in report.not_proven)


def test_bytes_of_an_erased_item_that_are_back(whole):
    path = stored(whole, whole.item)
    content = path.read_bytes()
    erase(whole.steward, whole.item)
    assert verify(whole.place).holds
    assert not path.exists()
    path.write_bytes(content)
    report = verify(whole.place)
    assert found(report) == {("bytes", path.relative_to(whole.place.root).as_posix())}
    assert "erased" in report.faults[0].message


# Tiles, checkpoint, keys


@pytest.mark.parametrize("tile", ["tile/entries/000.p/{}", "tile/0/000.p/{}"])
def test_altered_and_missing_tiles(whole, tile):
    from dadkhah.archive.models import LedgerHead

    path = whole.place.ledger / tile.format(LedgerHead.objects.get().size)
    where = f"ledger/{path.relative_to(whole.place.ledger).as_posix()}"
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert found(verify(whole.place)) == {("tiles", where)}
    path.unlink()
    assert found(verify(whole.place)) == {("tiles", where)}
    heads.publish(anew=True)
    assert verify(whole.place).holds


def test_an_altered_and_a_missing_checkpoint(whole):
    path = whole.place.ledger / "checkpoint"
    path.write_text(path.read_text().replace("example.org/test\n", "example.org/test\n1", 1))
    assert found(verify(whole.place)) == {("checkpoint", "ledger/checkpoint")}
    path.unlink()
    assert found(verify(whole.place)) == {("checkpoint", "ledger/checkpoint")}


def test_a_replaced_key(whole):
    whole.place.signing_key.unlink()
    SigningKey.generate("example.org/test").save(whole.place.signing_key)
    assert found(verify(whole.place)) == {("key", "keys/checkpoint.key")}
    with pytest.raises(heads.NotPublished):
        heads.publish()


def test_a_copy_without_keys_is_checked_with_the_key_that_lies_beside_the_tiles(whole):
    whole.place.signing_key.unlink()
    report = verify(whole.place)
    assert report.holds
    assert any("signing key is not here" in sentence for sentence in report.not_proven)
    (whole.place.ledger / "vkey").unlink()
    assert found(verify(whole.place)) == {("key", "keys")}


def test_a_key_that_others_may_read(whole):
    whole.place.signing_key.chmod(0o644)
    assert found(verify(whole.place)) == {("key", "keys/checkpoint.key")}


# What follows from the rows


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("UPDATE label SET text = 'Another name' WHERE id = %s", "label"),
        ("DELETE FROM label WHERE id = %s", "label"),
        ("UPDATE label SET subject_id = 'ffff' WHERE id = %s", "label"),
        ("UPDATE sighting SET kind = 'group' WHERE object_id = %s", "sighting"),
        ("DELETE FROM sighting WHERE object_id = %s", "sighting"),
        ("UPDATE search_document SET tokens = 'other words' WHERE object_id = %s", "search_document"),
        ("UPDATE search_document SET kind = 'nothing' WHERE object_id = %s", "search_document"),
        ("UPDATE zone_set SET zones = zones || ' ffff' WHERE id = %s", "zone_set"),
    ],
)
def test_damaged_derived_rows(whole, statement, table):
    model = {
        "label": Label,
        "search_document": SearchDocument,
        "sighting": derived.Sighting,
        "zone_set": derived.ZoneSet,
    }
    row = model[table].objects.first()
    key = row.object_id if table == "search_document" else row.pk
    run(statement, key)
    report = verify(whole.place)
    assert ("derived", f"{table} {key}") in found(report)
    assert {kind for kind, _ in found(report)} <= {"derived", "index"}
    with transaction.atomic():
        derived.rebuild()
    assert verify(whole.place).holds


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE search_document SET tokens = tokens || ' slander' WHERE object_id = %s",
        "DELETE FROM search_document WHERE object_id = %s",
    ],
)
def test_what_search_finds_in_a_text_follows_from_the_file(whole, statement):
    document = SearchDocument.objects.filter(kind="document_reading").first()
    run(statement, document.object_id)
    assert ("derived", f"search_document {document.object_id}") in found(verify(whole.place))
    assert verify(whole.place, following=False).holds


def test_an_index_that_lacks_words(whole):
    document = SearchDocument.objects.filter(kind="claim").last()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            command = "INSERT INTO search_index(search_index, rowid, tokens) VALUES ('delete', %s, %s)"
            cursor.execute(command, [document.pk, document.tokens])
        else:
            cursor.execute("DELETE FROM search_index WHERE id = %s", [document.pk])
    assert found(verify(whole.place)) == {("index", f"search_index {document.pk}")}


def test_a_claim_in_a_zone_that_is_not_its_own(whole):
    """Written with an entry, so that only the rule itself can tell."""
    held = Zone.objects.filter(held=True).first()
    with recording(whole.steward, "record_claim") as record:
        record.change(Claim.objects.get(pk=whole.born.pk), zone_id=held.pk)
    assert found(verify(whole.place)) == {("zone", f"claim {whole.born.pk}")}


# The database's form


@pytest.mark.parametrize(
    ("damage", "mend", "fault"),
    [
        ("CREATE TABLE shadow (id integer)", "DROP TABLE shadow", ("schema", "shadow")),
        ("CREATE VIEW shown AS SELECT 1", "DROP VIEW shown", ("schema", "shown")),
        ("ALTER TABLE claim ADD hidden text", "ALTER TABLE claim DROP COLUMN hidden", ("schema", "claim: hidden")),
    ],
)
def test_tables_and_columns_that_nobody_declared(whole, damage, mend, fault):
    with connection.cursor() as cursor:
        cursor.execute(damage)
        try:
            assert found(verify(whole.place)) == {fault}
        finally:
            cursor.execute(mend)


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_row", "erasure"])
def test_dropped_and_altered_triggers(whole, table):
    lite = connection.vendor == "sqlite"
    name = f"{table}_DELETE_refused" if lite else f"{table}_refused"
    with connection.cursor() as cursor:
        if lite:
            cursor.execute(f"DROP TRIGGER {name}")
            assert found(verify(whole.place)) == {("trigger", name)}
            cursor.execute(f"CREATE TRIGGER {name} BEFORE DELETE ON {table} BEGIN SELECT 1; END")
        else:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
            assert found(verify(whole.place)) == {("trigger", name)}
            cursor.execute(f"DROP TRIGGER {name} ON {table}")
        assert found(verify(whole.place)) == {("trigger", name)}
        drop_triggers(cursor)
        assert len(found(verify(whole.place))) == (9 if lite else 6)
        make_triggers(cursor)
    assert verify(whole.place).holds


def test_a_trigger_that_is_not_the_archives(whole):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("CREATE TRIGGER spy AFTER INSERT ON claim BEGIN SELECT 1; END")
        else:
            cursor.execute("CREATE TRIGGER spy BEFORE INSERT ON claim FOR EACH ROW EXECUTE FUNCTION ledger_refuses()")
        try:
            assert found(verify(whole.place)) == {("trigger", "spy")}
        finally:
            cursor.execute("DROP TRIGGER spy" + ("" if connection.vendor == "sqlite" else " ON claim"))


def test_it_says_what_it_does_not_cover(whole):
    told = " ".join(verify(whole.place).not_proven)
    assert all(table in told for table in EPHEMERAL)
    for words in ("password", "clock", "checkpoint kept outside", "Who read"):
        assert words in told


def test_the_archive_may_be_written_to_meanwhile(whole, monkeypatch):
    monkeypatch.setattr(checkpoints, "PATIENCE", 10)
    stop, written = threading.Event(), []

    def write() -> None:
        while not stop.is_set():
            with recording(whole.steward, "describe_source") as record:
                record.change(whole.source, note=f"Read {len(written)} times")
            written.append(record.seq)
        connections.close_all()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        reports = [verify(whole.place) for _ in range(4)]
    finally:
        stop.set()
        writer.join()
    assert [report.faults for report in reports] == [()] * 4
    assert reports[-1].counts["entries"] > reports[0].counts["entries"]
