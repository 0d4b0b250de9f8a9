"""Taking files into the store: each is copied beside its place; a group of files becomes durable together."""

import fcntl
import os
import shutil
import stat
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from dadkhah.evidence.copying import (
    THREADS,
    Copier,
    Digests,
    NotSealed,
    Refused,
    Sealed,
    disk_faults,
    encrypted_copies,
)
from dadkhah.evidence.durable import place, reason_of, sync
from dadkhah.processes import HelperStopped, pool
from dadkhah.sentences import Sentence, together

AHEAD = 8  # files whose digests may still be on their way
FILES, BYTES = 64, 8 << 20  # at most, of one piece of work
ENOUGH = 64 << 20  # bytes to encrypt that are worth the start of more processes


class Group:
    """Files on their way into the store. They are visible only after `commit`; leaving early removes all traces."""

    def __init__(self, folder: Path, target_of: Callable[[str], str], copier: Copier, beside: Executor | None) -> None:
        self._folder, self._target_of = folder, target_of
        self._copier, self._beside = copier, beside
        self._temporary: dict[str, str] = {}
        self._copied: deque[tuple[str | Path, str, Digests]] = deque()
        self._sealed: list[Sealed] = []
        self._count = 0
        self.faults: list[str] = []

    def add_files(self, paths: Sequence[str | Path]) -> None:
        """Copy regular files; the fault of each faulty one is kept in `faults`."""
        if self._beside:
            self._add_beside(self._beside, paths)
            return
        for path in paths:
            temporary = self._next()
            with self._faults_of(path):
                self._copied.append((path, temporary, self._copier.file(path, temporary)))
            self._settle(AHEAD)

    def _add_beside(self, beside: Executor, paths: Sequence[str | Path]) -> None:
        """Many files to a piece of work: to hand over each by itself would cost as much as to encrypt it."""
        handed = []
        for portion in _portions(paths):
            folder = self._next()  # of its own: two processes that make files in one folder wait for each other
            handed.append((portion, folder, beside.submit(encrypted_copies, portion, folder)))
        for portion, folder, copies in handed:
            for number, (path, copy) in enumerate(zip(portion, copies.result(), strict=True)):
                with self._faults_of(path):
                    self._keep(f"{folder}/{number}", copy())

    def add_stream(self, source: BinaryIO, limit: int | None) -> None:
        """Copy an open binary stream of at most `limit` bytes."""
        temporary = self._next()
        try:
            self._copied.append(("", temporary, self._copier.stream(source, limit, temporary)))
        except OSError as error:
            sentence = Sentence(
                "The file could not be read to its end: {reason}. Send it again.", reason=reason_of(error)
            )
            raise NotSealed(sentence) from error
        except Refused as refusal:
            raise NotSealed(refusal.args[0]) from None

    def commit(self) -> list[Sealed]:
        """Make all copies durable, then give them their names, then make the names durable; in the order of their coming."""
        self._settle(0)
        if self.faults:
            raise NotSealed(together([Sentence("Nothing was taken in."), *self.faults]), self.faults)
        if self._temporary:
            self._place()
        return self._sealed

    def _place(self) -> None:
        with disk_faults():
            sync(self._temporary.values())
            folders: set[str] = set()
            for digest, temporary in self._temporary.items():
                folders |= place(temporary, self._target_of(digest))
            sync(folders)

    def _next(self) -> str:
        self._count += 1
        return f"{self._folder}/{self._count}"

    @contextmanager
    def _faults_of(self, path: str | Path) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            is_link = Path(path).is_symlink()
            reason = Sentence("it is a symbolic link; give the file itself") if is_link else reason_of(error)
            self.faults.append(Sentence("{path}: {reason}.", path=str(path), reason=reason))
        except Refused as refusal:
            self.faults.append(Sentence("{path}: {reason}", path=str(path), reason=refusal.args[0]))

    def _settle(self, ahead: int) -> None:
        """Wait for the digests of all copies but the newest: those are hashed while the next file is encrypted."""
        while len(self._copied) > ahead:
            path, temporary, digests = self._copied.popleft()
            with self._faults_of(path):
                self._keep(temporary, digests())

    def _keep(self, temporary: str, sealed: Sealed) -> None:
        self._sealed.append(sealed)
        target = self._target_of(sealed.digest)
        known = sealed.digest in self._temporary
        if not known and os.path.lexists(target):
            known = _check_same_size(target, sealed)
        if known:
            with disk_faults():
                os.unlink(temporary)  # noqa: PTH108
        else:
            self._temporary[sealed.digest] = temporary


@contextmanager
def open_group(
    folder: Path, target_of: Callable[[str], str], *, encrypted: bool = False, size: int = 0
) -> Iterator[Group]:
    """A group whose temporary files lie under `folder`, which is held shared so that no sweep takes them away.

    `size`: bytes that are to be encrypted, as far as known; many are on all processors.
    """
    with disk_faults():
        _make_private(folder)
        handle = os.open(folder, os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_SH)
        own = tempfile.mkdtemp(dir=folder)
    try:
        with ThreadPoolExecutor(THREADS) as aside, _beside(size) as beside:
            yield Group(Path(own), target_of, Copier(aside, encrypted=encrypted), beside)
    finally:
        shutil.rmtree(own)
        os.close(handle)


def size_of(paths: Iterable[str | Path]) -> int:
    """Bytes of all these files; one that cannot be looked at counts nothing, and is named when it is taken in."""
    return sum(map(_size, paths))


def _size(path: str | Path) -> int:
    try:
        return os.stat(path).st_size  # noqa: PTH116 - for every file
    except OSError:
        return 0


def _portions(paths: Iterable[str | Path]) -> Iterator[list[str | Path]]:
    portion: list[str | Path] = []
    size = 0
    for path in paths:
        portion.append(path)
        size += _size(path)
        if len(portion) == FILES or size >= BYTES:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


@contextmanager
def _beside(size: int) -> Iterator[Executor | None]:
    """Processes that encrypt, where there is enough to do and a processor to do it on."""
    processors = os.cpu_count() or 1
    if size < ENOUGH or processors == 1:
        yield None
    else:
        try:
            with pool(processors) as beside:
                yield beside
        except HelperStopped as stopped:
            raise NotSealed(together([Sentence("Nothing was taken in."), stopped.args[0]])) from stopped


def _make_private(folder: Path) -> None:
    if not folder.is_dir():
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        sync([folder.parent, folder.parent.parent])


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
