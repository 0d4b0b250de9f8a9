"""Checking a bag that somebody else may have made: every fault by file, all at once, and nothing is written.

Only files that are found by walking the bag, without following links, are ever opened: a manifest can name what it
likes and reaches nothing outside. That all digests fit says that nothing broke on the way. It says nothing about who
made the bag, for whoever alters a file can write its digest anew.
"""

import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from io import FileIO
from itertools import islice
from pathlib import Path

from dadkhah.evidence.bag import DECLARATION, INFO, MANIFEST, PAYLOAD, TAG_MANIFEST, decoded, unsafe
from dadkhah.evidence.copying import BUFFER
from dadkhah.evidence.durable import reason_of

MOST = 1000
"""So many faults are kept; a bag with more is beyond repair by hand."""
LONGEST = 16_384  # bytes of a line: a path of 4,096, every byte of it encoded
LONGEST_TAG = 1 << 20
PROCESSES, BATCH = 2, 512

_LINE = re.compile(rb"([0-9A-Fa-f]{64})[ \t]+(\S.*?)\r?\n?", re.DOTALL)
_DECLARED = re.compile(rb"BagIt-Version: *(?:1\.0|0\.97)\r?\nTag-File-Character-Encoding: *UTF-8(?:\r?\n)*")
_TAG_MANIFEST = re.compile(rb"tagmanifest-[a-z0-9]+\.txt")
_OXUM = re.compile(rb"^Payload-Oxum:[ \t]*(\d{1,20})\.(\d{1,20})[ \t]*\r?$", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class BagFault:
    """What is wrong with one file of a bag; signs that a terminal would obey or hide are written out."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


def check_bag(folder: Path, progress: Callable[[int, int], None] | None = None) -> list[BagFault]:
    """Everything that is wrong with the bag, at most `MOST` faults; an empty list where all holds.

    Every file is read once. `progress(bytes, all bytes)` is called now and then.
    """
    # The names wait in a database without a name, which SQLite keeps in memory while it is small and then on the disk.
    with closing(sqlite3.connect("", isolation_level=None)) as names:
        names.execute("PRAGMA journal_mode = OFF")
        names.execute("CREATE TABLE file (path BLOB PRIMARY KEY, digest TEXT, size INTEGER) WITHOUT ROWID")
        names.execute("BEGIN")
        return list(islice(_Check(os.fsencode(folder), names).faults(progress), MOST))


def shown(path: str | bytes) -> str:
    """A path as it can be printed, whatever is in it."""
    text = path.decode("utf-8", "backslashreplace") if isinstance(path, bytes) else path
    return "".join(x if x.isprintable() else x.encode("unicode_escape", "surrogatepass").decode() for x in text)


def manifest_lines(file: Path) -> Iterator[tuple[int, str, str]]:
    """Number, digest and path of each line. Raises ValueError with the number of a line that is none."""
    with file.open("rb") as opened:
        for number, raw in enumerate(iter(lambda: opened.readline(LONGEST), b""), 1):
            match = _LINE.fullmatch(raw) if len(raw) < LONGEST else None
            if not match:
                raise ValueError(f"Line {number} is not a digest of SHA-256 and a path.")
            try:
                path = decoded(match[2].decode())
            except UnicodeDecodeError:
                raise ValueError(f"Line {number} is not UTF-8.") from None
            yield number, match[1].decode().lower(), path


class _Check:
    """One check: what was found, and what was listed, meet in the table `file`."""

    def __init__(self, folder: bytes, names: sqlite3.Connection) -> None:
        self.folder, self.names = folder, names
        self.files = self.bytes = self.all_bytes = 0

    def faults(self, progress: Callable[[int, int], None] | None) -> Iterator[BagFault]:
        yield from self._walk()
        yield from self._form()
        for manifest in (MANIFEST, TAG_MANIFEST):
            yield from self._listed(manifest)
        yield from self._altered(progress)
        yield from self._left_over()

    def _walk(self) -> Iterator[BagFault]:
        """Note every file; links and what is no file are faults, and are not followed or opened."""
        waiting = [b""]
        while waiting:
            inner = waiting.pop()
            try:
                with os.scandir(os.path.join(self.folder, inner)) as entries:  # noqa: PTH118 - names are bytes here
                    for entry in entries:
                        path = os.path.join(inner, entry.name)  # noqa: PTH118
                        if entry.is_dir(follow_symlinks=False):
                            waiting.append(path)
                        elif entry.is_file(follow_symlinks=False):
                            self._note(path, entry.stat(follow_symlinks=False).st_size)
                        else:
                            what = "a link" if entry.is_symlink() else "not a file"
                            yield BagFault(shown(path), f"It is {what}; a bag holds files alone.")
            except OSError as error:
                yield BagFault(shown(inner), f"The folder cannot be read: {reason_of(error)}.")

    def _note(self, path: bytes, size: int) -> None:
        self.names.execute("INSERT INTO file (path, size) VALUES (?, ?)", (path, size))
        self.all_bytes += size
        if path.startswith(f"{PAYLOAD}/".encode()):
            self.files += 1
            self.bytes += size

    def _form(self) -> Iterator[BagFault]:
        found = {name for name in (DECLARATION, INFO, MANIFEST, TAG_MANIFEST, "fetch.txt") if self._has(name)}
        for name in (DECLARATION, MANIFEST, TAG_MANIFEST):
            if name not in found:
                yield BagFault(name, "It is missing; without it the folder is no bag that can be checked.")
        if "fetch.txt" in found:
            yield BagFault("fetch.txt", "It names files that lie elsewhere; nothing is fetched. Ask for a whole bag.")
        if DECLARATION in found and not _DECLARED.fullmatch(self._text(DECLARATION)):
            yield BagFault(DECLARATION, "It must name version 1.0 of BagIt and the encoding UTF-8, and nothing else.")
        for size, files in _OXUM.findall(self._text(INFO)) if INFO in found else ():
            if (int(size), int(files)) != (self.bytes, self.files):
                there = f"there are {self.files} of {self.bytes}"
                yield BagFault(INFO, f"It tells of {int(files)} files of {int(size)} bytes under data; {there}.")

    def _has(self, name: str) -> bool:
        return bool(self.names.execute("SELECT 1 FROM file WHERE path = ?", (name.encode(),)).fetchone())

    def _text(self, name: str) -> bytes:
        with _opened(self.folder + b"/" + name.encode()) as file:
            return file.read(LONGEST_TAG) or b""

    def _listed(self, manifest: str) -> Iterator[BagFault]:
        if not self._has(manifest):
            return
        try:
            for number, digest, path in manifest_lines(Path(os.fsdecode(self.folder)) / manifest):
                if reason := unsafe(path) or self._misplaced(manifest, path):
                    yield BagFault(manifest, f"Line {number} lists {shown(path)}: {reason}.")
                elif not self._list(path.encode(), digest):
                    yield BagFault(shown(path), f"{manifest} lists it twice (line {number}).")
        except (ValueError, OSError) as fault:
            yield BagFault(manifest, reason_of(fault) if isinstance(fault, OSError) else str(fault))

    def _misplaced(self, manifest: str, path: str) -> str | None:
        if manifest == MANIFEST:
            return None if path.startswith(f"{PAYLOAD}/") else "it does not lie under data"
        return "it has no place in this list" if path.startswith(f"{PAYLOAD}/") or path == TAG_MANIFEST else None

    def _list(self, path: bytes, digest: str) -> bool:
        """Note what the manifest says; a file that was not found has no size. False where it was listed before."""
        more = "ON CONFLICT (path) DO UPDATE SET digest = excluded.digest WHERE digest IS NULL"
        done = self.names.execute(f"INSERT INTO file (path, digest) VALUES (?, ?) {more}", (path, digest))  # noqa: S608
        return done.rowcount == 1

    def _altered(self, progress: Callable[[int, int], None] | None) -> Iterator[BagFault]:
        rows = self.names.execute("SELECT path, digest, size FROM file WHERE digest IS NOT NULL AND size IS NOT NULL")
        done = 0
        with ThreadPoolExecutor(PROCESSES) as pool:
            while batch := list(islice(rows, BATCH)):
                for faults in pool.map(self._check_files, [batch[part::PROCESSES] for part in range(PROCESSES)]):
                    yield from faults
                done += sum(size for _, _, size in batch)
                if progress:
                    progress(done, self.all_bytes)

    def _check_files(self, rows: list[tuple[bytes, str, int]]) -> list[BagFault]:
        """What is wrong with these files, read in full into one buffer."""
        buffer, faults = memoryview(bytearray(BUFFER)), []
        for path, digest, _ in rows:
            found = sha256()
            try:
                with _opened(self.folder + b"/" + path) as file:
                    while count := file.readinto(buffer):
                        found.update(buffer[:count])
            except OSError as error:
                faults.append(BagFault(shown(path), f"It cannot be read: {reason_of(error)}."))
                continue
            if (other := found.hexdigest()) != digest:
                faults.append(BagFault(shown(path), f"It was altered: it has the digest {other}, not {digest}."))
        return faults

    def _left_over(self) -> Iterator[BagFault]:
        for path, digest in self.names.execute("SELECT path, digest FROM file WHERE size IS NULL OR digest IS NULL"):
            if not _TAG_MANIFEST.fullmatch(path):
                yield BagFault(shown(path), "It is listed and missing." if digest else "It is there and not listed.")


def _opened(path: bytes) -> FileIO:
    return open(os.fsdecode(path), "rb", buffering=0, opener=_plain)


def _plain(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)
