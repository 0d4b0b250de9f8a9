"""Encrypting and decrypting files as streams (age, by pyrage): memory does not grow with the file."""

import io
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

import pyrage
from pyrage.x25519 import Identity, Recipient

from dadkhah.sentences import Sentence

BLOCK = 1 << 20
"""Bytes that are hashed and written together."""


class NotOpened(ValueError):
    """None of the keys opens it, or it was altered; the message says what to do."""


def encrypt(
    chunks: Iterable[memoryview | bytes], write: Callable[[bytes], object], recipient: Recipient, aside: Executor
) -> tuple[str, int, bytes]:
    """Encrypt in one pass: SHA-256 (hex) and size of what was written, and the SHA-256 of what came.

    Both are hashed on threads of `aside`, which the encryption leaves a second core for. Memory does not grow with the
    file. Raises what reading or writing raises.
    """
    source, target = _Source(iter(chunks), _Aside(aside)), _Target(write, _Aside(aside))
    try:
        pyrage.encrypt_io(source, target, [recipient])
        target.end()
    except pyrage.EncryptError:
        # The library tells a fault of ours in words of its own.
        if fault := source.kept.fault or target.kept.fault:
            raise fault from None
        raise
    return target.hashed.digest().hex(), target.size, source.hashed.digest()


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
        if len(data) < BLOCK // 4:
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


class _Source:
    """Blocks as a file to read."""

    def __init__(self, chunks: Iterator[memoryview | bytes], hashed: _Aside) -> None:
        self._chunks, self.hashed = chunks, hashed
        self._held, self.kept = io.BytesIO(), _Kept()

    def read(self, size: int) -> bytes:
        if data := self._held.read(size):
            return data
        with self.kept:
            block = self._block()
        self.hashed.update(block)
        self._held = io.BytesIO(block)
        return self._held.read(size)

    def _block(self) -> bytes:
        parts, size = [], 0
        for chunk in self._chunks:
            parts.append(bytes(chunk))
            size += len(chunk)
            if size >= BLOCK:
                break
        return b"".join(parts)


class _Target:
    """What is written to it is hashed and passed on in large blocks."""

    def __init__(self, write: Callable[[bytes], object], hashed: _Aside) -> None:
        self._write, self.hashed = write, hashed
        self._parts: list[bytes] = []
        self._waiting = self.size = 0
        self.kept = _Kept()

    def write(self, data: bytes) -> int:
        self._parts.append(data)
        self._waiting += len(data)
        if self._waiting >= BLOCK:
            self.end()
        return len(data)

    def flush(self) -> None:
        """Blocks are written when they are full, and at the end."""

    def end(self) -> None:
        block = b"".join(self._parts)
        self._parts, self._waiting = [], 0
        self.size += len(block)
        self.hashed.update(block)
        with self.kept:
            self._write(block)
