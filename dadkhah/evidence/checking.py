"""Reading stored files again in full, on every core, to find what was altered, cut, or lost."""

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice

CHUNK = 256 << 10  # bytes; a larger one falls out of the processor's cache
BATCH_FILES = 64
BATCH_BYTES = 64 << 20

Job = tuple[str, str, int]  # path, digest, size


@dataclass(frozen=True, slots=True)
class Fault:
    """A stored file that is not what it should be."""

    digest: str
    message: str


def check_file(path: str, digest: str, size: int) -> str | None:
    """What is wrong with the file, as a sentence, or None. Links are not followed."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return f"The file {digest} is missing."
    except OSError as error:
        return f"The file {digest} cannot be opened: {error.strerror}."
    try:
        return _compare(handle, digest, size)
    except OSError as error:
        return f"The file {digest} cannot be read: {error.strerror}. The disk may be failing; copy it now."
    finally:
        os.close(handle)


def verify_files(
    jobs: Iterable[Job], processes: int, progress: Callable[[int, int], None] | None
) -> Iterator[Fault]:
    """Check (path, digest, size) in batches, a few ahead of the caller, so that memory stays flat."""
    waiting = _batches(jobs)
    files = total = 0
    with ThreadPoolExecutor(processes) as pool:
        running: set[Future[tuple[int, int, list[Fault]]]] = set()
        while True:
            running |= {pool.submit(_check_batch, batch) for batch in islice(waiting, 2 * processes - len(running))}
            if not running:
                return
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                count, size, faults = future.result()
                files, total = files + count, total + size
                yield from faults
            if progress:
                progress(files, total)


def _batches(jobs: Iterable[Job]) -> Iterator[list[Job]]:
    batch: list[Job] = []
    size = 0
    for job in jobs:
        batch.append(job)
        size += job[2]
        if len(batch) == BATCH_FILES or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _check_batch(batch: list[Job]) -> tuple[int, int, list[Fault]]:
    faults = [Fault(job[1], message) for job in batch if (message := check_file(*job))]
    return len(batch), sum(job[2] for job in batch), faults


def _compare(handle: int, digest: str, size: int) -> str | None:
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode):
        return f"The file {digest} was replaced by something that is not a file."
    if status.st_size != size:
        return f"The file {digest} has {status.st_size} bytes instead of {size}."
    found, left = sha256(), size
    while left and (chunk := os.read(handle, min(left, CHUNK))):
        found.update(chunk)
        left -= len(chunk)
    if found.hexdigest() != digest:
        return f"The file {digest} was altered: its bytes now have the digest {found.hexdigest()}."
    return None
