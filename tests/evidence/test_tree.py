import json
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dadkhah.evidence.digests import leaf_hash, new_salt, node_hash, row_digest
from dadkhah.evidence.tree import EMPTY_ROOT, Tree, root_of, verify_consistency, verify_inclusion

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text())
# Certificate Transparency's reference leaves and roots (merkle tree tests of the reference implementation).
LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]

sizes = st.integers(1, 70)


def grown(size):
    return Tree(leaf_hash(b"%d" % i) for i in range(size))


def mth(leaves):
    """RFC 6962 section 2.1, word for word and slow."""
    if len(leaves) <= 1:
        return leaves[0] if leaves else sha256().digest()
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return node_hash(mth(leaves[:k]), mth(leaves[k:]))


def test_the_published_roots():
    tree = Tree(map(leaf_hash, LEAVES))
    for size, root in enumerate(ROOTS):
        assert tree.root_at(size).hex() == root
        assert root_of([leaf_hash(leaf) for leaf in LEAVES[:size]]).hex() == root


def test_the_published_proofs():
    tree = Tree(map(leaf_hash, LEAVES))
    assert [each.hex() for each in tree.inclusion_proof(0, 8)] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    assert [each.hex() for each in tree.consistency_proof(6, 8)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


@pytest.mark.parametrize("vector", VECTORS["trees"], ids=lambda vector: str(vector["size"]))
def test_our_vectors(vector):
    tree = Tree(leaf_hash(text.encode()) for text in VECTORS["leaves"][: vector["size"]])
    root = bytes.fromhex(vector["root"])
    inclusion = [bytes.fromhex(each) for each in vector["inclusion"]]
    consistency = [bytes.fromhex(each) for each in vector["consistency"]]
    assert tree.root() == root
    assert tree.inclusion_proof(vector["index"]) == inclusion
    assert tree.consistency_proof(vector["old"]) == consistency
    leaf = leaf_hash(VECTORS["leaves"][vector["index"]].encode())
    assert verify_inclusion(leaf, vector["index"], vector["size"], inclusion, root)
    assert verify_consistency(vector["old"], tree.root_at(vector["old"]), vector["size"], root, consistency)


@given(st.lists(st.integers(0, 20), max_size=8))
def test_growth_in_any_steps_gives_the_root_of_the_rfc(steps):
    tree, leaves = Tree(), []
    for step in steps:
        new = [leaf_hash(b"%d" % (len(leaves) + i)) for i in range(step)]
        leaves += new
        tree.append(new[0]) if len(new) == 1 else tree.extend(b"".join(new))
    assert tree.size == len(leaves)
    assert tree.root() == mth(leaves) == root_of(leaves) == root_of(bytearray(b"".join(leaves)))
    assert all(tree.root_at(size) == mth(leaves[:size]) for size in range(len(leaves) + 1))


@given(sizes, st.data())
def test_every_inclusion_proof_holds_and_no_altered_one(size, data):
    tree = grown(size + 3)
    index = data.draw(st.integers(0, size - 1))
    proof, root, leaf = tree.inclusion_proof(index, size), tree.root_at(size), leaf_hash(b"%d" % index)
    assert verify_inclusion(leaf, index, size, proof, root)
    for other in range(size + 2):
        assert other == index or not verify_inclusion(leaf, other, size, proof, root)
    assert not verify_inclusion(leaf_hash(b"other"), index, size, proof, root)
    assert not verify_inclusion(leaf, index, size, [*proof, root], root)
    assert not verify_inclusion(leaf, index, size, proof, leaf_hash(b"root"))
    for i in range(len(proof)):
        altered = [*proof[:i], leaf_hash(proof[i]), *proof[i + 1 :]]
        assert not verify_inclusion(leaf, index, size, altered, root)
        assert not verify_inclusion(leaf, index, size, proof[:i] + proof[i + 1 :], root)


@given(sizes, st.data())
def test_every_consistency_proof_holds_and_no_altered_one(size, data):
    old = data.draw(st.integers(0, size))
    tree = grown(size)
    proof, before, after = tree.consistency_proof(old, size), tree.root_at(old), tree.root()
    assert verify_consistency(old, before, size, after, proof)
    assert not verify_consistency(old, leaf_hash(before), size, after, proof)
    assert old == 0 or not verify_consistency(old, before, size, leaf_hash(after), proof)
    assert not verify_consistency(old, before, size, after, [*proof, after])
    assert old == size or not verify_consistency(size, after, old, before, proof)
    for i in range(len(proof)):
        altered = [*proof[:i], leaf_hash(proof[i]), *proof[i + 1 :]]
        assert not verify_consistency(old, before, size, after, altered)
        assert not verify_consistency(old, before, size, after, proof[:i] + proof[i + 1 :])


@given(st.integers(2, 70), st.data())
def test_a_rewritten_leaf_breaks_consistency(size, data):
    old = data.draw(st.integers(1, size))
    rewritten = data.draw(st.integers(0, old - 1))
    leaves = [leaf_hash(b"%d" % i) for i in range(size)]
    before = root_of(leaves[:old])
    leaves[rewritten] = leaf_hash(b"rewritten")
    forged = Tree(leaves)
    assert not verify_consistency(old, before, size, forged.root(), forged.consistency_proof(old))


def test_an_inner_node_cannot_pose_as_a_leaf():
    tree = grown(4)
    inner = tree.hashes(1, 0, 1)
    assert not verify_inclusion(inner, 0, 4, tree.inclusion_proof(0)[1:], tree.root())


@pytest.mark.parametrize(
    ("index", "size"), [(-1, 4), (4, 4), (0, 0), (0, -1), (0, 2**63), (2**70, 2**71)]
)
def test_impossible_sizes_are_rejected(index, size):
    tree = grown(4)
    assert not verify_inclusion(leaf_hash(b"0"), index, size, tree.inclusion_proof(0), tree.root())


def test_a_huge_proof_or_a_short_hash_is_rejected():
    tree = grown(4)
    proof, leaf = tree.inclusion_proof(0), leaf_hash(b"0")
    assert not verify_inclusion(leaf, 0, 4, proof * 1_000_000, tree.root())
    assert not verify_inclusion(leaf, 0, 4, [proof[0][:31], proof[1]], tree.root())
    assert not verify_consistency(2, tree.root_at(2), 4, tree.root(), proof * 1_000_000)
    assert not verify_consistency(0, leaf, 4, tree.root(), [])


def test_questions_the_tree_cannot_answer_are_refused():
    tree = grown(4)
    for ask in (
        lambda: tree.root_at(5),
        lambda: tree.root_at(-1),
        lambda: tree.inclusion_proof(4),
        lambda: tree.inclusion_proof(3, 3),
        lambda: tree.consistency_proof(5),
        lambda: tree.consistency_proof(-1),
        lambda: tree.hashes(1, 0, 3),
        lambda: tree.append(b"short"),
        lambda: tree.extend(b"x" * 33),
        lambda: root_of([b"x" * 16, b"y" * 16]),
    ):
        with pytest.raises(ValueError, match=r"\.$"):
            ask()
    assert tree.size == 4
    assert Tree().root() == EMPTY_ROOT


def test_digests_have_their_prefixes_and_a_fixed_salt():
    assert leaf_hash(b"x") == sha256(b"\0x").digest()
    assert node_hash(b"l", b"r") == sha256(b"\1lr").digest()
    salt = new_salt()
    assert len(salt) == 16
    assert salt != new_salt()
    assert row_digest(salt, b"body") == sha256(salt + b"body").digest()
    with pytest.raises(ValueError, match="16 bytes"):
        row_digest(b"", salt + b"body")
