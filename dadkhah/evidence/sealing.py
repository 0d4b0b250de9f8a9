"""Taking files into the store: one read pass hashes and copies; a group of files becomes durable together."""

import fcntl
import os
import shutil
import stat
import tempfile
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from dadkhah.evidence.age import BLOCK, encrypt
from dadkhah.evidence.durable import place, reason_of, sync
from dadkhah.evidence.envelope import ItemKey, Secret
from dadkhah.sentences import Sentence, together

HEAD = 4096  # bytes kept for telling the media type
BUFFER = 256 << 10  # bytes; a larger one falls out of the processor's cache
ZEROS = bytes(BUFFER)
READ_ONLY = 0o444
AHEAD = 8  # files whose digests may still be on their way


class NotSealed(ValueError):
    """Files could not be taken in, and none was; the message, and `faults`, name each one and the reason."""

    def __init__(self, message: str, faults: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.faults = tuple(faults)


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


class Group:
    """Files on their way into the store. They are visible only after `commit`; leaving early removes all traces."""

    def __init__(self, folder: Path, target_of: Callable[[str], str], aside: Executor, *, encrypted: bool) -> None:
        self._folder = folder
        self._aside, self._encrypted = aside, encrypted
        self._target_of = target_of
        self._temporary: dict[str, str] = {}
        self._copied: deque[tuple[str, Callable[[], Sealed]]] = deque()
        self._sealed: list[Sealed] = []
        self._count = 0
        self._buffer = memoryview(bytearray(BUFFER))
        self.faults: list[str] = []

    def add_file(self, path: str | Path) -> None:
        """Copy a regular file; a fault of this file is kept in `faults`."""
        try:
            with open(path, "rb", buffering=0, opener=_open_plain) as source:
                before = os.fstat(source.fileno())
                _check_regular(before)
                size = self._copy(self._chunks(source), expected=before.st_size)
                _check_unchanged(before, os.fstat(source.fileno()), size)
        except OSError as error:
            is_link = Path(path).is_symlink()
            reason = Sentence("it is a symbolic link; give the file itself") if is_link else reason_of(error)
            self.faults.append(Sentence("{path}: {reason}.", path=str(path), reason=reason))
        except _Refused as refusal:
            self.faults.append(Sentence("{path}: {reason}", path=str(path), reason=refusal.args[0]))

    def add_stream(self, source: BinaryIO, limit: int | None) -> None:
        """Copy an open binary stream of at most `limit` bytes."""
        try:
            self._copy(self._chunks(source), limit=limit)
        except OSError as error:
            sentence = Sentence(
                "The file could not be read to its end: {reason}. Send it again.", reason=reason_of(error)
            )
            raise NotSealed(sentence) from error
        except _Refused as refusal:
            raise NotSealed(refusal.args[0]) from None

    def commit(self) -> list[Sealed]:
        """Make all copies durable, then give them their names, then make the names durable; in the order of their coming."""
        if self.faults:
            raise NotSealed(together([Sentence("Nothing was taken in."), *self.faults]), self.faults)
        self._settle(0)
        if self._temporary:
            self._place()
        return self._sealed

    def _place(self) -> None:
        with _disk_faults():
            sync(self._temporary.values())
            folders: set[str] = set()
            for digest, temporary in self._temporary.items():
                folders |= place(temporary, self._target_of(digest))
            sync(folders)

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

    def _copy(
        self, chunks: Iterator[memoryview | bytes], *, expected: int | None = None, limit: int | None = None
    ) -> int:
        """Write the file beside its place; returns how many bytes came."""
        self._count += 1
        temporary = f"{self._folder}/{self._count}"
        seen = _Seen(chunks, expected, limit)
        with _writing(temporary) as write:
            sealed = self._encrypt(seen, write) if self._encrypted else _hash(seen, write)
        self._copied.append((temporary, sealed))
        self._settle(AHEAD)
        return seen.size

    def _encrypt(self, seen: "_Seen", write: Callable[[bytes], None]) -> Callable[[], Sealed]:
        key = ItemKey.new()
        digests = encrypt(seen, write, key.recipient, self._aside)

        def sealed() -> Sealed:
            digest, size, plain = digests()
            return Sealed(digest, size, seen.head, Secret(key, key.commitment(plain), seen.size))

        return sealed

    def _settle(self, ahead: int) -> None:
        """Wait for the digests of all copies but the newest: those are hashed while the next file is encrypted."""
        while len(self._copied) > ahead:
            temporary, sealed = self._copied.popleft()
            self._sealed.append(sealed())
            self._keep(temporary, self._sealed[-1])

    def _keep(self, temporary: str, sealed: Sealed) -> None:
        target = self._target_of(sealed.digest)
        known = sealed.digest in self._temporary
        if not known and os.path.lexists(target):
            known = _check_same_size(target, sealed)
        if known:
            os.unlink(temporary)  # noqa: PTH108
        else:
            self._temporary[sealed.digest] = temporary


class _Seen:
    """The bytes of one file as they pass: how many came, and the first of them. Raises `_Refused` beyond the limit."""

    def __init__(self, chunks: Iterator[memoryview | bytes], expected: int | None, limit: int | None) -> None:
        self._chunks, self._expected, self._limit = chunks, expected, limit
        self.size, self.head = 0, b""

    def __iter__(self) -> Iterator[memoryview | bytes]:
        for chunk in self._chunks if self._expected != 0 else ():
            self.size += len(chunk)
            if self._limit is not None and self.size > self._limit:
                raise _Refused(
                    Sentence("The file has more than the {limit} bytes allowed here. Raise the limit.", limit=self._limit)
                )
            if len(self.head) < HEAD:
                self.head += bytes(chunk[: HEAD - len(self.head)])
            yield chunk
            if self.size == self._expected:
                break  # saves a read call for each file; a file that grew is found by its times


def _hash(seen: _Seen, write: Callable[[memoryview | bytes], None]) -> Callable[[], Sealed]:
    digest = sha256()
    for chunk in seen:
        digest.update(chunk)
        write(chunk)
    return lambda: Sealed(digest.hexdigest(), seen.size, seen.head)


@contextmanager
def open_group(folder: Path, target_of: Callable[[str], str], *, encrypted: bool = False) -> Iterator[Group]:
    """A group whose temporary files lie under `folder`, which is held shared so that no sweep takes them away."""
    with _disk_faults():
        _make_private(folder)
        handle = os.open(folder, os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_SH)
        own = tempfile.mkdtemp(dir=folder)
    try:
        with ThreadPoolExecutor(2) as aside:
            yield Group(Path(own), target_of, aside, encrypted=encrypted)
    finally:
        shutil.rmtree(own)
        os.close(handle)


def _make_private(folder: Path) -> None:
    if not folder.is_dir():
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        sync([folder.parent, folder.parent.parent])


class _Refused(Exception):
    pass


def _open_plain(path: str, flags: int) -> int:
    # Without O_NONBLOCK, opening a named pipe would wait for ever.
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def _check_regular(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise _Refused(Sentence("it is not a regular file; only files can be taken in."))


def _check_unchanged(before: os.stat_result, after: os.stat_result, size: int) -> None:
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or size != before.st_size:
        raise _Refused(Sentence("it was changed while it was being read; try again when nothing writes to it."))


def _check_same_size(target: str, sealed: Sealed) -> bool:
    held = os.lstat(target)
    if not stat.S_ISREG(held.st_mode) or held.st_size != sealed.size:
        raise NotSealed(
            Sentence(
                "The archive's own copy of {digest} is damaged; nothing was taken in. "
                "Run a verification, and restore that copy from a backup.",
                digest=sealed.digest,
            )
        )
    return True


@contextmanager
def _writing(path: str) -> Iterator[Callable[[memoryview | bytes], None]]:
    handle = -1
    hole = 0

    def write(chunk: memoryview | bytes) -> None:
        nonlocal hole
        with _disk_faults():
            if hole := _hole(chunk):
                os.lseek(handle, hole, os.SEEK_CUR)
                return
            done = os.write(handle, chunk)
            while done < len(chunk):
                done += os.write(handle, chunk[done:])

    with _disk_faults():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, READ_ONLY)
    try:
        os.fchmod(handle, READ_ONLY)  # whatever the umask says
        yield write
        if hole:
            with _disk_faults():
                os.truncate(handle, os.lseek(handle, 0, os.SEEK_CUR))
    finally:
        os.close(handle)


def _hole(chunk: memoryview | bytes) -> int:
    """The length of a full buffer of zeros, which stays a hole: a disk image of 100 GB need not take as much here."""
    return BUFFER if len(chunk) == BUFFER and not (chunk[0] or chunk[-1]) and bytes(chunk) == ZEROS else 0


@contextmanager
def _disk_faults() -> Iterator[None]:
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
