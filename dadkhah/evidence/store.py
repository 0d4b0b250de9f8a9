"""The store: every file once, as received, under the SHA-256 of its bytes.

Layout: `ab/cd/<64 hexadecimal digits>`, mode 0444; `tmp/` holds what is still being taken in. Nothing is ever
overwritten: the same bytes meet at the same name.
"""

import fcntl
import os
import re
import shutil
import stat
from collections.abc import Callable, Container, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from dadkhah.evidence.checking import Fault, check_file, verify_files
from dadkhah.evidence.copying import Sealed
from dadkhah.evidence.durable import sync
from dadkhah.evidence.sealing import open_group, size_of
from dadkhah.sentences import Sentence

DIGEST = re.compile("[0-9a-f]{64}")


class NotHeld(LookupError):
    """The store has no file of this digest."""


class Store:
    """A folder of sealed files; folders are made at the first sealing, so a read-only copy can be verified."""

    def __init__(self, root: Path) -> None:
        self.root = Path(root)
        self._prefix = str(self.root)

    def seal(self, path: Path) -> Sealed:
        """Take in one regular file; raises `NotSealed`."""
        return self.seal_many([path])[0]

    def seal_many(self, paths: Iterable[Path], *, encrypted: bool = False) -> list[Sealed]:
        """Take in a group of files, all or none, made durable together; raises `NotSealed` naming every faulty file.

        Each `encrypted` one gets a key of its own: whoever calls keeps it in an envelope, or the file is lost.

        Keeps 4 KB of memory a file; the copies wait on disk, so give groups that fit on it.
        """
        given = list(paths)
        with open_group(self.root / "tmp", self._target, encrypted=encrypted, size=size_of(given) if encrypted else 0) as group:
            group.add_files(given)
            return group.commit()

    def seal_stream(self, fileobj: BinaryIO, limit: int | None = None, *, encrypted: bool = False) -> Sealed:
        """Take in an open binary stream of at most `limit` bytes, as `seal_many` does; raises `NotSealed`."""
        with open_group(self.root / "tmp", self._target, encrypted=encrypted) as group:
            group.add_stream(fileobj, limit)
            return group.commit()[0]

    def path(self, digest: str) -> Path:
        """Where the file of this digest is or would be."""
        return Path(self._checked_target(digest))

    def has(self, digest: str) -> bool:
        return self.path(digest).is_file()

    def open(self, digest: str) -> BinaryIO:
        """The file's bytes, for reading; raises `NotHeld`."""
        try:
            return self.path(digest).open("rb")
        except FileNotFoundError:
            raise NotHeld(
                Sentence("The store does not hold {digest}. Restore it from a backup.", digest=digest)
            ) from None

    def digests(self) -> Iterator[str]:
        """The digests of all files held, sorted."""
        for path in self._files():
            if self._is_sealed(path):
                yield path.name

    def check(self, digest: str, size: int) -> str | None:
        """What is wrong with one file, read in full, or None."""
        return check_file(self._checked_target(digest), digest, size)

    def verify(
        self,
        expected: Iterable[tuple[str, int]],
        processes: int = 2,
        progress: Callable[[int, int], None] | None = None,
    ) -> Iterator[Fault]:
        """Read every expected (digest, size) in full, on `processes` cores, and yield the faults.

        The workers are threads: reading and hashing happen outside the interpreter's lock.

        `progress(files, bytes)` is called now and then with what is done so far.
        """
        jobs = ((self._checked_target(digest), digest, size) for digest, size in expected)
        return verify_files(jobs, processes, progress)

    def unexpected(self, expected: Container[str]) -> Iterator[Path]:
        """Every file or link below the store, apart from `tmp`, that is not a sealed file of an expected digest."""
        return (path for path in self._files() if path.name not in expected or not self._is_sealed(path))

    def sweep(self) -> int:
        """Remove what an interrupted taking-in left in `tmp`; does nothing while another one runs. Returns how many."""
        folder = self.root / "tmp"
        if not folder.is_dir():
            return 0
        handle = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return _empty(folder)
        except BlockingIOError:
            return 0
        finally:
            os.close(handle)

    def remove(self, digest: str) -> None:
        """Erase a file for good; raises `NotHeld`. Copies in backups are not reached."""
        path = self.path(digest)
        try:
            path.unlink()
        except FileNotFoundError:
            raise NotHeld(Sentence("The store does not hold {digest}; nothing was erased.", digest=digest)) from None
        sync([path.parent])

    def _checked_target(self, digest: str) -> str:
        if not DIGEST.fullmatch(digest):
            raise ValueError(f"{digest[:80]!r} is not a digest: give 64 hexadecimal digits in lower case.")
        return self._target(digest)

    def _target(self, digest: str) -> str:
        return f"{self._prefix}/{digest[:2]}/{digest[2:4]}/{digest}"

    def _files(self) -> Iterator[Path]:
        if not self.root.exists():
            return
        for folder, folders, names in os.walk(self.root, onerror=_refuse):
            folders.sort()
            if folder == self._prefix:
                folders[:] = [each for each in folders if each != "tmp"]
            links = [each for each in folders if Path(folder, each).is_symlink()]
            yield from (Path(folder, name) for name in sorted(names + links))

    def _is_sealed(self, path: Path) -> bool:
        name = path.name
        in_place = DIGEST.fullmatch(name) and str(path) == self._target(name)
        return bool(in_place) and stat.S_ISREG(path.lstat().st_mode)


def _refuse(error: OSError) -> None:
    raise error  # a folder that cannot be listed must not look like an empty one


def _empty(folder: Path) -> int:
    count = 0
    for path in folder.iterdir():
        count += sum(len(names) for _, _, names in os.walk(path)) if path.is_dir() else 1
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return count
