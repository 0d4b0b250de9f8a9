"""The seal: one passphrase under which a sealed archive keeps its database, its keys and, through them, its files.

    seal.age   opened by the passphrase alone (age, scrypt): the key of the database, and the identity to which the
               files in keys/ are encrypted

Who takes the folder, while the archive is in use or not, finds no word of it without the passphrase. A process opens the
seal once and keeps it in its memory. This module knows no Django: settings are read only when the seal is open.
"""

from __future__ import annotations

import json
import os
import secrets
import stat
import time
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pyrage
from pyrage.x25519 import Identity, Recipient

from dadkhah.evidence.durable import sync

if TYPE_CHECKING:
    from dadkhah.archive.place import Place

FILE = "seal.age"
PASSPHRASE_FILE = "DADKHAH_PASSPHRASE_FILE"  # noqa: S105 - the name of a variable
MEMORY = Path("/dev/shm")  # noqa: S108 - what lies here is gone when the computer is switched off
SHORTEST = 16
_open: dict[Path, Seal] = {}


class Locked(ValueError):
    """The archive is sealed, and the passphrase is missing or wrong; the message says what to do."""


ATTEMPTS, PAUSE = 30, 0.2
TOO_SLOW = "Excessive work"


@dataclass(frozen=True)
class Seal:
    """What the passphrase opens: the database's key (64 hexadecimal digits), and an identity of age for the keys."""

    database: str
    identity: str

    @property
    def recipient(self) -> Recipient:
        return Identity.from_str(self.identity).to_public()

    def encrypt(self, data: bytes) -> bytes:
        return pyrage.encrypt(data, [self.recipient])

    def decrypt(self, data: bytes) -> bytes:
        """Raises `Locked` for what was altered, or sealed by another seal."""
        try:
            return pyrage.decrypt(data, [Identity.from_str(self.identity)])
        except pyrage.DecryptError as fault:
            raise Locked(f"A sealed key was altered, or is of another archive: {fault}. Restore it from a backup.") from fault


def make(passphrase: str) -> tuple[Seal, bytes]:
    """A new seal, and the content of its file. Raises `Locked` for a passphrase that is too short."""
    seal = Seal(secrets.token_hex(32), str(Identity.generate()))
    return seal, closed(seal, passphrase)


def closed(seal: Seal, passphrase: str) -> bytes:
    """The file that this passphrase opens."""
    if len(passphrase) < SHORTEST:
        raise Locked(f"A passphrase has at least {SHORTEST} letters. Take five or more words that are not a sentence.")
    held = json.dumps({"database": seal.database, "identity": seal.identity}).encode()
    return pyrage.passphrase.encrypt(held, passphrase)


def read(content: bytes, passphrase: str) -> Seal:
    """The seal in the file. Takes about a second, on purpose. Raises `Locked`."""
    try:
        held = json.loads(_decrypted(content, passphrase))
        return Seal(held["database"], held["identity"])
    except (pyrage.DecryptError, ValueError, KeyError, TypeError) as fault:
        raise Locked("This passphrase does not open the archive, or its file seal.age was altered.") from fault


def _decrypted(content: bytes, passphrase: str) -> bytes:
    """Age first tries how fast this computer is, and refuses what seems to take long: a busy moment must not lock us out."""
    for _ in range(ATTEMPTS):
        try:
            return pyrage.passphrase.decrypt(content, passphrase)
        except pyrage.DecryptError as fault:
            if TOO_SLOW not in str(fault):
                raise
            time.sleep(PAUSE)
    raise Locked("This computer is too busy to open the archive's seal, or far slower than the one that made it. Try again.")


def opened(place: Place) -> Seal:
    """The seal of this archive, which this process opened before, or opens now with `DADKHAH_PASSPHRASE_FILE`."""
    if place.root not in _open:
        given = os.environ.get(PASSPHRASE_FILE)
        if not given:
            raise Locked(
                f"{place.root} is sealed. Give its passphrase: the command line asks for it at a terminal, and reads it "
                f"elsewhere from the file that {PASSPHRASE_FILE} names."
            )
        keep(place, read((place.root / FILE).read_bytes(), first_line(Path(given))))
    return _open[place.root]


def is_open(place: Place) -> bool:
    return place.root in _open or bool(os.environ.get(PASSPHRASE_FILE))


def keep(place: Place, seal: Seal) -> None:
    """Remember it for this process."""
    _open[place.root] = seal


def first_line(path: Path) -> str:
    with path.open(encoding="utf-8") as file:
        return file.readline().rstrip("\r\n")


def write(place: Place, content: bytes) -> None:
    """The file of the seal, as a whole: a power cut leaves the old one or the new one."""
    fresh = place.root / f"{FILE}.new"
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
    sync([fresh])
    fresh.replace(place.root / FILE)
    sync([place.root])


def scratch(place: Place) -> Path:
    """A folder in memory for what must not touch the disk, the same for all processes of this archive's owner.

    Raises `Locked` where the computer has none.
    """
    if not MEMORY.is_dir():
        raise Locked("A sealed archive needs a folder in memory (/dev/shm), which this computer has not. Use Linux.")
    folder = MEMORY / f"dadkhah-{os.getuid()}-{sha256(os.fsencode(place.root)).hexdigest()[:16]}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) & 0o077:
        raise Locked(f"{folder} is somebody else's, or others may read it. Find out who made it, and remove it.")
    return folder
