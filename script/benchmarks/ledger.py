"""A ledger of a million entries."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from random import Random

from dadkhah.evidence import Tree, canonical, leaf_hash, root_of, verify_inclusion
from script.benchmarks.figure import Figure, peak_memory, percentile, spent

PROOFS = 2_000


def entries(count: int) -> Iterator[bytes]:
    """Entries as an action writes them: who, when, what, and the digest of one row."""
    for seq in range(count):
        digest = sha256(seq.to_bytes(8, "big")).hexdigest()
        yield canonical(
            {
                "v": 1,
                "seq": seq,
                "at": "2025-01-01T00:00:00.000000Z",
                "actor": digest[:32],
                "action": "assess_claim",
                "rows": [["assessment", digest[32:], 1, digest]],
            },
        )


def hash_plainly(leaves: bytes) -> bytes:
    """The reference: a loop over the levels with nothing but hashlib; a last hash without a partner moves up."""
    level = [leaves[i : i + 32] for i in range(0, len(leaves), 32)]
    while len(level) > 1:
        above = [sha256(b"\x01" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)]
        level = above + level[len(above) * 2 :]
    return level[0]


def measure(folder: Path, *, quick: bool) -> list[Figure]:
    count = 20_000 if quick else 1_000_000
    work = folder / "files"
    work.mkdir(parents=True)
    database = sqlite3.connect(work / "ledger.sqlite3")
    database.execute("CREATE TABLE ledger_entry (seq INTEGER PRIMARY KEY, body TEXT NOT NULL)")
    rows = ((seq, entry.decode()) for seq, entry in enumerate(entries(count)))
    database.executemany("INSERT INTO ledger_entry VALUES (?, ?)", rows)
    database.commit()
    tree = Tree()

    def from_entries() -> None:
        rows = database.execute("SELECT body FROM ledger_entry ORDER BY seq")
        tree.extend(b"".join([leaf_hash(body.encode()) for (body,) in rows]))
        tree.root()

    stored = spent(from_entries)
    leaves = tree.hashes(0, 0, count)
    roots: list[bytes] = []
    hashed = spent(lambda: roots.append(root_of(leaves)))
    assert roots == [tree.root()]
    reference = spent(lambda: roots.append(hash_plainly(leaves)))
    assert roots[0] == roots[1]
    random, root = Random(1988), tree.root()
    times = []
    for _ in range(PROOFS):
        index = random.randrange(count)
        proof: list[bytes] = []
        times.append(spent(lambda: proof.extend(tree.inclusion_proof(index))).wall)  # noqa: B023 - called at once
        assert verify_inclusion(tree.hashes(0, index, index + 1), index, count, proof, root)
    note = f"{count:,} leaves; a plain loop of hashlib over the same tree: {reference.wall:.2f} s"
    return [
        Figure("ledger: root from leaf hashes", hashed.wall, "s", 3, at_most=True, note=note),
        Figure("ledger: root from entries stored in SQLite", stored.wall, "s", 5, at_most=True),
        Figure(
            "ledger: one inclusion proof, 99th percentile", percentile(times, 0.99) * 1000, "ms", 1, at_most=True
        ),
        Figure("ledger: memory at most", peak_memory(), "MB", 500, at_most=True),
    ]
