"""A bag: a folder of files with the digests of all of them (BagIt 1.0, RFC 8493), by SHA-256 alone.

A bag is made under another name beside its folder and renamed when it is whole and on the disk, so that a half-made one
never has its name. Nothing is bagged in place. `bag_check` reads a bag; neither proves who made it.
"""

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from dadkhah.evidence import unfinished
from dadkhah.evidence.copying import BUFFER
from dadkhah.evidence.durable import sync

DECLARATION, INFO = "bagit.txt", "bag-info.txt"
MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
PAYLOAD = "data"
DECLARED = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
GROUP = 2000
"""So many files are brought to the disk together."""

_ENCODED = {"%25": "%", "%0A": "\n", "%0D": "\r"}


class NotBagged(ValueError):
    """No bag was made; the message says why."""


@dataclass(frozen=True, slots=True)
class Bagged:
    """A file in a bag: SHA-256 in hex and size in bytes."""

    digest: str
    size: int


class Writing:
    """A file of a bag while it is written: what goes through is hashed and counted."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._digest, self._size = file, sha256(), 0

    def write(self, data: bytes | memoryview) -> int:
        self._digest.update(data)
        self._size += len(data)
        return self._file.write(data)

    @property
    def bagged(self) -> Bagged:
        return Bagged(self._digest.hexdigest(), self._size)


class Bag:
    """A bag that is being made; see `new_bag`. Memory does not grow with the number of its files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = self.size = 0
        self._prefix = str(folder)
        self._buffer = memoryview(bytearray(BUFFER))
        self._fresh: set[str] = set()
        self._open = ExitStack()
        self._manifest = self._open.enter_context(self._writing(MANIFEST))

    @contextmanager
    def writing(self, name: str) -> Iterator[Writing]:
        """Write one file of the payload; `name` is its path below data/. Raises `NotBagged`, OSError."""
        path = f"{PAYLOAD}/{name}"
        if reason := unsafe(path):
            raise NotBagged(f"{name!r} cannot be the name of a file in a bag: {reason}.")
        with self._writing(path) as out:
            yield out
        self._manifest.write(_line(out.bagged.digest, path))
        self.files += 1
        self.size += out.bagged.size

    def add(self, name: str, source: BinaryIO) -> Bagged:
        """Copy an open binary stream to its end, hashed in the same pass."""
        with self.writing(name) as out:
            while count := source.readinto(self._buffer):  # type: ignore[attr-defined]
                out.write(self._buffer[:count])
        return out.bagged

    def close(self, info: Mapping[str, str]) -> None:
        """Write what stands around the payload and bring everything to the disk."""
        self._open.close()
        (self.folder / PAYLOAD).mkdir(exist_ok=True)
        told = {**info, "Bagging-Date": str(datetime.now(UTC).date()), "Payload-Oxum": f"{self.size}.{self.files}"}
        digests = {MANIFEST: self._manifest.bagged.digest}
        lines = [f"{label}: {' '.join(value.split())}\n" for label, value in told.items()]
        for name, text in ((DECLARATION, DECLARED), (INFO, "".join(lines).encode())):
            with self._writing(name) as out:
                out.write(text)
            digests[name] = out.bagged.digest
        with self._writing(TAG_MANIFEST) as out:
            out.write(b"".join(_line(digests[name], name) for name in sorted(digests)))
        self._sync()

    def abandon(self) -> None:
        """Let go of an unfinished bag."""
        self._open.close()
        shutil.rmtree(self.folder)

    @contextmanager
    def _writing(self, path: str) -> Iterator[Writing]:
        with self._new_file(f"{self._prefix}/{path}") as file:
            yield Writing(file)
        if len(self._fresh) >= GROUP:
            self._sync()

    def _new_file(self, path: str) -> BinaryIO:
        folder = os.path.dirname(path)  # noqa: PTH120 - called for every file
        self._fresh |= {path, folder}
        try:
            return open(path, "xb", opener=_private)
        except FileNotFoundError:
            # A store has folders two deep; the upper one is new too.
            self._fresh.add(os.path.dirname(folder))  # noqa: PTH120
            os.makedirs(folder, exist_ok=True)  # noqa: PTH103
            return open(path, "xb", opener=_private)

    def _sync(self) -> None:
        sync(self._fresh)
        self._fresh.clear()


@contextmanager
def new_bag(folder: Path, info: Mapping[str, str]) -> Iterator[Bag]:
    """A bag that has its name when the block ends well, and leaves nothing when it does not.

    `info` becomes bag-info.txt. Raises `NotBagged` where the folder is there already, OSError where the disk refuses.
    """
    if os.path.lexists(folder):
        raise NotBagged(f"{folder} is there already. Choose a new folder; a bag is never made in place.")
    with ExitStack() as undo, unfinished.growing(folder.parent) as fresh:
        bag = Bag(fresh)
        undo.callback(bag.abandon)
        yield bag
        bag.close(info)
        bag.folder.rename(folder)
        undo.pop_all()
    sync([folder.parent])


def sweep(parent: Path) -> list[str]:
    """Remove the unfinished bags of makers who were killed, beside which a bag is to be made; gives their names."""
    return unfinished.sweep(parent, frozenset({DECLARATION, INFO, MANIFEST, TAG_MANIFEST, PAYLOAD}))


def encoded(path: str) -> str:
    """The path as a manifest has it (RFC 8493, section 2.1.3)."""
    return path.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")


def decoded(path: str) -> str:
    """The path that a manifest means; a percent sign that begins none of the three codes stands for itself."""
    return re.sub("%(?:25|0[AD])", lambda code: _ENCODED[code[0].upper()], path, flags=re.IGNORECASE)


def unsafe(path: str) -> str | None:
    """Why a path might lead out of a bag, or mean something else elsewhere, as part of a sentence; None where it cannot."""
    if path.startswith(("/", "~")):
        return "it does not begin in the bag"
    if any(part in ("", ".", "..") for part in path.split("/")):
        return "it has an empty part, or one of dots"
    if "\0" in path or not _is_unicode(path):
        return "it holds what no file name may hold"
    return None


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _line(digest: str, path: str) -> bytes:
    return f"{digest}  {encoded(path)}\n".encode()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
