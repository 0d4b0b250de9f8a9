"""The archive before its witnesses, and as a witness of another archive."""

from __future__ import annotations

import pytest

from dadkhah.archive import heads, witnessing
from dadkhah.archive.actions.manage_access import add_compartment
from dadkhah.archive.verify import verify
from dadkhah.evidence.checkpoint import BadCheckpoint, BadKey, Checkpoint, SigningKey, sign
from dadkhah.evidence.digests import leaf_hash
from dadkhah.evidence.tree import Tree
from dadkhah.evidence.witness import Conflict, Request, WitnessKey, read_request, witness

ANNA = WitnessKey.generate("witness.example/anna")
NOW = 1_795_456_381


@pytest.fixture
def place(committed_world, settings):
    return settings.PLACE


def vkey(place) -> str:
    return (place.ledger / heads.VERIFIER_KEY).read_text("utf-8").strip()


def signed_by_anna(place, old: int, kept: str | None) -> str:
    return witness(read_request(witnessing.request(place, old)), kept, vkey(place), ANNA, NOW)


def test_what_a_witness_signed_is_kept_and_verified(place, committed_world) -> None:
    first = signed_by_anna(place, 0, None)
    found = witnessing.receive(place, first, ANNA.vkey)
    assert (found.name, found.at) == (ANNA.name, NOW)
    add_compartment(committed_world.steward, "later", "Later", "team")
    kept = first.rpartition("\u2014")[0]
    second = signed_by_anna(place, found.size, kept)
    assert witnessing.receive(place, second).size == found.size + 1
    assert [each.size for each in witnessing.signed(place)] == [found.size + 1]
    report = verify(place)
    assert report.holds
    assert report.level == "internally consistent"
    assert any(ANNA.name in sentence for sentence in report.proven)


def test_an_unknown_witness_and_a_foreign_ledger_are_refused(place) -> None:
    signed = signed_by_anna(place, 0, None)
    with pytest.raises(BadCheckpoint, match="No witness"):
        witnessing.receive(place, signed)
    forged = sign(Checkpoint("example.org/test", 2, bytes(32)), SigningKey.load(place.signing_key))
    with pytest.raises(BadCheckpoint, match="no state of this ledger"):
        witnessing.receive(place, forged, ANNA.vkey)
    assert witnessing.kept(place) == []


def test_a_ledger_that_was_rewritten_does_not_fit_its_witness(place) -> None:
    """The signing key is in the attacker's hands; the witness's is not."""
    witnessing.receive(place, signed_by_anna(place, 0, None), ANNA.vkey)
    other = Tree()
    other.extend(leaf_hash(b"other %d" % at) for at in range(3))
    body = sign(Checkpoint("example.org/test", 3, other.root()), SigningKey.load(place.signing_key))
    seen = witness(Request(0, (), body), None, vkey(place), ANNA, NOW)
    witnessing.kept(place)[0].write_text(seen, "utf-8")
    assert any("rewritten" in fault.message for fault in verify(place).faults)


def test_as_a_witness_it_sees_a_rollback_and_keeps_the_proof(place) -> None:
    log, tree = SigningKey.generate("example.org/log"), Tree()
    tree.extend(leaf_hash(b"entry %d" % at) for at in range(7))

    def asked(size: int) -> str:
        return Request(0, (), sign(Checkpoint(log.name, size, tree.root_at(size)), log)).text()

    with pytest.raises(BadKey, match="give its key"):
        witnessing.sign(place, asked(7))
    assert witnessing.own_key(place).name in witnessing.sign(place, asked(7), log.vkey)
    with pytest.raises(Conflict, match="rolled back"):
        witnessing.sign(place, asked(5))
    assert len(list((place.ledger / witnessing.WITNESS_OF).glob("*.conflict-*"))) == 1
    with pytest.raises(BadKey, match="another key"):
        witnessing.sign(place, asked(7), SigningKey.generate("example.org/log").vkey)
    assert verify(place).holds
