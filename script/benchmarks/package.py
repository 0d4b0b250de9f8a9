"""Packing files into a bag, and checking one."""

from __future__ import annotations

import os
import shutil
from hashlib import sha256
from pathlib import Path

import bagit

from dadkhah.evidence import Store
from dadkhah.evidence.bag import new_bag
from dadkhah.evidence.bag_check import check_bag
from script.benchmarks.figure import Figure, Spent, median, peak_memory, spent
from script.benchmarks.fileset import BUFFER, chunks, make_files

PAIRS = 5
ROUNDS = 3


def copy_plainly(paths: list[Path], target: Path) -> None:
    """The reference: one pass that reads, hashes and writes every file under its digest; one sync at the end."""
    buffer = memoryview(bytearray(BUFFER))
    for path in paths:
        digest, folder = sha256(), target / path.parent.parent.name / path.parent.name
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / path.name).open("wb", buffering=0) as out:
            for chunk in chunks(path, buffer):
                digest.update(chunk)
                out.write(chunk)
        assert digest.hexdigest() == path.name
    os.sync()


def pack(store: Store, digests: list[str], target: Path) -> None:
    with new_bag(target, {}) as bag:
        for digest in digests:
            with store.open(digest) as source:
                assert bag.add(f"store/{digest[:2]}/{digest[2:4]}/{digest}", source).digest == digest


def measure(folder: Path, *, quick: bool) -> list[Figure]:
    work = folder / "files"
    store = Store(work / "store")
    store.seal_many(make_files(work / "given", quick=quick))
    shutil.rmtree(work / "given")
    digests = list(store.digests())
    stored = [store.path(digest) for digest in digests]
    megabytes = sum(path.stat().st_size for path in stored) / 1e6
    ours, theirs = work / "bag", work / "plain"

    def pair() -> tuple[Spent, Spent]:
        for old in (ours, theirs):
            shutil.rmtree(old, ignore_errors=True)
        os.sync()
        return spent(lambda: pack(store, digests, ours)), spent(lambda: copy_plainly(stored, theirs))

    def check() -> None:
        assert check_bag(ours) == []

    pairs = [pair() for _ in range(PAIRS)]
    memory = peak_memory()
    checks = [spent(check) for _ in range(ROUNDS)]
    grown = peak_memory() - memory
    bags = [spent(bagit.Bag(str(ours)).validate) for _ in range(ROUNDS)]
    wall, bag = median([each.wall for each in checks]), median([each.wall for each in bags])
    return [
        Figure(
            "package: packing on the clock, against a bare loop that reads, hashes, writes and syncs once",
            median([theirs.wall / ours.wall for ours, theirs in pairs]),
            "×",
            0.70,
            note=f"{megabytes / median([ours.wall for ours, _ in pairs]):.0f} MB/s, median of {PAIRS} pairs in turn",
        ),
        Figure("package: checking on the clock, against bagit", bag / wall, "×", 1, note=f"{wall:.2f} s against {bag:.2f} s"),
        Figure(
            "package: memory that checking took beyond packing",
            grown,
            "MB",
            100,
            at_most=True,
            note=f"{len(digests)} files of {megabytes:.0f} MB",
        ),
    ]
