"""The files that bytes are measured on: many small ones, as scans and letters are, and a few as large as films."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from random import Random

BUFFER = 1 << 20


@dataclass(frozen=True)
class Sizes:
    small: int
    large: int
    large_bytes: int


FULL = Sizes(20_000, 4, 268_435_456)
QUICK = Sizes(1_000, 1, 33_554_432)


def make_files(folder: Path, *, quick: bool) -> list[Path]:
    """Seeded random bytes: the same files each time, 2 GB of them unless `quick`."""
    sizes, random = QUICK if quick else FULL, Random(1988)
    folder.mkdir(parents=True)
    paths = []
    for number in range(sizes.small):
        paths.append(folder / f"small-{number:05}")
        paths[-1].write_bytes(random.randbytes(random.randint(30_000, 70_000)))
    for number in range(sizes.large):
        paths.append(folder / f"large-{number}")
        with paths[-1].open("wb") as file:
            for _ in range(sizes.large_bytes // BUFFER):
                file.write(random.randbytes(BUFFER))
    return paths


def chunks(path: Path, buffer: memoryview) -> Iterator[memoryview]:
    with path.open("rb", buffering=0) as file:
        while count := file.readinto(buffer):
            yield buffer[:count]


def hash_plainly(paths: list[Path]) -> list[str]:
    """The reference: read every file once and hash it, nothing else."""
    buffer, digests = memoryview(bytearray(BUFFER)), []
    for path in paths:
        digest = sha256()
        for chunk in chunks(path, buffer):
            digest.update(chunk)
        digests.append(digest.hexdigest())
    return digests
