"""One file on its way into the store: read once, hashed or encrypted, and written beside its place."""

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from dadkhah.evidence.age import BLOCK, encrypt
from dadkhah.evidence.durable import reason_of
from dadkhah.evidence.envelope import ItemKey, Secret
from dadkhah.sentences import Sentence

HEAD = 4096  # bytes kept for telling the media type
BUFFER = 256 << 10  # bytes; a larger one falls out of the processor's cache
ZEROS = bytes(BUFFER)
READ_ONLY = 0o444
THREADS = 2  # one hashes what comes, one what goes


class NotSealed(ValueError):
    """Files could not be taken in, and none was; the message, and `faults`, name each one and the reason."""

    def __init__(self, message: str, faults: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.faults = tuple(faults)


class Refused(Exception):
    """The file is not taken in; the one argument is a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A file in the store: SHA-256 in hex, size in bytes, and its first bytes (at most 4,096).

    Of an encrypted one digest and size are those of the encrypted file, the first bytes are as it came, and `secret` is
    what opens it.
    """

    digest: str
    size: int
    head: bytes
    secret: Secret | None = None


Digests = Callable[[], Sealed]
"""Waits for what is still being hashed."""


class Copier:
    """Copies files and streams, one after the other; each copy is hashed while the next one may already begin."""

    def __init__(self, aside: Executor, *, encrypted: bool) -> None:
        self._aside, self._encrypted = aside, encrypted
        self._buffer = memoryview(bytearray(BUFFER))

    def file(self, path: str | Path, temporary: str) -> Digests:
        """Copy a regular file to that path; raises OSError and `Refused` for its own faults, `NotSealed` for the disk's."""
        with open(path, "rb", buffering=0, opener=_open_plain) as source:
            before = os.fstat(source.fileno())
            _check_regular(before)
            seen = _Seen(self._chunks(source), expected=before.st_size)
            digests = self._copy(seen, temporary)
            _check_unchanged(before, os.fstat(source.fileno()), seen.size)
        return digests

    def stream(self, source: BinaryIO, limit: int | None, temporary: str) -> Digests:
        """Copy an open binary stream of at most `limit` bytes; raises as `file` does."""
        return self._copy(_Seen(self._chunks(source), limit=limit), temporary)

    def _chunks(self, source: Any) -> Iterator[memoryview | bytes]:
        if self._encrypted:
            while block := source.read(BLOCK):
                yield block
        elif hasattr(source, "readinto"):
            while count := source.readinto(self._buffer):
                yield self._buffer[:count]
        else:
            while chunk := source.read(BUFFER):
                yield chunk

    def _copy(self, seen: "_Seen", temporary: str) -> Digests:
        with _writing(temporary) as write:
            return self._encrypt(seen, write) if self._encrypted else _hash(seen, write)

    def _encrypt(self, seen: "_Seen", write: Callable[[bytes], None]) -> Digests:
        key = ItemKey.new()
        digests = encrypt(seen, write, key.recipient, self._aside)

        def sealed() -> Sealed:
            digest, size, plain = digests()
            return Sealed(digest, size, seen.head, Secret(key, key.commitment(plain), seen.size))

        return sealed


@dataclass(frozen=True)
class Copied:
    """What became of one file in another process: it is sealed, or has a fault of its own."""

    found: Sealed | OSError | Refused

    def __call__(self) -> Sealed:
        """Raises what `Copier.file` raises."""
        if isinstance(self.found, Sealed):
            return self.found
        raise self.found


def encrypted_copies(paths: Sequence[str | Path], folder: str) -> list[Copied]:
    """`Copier.file` for each, as 0, 1, 2 … in a new folder; raises `NotSealed` for the disk's faults.

    For a process beside the one that asks: the library that encrypts keeps the interpreter to itself.
    """
    with disk_faults():
        os.mkdir(folder)  # noqa: PTH102
    return [_copied(path, f"{folder}/{number}") for number, path in enumerate(paths)]


def _copied(path: str | Path, temporary: str) -> Copied:
    try:
        return Copied(_copier_here().file(path, temporary)())
    except (OSError, Refused) as fault:
        return Copied(fault)


@cache
def _copier_here() -> Copier:
    return Copier(ThreadPoolExecutor(THREADS), encrypted=True)


class _Seen:
    """The bytes of one file as they pass: how many came, and the first of them. Raises `Refused` beyond the limit."""

    def __init__(
        self, chunks: Iterator[memoryview | bytes], *, expected: int | None = None, limit: int | None = None
    ) -> None:
        self._chunks, self._expected, self._limit = chunks, expected, limit
        self.size, self.head = 0, b""

    def __iter__(self) -> Iterator[memoryview | bytes]:
        for chunk in self._chunks if self._expected != 0 else ():
            self.size += len(chunk)
            if self._limit is not None and self.size > self._limit:
                raise Refused(
                    Sentence("The file has more than the {limit} bytes allowed here. Raise the limit.", limit=self._limit)
                )
            if len(self.head) < HEAD:
                self.head += bytes(chunk[: HEAD - len(self.head)])
            yield chunk
            if self.size == self._expected:
                break  # saves a read call for each file; a file that grew is found by its times


def _hash(seen: _Seen, write: Callable[[memoryview | bytes], None]) -> Digests:
    digest = sha256()
    for chunk in seen:
        digest.update(chunk)
        write(chunk)
    return lambda: Sealed(digest.hexdigest(), seen.size, seen.head)


def _open_plain(path: str, flags: int) -> int:
    # Without O_NONBLOCK, opening a named pipe would wait for ever.
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def _check_regular(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise Refused(Sentence("it is not a regular file; only files can be taken in."))


def _check_unchanged(before: os.stat_result, after: os.stat_result, size: int) -> None:
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or size != before.st_size:
        raise Refused(Sentence("it was changed while it was being read; try again when nothing writes to it."))


@contextmanager
def _writing(path: str) -> Iterator[Callable[[memoryview | bytes], None]]:
    handle = -1
    hole = 0

    def write(chunk: memoryview | bytes) -> None:
        nonlocal hole
        with disk_faults():
            if hole := _hole(chunk):
                os.lseek(handle, hole, os.SEEK_CUR)
                return
            done = os.write(handle, chunk)
            while done < len(chunk):
                done += os.write(handle, chunk[done:])

    with disk_faults():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, READ_ONLY)
    try:
        os.fchmod(handle, READ_ONLY)  # whatever the umask says
        yield write
        if hole:
            with disk_faults():
                os.truncate(handle, os.lseek(handle, 0, os.SEEK_CUR))
    finally:
        os.close(handle)


def _hole(chunk: memoryview | bytes) -> int:
    """The length of a full buffer of zeros, which stays a hole: a disk image of 100 GB need not take as much here."""
    return BUFFER if len(chunk) == BUFFER and not (chunk[0] or chunk[-1]) and bytes(chunk) == ZEROS else 0


@contextmanager
def disk_faults() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NotSealed(
            Sentence(
                "The archive's disk refused the files: {reason}. Nothing was taken in. "
                "Free space or repair the disk, then try again.",
                reason=reason_of(error),
            )
        ) from error
