import pytest
from hypothesis import given
from hypothesis import strategies as st

from dadkhah.evidence.checkpoint import BadCheckpoint, Checkpoint, SigningKey, sign
from dadkhah.evidence.digests import leaf_hash
from dadkhah.evidence.proof import BadProof, check_proof, read_proof, write_proof
from dadkhah.evidence.tree import Tree

KEY = SigningKey("archive.example/ledger", bytes(range(32)))
ENTRIES = [b"entry %d" % i for i in range(21)]
TREE = Tree(map(leaf_hash, ENTRIES))
NOTE = sign(Checkpoint(KEY.name, TREE.size, TREE.root()), KEY)


def proof_of(index, entry=None):
    return write_proof(index, entry, TREE.inclusion_proof(index), NOTE)


@given(st.integers(0, 20), st.booleans())
def test_a_stranger_can_check_every_entry(index, with_entry):
    text = proof_of(index, ENTRIES[index] if with_entry else None)
    assert check_proof(text, leaf_hash(ENTRIES[index]), KEY.vkey).size == 21
    read = read_proof(text)
    assert (read.index, read.hashes, read.checkpoint) == (index, TREE.inclusion_proof(index), NOTE)
    assert read.extra == (ENTRIES[index] if with_entry else b"")


def test_the_layout_is_that_of_the_specification():
    lines = proof_of(20, b"extra").split("\n")
    assert lines[:3] == ["c2sp.org/tlog-proof@v1", "extra ZXh0cmE=", "index 20"]
    assert lines[5:7] == ["", KEY.name]
    alone = Tree([leaf_hash(b"")])
    note = sign(Checkpoint(KEY.name, 1, alone.root()), KEY)
    text = write_proof(0, None, [], note)
    assert text == f"c2sp.org/tlog-proof@v1\nindex 0\n\n{note}"
    assert check_proof(text, alone.root(), KEY.vkey).size == 1


@given(st.integers(0, 20), st.data())
def test_no_altered_proof_passes(index, data):
    text = proof_of(index)
    at = data.draw(st.integers(0, len(text) - 1))
    altered = text[:at] + data.draw(st.characters(codec="ascii")) + text[at + 1 :]
    if altered != text:
        with pytest.raises((BadProof, BadCheckpoint), match=r"\.$"):
            check_proof(altered, leaf_hash(ENTRIES[index]), KEY.vkey)


def test_another_entry_or_another_log_does_not_pass():
    with pytest.raises(BadProof, match="does not lead"):
        check_proof(proof_of(3), leaf_hash(ENTRIES[4]), KEY.vkey)
    with pytest.raises(BadCheckpoint):
        check_proof(proof_of(3), leaf_hash(ENTRIES[3]), SigningKey.generate(KEY.name).vkey)


@pytest.mark.parametrize(
    "text",
    ["", "c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v1\n\n", "c2sp.org/tlog-proof@v2\nindex 0\n\n",
     "c2sp.org/tlog-proof@v1\nindex 00\n\n", "c2sp.org/tlog-proof@v1\nindex -1\n\n", "c2sp.org/tlog-proof@v1\n7\n\n",
     "c2sp.org/tlog-proof@v1\nextra ZXh0\n\n", "c2sp.org/tlog-proof@v1\nextra ZX\nindex 0\n\n",
     "c2sp.org/tlog-proof@v1\nindex 0\n" + "A\n" * 64 + "\n", "c2sp.org/tlog-proof@v1\nindex 0\nAAA\n\n"],
)  # fmt: skip
def test_a_malformed_file_is_refused(text):
    with pytest.raises(BadProof, match=r"\.$"):
        read_proof(text)
