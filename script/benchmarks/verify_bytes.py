"""Reading stored bytes again and comparing their digests."""

from __future__ import annotations

from pathlib import Path

import bagit

from dadkhah.evidence import Store
from script.benchmarks.figure import Figure, alternating, median, spent
from script.benchmarks.fileset import hash_plainly, make_files

ROUNDS = 3


def measure(folder: Path, *, quick: bool) -> list[Figure]:
    work = folder / "files"
    paths = make_files(work / "given", quick=quick)
    store = Store(work / "store")
    expected = sorted({each.digest: each.size for each in store.seal_many(paths)}.items())
    stored = [store.path(digest) for digest, _ in expected]
    megabytes = sum(size for _, size in expected) / 1e6
    bag = bagit.make_bag(str(work / "given"), checksums=["sha256"])

    def verify(processes: int) -> None:
        assert list(store.verify(expected, processes=processes)) == []

    hash_plainly(stored)  # everything is in the page cache before anything is measured
    rounds = alternating(ROUNDS, lambda: verify(1), lambda: hash_plainly(stored))
    both = [spent(lambda: verify(2)) for _ in range(ROUNDS)]
    bags = [spent(bag.validate) for _ in range(ROUNDS)]
    rate = median([megabytes / one.cpu for one, _ in rounds])
    plain = median([megabytes / reference.cpu for _, reference in rounds])
    wall = median([each.wall for each in both])
    return [
        Figure(
            "verify bytes: MB per processor second, against a plain loop of hashlib",
            median([reference.cpu / one.cpu for one, reference in rounds]),
            "×",
            0.90,
            note=f"{rate:.0f} against {plain:.0f} MB/s over {megabytes:.0f} MB in {len(stored)} files",
        ),
        Figure(
            "verify bytes: on the clock with two threads, against bagit (sha256)",
            median([each.wall for each in bags]) / wall,
            "×",
            2,
            note=f"{wall:.2f} s against {median([each.wall for each in bags]):.2f} s",
        ),
        Figure(
            "verify bytes: two threads against one, on the clock",
            median([one.wall for one, _ in rounds]) / wall,
            "×",
            1.6,
        ),
    ]
