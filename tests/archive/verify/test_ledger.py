"""A ledger that was rewritten, cut, rolled back, forged or erased from is found, and what cannot be proved is said."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from dadkhah.archive import derived, heads, keyring
from dadkhah.archive.actions.erase import erase
from dadkhah.archive.fields import new_id
from dadkhah.archive.models import LedgerEntry, LedgerHead, LedgerRow, Role
from dadkhah.archive.recording import body_of, line_value, listed, recording
from dadkhah.archive.tables import ledgered
from dadkhah.archive.verify import Report, checkpoints, verify
from dadkhah.evidence.canonical import canonical
from dadkhah.evidence.checkpoint import Checkpoint, SigningKey, sign
from dadkhah.evidence.digests import leaf_hash, new_salt, row_digest
from dadkhah.evidence.witness import Request, WitnessKey, witness
from tests.archive.verify.conftest import contents, insert, unguarded


@pytest.fixture(autouse=True)
def impatient(monkeypatch) -> None:
    """Nobody is about to sign here."""
    monkeypatch.setattr(checkpoints, "PATIENCE", 0)


def own_checkpoint(whole) -> str:
    return (whole.place.ledger / "checkpoint").read_text()


def kinds(report: Report) -> set[str]:
    return {fault.kind for fault in report.faults}


def at(report: Report, kind: str) -> set[str]:
    return {fault.where for fault in report.faults if fault.kind == kind}


def run(statement: str, *parameters: Any) -> None:
    with unguarded() as cursor:
        cursor.execute(statement, parameters)


def change_a_source(whole, **values: str) -> int:
    with recording(whole.steward, "describe_source") as record:
        record.change(whole.source, **values)
    return record.seq


# What is kept outside


def test_a_checkpoint_kept_outside_agrees(whole, tmp_path):
    file = tmp_path / "kept.txt"
    file.write_text(own_checkpoint(whole))
    change_a_source(whole, note="Read again")
    for given in (file.read_text(), str(file)):
        report = verify(whole.place, [given])
        assert report.level == "agrees with an outside checkpoint", report.faults
        assert report.holds


def test_checkpoints_kept_outside_are_named_by_their_file_and_by_who_signed(whole, tmp_path):
    older, rewritten = tmp_path / "older.txt", tmp_path / "by-a-notary.txt"
    older.write_text(own_checkpoint(whole))
    change_a_source(whole, note="Read again")
    key = keyring.signing_key(whole.place)
    rewritten.write_text(sign(Checkpoint(key.origin, 2, bytes(32)), key))
    report = verify(whole.place, [str(older), str(rewritten), older.read_text()])
    assert at(report, "outside") == {f"outside checkpoint {rewritten}"}
    name = "+".join(key.vkey.split("+")[:2])
    assert f"signed by the key {name}." in report.faults[0].message
    for which in (older, "3"):
        assert any(f"kept outside ({which}), signed by the key {name}." in told for told in report.proven), report.proven


def test_a_witness_who_signed_the_checkpoint_kept_outside_is_named(whole, tmp_path):
    """Only one whose key the archive has: others are not ours to judge."""
    anna, kept = WitnessKey.generate("witness.example/anna"), tmp_path / "cosigned.txt"
    own = own_checkpoint(whole)
    kept.write_text(witness(Request(0, (), own), None, keyring.signing_key(whole.place).vkey, anna, 1_795_456_381))
    report = verify(whole.place, [str(kept)])
    assert (report.level, anna.name in " ".join(report.proven)) == ("agrees with an outside checkpoint", False)
    (whole.place.ledger / "witnesses").write_text(f"{anna.vkey}\n")
    assert any(f", the witness {anna.name}." in told for told in verify(whole.place, [str(kept)]).proven)


def test_the_archives_own_checkpoint_never_counts_as_outside(whole, tmp_path):
    own = whole.place.ledger / "checkpoint"
    (tmp_path / "link").symlink_to(own)
    (tmp_path / "hard").hardlink_to(own)
    shutil.copy(own, whole.place.root / "copy")
    inside = [own, tmp_path / "link", tmp_path / "hard", whole.place.root / "copy", whole.place.ledger / "../copy"]
    report = verify(whole.place, list(map(str, inside)))
    assert report.holds
    assert report.level == "internally consistent"
    assert any("5 given were left aside" in sentence for sentence in report.not_proven)


def test_a_database_rolled_back_with_its_files(whole):
    change_a_source(whole, note="Read again")
    kept = own_checkpoint(whole)
    whole.restore()
    assert verify(whole.place).level == "internally consistent"
    report = verify(whole.place, [kept])
    assert at(report, "outside") == {"outside checkpoint 1"}
    assert "rolled back" in report.faults[0].message


def test_a_database_rolled_back_under_its_own_checkpoint(whole):
    change_a_source(whole, note="Read again")
    whole.restore_tables()
    report = verify(whole.place)
    assert kinds(report) == {"checkpoint"}
    assert "rolled back" in report.faults[0].message


def test_a_checkpoint_of_another_archive(whole):
    key = SigningKey.generate("example.org/test")
    report = verify(whole.place, [sign(Checkpoint(key.name, 1, bytes(32)), key), "no such file"])
    assert at(report, "outside") == {"outside checkpoint 1", "outside checkpoint no such file"}


def test_an_attacker_with_everything_is_seen_only_from_outside(whole):
    """Database, store, tiles and signing key: all is rewritten, and fits."""
    kept = own_checkpoint(whole)
    rewrite_item(whole)
    run("UPDATE claim SET value = 'In no town' WHERE id = %s", whole.born.pk)
    reseal("claim", whole.born.pk)
    reseal("item", whole.item.pk)
    recommit()
    with transaction.atomic():
        derived.rebuild()
    shutil.rmtree(whole.place.ledger)
    heads.publish(anew=True)
    report = verify(whole.place)
    assert report.faults == ()
    assert report.level == "internally consistent"
    assert "Internally consistent only." in " ".join(report.not_proven)
    report = verify(whole.place, [kept])
    assert not report.holds
    assert at(report, "outside") == {"outside checkpoint 1"}
    assert "rewritten" in report.faults[0].message


def rewrite_item(whole) -> None:
    text = "What the first witness never wrote."
    digest = sha256(text.encode()).hexdigest()
    path = whole.place.store / digest[:2] / digest[2:4] / digest
    path.parent.mkdir(parents=True)
    path.write_text(text)
    old = whole.item.digest
    (whole.place.store / old[:2] / old[2:4] / old).unlink()
    run("UPDATE item SET digest = %s, size = %s WHERE id = %s", digest, len(text), whole.item.pk)


def reseal(table: str, pk: str) -> None:
    """Give the newest line of a row the digest of the row as it is now."""
    line = LedgerRow.objects.filter(table=table, pk_value=pk).order_by("-seq").first()
    row = ledgered(table).model.objects.get(pk=pk)
    digest = row_digest(bytes.fromhex(line.salt), body_of(row)).hex()
    run("UPDATE ledger_row SET digest = %s WHERE id = %s", digest, line.pk)


def recommit() -> None:
    """Write every entry, leaf and the head anew over the lines as they are now."""
    head = LedgerHead(id=1, size=0, root="", frontier="[]")
    with unguarded() as cursor:
        for entry in LedgerEntry.objects.order_by("seq"):
            value = json.loads(entry.body)
            for name in ("rows", "count", "root"):
                value.pop(name, None)
            lines = LedgerRow.objects.filter(seq=entry.seq).order_by("line")
            values = [line_value(line.table, line.pk_value, line.form, line.digest) for line in lines]
            body = canonical({**value, **listed("rows", values, always=True)})
            leaf = leaf_hash(body)
            cursor.execute(
                "UPDATE ledger_entry SET body = %s, leaf = %s WHERE seq = %s", [body.decode(), leaf.hex(), entry.seq]
            )
            heads.extend(head, leaf)


# What was done to the ledger


@pytest.mark.parametrize("seq", [0, 7])
def test_an_edited_entry(whole, seq):
    run('UPDATE ledger_entry SET body = replace(body, \'"action":"\', \'"action":"not_\') WHERE seq = %s', seq)
    assert at(verify(whole.place), "entry") == {f"ledger_entry {seq}"}


def test_an_entry_that_is_no_longer_canonical(whole):
    run("UPDATE ledger_entry SET body = replace(body, ',', ', ') WHERE seq = 3")
    report = verify(whole.place)
    assert at(report, "entry") == {"ledger_entry 3"}
    assert any("not canonical" in fault.message for fault in report.faults)


@pytest.mark.parametrize("seq", [0, 5, -1])
def test_a_deleted_entry(whole, seq):
    seq = LedgerHead.objects.get().size - 1 if seq == -1 else seq
    run("DELETE FROM ledger_entry WHERE seq = %s", seq)
    report = verify(whole.place)
    assert {"head", "line"} <= kinds(report)
    assert seq == LedgerHead.objects.get().size - 1 or f"ledger_entry {seq}" in at(report, "entry")


def test_a_ledger_cut_at_its_end(whole):
    """The last entries, their lines and rows are gone, and the head fits again."""
    head = LedgerHead.objects.get()
    seq = change_a_source(whole, note="Read again")
    run("DELETE FROM ledger_row WHERE seq = %s", seq)
    run("DELETE FROM ledger_entry WHERE seq = %s", seq)
    run("UPDATE source SET note = NULL WHERE id = %s", whole.source.pk)
    run("UPDATE ledger_head SET size = %s, root = %s, frontier = %s", head.size, head.root, head.frontier)
    report = verify(whole.place)
    assert "ledger/checkpoint" in at(report, "checkpoint")


def test_an_inserted_row_with_a_forged_entry(whole):
    """Row, line, entry and head all fit each other; but no checkpoint has signed them."""
    seq = LedgerHead.objects.get().size
    pk = forge(whole)
    report = verify(whole.place)
    assert at(report, "checkpoint") == {f"ledger_entry {seq}"}
    assert "behind its back" in report.faults[0].message
    assert f"role {pk}" not in at(report, "inserted")


def test_a_forged_entry_that_the_head_does_not_know(whole):
    head = LedgerHead.objects.get()
    forge(whole)
    run("UPDATE ledger_head SET size = %s, root = %s, frontier = %s", head.size, head.root, head.frontier)
    assert at(verify(whole.place), "head") == {"ledger_head"}


def forge(whole) -> str:
    """A role out of nothing, written as the archive itself would write it, for somebody else."""
    role = Role(id=new_id(), account=whole.outsider.account, compartment=whole.sealed, role="reader")
    columns = ["id", "role", "granted", "account_id", "compartment_id"]
    salt, head = new_salt(), LedgerHead.objects.get()
    digest = row_digest(salt, body_of(role)).hex()
    entry = {"v": 1, "seq": head.size, "at": role.granted, "actor": whole.steward.id, "action": "grant_role"}
    body = canonical({**entry, "rows": [line_value("role", role.pk, 1, digest)]})
    line = [head.size, 0, "role", role.pk, 1, salt.hex(), digest]
    with unguarded() as cursor:
        insert(cursor, "role", columns, [tuple(getattr(role, name) for name in columns)])
        insert(cursor, "ledger_row", ["seq", "line", "table_name", "pk", "form", "salt", "digest"], [tuple(line)])
        insert(cursor, "ledger_entry", ["seq", "body", "leaf"], [(head.size, body.decode(), leaf_hash(body).hex())])
        heads.extend(head, leaf_hash(body))
    return role.pk


def test_a_line_whose_digest_was_made_to_fit_an_edited_row(whole):
    run("UPDATE claim SET note = 'x' WHERE id = %s", whole.born.pk)
    reseal("claim", whole.born.pk)
    report = verify(whole.place)
    assert at(report, "line") == {f"claim {whole.born.pk}"}
    assert at(report, "edited") == set()


def test_a_line_of_a_long_entry(whole):
    line = LedgerRow.objects.filter(table="derivation").first()
    assert "root" in json.loads(LedgerEntry.objects.get(seq=line.seq).body)
    run("UPDATE derivation SET retired = 'x' WHERE id = %s", line.pk_value)
    reseal("derivation", line.pk_value)
    assert at(verify(whole.place), "line") == {f"ledger_entry {line.seq}"}


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE ledger_row SET line = line + 5 WHERE id = {0}",
        "UPDATE ledger_row SET form = 2 WHERE id = {0}",
        "UPDATE ledger_row SET seq = 4000 WHERE id = {0}",
        "DELETE FROM ledger_row WHERE id = {0}",
        "UPDATE ledger_row SET table_name = 'nothing' WHERE id = {0}",
    ],
)
def test_a_damaged_line(whole, damage):
    line = LedgerRow.objects.get(table="testimony")
    run(damage.format(line.pk))
    report = verify(whole.place)
    assert at(report, "line") & {f"testimony {line.pk_value}", f"nothing {line.pk_value}", f"ledger_entry {line.seq}"}


def test_an_altered_history(whole):
    change_a_source(whole, title="Another title")
    run(
        "UPDATE ledger_row SET body = replace(body, 'A scan', 'A fake') WHERE body IS NOT NULL AND table_name = 'source'"
    )
    report = verify(whole.place)
    assert at(report, "line") == {f"source {whole.source.pk}"}
    assert kinds(report) == {"line"}


# Erasures


def test_an_erasure_leaves_an_archive_that_holds(whole):
    change_a_source(whole, title="Another title")
    erase(whole.steward, whole.source)
    erase(whole.steward, whole.source)
    report = verify(whole.place)
    assert report.faults == ()
    assert report.counts["erased lines"] == 3
    assert any("3 erased lines" in sentence for sentence in report.not_proven)


def test_an_erasure_without_its_entry(whole):
    """The triggers let a marked line be emptied; that no entry lists it gives it away, before the next entry and after."""
    line = LedgerRow.objects.get(table="testimony")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO erasure (ledger_row_id, seq) SELECT %s, size FROM ledger_head", [line.pk])
        cursor.execute("UPDATE ledger_row SET salt = NULL, body = NULL WHERE id = %s", [line.pk])
    report = verify(whole.place)
    assert at(report, "erasure") == {f"erasure {line.pk}"}
    assert at(report, "unreadable") == {f"testimony {line.pk_value}"}
    seq = change_a_source(whole, note="Read again")
    assert at(verify(whole.place), "erasure") == {f"ledger_entry {seq}"}


def test_a_salt_and_a_history_that_are_gone(whole):
    change_a_source(whole, title="Another title")
    first, second = LedgerRow.objects.filter(table="source", pk_value=whole.source.pk).order_by("seq")
    run("UPDATE ledger_row SET salt = NULL WHERE id = %s", first.pk)
    run("UPDATE ledger_row SET body = NULL WHERE id = %s", second.pk)
    report = verify(whole.place)
    assert at(report, "erasure") == {f"source {whole.source.pk}"}
    assert len(report.faults) == 2


def test_an_erased_line_that_holds_content_again(whole):
    salt = LedgerRow.objects.get(table="source", pk_value=whole.source.pk).salt
    erase(whole.steward, whole.source)
    run("UPDATE ledger_row SET salt = %s WHERE table_name = 'source' AND salt IS NULL", salt)
    assert at(verify(whole.place), "erasure") == {f"source {whole.source.pk}"}


def test_an_erasure_whose_mark_is_gone(whole):
    erase(whole.steward, whole.source)
    run("DELETE FROM erasure")
    seq = LedgerHead.objects.get().size - 1
    assert f"ledger_entry {seq}" in at(verify(whole.place), "erasure")


# The ledger's triggers


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_row", "erasure"])
def test_the_triggers_refuse(whole, table):
    erase(whole.steward, whole.source)
    column = contents(table)[0][1]
    other = f"TRUNCATE {table} CASCADE"
    if connection.vendor == "sqlite":
        other = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1"
    for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET {column} = {column}", other):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
