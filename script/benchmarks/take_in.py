"""Taking files in: read, hash, copy, make durable."""

from __future__ import annotations

import os
import shutil
from hashlib import sha256
from pathlib import Path

from dadkhah.evidence import Store
from script.benchmarks.figure import Figure, Spent, median, spent
from script.benchmarks.fileset import BUFFER, chunks, make_files

PAIRS = 5


def copy_plainly(paths: list[Path], target: Path) -> None:
    """The reference: one pass that reads, hashes and writes; then names; one sync at the end."""
    buffer = memoryview(bytearray(BUFFER))
    temporary = target / "tmp"
    temporary.mkdir(parents=True)
    for number, path in enumerate(paths):
        digest, copy = sha256(), temporary / str(number)
        with copy.open("wb", buffering=0) as out:
            for chunk in chunks(path, buffer):
                digest.update(chunk)
                out.write(chunk)
        name = digest.hexdigest()
        folder = target / name[:2] / name[2:4]
        folder.mkdir(parents=True, exist_ok=True)
        copy.rename(folder / name)
    os.sync()


def measure(folder: Path, *, quick: bool) -> list[Figure]:
    work = folder / "files"
    paths = make_files(work / "given", quick=quick)
    megabytes = sum(path.stat().st_size for path in paths) / 1e6
    os.sync()

    def pair() -> tuple[Spent, Spent]:
        ours, theirs = work / "store", work / "plain"
        for old in (ours, theirs):
            shutil.rmtree(old, ignore_errors=True)
        os.sync()
        return spent(lambda: Store(ours).seal_many(paths)), spent(lambda: copy_plainly(paths, theirs))

    pairs = [pair() for _ in range(PAIRS)]
    return [
        Figure(
            "take in: on the clock, against a bare loop that reads, hashes, writes, renames and syncs once",
            median([theirs.wall / ours.wall for ours, theirs in pairs]),
            "×",
            0.85,
            note=f"{megabytes / median([ours.wall for ours, _ in pairs]):.0f} MB/s, median of {PAIRS} pairs in turn",
        ),
    ]
