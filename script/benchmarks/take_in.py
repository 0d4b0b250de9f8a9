"""Taking files in: read, hash, copy, make durable."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pyrage

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


def encrypt_plainly(paths: list[Path], target: Path) -> None:
    """The reference of the encrypted one: pyrage from file to file with a fresh key each; then names; one sync."""
    temporary = target / "tmp"
    temporary.mkdir(parents=True)
    for number, path in enumerate(paths):
        copy, name = temporary / str(number), os.urandom(32).hex()
        with path.open("rb") as source, copy.open("wb") as out:
            pyrage.encrypt_io(source, out, [pyrage.x25519.Identity.generate().to_public()])
        folder = target / name[:2] / name[2:4]
        folder.mkdir(parents=True, exist_ok=True)
        copy.rename(folder / name)
    os.sync()


def measure(folder: Path, *, quick: bool) -> list[Figure]:
    work = folder / "files"
    paths = make_files(work / "given", quick=quick)
    megabytes = sum(path.stat().st_size for path in paths) / 1e6
    ours, theirs = work / "store", work / "plain"

    def pair(take_in: Callable[[], object], reference: Callable[[], object]) -> tuple[Spent, Spent]:
        for old in (ours, theirs):
            shutil.rmtree(old, ignore_errors=True)
        os.sync()
        return spent(take_in), spent(reference)

    def figure(what: str, *given: Callable[[], object]) -> Figure:
        pairs = [pair(*given) for _ in range(PAIRS)]
        rate = megabytes / median([mine.wall for mine, _ in pairs])
        told = f"{rate:.0f} MB/s, median of {PAIRS} pairs in turn"
        return Figure(what, median([other.wall / mine.wall for mine, other in pairs]), "×", 0.85, note=told)

    return [
        figure(
            "take in: on the clock, against a bare loop that reads, hashes, writes, renames and syncs once",
            lambda: Store(ours).seal_many(paths),
            lambda: copy_plainly(paths, theirs),
        ),
        figure(
            "take in, encrypted, both digests: on the clock, against pyrage from file to file, renames and one sync",
            lambda: Store(ours).seal_many(paths, encrypted=True),
            lambda: encrypt_plainly(paths, theirs),
        ),
    ]
