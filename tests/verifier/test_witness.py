"""Witnesses by file: the program and the verifier that shares no code with it sign and read each other's lines."""

from __future__ import annotations

from itertools import product

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from dadkhah.evidence.checkpoint import BadCheckpoint, Checkpoint, SigningKey, open_checkpoint, sign
from dadkhah.evidence.digests import leaf_hash
from dadkhah.evidence.tree import Tree
from dadkhah.evidence.witness import BadRequest, Conflict, Request, WitnessKey, cosigners, read_request, witness
from tests.verifier.conftest import stranger

LOG = SigningKey.generate("example.org/log")
ANNA = WitnessKey.generate("witness.example/anna")
NOW = 1_795_456_381


def ledger(size: int, *, other: int = -1) -> Tree:
    """A tree of made-up entries; `other`: the place of one that is not the same."""
    tree = Tree()
    tree.extend(leaf_hash(b"other" if at == other else f"entry {at}".encode()) for at in range(size))
    return tree


def request(old: int, tree: Tree) -> Request:
    path = tree.consistency_proof(old, tree.size) if 0 < old < tree.size else []
    return Request(old, tuple(path), sign(Checkpoint(LOG.name, tree.size, tree.root()), LOG))


def ours(asked: Request, kept: str | None) -> str:
    return witness(asked, kept, LOG.vkey, ANNA, NOW)


@pytest.fixture
def theirs(tmp_path):
    """The verifier as a witness with its own folder; what it kept before is its own business."""
    vkey = stranger.new_witness(tmp_path / "witness", "witness.example/bahram")
    return vkey, lambda asked: stranger.cosign(tmp_path / "witness", asked.text(), [stranger.Key(LOG.vkey)], NOW)


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80))
def test_ed25519_is_that_of_the_library(seed, message) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)
    assert stranger.ed25519_public(seed) == public
    assert stranger.ed25519_sign(seed, message) == signature
    assert stranger.ed25519_holds(public, message, signature)
    assert not stranger.ed25519_holds(public, message + b"x", signature)
    assert not stranger.ed25519_holds(public, message, signature[:32] + (stranger.ORDER + 1).to_bytes(32, "little"))


def test_every_proof_that_a_tree_continues_another_is_read_alike() -> None:
    for old, new in product(range(18), range(18)):
        if old > new:
            continue
        tree = ledger(new)
        path = tree.consistency_proof(old, new) if old else []
        before, after = tree.root_at(old), tree.root()
        assert stranger.continues(old, before, new, after, path)
        assert not stranger.continues(old, before, new, stranger.sha(b"x"), path) or old == 0
        for step in range(len(path)):
            assert not stranger.continues(old, before, new, after, path[:step] + path[step + 1 :])


def test_a_request_survives_its_text() -> None:
    asked = request(3, ledger(9))
    assert read_request(asked.text()) == asked
    old, path, checkpoint = stranger.read_request(asked.text())
    assert (old, tuple(path), checkpoint.size) == (3, asked.path, 9)


def test_each_reads_what_the_other_signed(theirs) -> None:
    vkey, cosign = theirs
    by_us = ours(request(0, ledger(5)), None)
    signed = stranger.Checkpoint(by_us).signers([stranger.Key(ANNA.vkey), stranger.Key(LOG.vkey)])
    assert [(key.name, at) for key, at in signed] == [(LOG.name, 0), (ANNA.name, NOW)]
    by_them = cosign(request(0, ledger(5)))
    assert cosigners(by_them, [vkey]) == [("witness.example/bahram", NOW)]
    assert open_checkpoint(by_them, LOG.vkey).size == 5
    with pytest.raises(BadCheckpoint, match="does not fit"):
        cosigners(by_them.replace("\n5\n", "\n6\n", 1), [vkey])


def test_both_sign_a_ledger_that_only_grew(theirs) -> None:
    _, cosign = theirs
    kept = None
    for old, new in ((0, 3), (3, 3), (3, 8), (8, 300)):
        asked = request(old, ledger(new))
        assert ours(asked, kept).startswith(asked.checkpoint)
        assert cosign(asked).startswith(asked.checkpoint)
        kept = asked.checkpoint


@pytest.mark.parametrize(
    ("old", "shown", "told"),
    [
        (5, ledger(5), "rolled back"),
        (8, ledger(8, other=2), "rewritten.*are the proof"),
        (8, ledger(12, other=2), "rewritten.*Ask for a new one"),
        (5, ledger(12), "starts at 5"),
    ],
)
def test_both_refuse_what_does_not_continue_and_keep_the_proof(theirs, tmp_path, old, shown, told) -> None:
    _, cosign = theirs
    first, asked = request(0, ledger(8)), request(old, shown)
    cosign(first)
    with pytest.raises((Conflict, BadRequest), match=told) as ours_said:
        ours(asked, first.checkpoint)
    with pytest.raises(stranger.Wrong, match=told):
        cosign(asked)
    kept = list((tmp_path / "witness").glob("conflict-*"))
    assert bool(kept) is isinstance(ours_said.value, Conflict)
    for text in [ours_said.value.evidence, *(path.read_text("utf-8") for path in kept)] if kept else []:
        assert first.checkpoint in text
        assert asked.checkpoint in text
    assert cosign(request(8, ledger(20))).startswith(LOG.name), "the witness goes on with the honest ledger"


def test_a_damaged_request_of_an_honest_ledger_accuses_nobody(theirs) -> None:
    """Nor does an old one: only two checkpoints of one size speak for themselves."""
    _, cosign = theirs
    first, honest = request(0, ledger(8)), request(8, ledger(12))
    cosign(first)
    damaged = Request(8, (bytes(32), *honest.path[1:]), honest.checkpoint)
    for asked, told in ((damaged, "damaged on the way, or"), (request(5, ledger(5)), "an old one, or")):
        with pytest.raises(Conflict, match=told) as ours_said:
            ours(asked, first.checkpoint)
        with pytest.raises(stranger.Wrong, match=told) as they_said:
            cosign(asked)
        assert "the proof" not in f"{ours_said.value} {they_said.value}"
    assert cosign(honest).startswith(LOG.name)
    assert ours(honest, first.checkpoint).startswith(LOG.name)


def test_a_witness_wants_the_key_of_the_log_first(tmp_path) -> None:
    stranger.new_witness(tmp_path / "w", "witness.example/anna")
    with pytest.raises(stranger.Wrong, match="give its key"):
        stranger.cosign(tmp_path / "w", request(0, ledger(2)).text(), [])
    foreign = SigningKey.generate("example.org/log").vkey
    with pytest.raises(stranger.Wrong, match="None of the given keys"):
        stranger.cosign(tmp_path / "w", request(0, ledger(2)).text(), [stranger.Key(foreign)])
