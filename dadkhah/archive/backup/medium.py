"""What lies where in a backup folder, and what makes a file there whole."""

from __future__ import annotations

import hmac
import os
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyrage

from dadkhah.archive import seal
from dadkhah.evidence.durable import sync

SUFFIX = ".age"
RECIPIENTS, SECRET = "backup-recipients", "backup.key"
DATABASE, PASSWORDS = "archive.jsonl", "passwords.json"
STATE = re.compile(r"\d{8}T\d{6}Z-(\d{12})-[0-9a-f]{16}")
README = """\
A backup of a Dadkhah archive. Nothing here can be read without the key that was made for it (age-encryption.org).

To bring it back on another computer: dadkhah -C NEW-FOLDER restore THIS-FOLDER --identity KEY-FILE
Where a file seal.age lies here, the archive's passphrase opens it too, and --identity can be left out.
The files *.checkpoint are signed heads of the archive's ledger; they tell how many entries it had and nothing else.
"""


class BadBackup(ValueError):
    """The folder is no backup, is damaged, or the key does not open it; the message says what to do."""


@dataclass(frozen=True)
class Medium:
    """A backup folder."""

    root: Path

    @property
    def files(self) -> Path:
        return self.root / "files"

    @property
    def states(self) -> Path:
        return self.root / "states"

    @property
    def seal(self) -> Path:
        """Of a sealed archive: what its passphrase opens, and with it the backup."""
        return self.root / seal.FILE

    def make(self) -> None:
        self.files.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.states.mkdir(exist_ok=True, mode=0o700)
        (self.root / "README.txt").write_text(README, "utf-8")

    def file(self, name: str) -> Path:
        """Where the stored file of this name (see `name_of`) is or would be."""
        return self.files / name[:2] / f"{name}{SUFFIX}"

    def held(self, folder: str) -> set[str]:
        """The names of the stored files here that begin with these two digits."""
        if not (self.files / folder).is_dir():
            return set()
        names = (each.name for each in os.scandir(self.files / folder))
        return {name.removesuffix(SUFFIX) for name in names if name.endswith(SUFFIX)}

    def sweep(self) -> None:
        """Remove what an interrupted backup left half written."""
        for folder in (self.states, *self.files.iterdir()):
            for each in os.scandir(folder):
                if each.name.startswith("."):
                    Path(each.path).unlink()

    def names(self) -> list[str]:
        """The names of all whole states, the oldest first. A state without its checkpoint was not finished."""
        found = (each.name.removesuffix(SUFFIX) for each in self.states.glob(f"*{SUFFIX}"))
        return sorted(name for name in found if STATE.fullmatch(name) and self.checkpoint(name).is_file())

    def state(self, name: str) -> Path:
        return self.states / f"{name}{SUFFIX}"

    def checkpoint(self, name: str) -> Path:
        return self.states / f"{name}.checkpoint"


def name_of(secret: bytes, digest: str) -> str:
    """What a stored file is called here: a digest alone would tell a thief which known file the archive holds."""
    return hmac.digest(secret, digest.encode(), "sha256").hex()


class Names:
    """Digests by the folder that their files have here: 32 bytes for each, since an archive may hold millions."""

    def __init__(self, secret: bytes, digests: Iterable[str]) -> None:
        self._secret, self._packed = secret, [bytearray() for _ in range(256)]
        for digest in digests:
            self._packed[int(name_of(secret, digest)[:2], 16)] += bytes.fromhex(digest)

    def __len__(self) -> int:
        return sum(map(len, self._packed)) // 32

    def __iter__(self) -> Iterator[tuple[str, dict[str, str]]]:
        """(folder, digests by their names in it) of all 256 folders, one after another."""
        for number, held in enumerate(self._packed):
            found = (held[at : at + 32].hex() for at in range(0, len(held), 32))
            yield f"{number:02x}", {name_of(self._secret, digest): digest for digest in found}


def unfinished(path: Path) -> Path:
    """What a file is called until it is whole."""
    return path.with_name(f".{path.name}.new")


def encrypt(source: BinaryIO, path: Path, recipients: list[pyrage.x25519.Recipient]) -> Path:
    """Encrypt to a file beside the place it will have; returns it, not yet durable (see `placed`)."""
    temporary = unfinished(path)
    path.parent.mkdir(exist_ok=True, mode=0o700)
    with temporary.open("wb") as target:
        pyrage.encrypt_io(source, target, recipients)
    return temporary


@contextmanager
def encrypting(path: Path, recipients: list[pyrage.x25519.Recipient]) -> Iterator[BinaryIO]:
    """What is written here is encrypted on its way; the file takes its name when all is written and durable."""
    reading, writing = os.pipe()

    def drain() -> Path:
        with os.fdopen(reading, "rb") as plain:
            return encrypt(plain, path, recipients)

    with ThreadPoolExecutor(1) as pool:
        draining = pool.submit(drain)
        try:
            with os.fdopen(writing, "wb") as pipe:
                yield pipe
            placed([(draining.result(), path)])
        except BrokenPipeError:
            draining.result()  # raises why nothing is taken any more, such as a full medium
            raise
        finally:
            unfinished(path).unlink(missing_ok=True)


def placed(pairs: list[tuple[Path, Path]]) -> None:
    """Finished files take their names, durably."""
    sync([temporary for temporary, _ in pairs])
    for temporary, path in pairs:
        temporary.replace(path)
    sync({path.parent for _, path in pairs})
