"""Encrypting and decrypting files as streams (age, by pyrage): memory does not grow with the file."""

import io
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

import pyrage
from pyrage.x25519 import Identity, Recipient

from dadkhah.sentences import Sentence

BLOCK = 1 << 20
"""Bytes that are hashed and written together."""
INLINE = 1 << 17
"""Fewer bytes are hashed sooner than another thread is asked."""


class NotOpened(ValueError):
    """None of the keys opens it, or it was altered; the message says what to do."""


def encrypt(
    chunks: Iterable[memoryview | bytes], write: Callable[[bytes], object], recipient: Recipient, aside: Executor
) -> Callable[[], tuple[str, int, bytes]]:
    """Encrypt in one pass. Returns what waits for SHA-256 (hex) and size of what was written, and the SHA-256 of what came.

    Both are hashed on threads of `aside`: the encryption leaves a second core for it, and the caller may go on with the
    next file meanwhile. Blocks of `BLOCK` bytes are the fastest; what fits into one is encrypted in memory, which costs
    less than a stream. Memory does not grow with the file. Raises what reading or writing raises.
    """
    coming = iter(chunks)
    first = [bytes(chunk) for chunk in islice(coming, 2)]  # a view shows the next chunk as soon as that is read
    encrypted = _encrypt_stream if len(first) > 1 else _encrypt_whole
    return encrypted(chain(first, coming), write, recipient, aside)


def _encrypt_whole(
    chunks: Iterator[memoryview | bytes], write: Callable[[bytes], object], recipient: Recipient, aside: Executor
) -> Callable[[], tuple[str, int, bytes]]:
    """Encrypt one chunk, or none."""
    came, went, data = _Aside(aside), _Aside(aside), bytes(next(chunks, b""))
    came.update(data)
    encrypted = pyrage.encrypt(data, [recipient])
    went.update(encrypted)
    write(encrypted)
    size = len(encrypted)
    return lambda: (went.digest().hex(), size, came.digest())


def _encrypt_stream(
    chunks: Iterator[memoryview | bytes], write: Callable[[bytes], object], recipient: Recipient, aside: Executor
) -> Callable[[], tuple[str, int, bytes]]:
    """Encrypt many chunks."""
    source, target = _Source(chunks, _Aside(aside)), _Target(write, _Aside(aside))
    try:
        with io.BufferedReader(source, BLOCK) as reader, io.BufferedWriter(target, BLOCK) as writer:
            pyrage.encrypt_io(reader, writer, [recipient])
    except pyrage.EncryptError:
        # The library tells a fault of ours in words of its own.
        if fault := source.kept.fault or target.kept.fault:
            raise fault from None
        raise
    return lambda: (target.hashed.digest().hex(), target.size, source.hashed.digest())


@contextmanager
def decrypting(path: Path, identities: Sequence[Identity]) -> Iterator[BinaryIO]:
    """What is encrypted there, to be read from the beginning as it is decrypted; no plain byte touches the disk.

    Raises `NotOpened` for a wrong key or an altered file: at the latest at the end of the block, so what was read
    counts only when that was reached.
    """
    reading, writing = os.pipe()

    def fill() -> None:
        with path.open("rb") as source, os.fdopen(writing, "wb") as pipe:
            pyrage.decrypt_io(source, pipe, list(identities))

    with ThreadPoolExecutor(1) as pool:
        filling = pool.submit(fill)
        try:
            with os.fdopen(reading, "rb") as plain:
                yield plain
        finally:
            _ended(filling, path)


def _ended(filling: Future[None], path: Path) -> None:
    try:
        with opening(path):
            filling.result()
    except BrokenPipeError:
        return  # whoever reads has stopped; why is raised there


@contextmanager
def opening(path: Path) -> Iterator[None]:
    """Around a decryption of this file: raises `NotOpened` where the key or the file is wrong."""
    try:
        yield
    except (pyrage.DecryptError, OSError) as fault:
        if isinstance(fault, OSError) and fault.errno is not None:
            raise  # the disk's fault, not the file's: the library gives no number to its own
        raise NotOpened(
            Sentence(
                "{path} cannot be decrypted: it was altered, or this is not its key. {fault}",
                path=str(path),
                fault=str(fault),
            )
        ) from fault


class _Aside:
    """A SHA-256 computed on another thread: hashing needs no interpreter lock. At most one block waits."""

    def __init__(self, pool: Executor) -> None:
        self._pool, self._hash = pool, sha256()
        self._running: Future[None] | None = None

    def update(self, data: bytes) -> None:
        self._wait()
        if len(data) < INLINE:
            self._hash.update(data)
        else:
            self._running = self._pool.submit(self._hash.update, data)

    def digest(self) -> bytes:
        self._wait()
        return self._hash.digest()

    def _wait(self) -> None:
        if self._running:
            self._running.result()
            self._running = None


class _Kept:
    """Keeps what went wrong within it, which then goes on its way."""

    fault: BaseException | None = None

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, fault: BaseException | None, trace: object) -> None:
        self.fault = fault


class _Source(io.RawIOBase):
    """Blocks as a file to read. Read through a buffer: the library asks for a few thousand bytes at a time."""

    def __init__(self, chunks: Iterator[memoryview | bytes], hashed: _Aside) -> None:
        self._chunks, self.hashed = chunks, hashed
        self._held, self.kept = memoryview(b""), _Kept()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._held:
            with self.kept:
                block = bytes(next(self._chunks, b""))
            self.hashed.update(block)
            self._held = memoryview(block)
        size = min(len(buffer), len(self._held))
        buffer[:size], self._held = self._held[:size], self._held[size:]
        return size


class _Target(io.RawIOBase):
    """What is written to it is hashed and passed on. Written through a buffer, in large blocks."""

    def __init__(self, write: Callable[[bytes], object], hashed: _Aside) -> None:
        self._write, self.hashed = write, hashed
        self.size, self.kept = 0, _Kept()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        block = bytes(data)  # the buffer is used again while the block is still being hashed
        self.hashed.update(block)
        with self.kept:
            self._write(block)
        self.size += len(block)
        return len(block)
