"""Making a backup: what is new is encrypted, what is there already stays, and the archive may go on working."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import secrets
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import BinaryIO, cast

import pyrage

from dadkhah.archive import heads, keyring, seal
from dadkhah.archive.backup.medium import (
    DATABASE,
    PASSWORDS,
    RECIPIENTS,
    SECRET,
    BadBackup,
    Medium,
    Names,
    encrypt,
    encrypting,
    name_of,
    placed,
)
from dadkhah.archive.exchange.bytes import held_digests
from dadkhah.archive.exchange.writing import write_export
from dadkhah.archive.models import Account
from dadkhah.archive.place import Place
from dadkhah.archive.verify.snapshot import Head, database, snapshot
from dadkhah.evidence.checkpoint import BadCheckpoint, open_checkpoint
from dadkhah.evidence.durable import sync

GROUP = 64
"""Files that become durable together."""
PART = 8_000_000
LEFT_OUT = ("tile", "lock", "checkpoint", "vkey")
"""Of the folder `ledger`: what is made again from the entries."""
Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Made:
    """What a backup did: the state's name, how many files it encrypted and how many were there, entries held.

    `missing`: digests whose files the archive itself does not hold.
    """

    state: str
    is_new: bool
    encrypted: int
    there: int
    size: int
    missing: list[str]


def back_up(place: Place, folder: Path, progress: Told) -> Made:
    """Bring the backup in this folder up to date. Raises BadBackup without recipients, OSError for a full medium.

    The database is seen at one moment, while the archive may go on. A state counts only once all its files are there.
    """
    recipients = [pyrage.x25519.Recipient.from_str(line) for line in recipients_of(place)]
    if place.is_sealed:
        recipients.append(place.seal.recipient)
    if not recipients:
        raise BadBackup("Nobody could open this backup: make a key first, with dadkhah backup-key --out FILE.")
    medium, secret = Medium(folder), secret_of(place)
    medium.make()
    if place.is_sealed:
        medium.seal.write_bytes((place.root / seal.FILE).read_bytes())
    medium.sweep()
    heads.publish()
    with snapshot(database()) as head:
        size, root, _ = head
        names = Names(secret, held_digests())
        count = len(names)
        new, missing = _files(place, medium, names, recipients, progress)
        extras = dict(_extras(place))
        name = _known(medium, place, size, root, _mark(secret, extras))
        if name:
            return Made(name, is_new=False, encrypted=new, there=count - new, size=size, missing=missing)
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{size:012}-{_mark(secret, extras)}"
        _state(medium, name, head, extras, recipients)
    return Made(name, is_new=True, encrypted=new, there=count - new, size=size, missing=missing)


def forget_erased(place: Place, folder: Path, progress: Told) -> tuple[Made, int, int]:
    """Bring the backup up to date, then remove its older states and every file that the archive has no more.

    Returns what the backup did, how many states and how many files were removed. Raises as `back_up` does.
    """
    made, medium, secret = back_up(place, folder, progress), Medium(folder), secret_of(place)
    old = [name for name in medium.names() if name != made.state]
    for name in old:
        medium.checkpoint(name).unlink()  # first what makes a state count
        medium.state(name).unlink()
    of_folders = Names(secret, held_digests())
    files = [medium.file(name) for folder, needed in of_folders for name in medium.held(folder) - needed.keys()]
    for path in files:
        path.unlink()
    sync({medium.states, *(path.parent for path in files)})
    return made, len(old), len(files)


def recipients_of(place: Place) -> list[str]:
    """The public keys to which backups are encrypted: age1…, one a line."""
    return (keyring.read(place, RECIPIENTS) or "").split()


def secret_of(place: Place) -> bytes:
    """From which the names of files in backups are made; it lies in the archive and, encrypted, in each state."""
    held = keyring.read(place, SECRET)
    if held is None and place.is_sealed:
        held = secrets.token_hex(32)  # whoever knows the passphrase opens the backup: nobody has to make a key for it
        keyring.write(place, SECRET, f"{held}\n")
    if held is None:
        raise BadBackup("The archive has no key for backups: make one with dadkhah backup-key --out FILE.")
    return bytes.fromhex(held.strip())


def _files(
    place: Place, medium: Medium, names: Names, recipients: list[pyrage.x25519.Recipient], progress: Told
) -> tuple[int, list[str]]:
    from dadkhah.evidence.store import Store

    store, missing, done = Store(place.store), list[str](), 0
    wanted = _wanted(medium, names)
    while group := list(islice(wanted, GROUP)):
        pairs = []
        for digest, name in group:
            if not store.has(digest):
                missing.append(digest)
                continue
            with store.open(digest) as source:
                pairs.append((encrypt(source, medium.file(name), recipients), medium.file(name)))
        placed(pairs)
        done += len(pairs)
        progress(done, len(names))
    return done, sorted(missing)


def _wanted(medium: Medium, names: Names) -> Iterator[tuple[str, str]]:
    """Digest and name of each stored file that the medium does not hold."""
    for folder, digests in names:
        held = medium.held(folder)
        yield from ((digest, name) for name, digest in digests.items() if name not in held)


def _extras(place: Place) -> Iterator[tuple[str, bytes]]:
    """Small files that no row holds: keys, settings, what stands in the ledger's folder besides tiles and checkpoint."""
    yield "config.toml", place.config_file.read_bytes()
    for name in keyring.names(place):
        yield f"keys/{name}", (keyring.read(place, name) or "").encode()
    for path in sorted(place.ledger.rglob("*")):
        inner = path.relative_to(place.ledger)
        if path.is_file() and inner.parts[0] not in LEFT_OUT:
            yield f"ledger/{inner.as_posix()}", path.read_bytes()
    passwords = dict(Account.objects.exclude(password="").values_list("id", "password"))
    yield PASSWORDS, json.dumps(passwords, sort_keys=True).encode()


def _mark(secret: bytes, extras: dict[str, bytes]) -> str:
    """Sixteen digits that change with any of the small files."""
    told = "".join(f"{name} {hashlib.sha256(content).hexdigest()}\n" for name, content in sorted(extras.items()))
    return name_of(secret, told)[:16]


def _known(medium: Medium, place: Place, size: int, root: str, mark: str) -> str:
    """The newest state, where it is of this very moment."""
    names = medium.names()
    if not names or not names[-1].endswith(mark):
        return ""
    key = (place.ledger / heads.VERIFIER_KEY).read_text("utf-8").strip()
    try:
        signed = open_checkpoint(medium.checkpoint(names[-1]).read_text("utf-8"), key)
    except (BadCheckpoint, UnicodeDecodeError):
        return ""
    return names[-1] if (signed.size, signed.root.hex()) == (size, root) else ""


def _state(
    medium: Medium, name: str, head: Head, extras: dict[str, bytes], recipients: list[pyrage.x25519.Recipient]
) -> None:
    """The small files and the database as an export, in one encrypted archive; then its checkpoint, which makes it count."""
    with (
        encrypting(medium.state(name), recipients) as pipe,
        gzip.GzipFile("", "wb", compresslevel=1, fileobj=pipe) as packed,
        tarfile.open(fileobj=packed, mode="w|") as tar,
    ):
        for inner, content in extras.items():
            _add(tar, inner, content)
        parts = _Parts(tar)
        checkpoint = write_export(head, cast(BinaryIO, parts), lambda *_: None).checkpoint
        parts.end()
    temporary = medium.checkpoint(name).with_suffix(".new")
    temporary.write_text(checkpoint, "utf-8")
    placed([(temporary, medium.checkpoint(name))])


class _Parts:
    """A file that becomes members of an archive, PART bytes each: their sizes must be known before they are written."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar, self._waiting, self._size, self._number = tar, [], 0, 0  # type: ignore[var-annotated]

    def write(self, data: bytes) -> int:
        self._waiting.append(data)
        self._size += len(data)
        if self._size >= PART:
            self.end()
        return len(data)

    def end(self) -> None:
        _add(self._tar, f"{DATABASE}/{self._number:08}", b"".join(self._waiting))
        self._waiting, self._size, self._number = [], 0, self._number + 1


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o600
    tar.addfile(member, io.BytesIO(content))
