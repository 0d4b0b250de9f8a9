"""Tiles and checkpoint follow each commit, can be made again from the database, and never sign a second history."""

from __future__ import annotations

import json
import multiprocessing

import pytest
from django.conf import settings
from django.db import connection

from dadkhah.archive import heads
from dadkhah.archive.models import LedgerEntry, LedgerHead, Subject
from dadkhah.archive.recording import recording
from dadkhah.archive.verify.checkpoints import open_subtrees
from dadkhah.evidence.checkpoint import SigningKey
from dadkhah.evidence.digests import leaf_hash
from dadkhah.evidence.proof import check_proof
from dadkhah.evidence.tiles import check_tiles
from dadkhah.evidence.tree import Tree
from tests.archive.publish_worker import publish_often


def grow(count: int) -> None:
    """So many entries about nothing, faster than by actions."""
    head = heads.lock()
    bodies = [f'{{"seq":{seq}}}'.encode() for seq in range(head.size, head.size + count)]
    leaves = [leaf_hash(body) for body in bodies]
    LedgerEntry.objects.bulk_create(
        LedgerEntry(seq=head.size + n, body=body.decode(), leaf=leaf.hex())
        for n, (body, leaf) in enumerate(zip(bodies, leaves, strict=True))
    )
    tree = Tree(heads.leaves(0, head.size) + b"".join(leaves))
    head.size, head.root = tree.size, tree.root().hex()
    head.frontier = json.dumps([part.hex() for part in open_subtrees(tree)])
    head.save()


def faults() -> list[str]:
    return list(check_tiles(settings.PLACE.ledger, heads.tree(), heads.bodies(0, LedgerHead.objects.get().size)))


def vkey() -> str:
    return SigningKey.load(settings.PLACE.signing_key).vkey


def test_a_commit_is_followed_by_its_tiles_and_its_checkpoint(committed_world):
    with recording(committed_world.steward, "add") as record:
        record.add(Subject(kind="person", handle="x"))
    signed = heads.published(settings.PLACE, vkey())
    assert signed.size == record.seq + 1
    assert signed.root == heads.tree().root()
    assert faults() == []


@pytest.mark.parametrize("steps", [[1] * 12, [250, 3, 3, 3], [300, 300, 1, 255, 256, 1], [1023, 1, 1]])
def test_tiles_grow_step_by_step_without_the_whole_tree(world, steps, monkeypatch):
    heads.publish()
    monkeypatch.setattr(heads, "tree", None)
    for step in steps:
        grow(step)
        heads.publish()
    monkeypatch.undo()
    assert faults() == []
    assert heads.published(settings.PLACE, vkey()).root == heads.tree().root()


def test_one_more_entry_reads_only_the_right_edge(world, monkeypatch):
    grow(3000)
    heads.publish()
    read, leaves = [], heads.leaves
    monkeypatch.setattr(heads, "leaves", lambda start, stop: read.append(stop - start) or leaves(start, stop))
    grow(1)
    read.clear()
    heads.publish()
    assert set(read) == {1}


def test_lost_tiles_are_made_again(world):
    grow(600)
    heads.publish()
    for path in settings.PLACE.ledger.glob("tile/*/*"):
        path.unlink() if path.is_file() else None
    grow(1)
    heads.publish(anew=True)
    assert faults() == []


def test_a_cut_off_publication_is_finished(world):
    """The wider tile is there, the checkpoint still the old one: as after a power cut between the two."""
    heads.publish()
    before = (settings.PLACE.ledger / "checkpoint").read_text()
    grow(3)
    heads.publish()
    heads.write_file(settings.PLACE.ledger / "checkpoint", before)
    grow(1)
    heads.publish()
    assert faults() == []


def test_a_database_older_than_its_checkpoint_is_not_signed(world):
    grow(5)
    heads.publish()
    signed = (settings.PLACE.ledger / "checkpoint").read_text()
    LedgerHead.objects.update(size=LedgerHead.objects.get().size - 1)
    with pytest.raises(heads.NotPublished, match="older than its checkpoint"):
        heads.publish()
    assert (settings.PLACE.ledger / "checkpoint").read_text() == signed


def test_another_history_is_not_signed(world):
    heads.publish()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_head SET root = %s", ["0" * 64])
    with pytest.raises(heads.NotPublished, match="does not continue"):
        heads.publish()


def test_a_commit_stands_even_if_it_cannot_be_signed(committed_world, caplog):
    settings.PLACE.signing_key.chmod(0o644)
    with recording(committed_world.steward, "add") as record:
        row = record.add(Subject(kind="person", handle="x"))
    assert Subject.objects.filter(pk=row.pk).exists()
    assert "not under a signed checkpoint" in caplog.text
    settings.PLACE.signing_key.chmod(0o600)
    heads.publish()
    assert heads.published(settings.PLACE, vkey()).size == record.seq + 1


@pytest.mark.parametrize("size", [1, 255, 256, 700])
def test_a_stranger_can_check_the_proof_of_an_entry(world, size):
    grow(size)
    heads.publish()
    for seq in (0, size // 2, LedgerHead.objects.get().size - 1):
        leaf = bytes.fromhex(LedgerEntry.objects.get(seq=seq).leaf)
        assert check_proof(heads.inclusion_proof(seq), leaf, vkey()).root == heads.tree().root()
    with pytest.raises(heads.NotPublished):
        heads.inclusion_proof(LedgerHead.objects.get().size)


def test_processes_that_publish_at_once_leave_the_newest(committed_world):
    context = multiprocessing.get_context("spawn")
    given = (str(settings.PLACE.root), connection.settings_dict["NAME"], 15)
    processes = [context.Process(target=publish_often, args=given) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]
    head = LedgerHead.objects.get()
    signed = heads.published(settings.PLACE, vkey())
    assert (signed.size, signed.root.hex()) == (head.size, head.root)
    assert Tree(heads.leaves(0, head.size)).root().hex() == head.root
    assert faults() == []
