"""What one action writes is one entry: each row once, as the database holds it, with what it was before."""

from __future__ import annotations

import json
import threading

import pytest
from django.db import connections

from dadkhah.archive.access import Actor, Unnamed
from dadkhah.archive.actions.describe_source import describe_source
from dadkhah.archive.models import Erasure, LedgerEntry, LedgerHead, LedgerRow, Source, Subject
from dadkhah.archive.recording import LISTED, body_of, line_value, recording
from dadkhah.archive.verify.rows import check_rows
from dadkhah.evidence.canonical import canonical
from dadkhah.evidence.digests import leaf_hash, row_digest
from dadkhah.evidence.tree import root_of


@pytest.fixture
def source(world) -> Source:
    return describe_source(world.documenter, world.main, handle="S-ONE", title="A report", kind="court")


def lines_of(row) -> list[LedgerRow]:
    return list(LedgerRow.objects.filter(table=row._meta.db_table, pk_value=row.pk).order_by("seq"))


def last_entry() -> dict:
    return json.loads(LedgerEntry.objects.latest("seq").body)


def is_digest_of(line: LedgerRow, body: bytes) -> bool:
    return row_digest(bytes.fromhex(line.salt), body).hex() == line.digest


def test_an_entry_names_who_did_what_and_its_lines_hash_to_the_rows(world, source):
    [line] = lines_of(Source.objects.get(pk=source.pk))
    entry = last_entry()
    assert (entry["actor"], entry["action"]) == (world.documenter.id, "describe_source")
    assert line_value("source", source.pk, 1, line.digest) in entry["rows"]
    assert is_digest_of(line, body_of(Source.objects.get(pk=source.pk)))
    assert "A report" not in LedgerEntry.objects.latest("seq").body


def test_nothing_is_written_without_an_actor_and_no_entry_without_a_row(world):
    size = LedgerHead.objects.get().size
    with pytest.raises(Unnamed), recording(Actor(None), "add"):
        pass
    with recording(world.steward, "add"):
        pass
    assert LedgerHead.objects.get().size == size


def test_an_action_that_fails_leaves_nothing(world):
    size = LedgerHead.objects.get().size
    with pytest.raises(ValueError, match="NUL"), recording(world.steward, "add") as record:
        record.add_all(Subject(kind="person", handle=handle) for handle in ("fine", "a\0b"))
    assert LedgerHead.objects.get().size == size
    assert not Subject.objects.exists()


def test_a_change_keeps_what_the_row_was_before(world, source):
    before = body_of(source)
    with recording(world.steward, "describe_source") as record:
        assert record.change(source, title="Another title")
        assert not record.change(source, title="Another title")
    first, second = lines_of(source)
    assert second.body.encode() == before
    assert is_digest_of(first, before)
    assert is_digest_of(second, body_of(Source.objects.get(pk=source.pk)))


def test_a_row_changed_twice_has_one_line_with_its_first_form(world, source):
    before = body_of(source)
    with recording(world.steward, "describe_source") as record:
        record.change(source, title="Another title")
        record.change(source, note="A note")
    assert [line.body for line in lines_of(source)] == [None, before.decode()]
    assert (Source.objects.get(pk=source.pk).title, Source.objects.get(pk=source.pk).note) == (
        "Another title",
        "A note",
    )


def test_a_row_added_and_changed_in_one_action_has_one_line(world):
    with recording(world.steward, "add") as record:
        row = record.add(Subject(kind="person", handle="x"))
        record.change(row, handle="y")
    [line] = lines_of(row)
    assert line.body is None
    assert is_digest_of(line, body_of(Subject.objects.get(pk=row.pk)))


def test_an_empty_key_is_not_taken_for_a_missing_one(world):
    """The column of keys takes both; the digest is of what the table holds."""
    with recording(world.steward, "add") as record:
        empty = record.add(Subject(kind="person", handle="x", key=""))
        missing = record.add(Subject(kind="person", handle="x"))
    assert b'"key":""' in body_of(empty)
    assert b'"key"' not in body_of(missing)
    assert check_rows("subject", None, None).suspects == []
    assert [Subject.objects.get(pk=row.pk).key for row in (empty, missing)] == ["", None]


def test_a_row_changed_and_removed_has_one_line_that_says_it_is_gone(world, source):
    before = body_of(source)
    source.standings.all().delete()
    with recording(world.steward, "describe_source") as record:
        record.change(source, title="Another title")
        record.remove(source)
    last = lines_of(source)[-1]
    assert (last.digest, last.salt, last.body) == (None, None, before.decode())
    assert not Source.objects.exists()


def test_a_row_read_long_ago_loses_nothing_that_was_written_since(world, source):
    stale = Source.objects.get(pk=source.pk)
    with recording(world.steward, "describe_source") as record:
        record.change(source, title="Another title")
    between = body_of(source)
    with recording(world.steward, "describe_source") as record:
        record.change(stale, note="A note")
    assert Source.objects.get(pk=source.pk).title == "Another title"
    assert lines_of(source)[-1].body.encode() == between


def test_two_copies_of_one_row_in_one_action_are_refused(world, source):
    with recording(world.steward, "describe_source") as record:
        record.change(source, title="Another title")
        with pytest.raises(ValueError, match="two copies"):
            record.change(Source.objects.get(pk=source.pk), note="A note")


def test_a_long_entry_holds_count_and_root_of_its_lines(world):
    with recording(world.steward, "add") as record:
        record.add_all(Subject(kind="person", handle=str(n)) for n in range(LISTED + 1))
    entry = last_entry()
    lines = LedgerRow.objects.filter(seq=record.seq).order_by("line")
    hashes = [leaf_hash(canonical(line_value(x.table, x.pk_value, x.form, x.digest))) for x in lines]
    assert entry["count"] == LISTED + 1
    assert entry["root"] == root_of(hashes).hex()
    assert "rows" not in entry


def test_an_entry_too_long_for_the_tiles_is_refused(world):
    with pytest.raises(ValueError, match="smaller parts"), recording(world.steward, "read") as record:
        record.notes["shown"] = ["x" * 32] * 2000


def test_the_head_is_the_root_of_all_leaves(world, source):
    head = LedgerHead.objects.get()
    leaves = [bytes.fromhex(leaf) for leaf in LedgerEntry.objects.order_by("seq").values_list("leaf", flat=True)]
    assert head.size == len(leaves)
    assert head.root == root_of(leaves).hex()


def test_an_erased_row_keeps_neither_salt_nor_body_of_its_past(world, source):
    with recording(world.steward, "describe_source") as record:
        record.change(source, title="Another title")
    with recording(world.steward, "erase") as record:
        record.erase(source, title="")
    *past, last = lines_of(source)
    assert {(line.salt, line.body) for line in [*past]} == {(None, None)}
    assert last.body is None
    assert is_digest_of(last, body_of(Source.objects.get(pk=source.pk)))
    assert last_entry()["erased"] == sorted(line.pk for line in past)
    assert set(Erasure.objects.values_list("ledger_row_id", "seq")) == {(line.pk, record.seq) for line in past}


def test_writers_at_once_each_get_their_own_number(committed_world):
    """Each thread changes a subject of its own; numbers follow without a gap, and the checkpoint signs the last."""
    size, faults = LedgerHead.objects.get().size, []

    def write(name: str) -> None:
        try:
            for n in range(5):
                with recording(committed_world.steward, "add") as record:
                    record.add(Subject(kind="person", handle=f"{name}{n}"))
        except Exception as fault:  # noqa: BLE001 - told in the test's thread
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert list(LedgerEntry.objects.order_by("seq").values_list("seq", flat=True)) == list(range(size + 20))
    from dadkhah.archive import heads
    from dadkhah.evidence.checkpoint import SigningKey

    place = heads.place()
    signed = heads.published(place, SigningKey.load(place.signing_key).vkey)
    head = LedgerHead.objects.get()
    assert (signed.size, signed.root.hex()) == (head.size, head.root)
